//! A local workspace that joins an organization (`rules.md` §1.15): reminders and canned texts come
//! along, requests are matched by the person, and the rest stays readable where it is.
//!
//! What came along has an id that is derived from the old one, so nothing comes along twice.

use std::sync::{Arc, PoisonError};

use chrono::TimeDelta;
use goodturn_domain::{
    Addressee, CannedText, CannedTextId, FollowUp, FollowUpId, FollowUpReason, Intent, OrganizationId, Refusal,
    ServiceRequest, ServiceRequestId, TextOwner, Timestamp, Words,
};
use uuid::Uuid;

use super::account::open;
use super::administration::example_requests;
use super::{addressee_of, id_of};
use crate::App;
use crate::account::Workspaces;
use crate::error::CommandError;
use crate::shown::{self, BelongingReminder, BelongingRequest, Belongings, BringAlong, BroughtAlong};
use crate::workspace::{Access, People, Workspace, instant};

/// Set in the store of the organization once the person has decided about what lies on this machine.
const SETTLED: &str = "belongings_settled";

pub(super) async fn belongings(app: &App, (): ()) -> Result<Belongings, CommandError> {
    let nothing = || Belongings { reminders: Vec::new(), requests: Vec::new(), is_settled: true };
    let found = beside(app, |local, joined, _| {
        let people = (local.people()?, joined.people()?);
        let request = |it: &ServiceRequest| belonging(it, &people.0, &people.1);
        Ok(Belongings {
            reminders: reminders(local)?.iter().map(|it| reminder(local, it)).collect::<Result<_, CommandError>>()?,
            requests: requests(local, joined)?.iter().map(request).collect(),
            is_settled: joined.store().find_setting(SETTLED)?.is_some(),
        })
    });
    Ok(found.await?.unwrap_or_else(nothing))
}

pub(super) async fn bring_along(app: &App, args: BringAlong) -> Result<BroughtAlong, CommandError> {
    let chosen = args.requests.iter().map(|it| Ok((id_of(&it.request)?, addressee_of(&it.to)?)));
    let chosen: Vec<(ServiceRequestId, Addressee)> = chosen.collect::<Result<_, CommandError>>()?;
    let brought = beside(app, move |local, joined, now| {
        let reminders = bring_reminders(local, joined, now)?;
        bring_texts(local, joined, now)?;
        let mut brought = 0;
        for request in requests(local, joined)? {
            if let Some((_, to)) = chosen.iter().find(|(id, _)| *id == request.id) {
                joined.perform_all(ask_again(&request, *to, joined.identity.organization), now)?;
                brought += 1;
            }
        }
        joined.store().set_setting(SETTLED, "true")?;
        Ok(BroughtAlong { reminders, requests: brought })
    });
    let brought = brought.await?.unwrap_or(BroughtAlong { reminders: 0, requests: 0 });
    app.inner.wake_sync.notify_one();
    app.inner.wake_schedule.notify_one();
    Ok(brought)
}

/// Shows the workspace of this machine, without leaving the organization.
pub(super) async fn open_local_workspace(app: &App, (): ()) -> Result<(), CommandError> {
    let _alone = app.inner.local_file.lock().await;
    let workspaces = Workspaces::load(&app.inner.paths)?;
    let local = workspaces.local.ok_or_else(CommandError::not_found)?;
    if app.workspace().identity.server.is_none() {
        return Ok(());
    }
    let access = app.local_access().await.map_err(|cause| CommandError::new("internal", cause))?;
    let workspace = open(app, local).await?;
    app.park();
    app.switch_to(workspace, Some(access)).await;
    Ok(())
}

/// Shows the organization again.
pub(super) async fn return_to_organization(app: &App, (): ()) -> Result<(), CommandError> {
    let _alone = app.inner.local_file.lock().await;
    let workspaces = Workspaces::load(&app.inner.paths)?;
    let joined = workspaces.joined.ok_or_else(CommandError::not_found)?;
    if app.workspace().identity.server.is_some() {
        return Ok(());
    }
    let workspace = open(app, joined).await?;
    let access: Option<Access> = app.unpark();
    app.switch_to(workspace, access).await;
    Ok(())
}

impl App {
    /// Keeps the session in use for when the person comes back to it.
    pub(crate) fn park(&self) {
        let kept = self.status().kept;
        let access = self.backend().and_then(|http| http.access(kept));
        *self.inner.parked.lock().unwrap_or_else(PoisonError::into_inner) = access;
    }

    /// The session that was kept; without one it is opened as at a start.
    pub(crate) fn unpark(&self) -> Option<Access> {
        self.inner.parked.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Brings what needs no decision, before the organization is shown for the first time. What does not
/// come along now does with the person's next decision.
pub(super) async fn bring_what_is_mine(app: &App, local: Arc<Workspace>, joined: Arc<Workspace>) {
    let now = app.now();
    let bring = move || Ok((bring_reminders(&local, &joined, now)?, bring_texts(&local, &joined, now)?));
    let brought: Result<Result<_, CommandError>, _> = tokio::task::spawn_blocking(bring).await;
    match brought {
        Ok(Ok((reminders, texts))) => tracing::debug!(reminders, texts, "what is mine came along"),
        Ok(Err(error)) => tracing::warn!(%error, "what is mine stays on this machine for now"),
        Err(cause) => tracing::error!(%cause, "bringing along what is mine ended early"),
    }
}

/// Runs `work` with the workspace of this machine beside that of the organization; nothing where
/// there are not both, or the former is the one in use.
async fn beside<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Workspace, &Workspace, Timestamp) -> Result<T, CommandError> + Send + 'static,
) -> Result<Option<T>, CommandError> {
    let _alone = app.inner.local_file.lock().await;
    let Some(local) = Workspaces::load(&app.inner.paths)?.local else { return Ok(None) };
    let joined = app.workspace();
    if joined.identity.server.is_none() || !local.replica_file(&app.inner.paths).exists() {
        return Ok(None);
    }
    let (local, now) = (open(app, local).await?, app.now());
    let done = tokio::task::spawn_blocking(move || work(&local, &joined, now)).await;
    done.map_err(|cause| CommandError::new("internal", cause.to_string()))?.map(Some)
}

/// Open reminders that somebody made for themselves.
fn reminders(local: &Workspace) -> Result<Vec<FollowUp>, CommandError> {
    let open = local.store().list_open_follow_ups(local.me(), None)?;
    let example = example_requests(local)?;
    let is_own = |it: &FollowUp| {
        matches!(it.reason, FollowUpReason::Reminder | FollowUpReason::NoReply) && !example.follow_ups.contains(&it.id)
    };
    Ok(open.into_iter().map(|it| it.follow_up).filter(is_own).collect())
}

/// Open requests of mine that wait for others, examples and those that came along left out.
fn requests(local: &Workspace, joined: &Workspace) -> Result<Vec<ServiceRequest>, CommandError> {
    let example = example_requests(local)?;
    let mut left = Vec::new();
    for listed in local.store().list_waiting_on_others(local.me())? {
        let there = moved_request(&listed.request, joined.identity.organization);
        if !example.requests.contains(&listed.request.id) && joined.store().find_request(there)?.is_none() {
            left.push(listed.request);
        }
    }
    Ok(left)
}

fn bring_reminders(local: &Workspace, joined: &Workspace, now: Timestamp) -> Result<u32, CommandError> {
    let mut brought = 0;
    for it in reminders(local)? {
        let follow_up = FollowUpId::derived(it.id.uuid(), &label(joined.identity.organization));
        // What is due already would be refused as past: it rings at once.
        let due = it.asks_at().unwrap_or(it.due).max(now.plus(TimeDelta::seconds(1)));
        let words = Some(Words::new(&reminder(local, &it)?.words)?);
        let intent = Intent::Remind { follow_up, request: None, words, due, if_no_reply: false };
        tolerate(joined.perform(intent, now), &Refusal::AlreadyExists)?;
        local.perform(Intent::FinishFollowUp { follow_up: it.id }, now)?;
        brought += 1;
    }
    Ok(brought)
}

/// Those whose name the person has used there already stay.
fn bring_texts(local: &Workspace, joined: &Workspace, now: Timestamp) -> Result<u32, CommandError> {
    let mut brought = 0;
    let examples = example_requests(local)?.canned_texts;
    for listed in local.store().list_canned_texts()? {
        let CannedText { id, owner, name, words } = listed.text;
        let is_mine = owner == TextOwner::Person(local.me()) && !examples.contains(&id);
        let Some(words) = words.filter(|_| is_mine) else { continue };
        let canned_text = CannedTextId::derived(id.uuid(), &label(joined.identity.organization));
        let owner = TextOwner::Person(joined.me());
        match joined.perform(Intent::WriteCannedText { canned_text, owner, name, words }, now) {
            Err(error) if error.code == CommandError::from(Refusal::CannedTextNameTaken).code => continue,
            done => done?,
        }
        local.perform(Intent::RemoveCannedText { canned_text: id }, now)?;
        brought += 1;
    }
    Ok(brought)
}

/// With what the reminder is about, since the request itself may stay.
fn reminder(local: &Workspace, it: &FollowUp) -> Result<BelongingReminder, CommandError> {
    let title = match it.request {
        Some(request) => local.store().find_request(request)?.map(|it| it.request.title.to_string()),
        None => None,
    };
    let words = it.words.as_ref().map(ToString::to_string);
    let words = match (words, title) {
        (Some(words), Some(title)) => format!("{words} ({title})"),
        (Some(words), None) | (None, Some(words)) => words,
        (None, None) => "…".to_owned(),
    };
    Ok(BelongingReminder { id: it.id.to_string(), words, due: instant(it.asks_at().unwrap_or(it.due)) })
}

fn belonging(request: &ServiceRequest, there: &People, here: &People) -> BelongingRequest {
    let (whom, suggested) = match request.addressee {
        Addressee::Person(id) => {
            let asked = there.find(id);
            let name = asked.map(|it| it.name.to_string()).unwrap_or_default();
            let email = asked.and_then(|it| it.email.clone());
            let is_it = |it: &&goodturn_domain::Person| {
                it.is_active && (email.is_some() && it.email == email || same(it.name.as_str(), &name))
            };
            (name.clone(), here.people.iter().find(is_it).map(|it| person(it.id)))
        }
        Addressee::Team(id) => {
            let name = there.teams.iter().find(|it| it.id == id).map(|it| it.name.to_string()).unwrap_or_default();
            let same = here.teams.iter().find(|it| it.is_active && same(it.name.as_str(), &name));
            let team = |id: goodturn_domain::TeamId| shown::Addressee { person: None, team: Some(id.to_string()) };
            (name.clone(), same.map(|it| team(it.id)))
        }
    };
    BelongingRequest {
        id: request.id.to_string(),
        title: request.title.to_string(),
        details: request.details.as_ref().map(ToString::to_string),
        asked_at: instant(request.asked_at),
        whom,
        suggested,
    }
}

fn person(id: goodturn_domain::PersonId) -> shown::Addressee {
    shown::Addressee { person: Some(id.to_string()), team: None }
}

fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && one.to_lowercase() == other.to_lowercase()
}

/// The same with its labels. What it was linked to stays behind: not everything of that moves along.
fn ask_again(request: &ServiceRequest, to: Addressee, organization: OrganizationId) -> Vec<Intent> {
    let moved = moved_request(request, organization);
    let ask = Intent::Ask {
        request: moved,
        title: request.title.clone(),
        details: request.details.clone(),
        addressee: to,
        visibility: request.visibility,
        priority: request.priority,
        kind: request.kind.clone(),
        needed_by: request.needed_by,
        written: request.written.clone(),
        watchers: Default::default(),
        link: None,
        form: None,
    };
    let labels = request.labels.iter().map(|label| Intent::AddLabel { request: moved, label: label.clone() });
    [ask].into_iter().chain(labels).collect()
}

fn moved_request(request: &ServiceRequest, organization: OrganizationId) -> ServiceRequestId {
    ServiceRequestId::derived(request.id.uuid(), &label(organization))
}

fn label(organization: OrganizationId) -> String {
    let organization: Uuid = organization.uuid();
    format!("joined {organization}")
}

fn tolerate(done: Result<(), CommandError>, refusal: &Refusal) -> Result<(), CommandError> {
    match done {
        Err(error) if error.code == CommandError::from(refusal.clone()).code => Ok(()),
        done => done,
    }
}
