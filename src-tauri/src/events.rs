//! What the client says, brought to windows, tray and system.

use goodturn_client::shown::Settings;
use goodturn_client::{App, AppEvent};
use tauri::{AppHandle, Emitter, Manager};
use tauri_plugin_opener::OpenerExt;
use tokio::sync::broadcast::error::RecvError;

use crate::shell::Shell;
use crate::{autostart, ground, main_window, quick_add_window, shortcut, tray};

/// Follows the client's events until it ends.
pub(crate) async fn follow(app: AppHandle, core: App) {
    let mut events = core.events();
    tray::redraw(&app);
    apply(&app, &core, core.settings()).await;
    loop {
        match events.recv().await {
            Ok(AppEvent::SettingsChanged(settings)) => apply(&app, &core, settings).await,
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
        AppEvent::OpenFile(path) => report(app.opener().open_path(path.to_string_lossy(), None::<&str>)),
        AppEvent::ShowFile(path) => report(app.opener().reveal_item_in_dir(path)),
        AppEvent::SettingsChanged(_) => {}
    }
}

fn report(done: Result<(), tauri_plugin_opener::Error>) {
    if let Err(cause) = done {
        tracing::error!(%cause, "the system did not open a file");
    }
}

async fn apply(app: &AppHandle, core: &App, settings: Settings) {
    let shell = app.state::<Shell>();
    let before = shell.settings.put(settings.clone());
    // Telling a problem changes the settings too, which must not start it all over.
    if before.as_ref().is_some_and(|before| is_told_only(before, &settings)) {
        return;
    }
    app.set_theme(main_window::theme(&shell));
    ground::paint_all_anew(app);
    let (handle, core, wanted) = (app.clone(), core.clone(), settings.shortcut.clone());
    let register = move || core.set_shortcut_problem(shortcut::apply(&handle, &wanted));
    match tauri::async_runtime::spawn_blocking(register).await {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => tracing::warn!(?failure, "nobody was told how the shortcut stands"),
        Err(cause) => tracing::error!(%cause, "the shortcut was not registered"),
    }
    autostart::apply(app, settings.autostart);
    // At a start it is the main window's page that asks for it, once it is there.
    if before.is_some() {
        quick_add_window::warm_up_soon(app);
    }
}

fn is_told_only(before: &Settings, after: &Settings) -> bool {
    Settings { shortcut_problem: after.shortcut_problem.clone(), ..before.clone() } == *after
}
