//! How requests are arranged: how pressing they are, what they are found by, and what they have to do
//! with each other.

use goodturn_domain::{Intent, Label, Link, LinkKind, Priority, ServiceRequestId};
use goodturn_store::StoreError;
use goodturn_store_sqlite::SqliteReplica;

use super::id_of;
use super::requests::perform;
use crate::App;
use crate::error::CommandError;
use crate::shown::{
    self, ChangePriority, LabelRequest, LabelUse, LinkRequests, LinkTo, MergeRequests, RequestRef, SoughtText,
    UnlinkRequests,
};

/// More are narrowed by typing.
const MOST_LABELS: u32 = 50;

pub(super) fn priority_of(priority: shown::Priority) -> Priority {
    match priority {
        shown::Priority::Low => Priority::Low,
        shown::Priority::Normal => Priority::Normal,
        shown::Priority::High => Priority::High,
        shown::Priority::Urgent => Priority::Urgent,
    }
}

fn kind_of(kind: shown::LinkKind) -> LinkKind {
    match kind {
        shown::LinkKind::Related => LinkKind::Related,
        shown::LinkKind::DuplicateOf => LinkKind::DuplicateOf,
        shown::LinkKind::PartOf => LinkKind::PartOf,
        shown::LinkKind::Follows => LinkKind::Follows,
    }
}

pub(super) fn link_of(link: &LinkTo) -> Result<Link, CommandError> {
    Ok(Link { to: id_of(&link.to)?, kind: kind_of(link.kind) })
}

pub(super) async fn link(app: &App, args: LinkRequests) -> Result<(), CommandError> {
    let intent = || Ok(Intent::Link { request: id_of(&args.request)?, to: id_of(&args.to)?, kind: kind_of(args.kind) });
    perform(app, intent()).await
}

pub(super) async fn unlink(app: &App, args: UnlinkRequests) -> Result<(), CommandError> {
    let intent = || Ok(Intent::Unlink { request: id_of(&args.request)?, to: id_of(&args.to)? });
    perform(app, intent()).await
}

/// With the files that this device knows of the one that moves, and what was written on it here and not sent.
pub(super) async fn merge(app: &App, args: MergeRequests) -> Result<(), CommandError> {
    let (request, into): (ServiceRequestId, ServiceRequestId) = (id_of(&args.request)?, id_of(&args.into)?);
    app.blocking(move |workspace, now| {
        let entries = workspace.store().list_entries(request)?;
        let files = entries.iter().filter_map(|it| it.entry.event.file().cloned()).collect();
        workspace.perform(Intent::Merge { request, into, files }, now)?;
        Ok(move_draft(workspace.store(), request, into)?)
    })
    .await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}

pub(super) async fn unmerge(app: &App, args: RequestRef) -> Result<(), CommandError> {
    let request: ServiceRequestId = id_of(&args.request)?;
    app.blocking(move |workspace, now| {
        let merged = workspace.store().find_request_for(workspace.me(), request)?.and_then(|it| it.request.merged);
        workspace.perform(Intent::Unmerge { request }, now)?;
        match merged {
            Some(merged) => Ok(move_draft_back(workspace.store(), request, merged.into)?),
            None => Ok(()),
        }
    })
    .await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}

fn draft_of(request: ServiceRequestId) -> String {
    format!("request:{request}")
}

/// Under which it is remembered what was moved.
fn moved_from(request: ServiceRequestId) -> String {
    format!("merged:{request}")
}

/// What was written on a request goes on where the conversation does. Where something is being written there already it
/// stays where it is, and is offered.
fn move_draft(store: &SqliteReplica, from: ServiceRequestId, to: ServiceRequestId) -> Result<(), StoreError> {
    let Some(words) = store.find_draft(&draft_of(from))? else { return Ok(()) };
    if store.find_draft(&draft_of(to))?.is_some() {
        return Ok(());
    }
    store.save_draft(&draft_of(to), &words)?;
    store.save_draft(&moved_from(from), &words)?;
    store.delete_draft(&draft_of(from))
}

/// It comes back, unless somebody has written on there.
fn move_draft_back(store: &SqliteReplica, to: ServiceRequestId, from: ServiceRequestId) -> Result<(), StoreError> {
    let Some(words) = store.find_draft(&moved_from(to))? else { return Ok(()) };
    store.delete_draft(&moved_from(to))?;
    if store.find_draft(&draft_of(from))?.as_ref() != Some(&words) || store.find_draft(&draft_of(to))?.is_some() {
        return Ok(());
    }
    store.save_draft(&draft_of(to), &words)?;
    store.delete_draft(&draft_of(from))
}

pub(super) async fn change_priority(app: &App, args: ChangePriority) -> Result<(), CommandError> {
    let intent = || Ok(Intent::ChangePriority { request: id_of(&args.request)?, priority: priority_of(args.priority) });
    perform(app, intent()).await
}

pub(super) async fn add_label(app: &App, args: LabelRequest) -> Result<(), CommandError> {
    let intent = || Ok(Intent::AddLabel { request: id_of(&args.request)?, label: Label::new(&args.label)? });
    perform(app, intent()).await
}

pub(super) async fn remove_label(app: &App, args: LabelRequest) -> Result<(), CommandError> {
    let intent = || Ok(Intent::RemoveLabel { request: id_of(&args.request)?, label: Label::new(&args.label)? });
    perform(app, intent()).await
}

/// The labels that have the text in them, those on most requests first.
pub(super) async fn list_labels(app: &App, args: SoughtText) -> Result<Vec<LabelUse>, CommandError> {
    app.blocking(move |workspace, _| {
        let uses = workspace.store().list_labels(&args.text, MOST_LABELS)?;
        Ok(uses.into_iter().map(|it| LabelUse { label: it.label, requests: it.requests }).collect())
    })
    .await
}
