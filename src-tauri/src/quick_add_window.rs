//! The quick-add window: over whatever is on the screen, ready for typing at once.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tauri::{AppHandle, LogicalPosition, Manager, Monitor, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::ground;
use crate::main_window;
use crate::pages;
use crate::shell::Shell;

pub(crate) const LABEL: &str = "quick-add";

/// Logical pixels; the page grows it with its line and its chips.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 120.0;

/// A window manager refuses focus while a menu still has it: asked once more after the menu is gone.
const MENU_CLOSED: Duration = Duration::from_millis(60);

/// The main window has drawn Today by then.
const MAIN_WINDOW_SETTLED: Duration = Duration::from_secs(1);

/// Shows the quick-add window on the screen where the pointer is.
pub(crate) fn open(app: &AppHandle) {
    let again = app.clone();
    let on_main = app.run_on_main_thread(move || {
        if let Err(cause) = show(&again) {
            tracing::error!(%cause, "quick add could not be opened");
        }
    });
    if let Err(cause) = on_main {
        tracing::error!(%cause, "quick add could not be opened");
    }
}

/// Keeps quick add warm from a moment after the main window is there: the two pages loading at once
/// would hold each other up. A start without a window stays lean.
pub(crate) fn warm_up_soon(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(MAIN_WINDOW_SETTLED).await;
        let is_wanted = app.state::<Shell>().settings.get().is_some_and(|settings| settings.keep_quick_add_warm);
        if is_wanted && app.get_webview_window(main_window::LABEL).is_some() {
            warm_up(&app);
        }
    });
}

/// Makes the window without showing it, so that the shortcut only has to show it.
fn warm_up(app: &AppHandle) {
    let again = app.clone();
    let on_main = app.run_on_main_thread(move || {
        if again.get_webview_window(LABEL).is_none()
            && let Err(cause) = build(&again)
        {
            tracing::warn!(%cause, "quick add is not kept warm");
        }
    });
    if let Err(cause) = on_main {
        tracing::warn!(%cause, "quick add is not kept warm");
    }
}

fn show(app: &AppHandle) -> tauri::Result<()> {
    let window = app.get_webview_window(LABEL).map_or_else(|| build(app), Ok)?;
    if let Some(place) = active_monitor(app).map(|monitor| place_on(&monitor)) {
        window.set_position(place)?;
    }
    window.show()?;
    window.set_focus()?;
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(MENU_CLOSED).await;
        if let Err(cause) = window.set_focus() {
            tracing::warn!(%cause, "quick add has no focus");
        }
    });
    Ok(())
}

fn build(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let shell = app.state::<Shell>();
    shell.had_web_view.store(true, Ordering::Relaxed);
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("quick-add.html".into()))
        .title(shell.text.say("quick-add-title"))
        .inner_size(WIDTH, HEIGHT)
        .decorations(false)
        .always_on_top(true)
        .visible_on_all_workspaces(true)
        .skip_taskbar(true)
        .visible(false)
        .theme(main_window::theme(&shell))
        .data_directory(shell.paths.cache.join("web"))
        // Files are dropped onto the page itself, which reads them.
        .disable_drag_drop_handler()
        .on_navigation(pages::stays_inside(app))
        .on_new_window(pages::opens_outside(app))
        .build()?;
    ground::paint(&window)?;
    Ok(window)
}

/// Hides the window, as the page does; what was typed is kept by the page.
pub(crate) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(cause) = window.hide()
    {
        tracing::warn!(%cause, "quick add stays open");
    }
}

/// The page hides its window when it is done. Kept warm, that is all; else the web view goes too.
pub(crate) fn left(app: &AppHandle) {
    let is_kept = app.state::<Shell>().settings.get().is_some_and(|settings| settings.keep_quick_add_warm);
    if let Some(window) = app.get_webview_window(LABEL)
        && !is_kept
        && !window.is_visible().unwrap_or(true)
        && let Err(cause) = window.destroy()
    {
        tracing::warn!(%cause, "quick add stays in memory");
    }
}

fn active_monitor(app: &AppHandle) -> Option<Monitor> {
    let pointer = app.cursor_position().ok()?;
    let under_pointer = app.monitor_from_point(pointer.x, pointer.y).ok().flatten();
    under_pointer.or_else(|| app.primary_monitor().ok().flatten())
}

/// Centred, in the upper third.
fn place_on(monitor: &Monitor) -> LogicalPosition<f64> {
    let scale = monitor.scale_factor();
    let (corner, size) = (monitor.position().to_logical::<f64>(scale), monitor.size().to_logical::<f64>(scale));
    LogicalPosition::new(corner.x + (size.width - WIDTH) / 2.0, corner.y + size.height / 5.0)
}
