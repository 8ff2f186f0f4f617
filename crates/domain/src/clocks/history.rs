//! What happened to a request, as far as clocks are concerned.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::in_order;
use crate::clock::Timestamp;
use crate::entry::{Entry, Event};
use crate::id::{PersonId, TeamId};
use crate::service_request::{Addressee, ServiceRequest};

/// Something that happened to a request, as far as clocks are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Happening {
    pub at: Timestamp,
    #[serde(flatten)]
    pub what: What,
}

/// What happened. *Helper* is whoever was asked or has taken it, and the members of the team that was asked; what a
/// program says by itself and internal notes are nothing to a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    Asked,
    HandedOver,
    /// A helper took it, with a promise or without one.
    Acknowledged,
    /// A helper proposed a time.
    Offered,
    /// A promise, also a renegotiated one.
    Promised {
        due: Timestamp,
    },
    HelperSaid,
    RequesterSaid,
    /// The requester proposed a time: a question, and no answer to what they were asked.
    RequesterOffered,
    /// The requester answered and took the words back: it goes on all the same.
    Woken,
    WaitingOnRequester,
    WaitingOnOther,
    /// Work began, or goes on after waiting.
    Started,
    Delivered,
    NotYet,
    Declined,
    /// Confirmed, lapsed, withdrawn or merged into another one.
    Ended,
}

/// What the timeline of a request tells the clocks, in order. `is_member` says who belongs to a team, programs left
/// out: of a team that was asked, every member answers.
pub fn happenings(
    request: &ServiceRequest,
    entries: &[Entry],
    is_member: impl Fn(PersonId, TeamId) -> bool,
) -> Vec<Happening> {
    let mut asked_of = addressees(request, entries).into_iter();
    let mut addressee = asked_of.next();
    let mut helpers: BTreeSet<PersonId> = BTreeSet::new();
    let mut found = Vec::new();
    let unmerged = entries.iter().rposition(|it| matches!(it.event, Event::Unmerged { .. }));
    for (place, (at, entry)) in in_order(entries).enumerate() {
        // What was merged by mistake has run on meanwhile.
        if matches!(entry.event, Event::Merged { .. }) && unmerged.is_some_and(|it| it > place) {
            continue;
        }
        if matches!(entry.event, Event::HandedOver { .. }) {
            addressee = asked_of.next();
            helpers.clear();
        }
        let by = match entry.author {
            Some(author) if author == request.requester => By::Requester,
            Some(author) => {
                if is_helpers_alone(&entry.event) {
                    helpers.insert(author);
                }
                let is_asked = match addressee.flatten() {
                    Some(Addressee::Person(person)) => person == author,
                    Some(Addressee::Team(team)) => is_member(author, team),
                    None => false,
                };
                if is_asked || helpers.contains(&author) { By::Helper } else { By::Somebody }
            }
            None => By::Somebody,
        };
        found.extend(whats(&entry.event, by).map(|what| Happening { at, what }));
    }
    found
}

/// Who said it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Requester,
    Helper,
    Somebody,
}

/// Of whom it was asked in turn. Hand-overs of old did not say from whom.
fn addressees(request: &ServiceRequest, entries: &[Entry]) -> Vec<Option<Addressee>> {
    let left = entries.iter().filter_map(|entry| match &entry.event {
        Event::HandedOver { asked_of, .. } => Some(*asked_of),
        _ => None,
    });
    left.chain([Some(request.addressee)]).collect()
}

/// What only somebody does who serves the request.
fn is_helpers_alone(event: &Event) -> bool {
    matches!(
        event,
        Event::Acknowledged { .. }
            | Event::AlsoTook { .. }
            | Event::Started
            | Event::Renegotiated { .. }
            | Event::WaitingOnRequester { .. }
            | Event::WaitingOnOther { .. }
            | Event::Delivered { .. }
    )
}

fn whats(event: &Event, by: By) -> impl Iterator<Item = What> + use<> {
    let said = match by {
        By::Requester => Some(What::RequesterSaid),
        By::Helper => Some(What::HelperSaid),
        By::Somebody => None,
    };
    let (what, promise) = match event {
        Event::Asked => (Some(What::Asked), None),
        Event::HandedOver { .. } => (Some(What::HandedOver), None),
        Event::Acknowledged { promise, .. } => (Some(What::Acknowledged), *promise),
        Event::AlsoTook { .. } => (Some(What::HelperSaid), None),
        Event::Offered { .. } if by == By::Requester => (Some(What::RequesterOffered), None),
        Event::Offered { .. } => (Some(What::Offered), None),
        // Who was asked takes it by accepting; the requester agrees to what a helper has proposed.
        Event::OfferAccepted { due } => ((by != By::Requester).then_some(What::Acknowledged), Some(*due)),
        Event::Renegotiated { to, .. } => (Some(What::HelperSaid), Some(*to)),
        Event::Said { .. } | Event::Attached { .. } => (said, None),
        // What woke it has woken it, though its words are gone; they were never an answer to anybody. A gentle word
        // wakes nothing.
        Event::Retracted { was_note: false, was_nudge: false } => ((by == By::Requester).then_some(What::Woken), None),
        Event::WaitingOnRequester { .. } => (Some(What::WaitingOnRequester), None),
        Event::WaitingOnOther { .. } => (Some(What::WaitingOnOther), None),
        Event::Started | Event::Resumed => (Some(What::Started), None),
        Event::Delivered { .. } => (Some(What::Delivered), None),
        Event::NotYet { .. } => (Some(What::NotYet), None),
        Event::Declined { .. } => (Some(What::Declined), None),
        Event::Confirmed { .. } | Event::Lapsed | Event::Withdrawn { .. } | Event::Merged { .. } => {
            (Some(What::Ended), None)
        }
        _ => (None, None),
    };
    what.into_iter().chain(promise.map(|due| What::Promised { due }))
}
