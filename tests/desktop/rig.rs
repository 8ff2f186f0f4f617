//! The desktop that the app is tested on does what a desktop does.

use std::time::Duration;

use anyhow::Result;
use goodturn_test_support::desktop::{Desktop, Running, wait_for};

use crate::programs::Programs;

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_starts_hidden_is_in_the_tray_and_opens_quick_add_from_there() -> Result<()> {
    let programs = Programs::find()?;
    let desktop = Desktop::start().await?;
    let mut hidden = desktop.command(&programs.app);
    hidden.arg("--hidden");
    let _app = Running::start(hidden)?;

    desktop.tray.choose("Quick add").await?;

    desktop.wait_for_window("Goodturn: quick add", true).await?;
    let lines = desktop.tray.menu().await?;
    assert!(lines.iter().any(|line| line.label.starts_with("Quit")), "{lines:?}");
    Ok(())
}

/// How long a window may take to be made, with its web view.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_a_service_opens_in_a_main_window_that_was_not_there() -> Result<()> {
    let desktop = Desktop::start().await?;
    let mut hidden = desktop.command(&Programs::find()?.app);
    hidden.args(["--hidden", "--demo"]);
    let _app = Running::start(hidden)?;
    desktop.tray.choose("Quick add").await?;
    desktop.wait_for_window("Goodturn: quick add", true).await?;

    // Until the line has the focus and the sample organization is there, nothing is asked by it.
    wait_for("the line to be understood", PATIENCE, async || {
        desktop.press("ctrl+a")?;
        desktop.type_text("one that works ~laptop by fri 3pm")?;
        desktop.press("Return")?;
        let is_there = desktop.window_titles()?.iter().any(|it| it == "Goodturn: quick add");
        Ok((!is_there).then_some(()))
    })
    .await?;

    desktop.wait_for_window("Goodturn", true).await
}
