//! The one Tauri command: every command of the client, by its name.

use std::sync::atomic::Ordering;

use goodturn_client::{CommandError, commands};
use serde_json::Value;
use tauri::ipc::Response;
use tauri::{State, WebviewWindow};

use crate::shell::Shell;
use crate::{main_window, quick_add_window};

/// What the quick-add window needs; it has no business with the rest.
const QUICK_ADD_COMMANDS: [&str; 11] = [
    "add_file_piece",
    "app_state",
    "attach_file",
    "discard_file",
    "find_draft",
    "parse_quick_add",
    "recent_quick_adds",
    "save_draft",
    "save_quick_add",
    "similar_requests",
    "understand_when",
];

/// What a window asks for first, when it opens and when somebody tries again.
const FIRST_COMMAND: &str = "app_state";

/// Runs the command `name` for the window that asks.
#[tauri::command]
pub(crate) async fn call(
    window: WebviewWindow,
    shell: State<'_, Shell>,
    name: String,
    args: Option<Value>,
) -> Result<Response, CommandError> {
    if !may_call(window.label(), &name) {
        // What a page can do without, it does without: nobody would hear of it otherwise.
        tracing::warn!(window = window.label(), name, "refused: it is no command of this window");
        return Err(refused(window.label(), &name));
    }
    tracing::debug!(window = window.label(), name, "called");
    let is_first = name == FIRST_COMMAND && window.label() == main_window::LABEL;
    if is_first {
        shell.ask_again();
    }
    let core = shell.core().await;
    if is_first && core.is_err() {
        shell.showed_failure.store(true, Ordering::SeqCst);
    }
    let core = core?;
    commands::call_for_text(&core, &name, args.unwrap_or_default()).await.map(Response::new)
}

fn refused(label: &str, name: &str) -> CommandError {
    let message = format!("the window {label} has no command {name:?}");
    CommandError { code: "unknown_command".to_owned(), message, details: Value::Null }
}

fn may_call(label: &str, name: &str) -> bool {
    match label {
        main_window::LABEL => true,
        quick_add_window::LABEL => QUICK_ADD_COMMANDS.contains(&name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_window_reaches_its_own_commands_only() {
        assert!(may_call("main", "deliver"));
        assert!(may_call("quick-add", "save_quick_add"));
        assert!(may_call("quick-add", "similar_requests"));
        assert!(may_call("quick-add", "attach_file"));
        assert!(!may_call("quick-add", "deliver"));
        assert!(!may_call("quick-add", "sign_in"));
        assert!(!may_call("stranger", "app_state"));
    }
}
