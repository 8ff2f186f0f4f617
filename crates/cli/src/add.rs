//! `goodturn add`: one line of quick add for the app of this machine, running or not.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::failure::{Kept, NotAdded, Usage};

/// What the desktop app is called.
const APP: &str = if cfg!(windows) { "goodturn-app.exe" } else { "goodturn-app" };

/// Where macOS keeps what people have installed.
const BUNDLE: &str = "/Applications/Goodturn.app/Contents/MacOS/goodturn-app";

/// How often it looks for the answer.
const PERIOD: Duration = Duration::from_millis(25);

/// Saves one line of quick add in the app, which is started in the tray when it does not run.
///
/// The line is understood as in the quick-add window. What could not be saved is printed, and waits in quick add
/// where the app could keep it there. Exit codes: 0 saved, 1 not saved, 2 usage, 3 no app, 6 no answer.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The profile of the app.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// The folder that holds the app's files, as it was started with.
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// The app, where it is neither beside this program nor on the path.
    #[arg(long, value_name = "FILE")]
    app: Option<PathBuf>,
    /// How many seconds to wait for the app.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    wait: u64,
    /// The line, or - to read it from standard input.
    #[arg(required = true, value_name = "WORDS", allow_hyphen_values = true, trailing_var_arg = true)]
    words: Vec<String>,
}

/// What the app says.
#[derive(Debug, Deserialize)]
struct Said {
    /// What has come of the line, when it was saved.
    saved: Option<Value>,
    /// Why it was not.
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
    /// Whether quick add opens with it.
    #[serde(default)]
    is_draft: bool,
    /// Whether it is the latest of the lines that quick add brings back.
    #[serde(default)]
    is_recent: bool,
}

impl Said {
    fn kept(&self) -> Kept {
        match (self.is_draft, self.is_recent) {
            (true, _) => Kept::Draft,
            (_, true) => Kept::Recent,
            _ => Kept::Nowhere,
        }
    }
}

/// Has the line saved and gives what is to be printed.
pub(crate) fn run(arguments: &Arguments, json: bool) -> anyhow::Result<String> {
    let line = line(&arguments.words)?;
    let told = tell(arguments, &line);
    let said = told.map_err(|error| match error.downcast::<NotAdded>() {
        Ok(not_added) => not_added.into(),
        Err(error) => not_added(&line, "failed", &format!("{error:#}"), Kept::Nowhere),
    })?;
    let kept = said.kept();
    match said.saved {
        Some(saved) if json => Ok(json!({ "saved": saved }).to_string()),
        Some(saved) => Ok(words_for(&saved).to_owned()),
        None => Err(not_added(&line, &said.code, &said.message, kept)),
    }
}

fn not_added(line: &str, code: &str, message: &str, kept: Kept) -> anyhow::Error {
    NotAdded { line: line.to_owned(), code: code.to_owned(), message: message.to_owned(), kept }.into()
}

fn line(words: &[String]) -> anyhow::Result<String> {
    let line = if words == ["-"] {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("could not read the line from standard input")?;
        String::from_utf8(bytes).context("the line on standard input is not UTF-8 text")?
    } else {
        words.join(" ")
    };
    ensure!(!line.trim().is_empty(), Usage("there is no line to add".into()));
    ensure!(!line.contains('\0'), Usage("a line holds no zero bytes".into()));
    Ok(line.trim().to_owned())
}

/// What a saved line has become, by its verb.
fn words_for(saved: &Value) -> &'static str {
    match saved.get("verb").and_then(Value::as_str) {
        Some("ask") => "asked",
        Some("thank") => "thanked",
        Some("remind") => "will remind you",
        _ => "added",
    }
}

/// Starts the app with the line: one that runs takes it over, and either writes the answer.
fn tell(arguments: &Arguments, line: &str) -> anyhow::Result<Said> {
    let app = match &arguments.app {
        Some(app) => app.clone(),
        None => find_app().ok_or_else(|| no_app(line))?,
    };
    let folder = Folder::new()?;
    let file = folder.0.join("answer.json");
    let child = command(&app, arguments, &file, line).spawn();
    let child = child.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => no_app(line),
        _ => anyhow::Error::from(cause).context(format!("starting {}", app.display())),
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().context("starting")?;
    runtime.block_on(answer(child, &file, Duration::from_secs(arguments.wait), line))
}

fn no_app(line: &str) -> anyhow::Error {
    not_added(line, "not_found", &format!("{APP} is not installed here"), Kept::Nowhere)
}

fn command(app: &Path, arguments: &Arguments, answer_in: &Path, line: &str) -> Command {
    let mut command = Command::new(app);
    if let Some(profile) = &arguments.profile {
        command.args(["--profile", profile]);
    }
    if let Some(folder) = &arguments.data_dir {
        command.arg("--data-dir").arg(folder);
    }
    command.arg("add").arg("--answer-in").arg(answer_in).arg("--").arg(line);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // It may be the app itself from now on, which does not end with the terminal.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
}

async fn answer(mut child: Child, file: &Path, patience: Duration, line: &str) -> anyhow::Result<Said> {
    let answered = timeout(patience, async {
        loop {
            // Looked for first: an app that ends after its answer has answered.
            let ended = child.try_wait().context("waiting for the app")?;
            if let Some(said) = read(file) {
                return Ok(said);
            }
            if let Some(status) = ended.filter(|status| !status.success()) {
                return Err(not_added(line, "app_ended", &format!("the app ended at once ({status})"), Kept::Nowhere));
            }
            sleep(PERIOD).await;
        }
    });
    answered.await.unwrap_or_else(|_| {
        let message = "the app has not answered: look whether the line is there before adding it again";
        Err(not_added(line, "offline", message, Kept::Nowhere))
    })
}

/// Half an answer is none yet.
fn read(file: &Path) -> Option<Said> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

/// Beside this program, on the path, or where the system keeps apps.
fn find_app() -> Option<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join(APP)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(APP));
    beside.into_iter().chain(on_path).chain([PathBuf::from(BUNDLE)]).find(|program| program.is_file())
}

/// A folder of our own, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    #[expect(clippy::disallowed_methods, reason = "a program is the rim, where names are made up")]
    fn new() -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("goodturn-add-{}", Uuid::now_v7()));
        let mut builder = fs::DirBuilder::new();
        // A folder that is there already is somebody else's.
        builder.recursive(false);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).context("making a folder for the answer")?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left in the folder for temporary files is the system's to remove.
        let _ = fs::remove_dir_all(&self.0);
    }
}
