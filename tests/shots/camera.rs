//! Takes a picture once nothing moves any more.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use goodturn_test_support::desktop::Desktop;

/// Between two looks at the screen: longer than any motion lasts.
const PAUSE: Duration = Duration::from_millis(400);
/// A caret blinks for ever, so patience ends.
const LOOKS: usize = 12;

/// What is on the screen, after it has looked the same twice.
pub(crate) async fn photograph(desktop: &Desktop, file: &Path) -> Result<()> {
    let look = desktop.folder().join("look.rgb");
    let mut before = Vec::new();
    for _ in 0..LOOKS {
        tokio::time::sleep(PAUSE).await;
        desktop.shoot(&look)?;
        let now = std::fs::read(&look).context("reading the screen")?;
        if now == before {
            break;
        }
        before = now;
    }
    desktop.shoot(file)
}
