//! Takes a picture once nothing moves any more.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use goodturn_test_support::desktop::Desktop;

/// Between two looks at the screen: longer than any motion lasts.
const PAUSE: Duration = Duration::from_millis(400);
/// How often it has to look the same: a busy machine may draw nothing for a while.
const STILL: usize = 3;
/// A caret blinks for ever, so patience ends.
const LOOKS: usize = 12;

/// Colours in the middle of the screen, where a window without a page has its ground and the wall's.
const COLOURS: usize = 120;

/// Whether a page has been drawn: a window may be there before its page is.
fn shows_something(look: &[u8]) -> bool {
    let middle = &look[look.len() / 5 * 2..look.len() / 5 * 3];
    let colours: HashSet<&[u8]> = middle.chunks_exact(3).collect();
    colours.len() > COLOURS
}

/// What is on the screen, after it has looked the same for a while.
pub(crate) async fn photograph(desktop: &Desktop, file: &Path) -> Result<()> {
    let look = desktop.folder().join("look.rgb");
    let (mut before, mut still) = (Vec::new(), 0);
    for _ in 0..LOOKS {
        tokio::time::sleep(PAUSE).await;
        desktop.shoot(&look)?;
        let now = std::fs::read(&look).context("reading the screen")?;
        still = if now == before && shows_something(&now) { still + 1 } else { 0 };
        if still == STILL {
            break;
        }
        before = now;
    }
    desktop.shoot(file)
}
