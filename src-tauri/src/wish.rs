//! Doing what a start asked for: the first one, or a later one that found us running.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use clap::Parser;
use goodturn_client::commands::{self, KeptLine};
use goodturn_client::{CommandError, Notice, Notifier, Subject};
use serde_json::{Value, json};
use tauri::{AppHandle, Manager};

use crate::arguments::{Arguments, Wish};
use crate::shell::Shell;
use crate::{main_window, quick_add_window};

/// What the notice is about that tells of a line which was not added.
pub(crate) const NOT_ADDED: &str = "not_added";

/// Does what is wished.
pub(crate) fn fulfil(app: &AppHandle, wish: Wish) {
    match wish {
        Wish::Main(place) => main_window::open(app, place),
        Wish::QuickAdd => quick_add_window::open(app),
        Wish::Add { text, answer_in } => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move { add(&app.state::<Shell>(), &text, answer_in.as_deref()).await });
        }
        Wish::Nothing => {}
    }
}

/// What to do with the arguments of a later start.
pub(crate) fn forwarded_to_first() -> impl FnMut(&AppHandle, Vec<String>, String) + Send + Sync + 'static {
    |app, arguments, _folder| fulfil(app, wish_of(arguments))
}

/// Whoever reaches the session's bus can send arguments: what is not understood opens the main window, and the
/// later start has ended by then either way. Folders and profile of the first start stay.
fn wish_of(arguments: Vec<String>) -> Wish {
    Arguments::try_parse_from(arguments).map_or(Wish::Main(None), |arguments| arguments.wish())
}

async fn add(shell: &Shell, text: &str, answer_in: Option<&Path>) {
    let answer = match save(shell, text).await {
        Ok(saved) => json!({ "saved": saved }),
        Err(failure) => {
            tracing::warn!(?failure, "a line was not added");
            let kept = keep(shell, text).await;
            tell_not_added(shell, text, kept);
            refused(&failure, kept)
        }
    };
    if let Some(file) = answer_in
        && let Err(cause) = write(file, &answer)
    {
        tracing::warn!(%cause, "whoever added a line hears nothing of it");
    }
}

/// What whoever added a line hears when it was refused.
fn refused(failure: &CommandError, kept: Option<KeptLine>) -> Value {
    json!({
        "saved": null,
        "code": failure.code,
        "message": failure.message,
        "is_draft": kept == Some(KeptLine::Draft),
        "is_recent": kept == Some(KeptLine::Recent),
    })
}

async fn save(shell: &Shell, text: &str) -> Result<Value, CommandError> {
    let core = shell.core().await?;
    commands::call(&core, "save_quick_add", json!({ "text": text, "literal": [] })).await
}

/// Leaves the line in quick add; where, if anywhere.
async fn keep(shell: &Shell, text: &str) -> Option<KeptLine> {
    let core = shell.core().await.ok()?;
    let kept = commands::keep_unsaved(&core, text).await;
    kept.inspect_err(|failure| tracing::error!(?failure, "a line was not kept either")).ok()
}

fn tell_not_added(shell: &Shell, text: &str, kept: Option<KeptLine>) {
    let Some(notifier) = shell.notifier.get() else { return };
    let body = match kept {
        Some(KeptLine::Draft) => "not-added-body",
        Some(KeptLine::Recent) => "not-added-recent",
        None => "not-added-lost",
    };
    notifier.show(Notice {
        subject: Subject::App(NOT_ADDED.to_owned()),
        title: shell.text.say("not-added-title"),
        body: shell.text.say_of(body, "text", text),
        actions: Vec::new(),
        needs_you: true,
    });
}

/// Only into a new file: a start of somebody else's making must not write over anything.
fn write(file: &Path, answer: &Value) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(file)?.write_all(answer.to_string().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(arguments: &[&str]) -> Wish {
        wish_of(arguments.iter().map(|&argument| argument.to_owned()).collect())
    }

    #[test]
    fn a_later_start_is_understood_like_the_first() {
        let Wish::Main(Some(place)) = forwarded(&["goodturn-app", "goodturn://today"]) else { panic!("a place") };
        assert_eq!(place.view, "today");
        assert_eq!(forwarded(&["goodturn-app", "--quick-add"]), Wish::QuickAdd);
        assert_eq!(forwarded(&["goodturn-app", "add", "milk"]), Wish::Add { text: "milk".to_owned(), answer_in: None });
    }

    #[test]
    fn hostile_arguments_only_open_the_main_window() {
        let long = format!("goodturn://request/{}", "a".repeat(1 << 20));
        for arguments in [
            &[][..],
            &[""],
            &["goodturn-app", "goodturn://request/../../etc/passwd"],
            &["goodturn-app", "goodturn://today --quick-add"],
            &["goodturn-app", "goodturn://add/milk"],
            &["goodturn-app", "goodturn://today", "add", "milk", "and", "eggs"],
            &["goodturn-app", "--profile", "../evil", "add", "milk"],
            &["goodturn-app", "--no-such-option"],
            &["goodturn-app", "--help"],
            &["goodturn-app", "javascript:alert(1)"],
            &["goodturn-app", "\u{202e}goodturn://today\0"],
            &["goodturn-app", long.as_str()],
        ] {
            assert_eq!(forwarded(arguments), Wish::Main(None), "{:?}", arguments.get(1));
        }
    }

    #[test]
    fn whoever_added_a_line_hears_where_it_waits() {
        let failure = CommandError { code: "name_close".to_owned(), message: String::new(), details: Value::Null };
        for (kept, is_draft, is_recent) in
            [(Some(KeptLine::Draft), true, false), (Some(KeptLine::Recent), false, true), (None, false, false)]
        {
            let answer = refused(&failure, kept);
            assert_eq!((&answer["is_draft"], &answer["is_recent"]), (&json!(is_draft), &json!(is_recent)), "{kept:?}");
        }
    }

    #[test]
    fn an_answer_writes_over_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("diary.txt");
        std::fs::write(&file, "dear diary").unwrap();

        assert!(write(&file, &json!({})).is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "dear diary");
    }
}
