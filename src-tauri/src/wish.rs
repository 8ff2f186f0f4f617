//! Doing what a start asked for: the first one, or a later one that found us running.

use clap::Parser;
use goodturn_client::commands;
use goodturn_client::{Notice, Notifier, Subject};
use tauri::{AppHandle, Manager};

use crate::arguments::{Arguments, Wish};
use crate::shell::Shell;
use crate::{main_window, quick_add_window};

/// Does what is wished.
pub(crate) fn fulfil(app: &AppHandle, wish: Wish) {
    match wish {
        Wish::Main(place) => main_window::open(app, place),
        Wish::QuickAdd => quick_add_window::open(app),
        Wish::Add(text) => add(app, text),
        Wish::Nothing => {}
    }
}

/// What to do with the arguments of a later start. They may be anything: what is not understood
/// opens the main window, and the later start has ended by then either way.
pub(crate) fn forwarded_to_first() -> impl FnMut(&AppHandle, Vec<String>, String) + Send + Sync + 'static {
    |app, arguments, _folder| {
        let understood = Arguments::try_parse_from(arguments);
        let wish = understood.map_or(Wish::Main(None), |arguments| arguments.wish());
        fulfil(app, wish);
    }
}

fn add(app: &AppHandle, text: String) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        if !save(&shell, &text).await {
            tell_not_added(&shell, &text);
        }
    });
}

async fn save(shell: &Shell, text: &str) -> bool {
    let line = serde_json::json!({ "text": text, "literal": [] });
    let saved = match shell.core().await {
        Ok(core) => commands::call(&core, "save_quick_add", line).await,
        Err(failure) => Err(failure),
    };
    saved.inspect_err(|failure| tracing::warn!(?failure, "a line was not added")).is_ok()
}

fn tell_not_added(shell: &Shell, text: &str) {
    let Some(notifier) = shell.notifier.get() else { return };
    notifier.show(Notice {
        subject: Subject::App("not_added".to_owned()),
        title: shell.text.say("not-added-title"),
        body: shell.text.say_of("not-added-body", "text", text),
        actions: Vec::new(),
        needs_you: true,
    });
}
