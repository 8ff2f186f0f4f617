//! What lists and decisions ask for, kept beside each entity in columns of its own.

use goodturn_domain::{Entity, EntityKind};

use super::session::Session;
use super::{answers_due, entries, follow_ups, requests, thanks};
use crate::directory;
use crate::fault::Fault;

/// Projects an entity that was never stored before; `seq` when this is the server's version.
pub(super) fn insert(
    session: &mut Session<'_>,
    entity_id: i64,
    entity: &Entity,
    seq: Option<i64>,
) -> Result<(), Fault> {
    session.reindex.put_new(entity_id, entity);
    match entity {
        Entity::ServiceRequest(request) => requests::project_new(session, entity_id, request),
        _ => put_columns(session, entity_id, entity, seq),
    }
}

/// Projects an entity; `seq` when this is the server's version.
pub(super) fn put(session: &mut Session<'_>, entity_id: i64, entity: &Entity, seq: Option<i64>) -> Result<(), Fault> {
    session.reindex.put(entity_id, entity);
    put_columns(session, entity_id, entity, seq)
}

fn put_columns(session: &mut Session<'_>, entity_id: i64, entity: &Entity, seq: Option<i64>) -> Result<(), Fault> {
    let db = session.db;
    match entity {
        Entity::CannedText(_) | Entity::Mute(_) | Entity::KnownAnswer(_) | Entity::Judgement(_) => Ok(()),
        Entity::Organization(_) => answers_due::forget_all(db),
        Entity::OfferedService(_) => Ok(()),
        Entity::Person(person) => {
            answers_due::forget_of_person(db, person.id)?;
            directory::project_person(db, entity_id, person)
        }
        Entity::Team(team) => {
            answers_due::forget_of_team(db, team.id)?;
            directory::project_team(db, entity_id, team)
        }
        Entity::ServiceRequest(request) => requests::project(session, entity_id, request),
        Entity::Entry(entry) => entries::project(session, entity_id, entry, seq),
        Entity::FollowUp(follow_up) => follow_ups::project(db, entity_id, follow_up),
        Entity::Thanks(given) => thanks::project(db, entity_id, given),
        Entity::View(_) | Entity::TeamRules(_) | Entity::Recurrence(_) | Entity::Template(_) => Ok(()),
    }
}

/// Takes an entity out of every list.
pub(super) fn delete(session: &mut Session<'_>, kind: &str, entity_id: i64) -> Result<(), Fault> {
    let db = session.db;
    let statement = match EntityKind::from_name(kind) {
        None
        | Some(
            EntityKind::Organization
            | EntityKind::OfferedService
            | EntityKind::CannedText
            | EntityKind::Mute
            | EntityKind::View
            | EntityKind::TeamRules
            | EntityKind::Recurrence
            | EntityKind::Template
            | EntityKind::KnownAnswer
            | EntityKind::Judgement,
        ) => {
            return Ok(());
        }
        Some(EntityKind::Person) => "delete from people where entity_id = ?1",
        Some(EntityKind::Team) => "delete from memberships where entity_id = ?1",
        Some(EntityKind::ServiceRequest) => {
            session.reindex.delete(entity_id);
            return requests::delete(session, entity_id);
        }
        Some(EntityKind::Entry) => {
            session.reindex.delete(entity_id);
            "delete from entries where entity_id = ?1"
        }
        Some(EntityKind::FollowUp) => "delete from follow_ups where entity_id = ?1",
        Some(EntityKind::Thanks) => {
            db.prepare_cached("delete from thanks_recipients where entity_id = ?1")?.execute([entity_id])?;
            "delete from thanks where entity_id = ?1"
        }
    };
    db.prepare_cached(statement)?.execute([entity_id])?;
    Ok(())
}
