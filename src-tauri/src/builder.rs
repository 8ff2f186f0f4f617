//! The Tauri app: plug-ins in their order, our command, the life of windows.

use anyhow::Context as _;
use tauri::{App, Builder, Context, Manager, Wry};
use tauri_plugin_window_state::StateFlags;

use crate::arguments::Arguments;
#[cfg(any(target_os = "linux", target_os = "windows"))]
use crate::links;
use crate::shell::Shell;
#[cfg(feature = "updater")]
use crate::updates;
use crate::{autostart, call, lifecycle, logs, pages, screens, startup, tray, wish};

/// Builds the app for these arguments and runs it; its exit code.
pub(crate) fn build(arguments: Arguments) -> anyhow::Result<i32> {
    let shell = Shell::new(arguments);
    if let Err(cause) = logs::start(&shell.paths.logs()) {
        // The app is worth more than its log.
        tracing::warn!(cause = format!("{cause:#}"), "this start has no log file");
    }
    let mut context = context();
    context.config_mut().identifier = identifier(&context.config().identifier, &shell.arguments.profile);
    let first = wish::forwarded_to_first();
    let builder = tauri::Builder::default().plugin(tauri_plugin_single_instance::init(first));
    let app = with_links(with_updates(builder, &mut context))
        .plugin(tauri_plugin_global_shortcut::Builder::new().build())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .plugin(autostart::plugin(&shell.arguments.profile))
        .plugin(window_state(&shell))
        .manage(shell)
        .invoke_handler(tauri::generate_handler![call::call])
        .setup(|app| setup(app).map_err(Into::into))
        .build(context)
        .context("building the app")?;
    Ok(app.run_return(lifecycle::on_event))
}

/// Links arrive as arguments, which the single instance passes on; the plug-in only registers them.
#[cfg(any(target_os = "linux", target_os = "windows"))]
fn with_links(builder: Builder<Wry>) -> Builder<Wry> {
    builder.plugin(tauri_plugin_deep_link::init())
}

/// The system knows links from the bundle.
#[cfg(not(any(target_os = "linux", target_os = "windows")))]
fn with_links(builder: Builder<Wry>) -> Builder<Wry> {
    builder
}

#[cfg(feature = "updater")]
fn with_updates(builder: Builder<Wry>, context: &mut Context<Wry>) -> Builder<Wry> {
    if updates::configure(context.config_mut()) {
        builder.plugin(tauri_plugin_updater::Builder::new().build()).manage(updates::Waiting::default())
    } else {
        builder
    }
}

/// The distribution brings newer versions.
#[cfg(not(feature = "updater"))]
fn with_updates(builder: Builder<Wry>, _context: &mut Context<Wry>) -> Builder<Wry> {
    builder
}

#[expect(clippy::disallowed_macros, reason = "what the macro makes says on stderr when it fails")]
fn context() -> Context<Wry> {
    tauri::generate_context!()
}

fn setup(app: &mut App) -> anyhow::Result<()> {
    let handle = app.handle();
    if let Err(cause) = tray::show(handle) {
        tracing::warn!(%cause, "this desktop has no tray");
    }
    pages::listen(handle);
    #[cfg(any(target_os = "linux", target_os = "windows"))]
    links::register(handle);
    #[cfg(feature = "updater")]
    if handle.try_state::<updates::Waiting>().is_some() {
        updates::watch(handle);
    }
    startup::start(handle);
    wish::fulfil(handle, handle.state::<Shell>().arguments.wish());
    Ok(())
}

/// Profiles live side by side on one machine and one session bus: each is an app of its own to the
/// system, with its own single instance.
fn identifier(base: &str, profile: &str) -> String {
    match profile {
        "default" => base.to_owned(),
        // A part of a bus name must not begin with a digit.
        name => format!("{base}.profile_{name}"),
    }
}

fn window_state(shell: &Shell) -> tauri::plugin::TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_filename(shell.paths.state.join("windows.json").to_string_lossy())
        .map_label(screens::key)
        .with_filter(screens::is_main)
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_profile_is_an_app_of_its_own() {
        assert_eq!(identifier("org.goodturn.Goodturn", "default"), "org.goodturn.Goodturn");
        assert_eq!(identifier("org.goodturn.Goodturn", "2nd"), "org.goodturn.Goodturn.profile_2nd");
    }
}
