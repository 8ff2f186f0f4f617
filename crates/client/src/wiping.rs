//! A session that was ended from elsewhere takes what the organization has on this device with it
//! (`reliability.md` §2.24): the data file, attachments, the token. What was not sent goes as well,
//! because nobody may send it any more; the person is told how much it was.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use goodturn_domain::Timestamp;
use goodturn_store::ReplicaStorage;
use goodturn_sync::problem::EndedBy;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

use crate::account::{Identity, Workspaces};
use crate::app::App;
use crate::commands::open_workspace;
use crate::error::CommandError;
use crate::http::Http;
use crate::i18n;
use crate::notify::{Notice, Subject};
use crate::paths::Paths;
use crate::reached;
use crate::secrets::Secrets;
use crate::shown;
use crate::sync_loop::count_unsent;
use crate::workspace::{Workspace, instant};

/// How long whoever still reads the data may take to let go of them, and how often one looks.
const LETTING_GO: Duration = Duration::from_secs(2);
const AGAIN: Duration = Duration::from_millis(20);

/// What was deleted here, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wiped {
    identity: Identity,
    organization: String,
    ended_by: EndedBy,
    at: Timestamp,
    /// Operations that had not been sent.
    unsent: u64,
    /// False as long as something of it may still lie here.
    is_done: bool,
}

impl Wiped {
    /// Whether the file that it deletes is that person's: who signs in there again owns it again.
    pub(crate) fn is_of(&self, identity: &Identity) -> bool {
        self.identity.is_of_person(identity)
    }

    /// Whether nothing of it lies here any more.
    pub(crate) fn is_done(&self) -> bool {
        self.is_done
    }

    pub(crate) fn shown(&self) -> shown::WipedDevice {
        let ended_by = match self.ended_by {
            EndedBy::Oneself => shown::SessionEnd::Oneself,
            EndedBy::Administrator | EndedBy::Another => shown::SessionEnd::Administrator,
            EndedBy::Deactivation => shown::SessionEnd::Deactivation,
            EndedBy::Erasure => shown::SessionEnd::Erasure,
        };
        shown::WipedDevice {
            organization: self.organization.clone(),
            ended_by,
            at: instant(self.at),
            unsent: u32::try_from(self.unsent).unwrap_or(u32::MAX),
        }
    }
}

/// Wipes `workspace`, whose session `http` was ended. The sync loop that heard of it ends with the
/// workspace, so this goes on without it; where it fails, the loop hears of it again.
pub(crate) fn begin(app: &App, workspace: Arc<Workspace>, http: Http, by: EndedBy) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = wipe(&app, workspace, &http, by).await {
            tracing::error!(%error, "what the organization has on this device is still here; it is tried again");
        }
    });
}

async fn wipe(app: &App, workspace: Arc<Workspace>, http: &Http, by: EndedBy) -> Result<(), CommandError> {
    let _alone = app.inner.local_file.lock().await;
    // Somebody may have signed in again, or out, since.
    if !app.backend().is_some_and(|it| it.is_session_of(http)) {
        return Ok(());
    }
    let mut workspaces = Workspaces::load(&app.inner.paths)?;
    let is_joined = |it: &Identity| it.is_of_person(&workspace.identity);
    if workspace.identity.server.is_none() || workspaces.joined.as_ref().is_some_and(|it| !is_joined(it)) {
        // The backend of this machine ended its own session: no organization did.
        return Ok(());
    }
    if workspaces.wiped.as_ref().is_some_and(|it| !it.is_done && !it.is_of(&workspace.identity)) {
        // Another organization's data are still here: without its note nobody would ever delete them.
        workspaces = finish(&app.inner.paths, &app.inner.secrets, workspaces).await?;
        if workspaces.wiped.as_ref().is_some_and(|it| !it.is_done) {
            return Err(CommandError::new("internal", "what an earlier organization had here cannot be deleted"));
        }
    }
    if let Some(joined) = workspaces.joined.take() {
        workspaces.wiped = Some(note(app, &workspace, joined, by).await?);
        // From here on the next start goes on with it, whatever happens.
        workspaces.save(&app.inner.paths)?;
    }
    let local = workspaces.local.clone().ok_or_else(CommandError::not_found)?;
    let access = app.local_access().await.map_err(|cause| CommandError::new("internal", cause))?;
    let local = open_workspace(app, local).await?;
    app.switch_to(local, Some(access)).await;
    let held = Arc::downgrade(&workspace);
    drop(workspace);
    let deadline = Instant::now() + LETTING_GO;
    while held.strong_count() > 0 && Instant::now() < deadline {
        sleep(AGAIN).await;
    }
    let workspaces = finish(&app.inner.paths, &app.inner.secrets, workspaces).await?;
    tell(app, &workspaces);
    Ok(())
}

/// What will be told of it.
async fn note(app: &App, workspace: &Arc<Workspace>, joined: Identity, by: EndedBy) -> Result<Wiped, CommandError> {
    let read = workspace.clone();
    let known = tokio::task::spawn_blocking(move || {
        // A damaged file is no reason to leave it here.
        let organization = read.store().read(|tx| tx.find_organization()).ok().flatten();
        (organization.map(|it| it.name.to_string()), count_unsent(&read).unwrap_or_default())
    });
    let (name, unsent) = known.await.map_err(|cause| CommandError::new("internal", cause.to_string()))?;
    let organization = name.or_else(|| joined.server.clone()).unwrap_or_default();
    let identity = Identity { email: None, ..joined };
    Ok(Wiped { identity, organization, ended_by: by, at: app.now(), unsent, is_done: false })
}

/// Deletes what a wipe has left, at the start as well: a wipe may have been cut off.
pub(crate) async fn finish(paths: &Paths, secrets: &Secrets, mut workspaces: Workspaces) -> io::Result<Workspaces> {
    let Some(wiped) = workspaces.wiped.as_mut().filter(|it| !it.is_done) else { return Ok(workspaces) };
    let reached = unless_gone(fs::remove_file(reached::file(paths, &wiped.identity)));
    if let Err(cause) = reached.and(delete_data(&wiped.identity.replica_file(paths))) {
        tracing::error!(%cause, "something of the organization is still on this device; the next start tries again");
        return Ok(workspaces);
    }
    if let Err(error) = secrets.delete(&wiped.identity.secret_name()).await {
        tracing::warn!(%error, "the key store kept a token that opens nothing any more");
    }
    wiped.is_done = true;
    workspaces.save(paths)?;
    Ok(workspaces)
}

/// Deletes the file with all that lies beside it under its name: its log, attachments, copies from
/// before an upgrade, damaged ones that were put aside.
fn delete_data(file: &Path) -> io::Result<()> {
    let (Some(folder), Some(stem)) = (file.parent(), file.file_stem().and_then(|it| it.to_str())) else {
        return Ok(());
    };
    let Some(entries) = unless_gone(fs::read_dir(folder))? else { return Ok(()) };
    let stem = format!("{stem}.");
    // One that cannot be deleted keeps none of the others.
    let mut outcome = Ok(());
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&stem) {
            outcome = outcome.and(delete(&entry));
        }
    }
    outcome
}

fn unless_gone<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}

fn delete(entry: &fs::DirEntry) -> io::Result<()> {
    if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) }
}

fn tell(app: &App, workspaces: &Workspaces) {
    let Some(wiped) = &workspaces.wiped else { return };
    tracing::warn!(unsent = wiped.unsent, "the session was ended from elsewhere, and the data on this device deleted");
    app.inner.notifier.show(Notice {
        subject: Subject::App("wiped".into()),
        title: i18n::text("wiped-title", &[("organization", &wiped.organization)]),
        body: i18n::text("wiped-body", &[]),
        actions: Vec::new(),
        needs_you: true,
    });
}
