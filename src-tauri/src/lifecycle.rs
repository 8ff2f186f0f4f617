//! The life of the app: windows come and go, the app stays until it is quit.

use std::time::Duration;

use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tauri_plugin_window_state::{AppHandleExt, StateFlags};
use tokio::time::timeout;

#[cfg(target_os = "macos")]
use crate::link;
use crate::shell::Shell;
use crate::{backend, ground, main_window, quick_add_window};

/// How long saving and saying goodbye to the backend may take before the app ends anyway.
const GOODBYE: Duration = Duration::from_secs(5);

/// How long the page has to hide its window before it is looked at.
const HIDDEN_BY_THEN: Duration = Duration::from_millis(300);

/// Hears everything that happens to the app.
pub(crate) fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        // The last window was closed, and nobody has quit.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        RunEvent::WindowEvent { label, event, .. } => on_window_event(app, &label, &event),
        // There, links come as events instead of arguments.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            main_window::open(app, urls.first().and_then(|url| link::understand(url.as_str())))
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { has_visible_windows: false, .. } => main_window::open(app, None),
        _ => {}
    }
}

fn on_window_event(app: &AppHandle, label: &str, event: &WindowEvent) {
    match (label, event) {
        (main_window::LABEL, WindowEvent::Focused(true)) => {
            if let Some(core) = app.state::<Shell>().core_now() {
                core.resumed();
            }
        }
        (main_window::LABEL, WindowEvent::Destroyed) => main_window_closed(app),
        (quick_add_window::LABEL, WindowEvent::CloseRequested { api, .. }) => {
            api.prevent_close();
            quick_add_window::hide(app);
        }
        (label, WindowEvent::ThemeChanged(_)) => ground::paint_anew(app, label),
        (quick_add_window::LABEL, WindowEvent::Focused(false)) => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                tokio::time::sleep(HIDDEN_BY_THEN).await;
                quick_add_window::left(&app);
            });
        }
        _ => {}
    }
}

fn main_window_closed(app: &AppHandle) {
    if let Err(cause) = app.save_window_state(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED) {
        tracing::warn!(%cause, "the place of the window was not saved");
    }
    if let Some(core) = app.state::<Shell>().core_now()
        && let Err(failure) = core.say_still_here()
    {
        tracing::warn!(?failure, "nobody was told where the app has gone");
    }
}

/// Ends the app after saving and saying goodbye.
pub(crate) fn quit(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        say_goodbye(&app).await;
        #[cfg(feature = "updater")]
        crate::updates::put_in_place(&app);
        app.exit(0);
    });
}

/// Stops the core and then its backend, within [`GOODBYE`].
pub(crate) async fn say_goodbye(app: &AppHandle) {
    let shell = app.state::<Shell>();
    let stopped = async {
        if let Some(core) = shell.core_now() {
            core.stop().await;
        }
        backend::stop(&shell).await;
    };
    if timeout(GOODBYE, stopped).await.is_err() {
        tracing::warn!("ending without a goodbye");
    }
}

/// Quits when the system asks the process to end.
#[cfg(unix)]
pub(crate) async fn end_when_asked(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    quit(&app);
}
