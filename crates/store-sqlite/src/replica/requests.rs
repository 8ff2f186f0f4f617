//! Requests in columns: who has the ball, by when, and what happened.

use goodturn_domain::service_request::Closing;
use goodturn_domain::{PersonId, ServiceRequest, Stage, StageName, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::counts::Place;
use super::session::Session;
use crate::column::{blob, micros, order};
use crate::fault::Fault;

pub(super) fn project(session: &mut Session<'_>, entity_id: i64, request: &ServiceRequest) -> Result<(), Fault> {
    let before = find_place(session.db, entity_id)?;
    let after = place(request);
    let stage = request.stage.name();
    let asked_team = request.addressee.team().filter(|_| stage == StageName::Asked && !awaits_requester(request));
    let row = params![
        entity_id,
        blob(after.requester),
        after.holder.map(blob),
        asked_team.map(|team| blob(team.uuid())),
        stage.name(),
        after.is_ended,
        awaits_requester(request),
        awaits_holder(request),
        order(request.promise().map(|promise| promise.due)),
        order(request.needed_by),
        request.asked_at.micros(),
        request.changed_at.micros(),
        micros(kept_at(request)),
        micros(confirmed_at(request)),
    ];
    session
        .db
        .prepare_cached(
            "insert or replace into requests (entity_id, requester, holder, asked_team, stage, is_ended,
             awaits_requester, awaits_holder, promise_order, needed_order, asked_at, changed_at, kept_at, confirmed_at)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(row)?;
    session.counts.change(before, Some(after));
    Ok(())
}

pub(super) fn delete(session: &mut Session<'_>, entity_id: i64) -> Result<(), Fault> {
    let before = find_place(session.db, entity_id)?;
    session.db.prepare_cached("delete from requests where entity_id = ?1")?.execute([entity_id])?;
    session.counts.change(before, None);
    Ok(())
}

fn find_place(db: &Connection, entity_id: i64) -> Result<Option<Place>, Fault> {
    let mut find = db.prepare_cached("select requester, holder, is_ended from requests where entity_id = ?1")?;
    let place = find.query_row([entity_id], |row| {
        let holder: Option<[u8; 16]> = row.get("holder")?;
        Ok(Place {
            requester: Uuid::from_bytes(row.get("requester")?),
            holder: holder.map(Uuid::from_bytes),
            is_ended: row.get("is_ended")?,
        })
    });
    Ok(place.optional()?)
}

fn place(request: &ServiceRequest) -> Place {
    Place {
        requester: request.requester.uuid(),
        holder: holder(request).map(PersonId::uuid),
        is_ended: request.stage.name().is_final(),
    }
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
