//! One person at their desktop, with nobody else's server.

use std::path::Path;

use anyhow::{Context, Result};
use goodturn_test_support::desktop::{App, Desktop};
use tempfile::TempDir;

use crate::clock::StoryClock;
use crate::programs::Programs;

/// The app with its own workspace, on a Monday morning.
#[derive(Debug)]
pub(crate) struct Alone {
    pub(crate) app: App,
    pub(crate) desktop: Desktop,
    name: &'static str,
    _folder: TempDir,
}

impl Alone {
    /// As it is started for the first time.
    pub(crate) async fn begin(name: &'static str) -> Result<Self> {
        Self::start(name, &[]).await
    }

    /// With the sample organization.
    pub(crate) async fn with_sample(name: &'static str) -> Result<Self> {
        let alone = Self::start(name, &["--demo"]).await?;
        alone.app.sees("Harbor & Pine").await.context("waiting for the sample organization")?;
        Ok(alone)
    }

    async fn start(name: &'static str, arguments: &[&str]) -> Result<Self> {
        let (folder, desktop) = (TempDir::new()?, Desktop::start().await?);
        let clock = StoryClock::on_monday(folder.path())?;
        let app = App::start(&desktop, &Programs::find()?.app, arguments, &[clock.variable()]).await?;
        Ok(Self { app, desktop, name, _folder: folder })
    }

    /// Keeps a picture of what is on the screen where a story has failed.
    pub(crate) fn told<T>(&self, outcome: Result<T>) -> Result<T> {
        outcome.or_else(|failure| {
            let kept = Path::new(option_env!("CARGO_TARGET_TMPDIR").unwrap_or("target")).join(self.name);
            self.desktop.shoot(&kept.with_extension("png"))?;
            Err(failure)
        })
    }

    /// Does what the palette calls so.
    pub(crate) async fn choose_in_palette(&self, typed: &str, name: &str) -> Result<()> {
        self.desktop.press("ctrl+k")?;
        self.app.fill("Go to or do", typed).await?;
        self.app.finds("option", name).await?;
        self.desktop.press("Return")
    }

    /// Writes a line of quick add in the main window and sends it.
    pub(crate) async fn add(&self, line: &str, understood: &str) -> Result<()> {
        self.app.click("button", "Quick add").await?;
        self.app.fill("What do you need", line).await?;
        self.app.sees(understood).await?;
        self.desktop.press("Return")
    }
}
