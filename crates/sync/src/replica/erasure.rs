//! Somebody was erased: their name goes from what waits on this device, too. Where else it stood is
//! sent again by the server.

use goodturn_domain::erasure::Traces;
use goodturn_domain::{Entity, EntityKind, Person};
use goodturn_store::{ReplicaWrite, StoreError};

use crate::protocol::PullAnswer;

/// Before a page that brings somebody erased: what is decided again on top of it comes without the
/// name. Gives whether there was somebody to erase.
pub(super) fn clean_before_page(tx: &mut dyn ReplicaWrite, answer: &PullAnswer) -> Result<bool, StoreError> {
    let mut has_erased = false;
    let people = answer.rows.iter().filter(|row| row.kind == EntityKind::Person.name());
    for row in people.filter(|row| row.body.value()["is_erased"] == true) {
        if let Ok(Entity::Person(person)) = Entity::from_json(EntityKind::Person, row.body.as_str()) {
            has_erased |= clean_of(tx, &person)?;
        }
    }
    Ok(has_erased)
}

/// Before changes that were decided here.
pub(super) fn clean_before_change(tx: &mut dyn ReplicaWrite, changes: &[Entity]) -> Result<bool, StoreError> {
    let mut has_erased = false;
    for change in changes {
        if let Entity::Person(person) = change
            && person.is_erased
        {
            has_erased |= clean_of(tx, person)?;
        }
    }
    Ok(has_erased)
}

fn clean_of(tx: &mut dyn ReplicaWrite, erased: &Person) -> Result<bool, StoreError> {
    match tx.find_entity(erased.id.into())? {
        Some(Entity::Person(known)) if !known.is_erased => {
            let traces = Traces::of(&known, false);
            tx.clean_records(&|record| traces.taken_from_record(record))?;
            Ok(true)
        }
        _ => Ok(false),
    }
}
