//! The desktop that the app is tested on does what a desktop does.

use anyhow::Result;
use goodturn_test_support::desktop::Desktop;

use crate::programs::Programs;

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_starts_hidden_is_in_the_tray_and_opens_quick_add_from_there() -> Result<()> {
    let programs = Programs::find()?;
    let desktop = Desktop::start().await?;
    let mut hidden = desktop.command(&programs.app);
    hidden.arg("--hidden");
    let _app = goodturn_test_support::desktop::Running::start(hidden)?;

    desktop.tray.choose("Quick add").await?;

    desktop.wait_for_window("Goodturn: quick add", true).await?;
    let lines = desktop.tray.menu().await?;
    assert!(lines.iter().any(|line| line.label.starts_with("Quit")), "{lines:?}");
    Ok(())
}
