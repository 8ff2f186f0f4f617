//! What the cast asks again and again.

use chrono_tz::UTC;
use goodturn_domain::{
    Addressee, Cycle, CycleUnit, Intent, Recurrence, RecurrenceId, ServiceRequestId, Timestamp, Wish,
};
use uuid::Uuid;

use crate::builders::title;
use crate::cast::monday;

/// The recurrence of that name.
pub fn recurrence(name: &str) -> RecurrenceId {
    RecurrenceId::derived(Uuid::nil(), name)
}

/// Once a week.
pub fn weekly() -> Cycle {
    Cycle { every: 1, unit: CycleUnit::Week, weekdays: [].into(), from_completion: false }
}

/// A request to be, with nothing but its title.
pub fn a_wish(name: &str, addressee: Addressee) -> Wish {
    Wish {
        title: title(name),
        details: None,
        addressee,
        visibility: Default::default(),
        priority: Default::default(),
        kind: None,
        labels: [].into(),
        watchers: [].into(),
        needed: None,
        form: None,
    }
}

/// The intent that keeps it, from a time on.
pub fn keep(name: &str, wish: Wish, cycle: Cycle, first: Timestamp) -> Intent {
    let (recurrence, wish) = (recurrence(name), Box::new(wish));
    Intent::KeepRecurrence { recurrence, wish, cycle, zone: UTC, first, request: None }
}

/// The intent of the server that asks what was due then.
pub fn recur(known: &Recurrence, due: Timestamp) -> Intent {
    let request = ServiceRequestId::derived(known.id.uuid(), &format!("recur:{}", due.micros()));
    Intent::Recur { recurrence: known.id, due, request }
}

/// A recurrence of somebody's, due on the Monday when tests begin.
pub fn due_on_monday(name: &str, requester: goodturn_domain::PersonId, addressee: Addressee) -> Recurrence {
    Recurrence {
        id: recurrence(name),
        requester,
        wish: a_wish(name, addressee),
        cycle: weekly(),
        zone: UTC,
        first: monday(),
        next: Some(monday()),
        last: None,
        left_out: 0,
        pause: None,
        made_at: monday(),
        is_dropped: false,
    }
}
