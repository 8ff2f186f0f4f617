//! Brings the files of what was said to the backend, while everything else goes on. What is to be
//! brought stands in the outbox alone, so it goes on after any stop.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use std::time::Duration;

use goodturn_domain::{Attachment, Intent, Refusal};
use goodturn_store::OutboxRecord;
use goodturn_sync::files::LEAST_PART_BYTES;
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::{SentOperation, SyncError};
use tokio::time::timeout;

use super::{Transfer, Way, keeping};
use crate::app::App;
use crate::error::CommandError;
use crate::http::{CallError, Http};
use crate::workspace::Workspace;

/// Small parts lose little when a line breaks; the answer to one costs less than sending it.
const PART_BYTES: u64 = 2 * LEAST_PART_BYTES;
/// It is woken by what needs it; this is for what nobody told.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Why a file was not brought.
enum Hindrance {
    /// It is tried again later.
    Later(SyncError),
    /// It will never be: the person has to know.
    Never(CommandError),
}

impl From<SyncError> for Hindrance {
    fn from(error: SyncError) -> Self {
        Self::Later(error)
    }
}

impl From<CallError> for Hindrance {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Sync(error) => Self::Later(error),
            CallError::Problem(problem) => Self::Never(CallError::Problem(problem).into()),
        }
    }
}

/// Brings files whenever there are some to bring, until the task is ended.
pub(crate) async fn bring_files(app: App, workspace: Arc<Workspace>) {
    loop {
        if let Err(error) = bring_all(&app, &workspace).await {
            tracing::warn!(%error, "files could not be looked after; it is tried again");
        }
        let _ = timeout(LOOK_EVERY, app.inner.wake_files.notified()).await;
    }
}

async fn bring_all(app: &App, workspace: &Arc<Workspace>) -> Result<(), CommandError> {
    let most = app.inner.settings.get().most_cached_bytes();
    app.blocking(move |workspace, _| Ok(keeping::tidy_up(workspace, most)?)).await?;
    let waiting = app.blocking(|workspace, _| Ok(workspace.store().list_unsent_attaching()?)).await?;
    let Some(http) = app.backend() else { return Ok(()) };
    for record in waiting {
        let Some(file) = file_of(&record) else { continue };
        workspace.files.set_transfer(file.hash, Some(Transfer { way: Way::Up, done: 0 }));
        let brought = bring(app, workspace, &http, &file).await;
        workspace.files.set_transfer(file.hash, None);
        app.files_changed();
        match brought {
            // What waits for it is decided now.
            Ok(()) => app.inner.wake_sync.notify_one(),
            Err(Hindrance::Later(error)) => {
                tracing::debug!(%error, "a file could not be brought yet");
                return Ok(());
            }
            Err(Hindrance::Never(error)) => refuse(app, &record, error).await?,
        }
    }
    Ok(())
}

fn file_of(record: &OutboxRecord) -> Option<Attachment> {
    let sent: SentOperation = serde_json::from_str(&record.body).ok()?;
    match sent.to_operation().ok()?.intent {
        Intent::Attach { file, .. } => Some(file),
        _ => None,
    }
}

async fn bring(app: &App, workspace: &Workspace, http: &Http, file: &Attachment) -> Result<(), Hindrance> {
    let state = http.check_file(file.hash, file.bytes).await?;
    if state.is_whole {
        return Ok(());
    }
    let missing = |cause: std::io::Error| Hindrance::Never(CommandError::new("file_missing", cause.to_string()));
    let mut content = fs::File::open(workspace.files.path(file.hash)).map_err(missing)?;
    // All parts may be there and the file not put together: the last one is sent once more.
    let mut offset = state.received.min((file.bytes - 1) / PART_BYTES * PART_BYTES);
    loop {
        workspace.files.set_transfer(file.hash, Some(Transfer { way: Way::Up, done: offset }));
        app.files_moved();
        let part = read_part(&mut content, offset, file.bytes).map_err(missing)?;
        match http.send_part(file.hash, offset, file.bytes, part).await {
            Ok(state) if state.is_whole => return Ok(()),
            Ok(state) => offset = state.received,
            // Another device or an earlier attempt was further, or its parts went after a while.
            Err(CallError::Sync(SyncError::Gap { expected })) => offset = expected,
            Err(CallError::Problem(problem)) if problem.code == ProblemCode::WrongHash => {
                return Err(Hindrance::Never(CommandError::new("file_damaged", problem.detail)));
            }
            Err(error) => return Err(error.into()),
        }
        if offset >= file.bytes {
            return Err(SyncError::Protocol("the server has it all and does not say so".into()).into());
        }
    }
}

fn read_part(content: &mut fs::File, offset: u64, total: u64) -> std::io::Result<Vec<u8>> {
    let length = PART_BYTES.min(total - offset);
    content.seek(SeekFrom::Start(offset))?;
    let mut part = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    content.take(length).read_to_end(&mut part)?;
    if part.len() as u64 == length {
        Ok(part)
    } else {
        Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the file is shorter than it was"))
    }
}

/// Moves what cannot be sent to *needs attention*, with its words.
async fn refuse(app: &App, record: &OutboxRecord, error: CommandError) -> Result<(), CommandError> {
    tracing::warn!(%error, "a file will not be taken");
    let code = if error.code == "too_large" { "file_too_large".to_owned() } else { error.code };
    let details = if code == "file_too_large" {
        serde_json::to_value(Refusal::FileTooLarge { most: goodturn_domain::file::MOST_FILE_BYTES }).unwrap_or_default()
    } else {
        error.details
    };
    let n = record.n;
    app.blocking(move |workspace, now| Ok(workspace.replica.refuse(n, &code, &details, now)?)).await?;
    app.announce_attention();
    Ok(())
}
