//! What it means to be mentioned.

use std::collections::BTreeSet;

use super::turn::Turn;
use super::{Records, Stop, request, standing};
use crate::entity::Entity;
use crate::id::PersonId;
use crate::mention::{self, Mention};
use crate::refusal::Refusal;
use crate::service_request::ServiceRequest;
use crate::text::Words;

/// Those mentioned in public words: who does not take part yet watches from now on.
pub(super) fn call_in(
    turn: &mut Turn<'_, impl Records>,
    named: &BTreeSet<Mention>,
) -> Result<BTreeSet<PersonId>, Stop> {
    let mut called = BTreeSet::new();
    for mention in named {
        if !turn.request.participants().contains(&mention.person) {
            request::watch(turn, mention.person)?;
            called.insert(mention.person);
        }
    }
    Ok(called)
}

/// Refuses a note that mentions somebody who does not read notes: they would be called to nothing.
pub(super) fn check_side(
    records: &impl Records,
    request: &ServiceRequest,
    named: &BTreeSet<Mention>,
) -> Result<(), Stop> {
    let readers = request.note_scopes();
    for mention in named {
        if standing(records, mention.person)?.scopes().is_disjoint(&readers) {
            return Err(Refusal::NotOnHelpersSide.into());
        }
    }
    Ok(())
}

/// Whom the words name, of those who are here. Whoever has left meanwhile keeps nobody from saying
/// something: their name is text like any other.
pub(super) fn named(
    records: &impl Records,
    words: Option<&Words>,
    mentions: &BTreeSet<Mention>,
) -> Result<BTreeSet<Mention>, Stop> {
    if mentions.len() > Mention::MOST {
        return Err(Refusal::TooManyMentioned { most: Mention::MOST }.into());
    }
    let mut named = BTreeSet::new();
    for mention in words.map(|words| mention::named_in(words, mentions)).unwrap_or_default() {
        if matches!(records.find(mention.person.into())?, Some(Entity::Person(person)) if person.is_active) {
            named.insert(mention);
        }
    }
    Ok(named)
}
