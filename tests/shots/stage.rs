//! A desktop with the app on it, brought back to Today before every scene.

use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use goodturn_test_support::desktop::{App, Desktop, wait_for};
use serde_json::json;
use tempfile::TempDir;

use crate::clock::StoryClock;
use crate::look::Look;
use crate::programs::Programs;
use crate::scene::{Scene, walk};
use crate::{Album, camera};

/// How long the app may take to draw its first page.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(crate) struct Stage {
    app: App,
    desktop: Desktop,
    look: Look,
    _folder: TempDir,
}

impl Stage {
    /// With the sample organization, on a Monday in the middle of the morning.
    pub(crate) async fn with_sample(look: Look) -> Result<Self> {
        let stage = Self::start(look, &["--demo"]).await?;
        stage.app.sees("Harbor & Pine").await.context("waiting for the sample organization")?;
        Ok(stage)
    }

    /// As it is started for the first time.
    pub(crate) async fn empty(look: Look) -> Result<Self> {
        Self::start(look, &[]).await
    }

    async fn start(look: Look, arguments: &[&str]) -> Result<Self> {
        let (folder, desktop) = (TempDir::new()?, Desktop::start().await?);
        look.paint_wall(&desktop)?;
        let [theme, name] = look.environment();
        let environment = [morning(&folder)?, theme, name];
        let app = App::start(&desktop, &Programs::find()?.app, arguments, &environment).await?;
        Ok(Self { app, desktop, look, _folder: folder })
    }

    pub(crate) async fn play(&self, scenes: &[Scene], album: &mut Album) {
        for scene in scenes.iter().filter(|scene| album.wants(scene.name)).collect::<Vec<_>>() {
            let outcome = self.photograph(scene, album).await;
            album.note(scene.name, self.look, outcome);
        }
    }

    /// Where a way ends too early, the picture shows where.
    async fn photograph(&self, scene: &Scene, album: &Album) -> Result<()> {
        self.start_over().await?;
        let walked = walk(scene.way, &self.app, &self.desktop).await;
        camera::photograph(&self.desktop, &album.file(scene.name, self.look)).await?;
        walked
    }

    async fn start_over(&self) -> Result<()> {
        // Quick add goes away with Escape, wherever the focus is otherwise it does no harm.
        self.desktop.press("Escape")?;
        let driver = self.app.driver();
        driver.run("document.documentElement.dataset.isOld = 'yes'; location.reload()", json!([])).await?;
        let is_drawn = "return !document.documentElement.dataset.isOld && document.querySelector('main') !== null";
        wait_for("the page to be drawn anew", PATIENCE, async || {
            Ok(driver.run(is_drawn, json!([])).await?.as_bool().filter(|is_it| *is_it))
        })
        .await
        .map(drop)
    }
}

/// For `environment`: Monday, half past ten.
pub(crate) fn morning(folder: &TempDir) -> Result<(String, String)> {
    let mut clock = StoryClock::on_monday(folder.path())?;
    clock.advance(TimeDelta::minutes(90))?;
    Ok(clock.variable())
}
