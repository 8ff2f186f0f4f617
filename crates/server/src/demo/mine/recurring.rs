//! What the person who looks around asks again and again.

use goodturn_domain::recurrence::NeededAfter;
use goodturn_domain::{Actor, Addressee, Cycle, CycleUnit, Intent, RecurrenceId, Wish};

use super::Day;
use crate::demo::company::title;
use crate::demo::script::words;

pub(super) fn tell(day: &mut Day<'_>) {
    let monday_and_thursday = Cycle { weekdays: [0, 3].into(), ..every(1, CycleUnit::Week) };
    keep(day, "Water the plants in the seed store", "Freya Halvorsen", monday_and_thursday, "The small ones twice.");
    let each_quarter = every(3, CycleUnit::Month);
    keep(day, "Figures for the quarterly report", "Chidinma Eze", each_quarter, "Costs by project, as always.");
    let after_it_was_done = Cycle { from_completion: true, ..every(1, CycleUnit::Year) };
    keep(day, "Look over the first aid boxes", "Anton Berg", after_it_was_done, "Plasters run out first.");
}

fn every(every: u16, unit: CycleUnit) -> Cycle {
    Cycle { every, unit, weekdays: [].into(), from_completion: false }
}

/// From tomorrow on, so that nothing is due before somebody has looked around.
fn keep(day: &mut Day<'_>, what: &str, whom: &str, cycle: Cycle, details: &str) {
    let (me, at) = (day.me(), day.days_ago(2, 9, 40));
    let wish = Wish {
        title: title(what),
        details: Some(words(details)),
        addressee: Addressee::Person(day.named(whom)),
        visibility: Default::default(),
        priority: Default::default(),
        kind: None,
        labels: [].into(),
        watchers: [].into(),
        needed: Some(NeededAfter { days: 2, minutes: 17 * 60 }),
        form: None,
    };
    let recurrence = RecurrenceId::derived(day.company.id.uuid(), what);
    let (zone, first) = (day.company.calendar.zone, day.in_days(1, 9, 0));
    let keep = Intent::KeepRecurrence { recurrence, wish: Box::new(wish), cycle, zone, first, request: None };
    day.script.tell(at, Actor::Person(me), keep);
}
