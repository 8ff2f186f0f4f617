//! What is given out: of one person what they see, and what they wrote where they no longer do; of
//! the organization everything.

use std::collections::BTreeSet;

use goodturn_domain::{Entity, EntityKey, EntityKind, PersonId};
use goodturn_store::{AuditHead, AuditRecord, Head, StoreError};
use goodturn_sync::authority::export::Taker;

use super::differs;
use crate::simulation::{Reference, Simulation};

/// Takes down what is in an export.
#[derive(Default)]
struct Takes {
    given: Vec<EntityKey>,
    written_elsewhere: Vec<EntityKey>,
}

impl Taker for Takes {
    type Error = StoreError;

    fn begin(&mut self, _: &Head, _: &AuditHead) -> Result<(), StoreError> {
        Ok(())
    }

    fn entity(&mut self, kind: EntityKind, body: &str) -> Result<(), StoreError> {
        self.given.push(key(kind, body)?);
        Ok(())
    }

    fn written_elsewhere(&mut self, body: &str) -> Result<(), StoreError> {
        self.written_elsewhere.push(key(EntityKind::Entry, body)?);
        Ok(())
    }

    fn audit(&mut self, _: &AuditRecord) -> Result<(), StoreError> {
        Ok(())
    }
}

fn key(kind: EntityKind, body: &str) -> Result<EntityKey, StoreError> {
    let entity = Entity::from_json(kind, body).map_err(|cause| StoreError::Unavailable(cause.into()))?;
    Ok(entity.key())
}

/// Checks what one person gets.
pub(super) fn check_person(
    simulation: &Simulation<'_>,
    reference: &Reference,
    person: PersonId,
    visible: &BTreeSet<EntityKey>,
) -> Result<(), String> {
    let mut takes = Takes::default();
    let is_known = simulation.server.authority().export_person(person, &mut takes);
    if !is_known.map_err(|error| error.to_string())? {
        return Err("there is nothing to give out of somebody who is here".to_owned());
    }
    let given = each_once("given out", takes.given)?;
    if given != *visible {
        return Err(differs("what is given out has", &given, visible));
    }
    let written = reference.entities.values().filter_map(|it| match it {
        Entity::Entry(entry) if entry.author == Some(person) => Some(it.key()),
        _ => None,
    });
    let expected: BTreeSet<EntityKey> = written.filter(|key| !visible.contains(key)).collect();
    let elsewhere = each_once("written elsewhere", takes.written_elsewhere)?;
    if elsewhere == expected { Ok(()) } else { Err(differs("written elsewhere has", &elsewhere, &expected)) }
}

/// Checks what the organization gets.
pub(super) fn check_all(simulation: &Simulation<'_>, reference: &Reference) -> Result<(), String> {
    let mut takes = Takes::default();
    simulation.server.authority().export_all(&mut takes).map_err(|error| error.to_string())?;
    let given = each_once("given out", takes.given)?;
    let all: BTreeSet<EntityKey> = reference.entities.keys().copied().collect();
    if given == all { Ok(()) } else { Err(differs("the whole has", &given, &all)) }
}

fn each_once(what: &str, keys: Vec<EntityKey>) -> Result<BTreeSet<EntityKey>, String> {
    let count = keys.len();
    let once: BTreeSet<EntityKey> = keys.into_iter().collect();
    if once.len() == count { Ok(once) } else { Err(format!("{count} are {what}, {} of them different", once.len())) }
}
