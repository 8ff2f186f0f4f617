//! Requests in columns: who has the ball, by when, and what happened.

use goodturn_domain::service_request::Closing;
use goodturn_domain::{PersonId, ServiceRequest, Stage, StageName, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::counts::Place;
use super::session::Session;
use super::{approvers, labels, links, narrowing};
use crate::column::{blob, micros, order, single};
use crate::fault::Fault;

/// A request as its columns have it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Columns {
    place: Place,
    asked_team: Option<[u8; 16]>,
    stage: String,
    awaits_requester: bool,
    awaits_holder: bool,
    promise_order: i64,
    needed_order: i64,
    asked_at: i64,
    changed_at: i64,
    kept_at: Option<i64>,
    confirmed_at: Option<i64>,
    labels: Option<String>,
    links: Option<String>,
    approvers: Option<String>,
    priority: i64,
    kind: Option<String>,
    addressee: Option<[u8; 16]>,
    teams: Option<String>,
}

pub(super) fn project(session: &mut Session<'_>, entity_id: i64, request: &ServiceRequest) -> Result<(), Fault> {
    let db = session.db;
    let before = find(db, entity_id)?;
    let after = Columns::of(request);
    session.counts.change(before.as_ref().map(|it| it.place), Some(after.place));
    arrange(db, entity_id, before.as_ref(), Some(&after))?;
    let Some(before) = before else {
        return insert(session, entity_id, &after);
    };
    if before == after {
        return Ok(());
    }
    // Most turns change nothing that lists ask for but the time: that is one index instead of ten.
    if (Columns { changed_at: after.changed_at, ..before }) == after {
        let mut update =
            db.prepare_cached("update requests set changed_at = ?2, answer_order = ?3 where entity_id = ?1")?;
        update.execute(params![entity_id, after.changed_at, after.answer_order()])?;
        return Ok(());
    }
    // Not *insert or replace*, which keeps a copy of every page of every index to go back to.
    db.prepare_cached("delete from requests where entity_id = ?1")?.execute([entity_id])?;
    insert(session, entity_id, &after)
}

/// Projects a request that was never stored before.
pub(super) fn project_new(session: &mut Session<'_>, entity_id: i64, request: &ServiceRequest) -> Result<(), Fault> {
    let columns = Columns::of(request);
    session.counts.change(None, Some(columns.place));
    arrange(session.db, entity_id, None, Some(&columns))?;
    insert(session, entity_id, &columns)
}

pub(super) fn delete(session: &mut Session<'_>, entity_id: i64) -> Result<(), Fault> {
    let before = find(session.db, entity_id)?;
    session.db.prepare_cached("delete from requests where entity_id = ?1")?.execute([entity_id])?;
    arrange(session.db, entity_id, before.as_ref(), None)?;
    session.counts.change(before.map(|it| it.place), None);
    Ok(())
}

/// What is found by labels, links and approvers, where these have changed.
fn arrange(db: &Connection, entity_id: i64, before: Option<&Columns>, after: Option<&Columns>) -> Result<(), Fault> {
    let labels = |it: Option<&Columns>| it.and_then(|it| it.labels.clone());
    let links = |it: Option<&Columns>| it.and_then(|it| it.links.clone());
    labels::change(db, entity_id, labels(before).as_deref(), labels(after).as_deref())?;
    links::change(db, entity_id, links(before).as_deref(), links(after).as_deref())?;
    let missing = |it: Option<&Columns>| it.and_then(|it| it.approvers.clone());
    approvers::change(db, entity_id, missing(before).as_deref(), missing(after).as_deref())
}

fn find(db: &Connection, entity_id: i64) -> Result<Option<Columns>, Fault> {
    let mut find = db.prepare_cached(
        "select requester, holder, asked_team, stage, is_ended, awaits_requester, awaits_holder, promise_order,
         needed_order, asked_at, changed_at, kept_at, confirmed_at, labels, links, approvers,
         priority, kind, addressee, teams from requests where entity_id = ?1",
    )?;
    Ok(find.query_row([entity_id], Columns::from_row).optional()?)
}

fn insert(session: &mut Session<'_>, entity_id: i64, columns: &Columns) -> Result<(), Fault> {
    let write = session.prepared.get(
        session.db,
        "insert into requests (entity_id, requester, holder, asked_team, stage, is_ended,
         awaits_requester, awaits_holder, promise_order, needed_order, asked_at, changed_at, kept_at, confirmed_at,
         labels, links, approvers, priority, kind, addressee, teams, answer_order)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
    )?;
    write.execute(params![
        entity_id,
        blob(columns.place.requester),
        columns.place.holder.map(blob),
        columns.asked_team,
        columns.stage,
        columns.place.is_ended,
        columns.awaits_requester,
        columns.awaits_holder,
        columns.promise_order,
        columns.needed_order,
        columns.asked_at,
        columns.changed_at,
        columns.kept_at,
        columns.confirmed_at,
        columns.labels,
        columns.links,
        columns.approvers,
        columns.priority,
        columns.kind,
        columns.addressee,
        columns.teams,
        columns.answer_order(),
    ])?;
    Ok(())
}

impl Columns {
    fn of(request: &ServiceRequest) -> Self {
        let stage = request.stage.name();
        let is_open_to_team = stage == StageName::Asked && !awaits_requester(request);
        let place = Place {
            requester: request.requester.uuid(),
            holder: holder(request).map(PersonId::uuid),
            is_ended: stage.is_final(),
        };
        Self {
            place,
            asked_team: request.addressee.team().filter(|_| is_open_to_team).map(|team| blob(team.uuid())),
            stage: stage.name().to_owned(),
            awaits_requester: awaits_requester(request),
            awaits_holder: awaits_holder(request),
            promise_order: order(request.promise().map(|promise| promise.due)),
            needed_order: order(request.needed_by),
            asked_at: request.asked_at.micros(),
            changed_at: request.changed_at.micros(),
            kept_at: micros(kept_at(request)),
            confirmed_at: micros(confirmed_at(request)),
            labels: labels::column(request.labels.iter()),
            links: links::column(&request.links),
            approvers: approvers::column(request),
            priority: narrowing::pressing(request.priority),
            kind: request.kind.as_ref().map(|it| it.as_str().to_lowercase()),
            addressee: Some(blob(narrowing::addressee(request.addressee))),
            teams: teams(request),
        }
    }

    /// Unknown where a clock may run: see `answers`.
    fn answer_order(&self) -> Option<i64> {
        let may_run = self.stage == StageName::Asked.name() && self.teams.is_some();
        if may_run { None } else { Some(order(None)) }
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let holder: Option<[u8; 16]> = row.get("holder")?;
        let place = Place {
            requester: Uuid::from_bytes(row.get("requester")?),
            holder: holder.map(Uuid::from_bytes),
            is_ended: row.get("is_ended")?,
        };
        Ok(Self {
            place,
            asked_team: row.get("asked_team")?,
            stage: row.get("stage")?,
            awaits_requester: row.get("awaits_requester")?,
            awaits_holder: row.get("awaits_holder")?,
            promise_order: row.get("promise_order")?,
            needed_order: row.get("needed_order")?,
            asked_at: row.get("asked_at")?,
            changed_at: row.get("changed_at")?,
            kept_at: row.get("kept_at")?,
            confirmed_at: row.get("confirmed_at")?,
            labels: row.get("labels")?,
            links: row.get("links")?,
            approvers: row.get("approvers")?,
            priority: row.get("priority")?,
            kind: row.get("kind")?,
            addressee: row.get("addressee")?,
            teams: row.get("teams")?,
        })
    }
}

fn teams(request: &ServiceRequest) -> Option<String> {
    let teams: String = request.helper_teams.iter().map(|id| format!("{} ", id.uuid().simple())).collect();
    (!teams.is_empty()).then_some(teams)
}

/// How many requests that are known here somebody has open.
pub(super) fn count_open(db: &Connection, person: PersonId) -> Result<usize, Fault> {
    let mut count =
        db.prepare_cached("select count(*) from requests where holder = ?1 and is_ended = 0 and stage <> 'delivered'")?;
    let open: i64 = count.query_row([blob(person.uuid())], single)?;
    Ok(usize::try_from(open).unwrap_or_default())
}

/// Who has taken it, or who was asked in person while nobody has.
fn holder(request: &ServiceRequest) -> Option<PersonId> {
    match request.stage {
        Stage::Asked { .. } => request.addressee.person(),
        _ => request.stage.helper(),
    }
}

fn awaits_requester(request: &ServiceRequest) -> bool {
    let stage = request.stage.name();
    let is_offered = request.stage.offer().is_some_and(|offer| offer.by != request.requester);
    is_offered || matches!(stage, StageName::WaitingOnRequester | StageName::Delivered)
}

fn awaits_holder(request: &ServiceRequest) -> bool {
    let is_offered = request.stage.offer().is_some_and(|offer| offer.by == request.requester);
    let is_untaken = request.stage.name() == StageName::Asked && !awaits_requester(request);
    is_offered || is_untaken
}

/// When it was delivered, where that kept the promise.
fn kept_at(request: &ServiceRequest) -> Option<Timestamp> {
    let delivered = request.stage.delivery()?.at;
    request.promise().filter(|promise| delivered <= promise.due).map(|_| delivered)
}

fn confirmed_at(request: &ServiceRequest) -> Option<Timestamp> {
    match request.stage {
        Stage::Closed { closing: Closing::Confirmed { at, .. }, .. } => Some(at),
        _ => None,
    }
}
