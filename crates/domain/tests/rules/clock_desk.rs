//! The server's looks at the clocks of a request, over a book.

use chrono::TimeDelta;
use chrono_tz::UTC;
use goodturn_domain::calendar::Interval;
use goodturn_domain::clocks::{Around, ClockKind, ClockRun, ClockStep, History};
use goodturn_domain::person::Absence;
use goodturn_domain::service_level::CalendarSince;
use goodturn_domain::warnings::{Desk, Plan};
use goodturn_domain::{
    AboutClock, Actor, Entity, FollowUp, FollowUpReason, FollowUpState, Intent, Operation, PersonId, Records,
    ServiceLevel, ServiceRequestId, StageName, Target, Timestamp, WorkingCalendar,
};
use goodturn_test_support::{Book, monday, team, title, who};
use proptest::prelude::*;

use crate::then::in_days;

/// Everybody, and the teams that have hours.
pub(crate) fn around(book: &Book) -> Around {
    let teams = [team("sales"), team("legal")].map(|id| match book.find(id.into()) {
        Ok(Some(Entity::Team(team))) => (id, team),
        other => panic!("{id} is a team, not {other:?}"),
    });
    Around { people: book.people().map(|it| (it.id, it.clone())).collect(), teams: teams.into(), zone: UTC }
}

pub(crate) fn history(book: &Book, request: ServiceRequestId, around: &Around) -> History {
    let entries = book.list_entries(request).expect("a book can be read");
    History::of(book.request(request), &entries, around)
}

pub(crate) fn plan(book: &Book, request: ServiceRequestId) -> Plan {
    let around = around(book);
    let history = history(book, request, &around);
    let follow_ups = book.list_follow_ups(request).expect("a book can be read");
    let desk = Desk { request: book.request(request), history: &history, follow_ups: &follow_ups, around: &around };
    desk.plan(book.now)
}

/// The server looks at the clocks of the request, and does what it finds.
pub(crate) fn looks(book: &mut Book, request: ServiceRequestId) -> Vec<FollowUp> {
    let found = plan(book, request).operations;
    tells(book, request, found)
}

fn tells(book: &mut Book, request: ServiceRequestId, found: Vec<Operation>) -> Vec<FollowUp> {
    let mut made = Vec::new();
    for Operation { intent, .. } in found {
        let known = book.list_follow_ups(request).expect("a book can be read");
        let changes = book.decide(Actor::Server, intent).expect("a warning is never refused");
        made.extend(changes.into_iter().filter_map(|it| match it {
            Entity::FollowUp(it) if it.is_open() && !known.iter().any(|known| known.id == it.id && known.is_open()) => {
                Some(it)
            }
            _ => None,
        }));
    }
    made
}

/// Something has changed, and from then on the server looks where it said it would, within ten minutes, until then. What
/// it has told, in order.
pub(crate) fn looks_until(book: &mut Book, request: ServiceRequestId, until: Timestamp) -> Vec<FollowUp> {
    let mut made = Vec::new();
    let mut next = Some(book.now);
    while book.now < until {
        book.now = book.now.plus(TimeDelta::minutes(10)).min(until);
        if next.is_some_and(|at| at <= book.now) {
            let found = plan(book, request);
            next = found.next;
            made.extend(tells(book, request, found.operations));
        }
    }
    made
}

pub(crate) fn told(made: &[FollowUp]) -> Vec<(PersonId, FollowUpReason, ClockKind)> {
    made.iter().map(|it| (it.owner, it.reason, it.clock.expect("a clock made it").run.clock)).collect()
}

pub(crate) fn at(day: i64, hours: i64, minutes: i64) -> Timestamp {
    in_days(day).plus(TimeDelta::hours(hours - 9) + TimeDelta::minutes(minutes))
}

pub(crate) fn hours(count: u32) -> Option<Target> {
    Some(Target::WorkingMinutes(count * 60))
}

/// Legal aims for that from before anybody asks.
pub(crate) fn with_level(level: ServiceLevel) -> Book {
    with_levels(vec![level])
}

pub(crate) fn with_levels(levels: Vec<ServiceLevel>) -> Book {
    let mut book = Book::founded();
    let levels = levels.into_iter().map(Into::into).collect();
    book.does(who("lena"), Intent::SetServiceLevels { team: team("legal"), levels });
    book.wait(TimeDelta::minutes(1));
    book.now = monday();
    if let Ok(Some(Entity::Team(mut known))) = book.find(team("legal").into()) {
        let since = monday().plus(-TimeDelta::days(30));
        known.levels[0].since = since;
        known.calendars = vec![CalendarSince { since, calendar: Some(WorkingCalendar::weekdays(UTC)) }];
        book.put(Entity::Team(known));
    }
    book
}

pub(crate) fn level() -> ServiceLevel {
    ServiceLevel { acknowledge: hours(4), deliver: hours(12), ..ServiceLevel::named(title("Usual")) }
}

pub(crate) fn only_answer() -> ServiceLevel {
    ServiceLevel { deliver: None, ..level() }
}

pub(crate) fn only_delivery() -> ServiceLevel {
    ServiceLevel { acknowledge: None, ..level() }
}

pub(crate) fn works(book: &mut Book, name: &str, from: u16, to: u16) {
    let mut person = book.people().find(|it| it.id == who(name)).expect("they are there").clone();
    person.calendar =
        WorkingCalendar::new(UTC, std::array::from_fn(|_| vec![Interval { from: from * 60, to: to * 60 }]));
    book.put(Entity::Person(person));
}

pub(crate) fn goes_away(book: &mut Book, name: &str, days: i64, substitute: Option<&str>) {
    enters_absence(book, name, book.now, days, substitute);
}

/// It is known before that they will be away.
pub(crate) fn enters_absence(book: &mut Book, name: &str, from: Timestamp, days: i64, substitute: Option<&str>) {
    let absence = Absence { from, until: from.plus(TimeDelta::days(days)), substitute: substitute.map(who) };
    book.does(who(name), Intent::SetAbsence { person: who(name), absence: Some(absence) });
}

/// The server withdraws what a clock has told of a due time that has moved since.
pub(crate) fn warn_of_clock(book: &mut Book, request: ServiceRequestId) -> Intent {
    let (id, now, known) = (book.fresh_follow_up(), book.now, book.request(request));
    let (since, hand_overs, seen) = (known.asked_at, known.hand_over_count, known.changed_at);
    let (step, run) = (ClockStep::Late, ClockRun { clock: ClockKind::Deliver, since, due: since, woke: None });
    book.put(FollowUp {
        id,
        owner: who("sam"),
        reason: FollowUpReason::Late,
        request: Some(request),
        words: None,
        made_at: now,
        due: now,
        state: FollowUpState::Open { rung: false },
        clock: Some(AboutClock { run, step, hand_overs, colleague: None }),
        matters_until: None,
        rung_by: None,
    });
    Intent::WarnOfClock { request, run, step, tell: [].into(), seen }
}

pub(crate) fn judge_rings(book: &Book, request: ServiceRequestId) -> Result<(), TestCaseError> {
    let rang = |it: &&FollowUp| match it.state {
        FollowUpState::Stopped { at } | FollowUpState::Done { at } => it.due <= at,
        _ => true,
    };
    let of_clocks: Vec<&FollowUp> = book.follow_ups().filter(|it| it.clock.is_some()).filter(rang).collect();
    for one in &of_clocks {
        for other in &of_clocks {
            let (about, beside) = (one.clock.expect("a clock"), other.clock.expect("a clock"));
            let is_other =
                one.owner == other.owner && (about.run.clock, about.run.since) != (beside.run.clock, beside.run.since);
            let apart = one.due.since(other.due).abs();
            prop_assert!(!is_other || apart >= TimeDelta::hours(1), "within the hour: {one:?} and {other:?}");
        }
    }
    let stage = book.request(request).stage.name();
    let is_at_rest = stage.is_final() || matches!(stage, StageName::Delivered | StageName::WaitingOnRequester);
    prop_assert!(!is_at_rest || of_clocks.iter().all(|it| !it.is_open()), "what rests rings for nobody");
    Ok(())
}
