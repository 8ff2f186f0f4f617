//! What the client says, brought to windows, tray and system.

use goodturn_client::shown::Settings;
use goodturn_client::{App, AppEvent};
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::broadcast::error::RecvError;

use crate::shell::Shell;
use crate::{autostart, main_window, quick_add_window, shortcut, tray};

/// Follows the client's events until it ends.
pub(crate) async fn follow(app: AppHandle, core: App) {
    let mut events = core.events();
    let mut settings = core.settings();
    apply(&app, &core, settings.clone()).await;
    tray::redraw(&app);
    loop {
        match events.recv().await {
            Ok(AppEvent::SettingsChanged(changed)) => {
                if is_worth_applying(&settings, &changed) {
                    apply(&app, &core, changed.clone()).await;
                }
                settings = changed;
                tray::redraw(&app);
            }
            Ok(event) => bring(&app, event),
            // Whoever shows something reloads it all, which is what the missed events would have said.
            Err(RecvError::Lagged(_)) => tray::redraw(&app),
            Err(RecvError::Closed) => return,
        }
    }
}

fn bring(app: &AppHandle, event: AppEvent) {
    match event {
        AppEvent::Changed(changed) => {
            if let Err(cause) = app.emit("changed", changed) {
                tracing::error!(%cause, "the windows were not told of a change");
            }
        }
        AppEvent::Navigate(place) => main_window::open(app, Some(place)),
        AppEvent::Tray => tray::redraw(app),
        AppEvent::SettingsChanged(_) => {}
    }
}

/// Telling a problem changes the settings too, which must not start it all over.
fn is_worth_applying(before: &Settings, after: &Settings) -> bool {
    let told = Settings { shortcut_problem: after.shortcut_problem.clone(), ..before.clone() };
    told != *after
}

async fn apply(app: &AppHandle, core: &App, settings: Settings) {
    let shell = app.state::<Shell>();
    shell.settings.put(settings.clone());
    app.set_theme(main_window::theme(&shell));
    let (handle, wanted) = (app.clone(), settings.shortcut.clone());
    let registered = tauri::async_runtime::spawn_blocking(move || shortcut::apply(&handle, &wanted)).await;
    if let Ok(problem) = registered {
        core.set_shortcut_problem(problem);
    }
    autostart::apply(app, settings.autostart);
    // A start without a window stays lean; the first window brings the warm one with it.
    if settings.keep_quick_add_warm && app.get_webview_window(main_window::LABEL).is_some() {
        quick_add_window::warm_up(app);
    }
}
