//! `goodturn add` as a terminal meets it, with a stand-in for the app.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A program in place of the app, which notes what it was started with.
struct App {
    folder: TempDir,
}

impl App {
    /// `body` is what it does after noting; `$answer` is the file that the answer goes to.
    fn that(body: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let noted = folder.path().join("noted");
        let script = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" > '{}'\nwhile [ \"$1\" != --answer-in ]; do shift; done\nanswer=$2\n{body}\n",
            noted.display()
        );
        let app = Self { folder };
        fs::write(app.program(), script).expect("a script");
        fs::set_permissions(app.program(), fs::Permissions::from_mode(0o755)).expect("a program");
        app
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join("app")
    }

    fn noted(&self) -> Vec<String> {
        let noted = fs::read_to_string(self.folder.path().join("noted")).expect("it was started");
        noted.lines().map(str::to_owned).collect()
    }

    fn add(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary starts")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_goodturn"));
        command.arg("add").arg("--app").arg(self.program()).args(arguments);
        command
    }
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const SAVES: &str = r#"printf '{"saved":{"verb":"ask","request":"r1"}}' > "$answer""#;
const REFUSES: &str =
    r#"printf '{"saved":null,"code":"in_the_past","message":"that time is over","is_draft":true}' > "$answer""#;

#[test]
fn a_line_lands_in_the_app() {
    let app = App::that(SAVES);

    let output = app.add(&["--profile", "maria", "ask", "@jo", "for", "the grant", "--now", "by fri"]);

    assert_eq!((output.status.code(), words(&output.stdout).as_str()), (Some(0), "asked\n"));
    let noted = app.noted();
    assert_eq!(noted[..3], ["--profile", "maria", "add"]);
    assert_eq!(noted[5..], ["--", "ask @jo for the grant --now by fri"], "the line is one argument and no option");
}

#[test]
fn what_was_refused_is_printed_back() {
    let output = App::that(REFUSES).add(&["ask @jo by yesterday"]);

    assert_eq!(output.status.code(), Some(1));
    assert_eq!(words(&output.stdout), "ask @jo by yesterday\n");
    assert_eq!(words(&output.stderr), "goodturn: not added: that time is over (it waits in quick add)\n");
}

#[test]
fn what_waits_among_the_recent_lines_is_told_so() {
    let refuses = REFUSES.replace("is_draft", "is_recent");
    let output = App::that(&refuses).add(&["ask @jo by yesterday"]);

    let told = "goodturn: not added: that time is over (Arrow Up in an empty quick add brings it back)\n";
    assert_eq!(words(&output.stderr), told);
}

#[test]
fn a_line_is_read_from_standard_input() {
    let app = App::that(SAVES);
    let mut child = app.command(&["-"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
    child.stdin.take().expect("stdin").write_all("thank @jo für alles\n".as_bytes()).expect("it reads");

    assert!(child.wait().expect("it ends").success());
    assert_eq!(app.noted().last().map(String::as_str), Some("thank @jo für alles"));
}

#[test]
fn an_app_that_ends_or_is_silent_or_is_not_there_loses_nothing() {
    let ended = App::that("exit 3").add(&["milk"]);
    let silent = App::that("sleep 3").add(&["--wait", "1", "milk"]);
    let nowhere = Command::new(env!("CARGO_BIN_EXE_goodturn"))
        .args(["add", "--app", "nowhere/goodturn-app", "milk"])
        .output()
        .expect("the binary starts");

    for (output, code) in [(ended, 1), (silent, 6), (nowhere, 3)] {
        assert_eq!((output.status.code(), words(&output.stdout).as_str()), (Some(code), "milk\n"), "{output:?}");
    }
}

#[test]
fn nothing_is_no_line() {
    let output = App::that(SAVES).add(&["  "]);

    assert_eq!(output.status.code(), Some(2));
}
