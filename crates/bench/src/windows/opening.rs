//! Opening a request: from the key until its conversation has been painted for the last time, next to one of a few
//! words in the same run.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use goodturn_test_support::desktop::Desktop;
use serde_json::json;

use super::screen::{Patch, Screen};
use super::{Installed, MARIGOLD, PATIENCE, PAUSE, SETTLED};
use crate::desks;
use crate::figures::{Figure, Times};

const MESSAGES: usize = 500;
const OPENINGS: usize = 20;
/// What has not changed for so long is painted.
const CALM: Duration = Duration::from_millis(400);

/// Two requests of my own, the latest first: one of a word, and one of many.
pub(super) async fn fill(installed: &Installed) -> Result<()> {
    let desk = desks::start("Robin Ellery", &installed.data, true).await?;
    for messages in [MESSAGES, 1] {
        let line = json!({ "text": format!("Fence posts, {messages} of them @sam"), "literal": [] });
        let saved = desks::call(&desk.app, "save_quick_add", line).await?;
        let request = saved["request"].as_str().context("a request was made")?;
        for index in 0..messages {
            let words = format!("Post {index} of the fence along *Birch Hill*: see <https://example.org/{index}>.");
            desks::call(&desk.app, "say", json!({ "request": request, "words": words })).await?;
        }
    }
    desk.stop().await;
    Ok(())
}

/// Looks for the two and opens the latest.
async fn find(desktop: &Desktop, screen: &Screen) -> Result<()> {
    "gm".chars().try_for_each(|it| screen.press_letter(it))?;
    tokio::time::sleep(PAUSE).await;
    desktop.press("slash")?;
    tokio::time::sleep(PAUSE).await;
    "fence".chars().try_for_each(|it| screen.press_letter(it))?;
    tokio::time::sleep(PAUSE).await;
    desktop.press("Return")?;
    tokio::time::sleep(SETTLED).await;
    Ok(())
}

pub(super) async fn measure(installed: &Installed) -> Result<Vec<Figure>> {
    let desktop = Desktop::start().await?;
    let screen = Screen::of(desktop.display())?;
    let _app = installed.start(&desktop, &[])?;
    screen.wait_for(MARIGOLD, Patch::right_of_today(screen.size()), PATIENCE)?;
    tokio::time::sleep(SETTLED).await;
    find(&desktop, &screen).await?;
    let (mut long, mut short) = (Vec::new(), Vec::new());
    for _ in 0..OPENINGS {
        for (key, times) in [('j', &mut long), ('k', &mut short)] {
            let began = Instant::now();
            screen.press_letter(key)?;
            let settled = screen.settle(Patch::conversation(screen.size()), began, CALM);
            if let Some(picture) = std::env::var_os("GOODTURN_BENCH_PICTURE") {
                desktop.shoot(&Path::new(&picture).with_extension(format!("{key}.png")))?;
            }
            times.push(settled?);
            tokio::time::sleep(PAUSE).await;
        }
    }
    let (long, short) = (Times::of(long), Times::of(short));
    Ok(vec![
        Figure::new("loop.open_500_messages_ms", long.millis(50), "ms").over(short.millis(50)).at_most(100.0),
        Figure::new("loop.open_500_messages_p95_ms", long.millis(95), "ms").over(short.millis(95)),
    ])
}
