//! Erasing a person: their name in what everybody wrote.

use std::collections::BTreeSet;

use goodturn_domain::erasure::Traces;
use goodturn_domain::{Entity, EntityKind, Intent, ServiceRequestId};
use goodturn_store::{AuthorityRead, AuthorityWrite, StoreError};

use super::archive::renew_words;

/// Entities looked through at a time.
const BATCH: usize = 500;

/// What tells of the person whom the intent erases, before it is done.
pub(super) fn traces_before(tx: &dyn AuthorityRead, intent: &Intent) -> Result<Option<Traces>, StoreError> {
    let Intent::Erase { person, words_too } = intent else { return Ok(None) };
    Ok(match tx.find_entity((*person).into())? {
        Some(Entity::Person(person)) => Some(Traces::of(&person, *words_too)),
        _ => None,
    })
}

/// Takes the traces out of every entity, each changed by `seq` and seen by whom it was seen, so that
/// every device gets it again without them.
pub(super) fn sweep(tx: &mut dyn AuthorityWrite, traces: &Traces, seq: u64) -> Result<(), StoreError> {
    let mut archived = BTreeSet::new();
    for kind in EntityKind::ALL {
        let mut after = None;
        loop {
            let entities = tx.list_entities(kind, after, BATCH)?;
            let Some((last, _)) = entities.last() else { break };
            after = Some(*last);
            for (id, body) in entities.iter().filter(|(_, body)| traces.may_be_in(body)) {
                let entity = Entity::from_json(kind, body).map_err(|cause| StoreError::Inconsistent {
                    table: "entities",
                    row: id.to_string(),
                    cause: cause.to_string(),
                })?;
                if let Some(clean) = traces.taken_from(&entity) {
                    let scopes = tx.list_scopes(clean.key())?;
                    if scopes.is_empty() {
                        archived.extend(request_of(&clean));
                    }
                    tx.put_entity(&clean, seq, &scopes)?;
                }
            }
        }
    }
    archived.into_iter().try_for_each(|request| renew_words(tx, request))
}

fn request_of(entity: &Entity) -> Option<ServiceRequestId> {
    match entity {
        Entity::ServiceRequest(request) => Some(request.id),
        other => other.parent(),
    }
}

/// A message of a parser without what it quotes: outcomes are kept for long, and hold nothing that
/// somebody wrote.
pub(super) fn without_quotations(message: &str) -> String {
    let mut quoted_by = None;
    let mut clean = String::with_capacity(message.len());
    for letter in message.chars() {
        match quoted_by {
            None => {
                clean.push(letter);
                if matches!(letter, '`' | '"') {
                    quoted_by = Some(letter);
                    clean.push('…');
                }
            }
            Some(quote) if letter == quote => {
                clean.push(letter);
                quoted_by = None;
            }
            Some(_) => {}
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_nothing_of_what_it_quotes() {
        assert_eq!(
            without_quotations("unknown variant `Anna`, expected `ask` at \"Anna's\" place"),
            "unknown variant `…`, expected `…` at \"…\" place"
        );
    }
}
