//! What a window shows where its page has not drawn yet: the page's own ground, so that nothing
//! flashes.

use tauri::window::Color;
use tauri::{AppHandle, Manager, Theme, WebviewWindow};

use crate::shell::Shell;
use crate::{main_window, quick_add_window};

/// The ground of a page in the light and in the dark, from `ui/src/styles/tokens.css`.
struct Ground {
    light: Color,
    dark: Color,
}

/// `--surface-1`.
const MAIN: Ground = Ground { light: Color(0xfb, 0xf7, 0xef, 0xff), dark: Color(0x1e, 0x1b, 0x17, 0xff) };
/// `--surface-2`.
const QUICK_ADD: Ground = Ground { light: Color(0xff, 0xfd, 0xf9, 0xff), dark: Color(0x26, 0x22, 0x1d, 0xff) };

/// Paints a window for the theme that the person chose, or the system has now.
pub(crate) fn paint(window: &WebviewWindow) -> tauri::Result<()> {
    let ground = match window.label() {
        main_window::LABEL => MAIN,
        quick_add_window::LABEL => QUICK_ADD,
        _ => return Ok(()),
    };
    // A theme that was set a moment ago is not always the window's own yet.
    let chosen = main_window::theme(&window.state::<Shell>());
    let theme = chosen.map_or_else(|| window.theme(), Ok)?;
    let colour = if theme == Theme::Dark { ground.dark } else { ground.light };
    window.set_background_color(Some(colour))
}

/// The desktop, or the person, has turned light or dark.
pub(crate) fn paint_all_anew(app: &AppHandle) {
    paint_anew(app, main_window::LABEL);
    paint_anew(app, quick_add_window::LABEL);
}

/// The same for one window, which was told so.
pub(crate) fn paint_anew(app: &AppHandle, label: &str) {
    if let Some(window) = app.get_webview_window(label)
        && let Err(cause) = paint(&window)
    {
        tracing::warn!(%cause, label, "a window keeps its old ground");
    }
}
