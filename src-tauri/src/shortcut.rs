//! The global shortcut of quick add, and saying so when the system refuses it.

use std::env;

use tauri::AppHandle;
use tauri::Manager;
use tauri_plugin_global_shortcut::{GlobalShortcutExt, Shortcut, ShortcutState};

use crate::quick_add_window;
use crate::shell::Shell;

/// Registers what the person has set, in place of what was registered. Blocks until the main thread
/// has done it; the problem, in words, when it could not be done.
pub(crate) fn apply(app: &AppHandle, wanted: &str) -> Option<String> {
    let shell = app.state::<Shell>();
    if shell.shortcut.get().as_deref() != Some(wanted) {
        release(app, &shell);
        if !wanted.is_empty() {
            if let Err(problem) = register(app, &shell, wanted) {
                return Some(problem);
            }
            shell.shortcut.put(wanted.to_owned());
        }
    }
    (!wanted.is_empty() && is_wayland()).then(|| wayland_problem(&shell))
}

fn release(app: &AppHandle, shell: &Shell) {
    if let Some(registered) = shell.shortcut.take()
        && let Err(cause) = app.global_shortcut().unregister(registered.as_str())
    {
        tracing::warn!(%cause, "the earlier shortcut stays");
    }
}

fn register(app: &AppHandle, shell: &Shell, wanted: &str) -> Result<(), String> {
    let not_understood = || shell.text.say_of("shortcut-not-understood", "shortcut", wanted);
    let shortcut: Shortcut = wanted.parse().map_err(|_| not_understood())?;
    let opened = app.global_shortcut().on_shortcut(shortcut, |app, _, event| {
        if event.state == ShortcutState::Pressed {
            quick_add_window::open(app);
        }
    });
    opened.map_err(|cause| {
        tracing::warn!(%cause, wanted, "the shortcut was refused");
        shell.text.say_of("shortcut-taken", "shortcut", wanted)
    })
}

/// Under Wayland a registered key is heard only while one of our windows has the focus.
fn is_wayland() -> bool {
    cfg!(target_os = "linux") && env::var_os("WAYLAND_DISPLAY").is_some_and(|display| !display.is_empty())
}

fn wayland_problem(shell: &Shell) -> String {
    let command = match shell.arguments.profile.as_str() {
        "default" => "goodturn-app --quick-add".to_owned(),
        profile => format!("goodturn-app --profile {profile} --quick-add"),
    };
    shell.text.say_of("shortcut-wayland", "command", command)
}
