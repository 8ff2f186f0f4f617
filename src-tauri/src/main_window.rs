//! The main window: made when it is asked for, shown once its page is there, gone with its web view
//! when it is closed.

use std::sync::atomic::Ordering;
use std::time::Duration;

use goodturn_client::shown::{Appearance, Navigate};
use tauri::{AppHandle, Emitter, Manager, Theme, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::shell::Shell;
use crate::{ground, pages, screens};

pub(crate) const LABEL: &str = "main";

/// Logical pixels.
const SIZE: (f64, f64) = (1200.0, 800.0);
const SMALLEST: (f64, f64) = (720.0, 520.0);

const PAGE_IS_LATE: Duration = Duration::from_secs(3);

/// Shows the main window, at a place if one is given.
pub(crate) fn open(app: &AppHandle, place: Option<Navigate>) {
    let again = app.clone();
    // Menus, the bus and the shortcut call from threads of their own.
    let on_main = app.run_on_main_thread(move || show(&again, place));
    if let Err(cause) = on_main {
        tracing::error!(%cause, "the main window could not be opened");
    }
}

fn show(app: &AppHandle, place: Option<Navigate>) {
    if let Some(window) = app.get_webview_window(LABEL) {
        come_forward(&window);
        if let Some(place) = place {
            navigate(app, &place);
        }
        return;
    }
    if let Some(place) = place {
        app.state::<Shell>().destination.put(place);
    }
    match build(app) {
        Ok(_) => reveal_in_any_case(app),
        Err(cause) => tracing::error!(%cause, "the main window could not be opened"),
    }
}

/// Shows the new main window: its page is there.
pub(crate) fn reveal(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && !window.is_visible().unwrap_or(false)
    {
        come_forward(&window);
    }
}

/// A page that fails before it can say so is to be seen, too.
fn reveal_in_any_case(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PAGE_IS_LATE).await;
        reveal(&app);
    });
}

fn build(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let shell = app.state::<Shell>();
    shell.had_web_view.store(true, Ordering::Relaxed);
    screens::look(app);
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title(shell.text.say("main-title"))
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        // A window that is shown empty flashes, and WebKitGTK holds up its page for half a second when
        // it has to paint it at a new size meanwhile.
        .visible(false)
        .prevent_overflow()
        .center()
        .theme(theme(&shell))
        .data_directory(shell.paths.cache.join("web"))
        // Files are dropped onto the page itself, which reads them.
        .disable_drag_drop_handler()
        .on_navigation(pages::stays_inside(app))
        .on_new_window(pages::opens_outside(app))
        .build()?;
    ground::paint(&window)?;
    Ok(window)
}

fn come_forward(window: &WebviewWindow) {
    let done = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(cause) = done {
        tracing::warn!(%cause, "the main window stays where it is");
    }
}

/// Tells the open main window to show a place.
pub(crate) fn navigate(app: &AppHandle, place: &Navigate) {
    if let Err(cause) = app.emit_to(LABEL, "navigate", place) {
        tracing::error!(%cause, "the main window was not told where to go");
    }
}

/// The theme that the person chose; none follows the system.
pub(crate) fn theme(shell: &Shell) -> Option<Theme> {
    match shell.settings.get()?.appearance {
        Appearance::System => None,
        Appearance::Light => Some(Theme::Light),
        Appearance::Dark => Some(Theme::Dark),
    }
}
