//! Intents as sentences, for the stories.

use chrono::TimeDelta;
use goodturn_domain::{EntryId, Intent, ServiceRequestId, Timestamp};
use goodturn_test_support::Device;
use goodturn_test_support::{DiskWorld, RequestBuilder, monday, words};

/// So many days after the Monday on which stories begin.
pub(crate) fn in_days(days: i64) -> Timestamp {
    monday().plus(TimeDelta::days(days))
}

pub(crate) fn ask(world: &mut DiskWorld, on: Device, request: RequestBuilder) -> ServiceRequestId {
    let id = ServiceRequestId::new(world.fresh());
    world.does(on, request.ask(id));
    id
}

pub(crate) fn say(world: &mut DiskWorld, on: Device, request: ServiceRequestId, text: &str) -> EntryId {
    let entry = EntryId::new(world.fresh());
    world.does(on, Intent::Say { request, entry, words: words(text), mentions: [].into() });
    entry
}

pub(crate) fn note(world: &mut DiskWorld, on: Device, request: ServiceRequestId, text: &str) -> EntryId {
    let entry = EntryId::new(world.fresh());
    world.does(on, Intent::Note { request, entry, words: words(text), mentions: [].into() });
    entry
}

pub(crate) fn acknowledge(request: ServiceRequestId, promise: Timestamp) -> Intent {
    Intent::Acknowledge { request, promise: Some(promise), next_word: None, words: Some(words("I take it")) }
}

pub(crate) fn renegotiate(request: ServiceRequestId, from: Timestamp, to: Timestamp) -> Intent {
    Intent::Renegotiate { request, from: Some(from), to, reason: words("The vendor is late") }
}

pub(crate) fn deliver(request: ServiceRequestId) -> Intent {
    Intent::Deliver { request, words: words("Here it is"), next_need: None }
}
