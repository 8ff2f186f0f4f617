//! What is not on this device and can be asked for: the archive, and in a large organization people
//! and teams. It is kept until the app starts again, so that what was found stays readable offline.

use std::collections::BTreeSet;
use std::sync::Arc;

use goodturn_domain::organization::Directory;
use goodturn_domain::{Scope, ServiceRequestId};
use goodturn_store::ReplicaStorage;
use goodturn_sync::looked_up::{LookedUp, MOST_IDS};
use goodturn_sync::{Row, SyncError};
use uuid::Uuid;

use crate::app::App;
use crate::error::CommandError;
use crate::http::Http;
use crate::workspace::Workspace;

/// What was asked for in vain, or already: it is not asked for again and again.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    ids: BTreeSet<Uuid>,
    texts: BTreeSet<String>,
}

impl Workspace {
    /// Forgets what was looked up before: nobody keeps it up to date.
    pub(crate) fn forget_looked_up(&self) -> Result<(), goodturn_store::StoreError> {
        self.store().write(|tx| tx.drop_scope(&Scope::LookedUp))
    }

    fn is_large(&self) -> Result<bool, CommandError> {
        let organization = self.store().read(|tx| tx.find_organization())?;
        Ok(organization.is_some_and(|it| it.directory == Directory::OnDemand))
    }
}

fn way(app: &App) -> Result<Http, CommandError> {
    app.backend().ok_or_else(|| SyncError::Offline("no way to the backend yet".into()).into())
}

async fn keep(app: &App, rows: Vec<Row>) -> Result<(), CommandError> {
    app.blocking(move |workspace, _| Ok(workspace.replica.keep_looked_up(&rows)?)).await
}

/// Fetches a request of the archive, where there is one.
pub(crate) async fn open_archived(app: &App, request: ServiceRequestId) -> Result<(), CommandError> {
    let LookedUp { rows } = way(app)?.open_archived(request).await?;
    keep(app, rows).await
}

/// Requests of the archive with these words.
pub(crate) async fn search_archive(app: &App, text: &str) -> Result<Vec<Row>, CommandError> {
    Ok(way(app)?.search_archive(text).await?.rows)
}

/// Brings people and teams of a large organization whose names begin so. Whether there are any, those
/// who asked see in the directory.
pub(crate) async fn look_up(app: &App, text: &str) -> Result<(), CommandError> {
    let sought = text.trim().trim_start_matches(['@', '#']).to_lowercase();
    let workspace = app.workspace();
    let is_large = app.blocking(|it, _| it.is_large()).await?;
    if sought.is_empty() || !is_large || !workspace.asked().texts.insert(sought.clone()) {
        return Ok(());
    }
    match way(app)?.look_up(&sought).await {
        Ok(LookedUp { rows }) => keep(app, rows).await,
        Err(error) => {
            // The next one who asks may have a better line.
            workspace.asked().texts.remove(&sought);
            Err(error.into())
        }
    }
}

/// Brings those who are named in what is here and whom this device does not know.
pub(crate) async fn fill_names(app: &App, workspace: &Arc<Workspace>, http: &Http) -> Result<(), CommandError> {
    if !app.blocking(|it, _| it.is_large()).await? {
        return Ok(());
    }
    let unknown = app.blocking(|it, _| Ok(it.store().list_unknown_names()?)).await?;
    let unknown: Vec<Uuid> = unknown.into_iter().filter(|id| !workspace.asked().ids.contains(id)).collect();
    for ids in unknown.chunks(MOST_IDS) {
        let LookedUp { rows } = http.look_up_ids(ids).await?;
        workspace.asked().ids.extend(ids);
        keep(app, rows).await?;
    }
    Ok(())
}
