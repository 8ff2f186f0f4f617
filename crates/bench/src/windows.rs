//! What the real windows take: from the start to a usable Today, from the shortcut to quick add,
//! and the memory of an app without a window. Measured from outside, by the pixels of the screen
//! and by what the system counts.

mod opening;
mod screen;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use goodturn_test_support::desktop::{Desktop, Memory, Running, memory_of, wait_for};
use serde_json::json;

use crate::desks;
use crate::figures::{Figure, Times};
use screen::{Colour, Patch, Screen};

const STARTS: usize = 9;
const OPENINGS: usize = 20;
const COLD_OPENINGS: usize = 6;
/// The app has started everything by then.
const SETTLED: Duration = Duration::from_secs(8);
/// Between a window and the next, so that each is opened from rest.
const PAUSE: Duration = Duration::from_millis(700);
const PATIENCE: Duration = Duration::from_secs(20);
/// After the last window closed, in minutes: the shortest there is.
const LEAN_AFTER: u64 = 1;
const MIB: f64 = 1024.0 * 1024.0;

/// *Say thanks*, a button that only a filled Today has.
const MARIGOLD: Colour = Colour { red: 0xf0, green: 0xa9, blue: 0x2b };
/// The line above quick add, which its page draws.
const GREEN: Colour = Colour { red: 0x23, green: 0x65, blue: 0x4a };

/// The app of a release build, with its data.
struct Installed {
    program: PathBuf,
    data: PathBuf,
}

pub(crate) async fn measure(folder: &Path) -> Result<Vec<Figure>> {
    let program = std::env::var_os("GOODTURN_APP").context("GOODTURN_APP names the app of a release build")?;
    let data = folder.join("windows");
    let installed = Installed { program: program.into(), data };
    eprintln!("▸ the real windows …");
    installed.set(true).await.context("filling a sample organization")?;
    opening::fill(&installed).await.context("filling requests")?;
    let mut figures = opening::measure(&installed).await.context("opening a request")?;
    figures.extend(start(&installed).await.context("starting the app")?);
    figures.extend(quick_add(&installed, OPENINGS, "loop.quickadd_visible_ms", 100.0).await.context("quick add")?);
    installed.set(false).await?;
    let cold = quick_add(&installed, COLD_OPENINGS, "loop.quickadd_cold_visible_ms", 300.0);
    figures.extend(cold.await.context("quick add that is not kept warm")?);
    figures.extend(rest(&installed).await.context("resting")?);
    Ok(figures)
}

impl Installed {
    /// Fills a sample organization, unless there is one, and sets the app.
    async fn set(&self, keep_quick_add_warm: bool) -> Result<()> {
        let desk = desks::start("Robin Ellery", &self.data, true).await?;
        let mut settings = serde_json::to_value(desk.app.settings())?;
        settings["keep_quick_add_warm"] = json!(keep_quick_add_warm);
        settings["lean_after_minutes"] = json!(LEAN_AFTER);
        settings["appearance"] = json!("light");
        desks::call(&desk.app, "change_settings", settings).await?;
        desk.stop().await;
        Ok(())
    }

    fn start(&self, desktop: &Desktop, arguments: &[&str]) -> Result<Running> {
        let mut command = desktop.command(&self.program);
        command.arg("--data-dir").arg(&self.data).args(arguments);
        Running::start(command)
    }
}

/// From the start of the process until Today shows what is to be thanked for.
async fn start(installed: &Installed) -> Result<Vec<Figure>> {
    let desktop = Desktop::start().await?;
    let screen = Screen::of(desktop.display())?;
    let right = Patch::right_of_today(screen.size());
    let (mut times, mut bare) = (Vec::new(), Vec::new());
    // The first start fills the file cache and is not counted.
    for index in 0..=STARTS {
        let began = Instant::now();
        let app = installed.start(&desktop, &[])?;
        screen.wait_for(MARIGOLD, right, PATIENCE)?;
        let took = began.elapsed();
        let process = app.id();
        drop(app);
        desktop.wait_until_gone(process).await?;
        tokio::time::sleep(PAUSE).await;
        let browser = bare_window(&desktop, &screen).await?;
        tokio::time::sleep(PAUSE).await;
        if index > 0 {
            times.push(took);
            bare.extend(browser);
        }
    }
    let (times, bare) = (Times::of(times), Times::of(bare));
    let figure = Figure::new("loop.start_ms", times.millis(50), "ms").at_most(700.0);
    let figure = if bare.is_empty() { figure } else { figure.over(bare.millis(50)) };
    Ok(vec![figure, Figure::new("loop.start_worst_ms", times.millis(100), "ms")])
}

/// The least there could be: WebKit's own browser with a page of one colour, where it is installed.
async fn bare_window(desktop: &Desktop, screen: &Screen) -> Result<Option<Duration>> {
    let Some(browser) = mini_browser() else { return Ok(None) };
    let page = desktop.folder().join("bare.html");
    std::fs::write(&page, "<body style='background: #f0a92b'>")?;
    let mut command = desktop.command(browser);
    command.arg(format!("file://{}", page.display())).env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    let began = Instant::now();
    let running = Running::start(command)?;
    screen.wait_for(MARIGOLD, Patch::right_of_today(screen.size()), PATIENCE)?;
    let took = began.elapsed();
    drop(running);
    screen.wait_until_gone(MARIGOLD, Patch::right_of_today(screen.size()), PATIENCE)?;
    Ok(Some(took))
}

fn mini_browser() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|it| it.path());
    folders.map(|folder| folder.join("webkit2gtk-4.1/MiniBrowser")).find(|program| program.is_file())
}

/// From the keys of the shortcut until the page has drawn itself.
async fn quick_add(installed: &Installed, openings: usize, name: &'static str, at_most: f64) -> Result<Vec<Figure>> {
    let desktop = Desktop::start().await?;
    let screen = Screen::of(desktop.display())?;
    let _app = installed.start(&desktop, &[])?;
    screen.wait_for(MARIGOLD, Patch::right_of_today(screen.size()), PATIENCE)?;
    tokio::time::sleep(SETTLED).await;
    let edge = Patch::upper_third(screen.size());
    let mut times = Vec::new();
    for _ in 0..openings {
        let began = Instant::now();
        screen.press_shortcut()?;
        screen.wait_for(GREEN, edge, PATIENCE)?;
        times.push(began.elapsed());
        tokio::time::sleep(PAUSE).await;
        desktop.press("Escape")?;
        screen.wait_until_gone(GREEN, edge, PATIENCE)?;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(vec![Figure::new(name, Times::of(times).millis(95), "ms").at_most(at_most)])
}

/// Memory without a window: after a hidden start, and some time after the window was closed.
async fn rest(installed: &Installed) -> Result<Vec<Figure>> {
    let desktop = Desktop::start().await?;
    let screen = Screen::of(desktop.display())?;
    let app = installed.start(&desktop, &[])?;
    screen.wait_for(MARIGOLD, Patch::right_of_today(screen.size()), PATIENCE)?;
    tokio::time::sleep(SETTLED).await;
    let open = memory_of(app.id())?;
    desktop.press("alt+F4")?;
    let closed = Instant::now();
    let lean = Duration::from_secs(60 * LEAN_AFTER) + 2 * Duration::from_secs(60);
    wait_for("the app to go back to its lean state", lean, async || {
        Ok((memory_of(app.id())?.processes == 1).then_some(()))
    })
    .await?;
    let took = closed.elapsed();
    tokio::time::sleep(SETTLED).await;
    let back = memory_of(app.id())?;
    let process = app.id();
    drop(app);
    desktop.wait_until_gone(process).await?;

    // The very first GTK program on a screen loads OpenGL to look for visuals and leaves what it
    // found to the others; on the desks of people that one is never ours.
    let hidden = installed.start(&desktop, &["--hidden"])?;
    tokio::time::sleep(SETTLED).await;
    let at_rest = memory_of(hidden.id())?;
    let mib = |memory: &Memory| memory.bytes as f64 / MIB;
    Ok(vec![
        Figure::new("loop.rest_pss_mb", mib(&at_rest), "MiB").at_most(64.0),
        Figure::new("loop.rest_processes", at_rest.processes as f64, "").at_most(1.0),
        Figure::new("loop.open_pss_mb", mib(&open), "MiB"),
        Figure::new("loop.lean_pss_mb", mib(&back), "MiB").at_most(64.0),
        Figure::new("loop.lean_after_s", took.as_secs_f64(), "s").at_most((60 * LEAN_AFTER + 60) as f64),
    ])
}
