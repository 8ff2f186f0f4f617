//! The real client without a window, as a process of its own that a campaign can kill: one app for
//! each folder, driven by lines of JSON on the standard input.
//!
//! Whatever it says on the standard output was acknowledged before: what stands in the pipe holds,
//! also when the process is killed in the next moment.

mod stand_ins;
mod work;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use goodturn_client::{App, AppConfig, Paths, SystemClock, commands};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};

pub(crate) use work::Work;

/// The first argument that makes this program a desk.
const ORDER: &str = "desk";

/// A line that a desk is given.
#[derive(Debug, Deserialize)]
struct Line {
    desk: usize,
    tag: u64,
    /// A command of the interface.
    call: Option<String>,
    #[serde(default)]
    args: Value,
    work: Option<Work>,
}

/// The folders of the desks that this process is to be, if it is to be any.
pub(crate) fn asked_for() -> Option<Vec<PathBuf>> {
    let mut arguments = std::env::args_os().skip(1);
    let is_desk = arguments.next().is_some_and(|order| order == ORDER);
    is_desk.then(|| arguments.map(PathBuf::from).collect())
}

/// The arguments that make this program the desks of these folders.
pub(crate) fn order<'a>(folders: impl IntoIterator<Item = &'a Path>) -> Vec<std::ffi::OsString> {
    let folders = folders.into_iter().map(|folder| folder.as_os_str().to_owned());
    std::iter::once(ORDER.into()).chain(folders).collect()
}

/// Is the desks until the standard input ends.
pub(crate) fn serve(folders: Vec<PathBuf>) -> ExitCode {
    match try_to_serve(folders) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn try_to_serve(folders: Vec<PathBuf>) -> Result<()> {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(live(folders))
}

/// Starts the app of a folder.
pub(crate) async fn start(folder: &Path) -> Result<App> {
    let paths = Paths::below(folder);
    let config = AppConfig {
        profile: "campaign".into(),
        clock: Arc::new(SystemClock),
        notifier: Arc::new(stand_ins::Silence),
        key_store: Arc::new(stand_ins::KeyFolder(folder.join("keys"))),
        start_local_backend: stand_ins::local_backend(&paths),
        paths,
    };
    App::start(config).await.context("the app does not start")
}

async fn live(folders: Vec<PathBuf>) -> Result<()> {
    let mut apps = Vec::with_capacity(folders.len());
    for (desk, folder) in folders.iter().enumerate() {
        let app = start(folder).await?;
        let state = commands::call(&app, "app_state", Value::Null).await?;
        say(&json!({ "desk": desk, "started": state["sync"]["trouble"] }));
        apps.push(app);
    }
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let line: Line = serde_json::from_str(&line).with_context(|| format!("understanding {line}"))?;
        let app = apps.get(line.desk).context("there is no such desk")?.clone();
        tokio::spawn(async move { obey(&app, line).await });
    }
    for app in apps {
        app.stop().await;
    }
    Ok(())
}

async fn obey(app: &App, line: Line) {
    let Line { desk, tag, call, args, work } = line;
    let done = match (call, work) {
        (Some(name), _) => commands::call(app, &name, args).await,
        (None, Some(work)) => work.run(app, desk).await,
        (None, None) => Ok(Value::Null),
    };
    match done {
        Ok(value) => say(&json!({ "desk": desk, "tag": tag, "ok": value })),
        Err(error) => say(&json!({ "desk": desk, "tag": tag, "failed": error.code, "says": error.message })),
    }
}

/// One line, written at once: a process that is killed says it whole or not at all.
fn say(line: &Value) {
    let mut line = line.to_string();
    line.push('\n');
    let mut out = std::io::stdout().lock();
    // Who listened has gone: there is nobody to tell.
    let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
}
