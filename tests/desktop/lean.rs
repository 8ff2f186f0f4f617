//! An app without a window takes little memory.

use std::time::Duration;

use anyhow::Result;
use chrono::TimeDelta;
use goodturn_test_support::desktop::{Desktop, Running, memory_of, wait_for};
use tempfile::TempDir;

use crate::clock::StoryClock;
use crate::programs::Programs;

/// A little more than the app waits unless it is told otherwise.
const LEAN_AFTER: TimeDelta = TimeDelta::minutes(11);
/// It looks at the clock every now and then.
const PATIENCE: Duration = Duration::from_secs(40);

#[tokio::test(flavor = "multi_thread")]
async fn window_that_was_open_for_a_moment_leaves_one_process_behind() -> Result<()> {
    let (folder, desktop) = (TempDir::new()?, Desktop::start().await?);
    let mut clock = StoryClock::on_monday(folder.path())?;
    let mut hidden = desktop.command(&Programs::find()?.app);
    hidden.arg("--hidden").envs([clock.variable()]);
    let app = Running::start(hidden)?;
    desktop.tray.choose("Open Goodturn").await?;
    desktop.wait_for_window("Goodturn", true).await?;
    // The window is mapped a moment before its web view has begun its processes.
    wait_for("the window's own processes", PATIENCE, async || Ok((memory_of(app.id())?.processes > 1).then_some(())))
        .await?;

    desktop.close_window("Goodturn").await?;
    clock.advance(LEAN_AFTER)?;

    wait_for("the app to be one process again", PATIENCE, async || {
        Ok((memory_of(app.id())?.processes == 1).then_some(()))
    })
    .await
}
