//! Intents as sentences, for the tests.

use chrono::TimeDelta;
use goodturn_domain::service_request::Rating;
use goodturn_domain::{Intent, ServiceRequestId, Timestamp};
use goodturn_test_support::{monday, words};

/// So many days after the Monday on which tests begin.
pub(crate) fn in_days(days: i64) -> Timestamp {
    monday().plus(TimeDelta::days(days))
}

pub(crate) fn acknowledge(request: ServiceRequestId, promise: Timestamp) -> Intent {
    Intent::Acknowledge { request, promise: Some(promise), next_word: None, words: None }
}

pub(crate) fn renegotiate(request: ServiceRequestId, from: Timestamp, to: Timestamp) -> Intent {
    Intent::Renegotiate { request, from: Some(from), to, reason: words("The vendor is late") }
}

pub(crate) fn deliver(request: ServiceRequestId) -> Intent {
    Intent::Deliver { request, words: words("Here it is"), next_need: Some(words("A signature")) }
}

pub(crate) fn not_yet(request: ServiceRequestId) -> Intent {
    Intent::NotYet { request, reason: words("A page is missing") }
}

pub(crate) fn confirm(request: ServiceRequestId) -> Intent {
    Intent::Confirm { request, rating: None, words: None }
}

pub(crate) fn rate(request: ServiceRequestId, points: u8) -> Intent {
    Intent::Rate { request, rating: Rating::new(points).expect("it is 1 to 5"), words: None }
}
