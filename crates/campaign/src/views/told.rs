//! What notifications tell: of what others do with what concerns somebody, and they see it.

use std::collections::BTreeSet;

use goodturn_client::{Notice, Subject};
use goodturn_domain::policy::Standing;
use goodturn_domain::{Addressee, Entity, EntityKey, Event, PersonId, Scope, ServiceRequest};

use crate::simulation::Reference;

/// What somebody saw when they looked last.
#[derive(Default)]
pub(super) struct Before {
    scopes: BTreeSet<Scope>,
    visible: BTreeSet<EntityKey>,
}

impl Before {
    pub(super) fn now(standing: &Standing, visible: &BTreeSet<EntityKey>) -> Self {
        Self { scopes: standing.scopes().into_iter().collect(), visible: visible.clone() }
    }
}

/// Checks what was told since then.
pub(super) fn check(
    reference: &Reference,
    person: PersonId,
    before: &Before,
    visible: &BTreeSet<EntityKey>,
    notices: &[Notice],
) -> Result<(), String> {
    let told: BTreeSet<String> = notices.iter().map(|it| subject_of(&it.subject)).collect();
    let may: BTreeSet<String> = visible.iter().filter_map(|key| may_be_told(reference, person, *key)).collect();
    if let Some(more) = told.difference(&may).next() {
        return Err(format!("a notification of {more} tells what is none of theirs"));
    }
    let scopes = reference.scopes();
    let is_news = |key: &&EntityKey| {
        let is_followed = |scope| scopes.get(scope).is_some_and(|shown| shown.contains(*key));
        !before.visible.contains(*key) && before.scopes.iter().any(is_followed)
    };
    let must = visible.iter().filter(is_news).filter_map(|key| must_be_told(reference, person, *key));
    match must.into_iter().find(|it| !told.contains(it)) {
        Some(missing) => Err(format!("no notification tells of {missing}")),
        None => Ok(()),
    }
}

fn subject_of(subject: &Subject) -> String {
    match subject {
        Subject::Request(id) | Subject::FollowUp(id) | Subject::Thanks(id) | Subject::App(id) => id.clone(),
    }
}

/// The subject of a notification that something may be a reason for.
fn may_be_told(reference: &Reference, person: PersonId, key: EntityKey) -> Option<String> {
    match reference.entities.get(&key)? {
        Entity::Entry(entry) => {
            let request = reference.request(entry.request.into())?;
            let is_others = entry.author.is_some_and(|author| author != person);
            let is_asked_to_agree =
                matches!(&entry.event, Event::ApprovalAsked { approvers, .. } if approvers.contains(&person));
            (is_others && (is_asked_to_agree || concerns(reference, person, request))).then(|| request.id.to_string())
        }
        Entity::Thanks(it) if it.from != person && it.to.contains(&person) => Some(it.id.to_string()),
        _ => None,
    }
}

/// The same, where it has to be told.
fn must_be_told(reference: &Reference, person: PersonId, key: EntityKey) -> Option<String> {
    let is_told_always = match reference.entities.get(&key)? {
        Entity::Entry(entry) => matches!(
            entry.event,
            Event::Said { .. }
                | Event::Noted { .. }
                | Event::Attached { .. }
                | Event::Confirmed { .. }
                | Event::Withdrawn { .. }
                | Event::AlsoTook { .. }
                | Event::OfferAccepted { .. }
        ),
        Entity::Thanks(it) => it.words.is_some(),
        _ => false,
    };
    is_told_always.then(|| may_be_told(reference, person, key)).flatten()
}

/// The two people, the watchers, and everybody who is asked while nobody has taken it.
fn concerns(reference: &Reference, person: PersonId, request: &ServiceRequest) -> bool {
    let is_asked = || match request.addressee {
        Addressee::Person(asked) => asked == person,
        Addressee::Team(team) => reference.entities.values().any(|it| match it {
            Entity::Team(it) => it.id == team && it.is_active && it.members.contains_key(&person),
            _ => false,
        }),
    };
    request.participants().contains(&person) || (request.stage.helper().is_none() && is_asked())
}
