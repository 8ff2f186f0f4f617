//! People and teams, as far as decisions ask about them: memberships and owners. The tables are
//! the same in both kinds of file.

use goodturn_domain::person::{Membership, Role};
use goodturn_domain::{Entity, EntityKind, Organization, Person, PersonId, Team, TeamId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::column::{blob, single};
use crate::fault::Fault;

pub(crate) fn project_person(db: &Connection, entity_id: i64, person: &Person) -> Result<(), Fault> {
    let owns = person.is_active && person.role == Role::Owner;
    db.prepare_cached(
        "insert into people (entity_id, is_active_owner) values (?1, ?2)
         on conflict (entity_id) do update set is_active_owner = excluded.is_active_owner",
    )?
    .execute(params![entity_id, owns])?;
    Ok(())
}

pub(crate) fn project_team(db: &Connection, entity_id: i64, team: &Team) -> Result<(), Fault> {
    db.prepare_cached("delete from memberships where entity_id = ?1")?.execute([entity_id])?;
    if !team.is_active {
        return Ok(());
    }
    let mut insert =
        db.prepare_cached("insert into memberships (person_id, team_id, is_lead, entity_id) values (?1, ?2, ?3, ?4)")?;
    for (person, membership) in team.memberships() {
        let is_lead = membership == Membership::Lead;
        insert.execute(params![blob(person.uuid()), blob(team.id.uuid()), is_lead, entity_id])?;
    }
    Ok(())
}

/// The active teams of a person, by id.
pub(crate) fn list_memberships(db: &Connection, person: PersonId) -> Result<Vec<(TeamId, Membership)>, Fault> {
    let mut list =
        db.prepare_cached("select team_id, is_lead from memberships where person_id = ?1 order by team_id")?;
    let rows = list.query_map([blob(person.uuid())], membership_from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn count_owners(db: &Connection) -> Result<usize, Fault> {
    let mut count = db.prepare_cached("select count(*) from people where is_active_owner = 1")?;
    let owners: i64 = count.query_row([], single)?;
    Ok(usize::try_from(owners).unwrap_or_default())
}

/// The organization whose body `sql` gives.
pub(crate) fn find_organization(db: &Connection, sql: &str) -> Result<Option<Organization>, Fault> {
    let body: Option<String> = db.prepare_cached(sql)?.query_row([], single).optional()?;
    match body.map(|body| parse(EntityKind::Organization, &body)).transpose()? {
        Some(Entity::Organization(organization)) => Ok(Some(organization)),
        _ => Ok(None),
    }
}

/// Reads a body that was understood when it was stored.
pub(crate) fn parse(kind: EntityKind, body: &str) -> Result<Entity, Fault> {
    Entity::from_json(kind, body).map_err(|cause| Fault::inconsistent("entities", &kind.name(), &cause))
}

fn membership_from_row(row: &Row<'_>) -> rusqlite::Result<(TeamId, Membership)> {
    let is_lead: bool = row.get("is_lead")?;
    let team = Uuid::from_bytes(row.get("team_id")?);
    Ok((TeamId::new(team), if is_lead { Membership::Lead } else { Membership::Member }))
}
