//! Clocks against a reference that walks through a history minute by minute, written without what they are made of.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike};
use chrono_tz::Tz;
use goodturn_domain::calendar::Interval;
use goodturn_domain::clocks::{Clock, ClockKind, ClockState, Happening, Reason, Terms, What, clocks, latest};
use goodturn_domain::{NextWordSince, ServiceLevel, Target, Timestamp, WorkingCalendar};
use proptest::prelude::*;

use crate::clocks::title;

const ZONES: [Tz; 3] = [chrono_tz::Europe::Berlin, chrono_tz::America::New_York, chrono_tz::Asia::Kolkata];

/// How long the reference walks, in minutes: two weeks beyond the last thing that happens.
const WALK: i64 = 21 * 24 * 60;

fn monday() -> NaiveDate {
    // The clocks of Berlin and New York change in the two weeks after it.
    "2026-10-19".parse().expect("a date")
}

fn any_day() -> impl Strategy<Value = Vec<Interval>> {
    proptest::collection::btree_set(0_u16..=24, 0..=4).prop_map(|hours| {
        let hours: Vec<u16> = hours.into_iter().collect();
        hours.chunks_exact(2).map(|pair| Interval { from: pair[0] * 60, to: pair[1] * 60 }).collect()
    })
}

fn any_calendar() -> impl Strategy<Value = WorkingCalendar> {
    let week = proptest::array::uniform7(any_day());
    let days_off = proptest::collection::btree_set(0_u64..21, 0..3);
    (proptest::sample::select(&ZONES[..]), week, days_off).prop_map(|(zone, week, days_off)| {
        let mut calendar = WorkingCalendar::new(zone, week);
        let dates = days_off.into_iter().map(|ahead| monday() + chrono::Days::new(ahead));
        calendar.days_off = dates.map(|date| (date, title("Outing"))).collect();
        calendar
    })
}

fn any_target() -> impl Strategy<Value = Option<Target>> {
    prop_oneof![
        Just(None),
        (1_u32..1_500).prop_map(|minutes| Some(Target::WorkingMinutes(minutes))),
        (0_u16..4).prop_map(|days| Some(Target::WorkingDays(days))),
    ]
}

fn any_level() -> impl Strategy<Value = ServiceLevel> {
    let since = prop_oneof![Just(NextWordSince::LastWord), Just(NextWordSince::LastQuestion)];
    (any_target(), any_target(), since, any_target()).prop_map(|(acknowledge, next_word, next_word_since, deliver)| {
        ServiceLevel { acknowledge, next_word, next_word_since, deliver, ..ServiceLevel::named(title("Usual")) }
    })
}

fn minute(ahead: i64) -> Timestamp {
    Timestamp::from(monday().and_time(NaiveTime::MIN).and_utc()).plus(TimeDelta::minutes(ahead))
}

/// What can happen next, by where the request stands.
fn any_history() -> impl Strategy<Value = Vec<Happening>> {
    proptest::collection::vec((1_i64..1_200, any::<proptest::sample::Index>()), 0..7).prop_map(|steps| {
        let mut at = 8 * 60;
        let mut happenings = vec![Happening { at: minute(at), what: What::Asked }];
        for (after, choice) in steps {
            let possible: &[What] = match happenings.last().map(|it| it.what) {
                Some(What::Delivered) => &[What::NotYet, What::Ended],
                Some(What::Ended | What::Declined) => break,
                _ => &[
                    What::HandedOver,
                    What::Acknowledged,
                    What::HelperSaid,
                    What::RequesterSaid,
                    What::RequesterOffered,
                    What::Woken,
                    What::Offered,
                    What::WaitingOnRequester,
                    What::WaitingOnOther,
                    What::Started,
                    What::Delivered,
                    What::Declined,
                    What::Ended,
                ],
            };
            at += after;
            happenings.push(Happening { at: minute(at), what: *choice.get(possible) });
        }
        happenings
    })
}

/// What the reference knows of the deliver clock or of the first clock for an answer.
#[derive(Debug, Default, PartialEq)]
struct Slow {
    counted: i64,
    due: Option<Timestamp>,
    stopped_at: Option<Timestamp>,
}

fn works(terms: &[Terms], at: Timestamp) -> bool {
    let calendar = &terms.iter().rev().find(|it| it.since <= at).unwrap_or(&terms[0]).calendar;
    let local = calendar.local(at);
    let of_day = u16::try_from(local.hour() * 60 + local.minute()).expect("a day has 1440 minutes");
    let is_off = calendar.days_off.contains_key(&local.date_naive());
    let day = &calendar.week[local.weekday().num_days_from_monday() as usize];
    !is_off && day.iter().any(|it| it.from <= of_day && of_day < it.to)
}

fn date(terms: &[Terms], at: Timestamp) -> NaiveDate {
    terms.iter().rev().find(|it| it.since <= at).unwrap_or(&terms[0]).calendar.local(at).date_naive()
}

/// The state of the deliver clock in a minute: counted, waiting or delivered, by the last thing that changed it.
fn is_running(happenings: &[Happening], at: Timestamp) -> bool {
    let past = happenings.iter().take_while(|it| it.at <= at);
    past.fold(false, |running, it| match it.what {
        What::Asked
        | What::HandedOver
        | What::RequesterSaid
        | What::Woken
        | What::WaitingOnOther
        | What::Started
        | What::NotYet => true,
        What::WaitingOnRequester | What::Delivered | What::Declined | What::Ended => false,
        _ => running,
    })
}

/// Walks from the start, minute by minute, and stops for good at the end of the clock.
fn slow_deliver(happenings: &[Happening], terms: &[Terms], target: Option<Target>, now: Timestamp) -> Slow {
    let ended = happenings.iter().find(|it| matches!(it.what, What::Declined | What::Ended)).map(|it| it.at);
    let last = happenings.last().expect("it was asked");
    let delivered = happenings.iter().rev().find(|it| it.what == What::Delivered).map(|it| it.at);
    let stopped_at = match last.what {
        What::Delivered => delivered,
        What::Ended if happenings.iter().rev().nth(1).is_some_and(|it| it.what == What::Delivered) => delivered,
        _ => ended,
    };
    let start = happenings[0].at;
    let end = stopped_at.unwrap_or(now);
    let running = |at: Timestamp| at >= end || is_running(happenings, at);
    walk(terms, start, end, target, running).with(stopped_at)
}

impl Slow {
    fn with(self, stopped_at: Option<Timestamp>) -> Self {
        Self { stopped_at, ..self }
    }
}

/// Counts minutes that are worked and running. A target in days is a number of such minutes once its day is known,
/// which is looked for as if nothing paused it.
fn walk(
    terms: &[Terms],
    start: Timestamp,
    end: Timestamp,
    target: Option<Target>,
    running: impl Fn(Timestamp) -> bool,
) -> Slow {
    let minutes = || (0..WALK).map(|ahead| start.plus(TimeDelta::minutes(ahead))).filter(|at| works(terms, *at));
    let needed = match target {
        None => None,
        Some(Target::WorkingMinutes(minutes)) => Some(i64::from(minutes)),
        Some(Target::WorkingDays(days)) => {
            let mut dates: Vec<NaiveDate> = minutes().map(|at| date(terms, at)).collect();
            dates.dedup();
            // Where the walk ends within the day, its end is not known.
            let walked = date(terms, start.plus(TimeDelta::minutes(WALK)));
            let last = dates.get(usize::from(days)).copied().filter(|last| *last < walked);
            let position = last.map(|last| minutes().take_while(|at| date(terms, *at) <= last).count());
            position.map(|count| i64::try_from(count).expect("they are few"))
        }
    };
    let counted = minutes().filter(|at| *at < end && running(*at)).count();
    let due = needed.and_then(|needed| {
        let nth = usize::try_from(needed - 1).ok()?;
        minutes().filter(|at| running(*at)).nth(nth).map(|at| at.plus(TimeDelta::minutes(1)))
    });
    Slow { counted: i64::try_from(counted).expect("they are few"), due, stopped_at: None }
}

fn two_terms() -> impl Strategy<Value = Vec<Terms>> {
    (any_calendar(), any_calendar(), any::<bool>(), 0_i64..4 * 24 * 60, any_level()).prop_map(
        |(first, second, changes, after, level)| {
            let mut terms = vec![Terms { since: Timestamp::from_micros(0), calendar: first, level: Some(level) }];
            if changes {
                // In one zone, so that a date is a date.
                let calendar = WorkingCalendar { zone: terms[0].calendar.zone, ..second };
                terms.push(Terms { since: minute(after), calendar, level: terms[0].level.clone() });
            }
            terms
        },
    )
}

fn of_kind(found: &[Clock], kind: ClockKind) -> &Clock {
    found.iter().find(|it| it.kind == kind).expect("it was asked")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn delivery_is_counted_and_due_as_minute_by_minute(
        happenings in any_history(), terms in two_terms(), later in 0_i64..3_000,
    ) {
        let now = happenings.last().expect("it was asked").at.plus(TimeDelta::minutes(later));
        let found = clocks(&happenings, &terms, now);
        let clock = of_kind(&found, ClockKind::Deliver);
        let target = terms[0].level.as_ref().and_then(|it| it.deliver);

        let slow = slow_deliver(&happenings, &terms, target, now);

        prop_assert_eq!(clock.stopped_at, slow.stopped_at);
        prop_assert_eq!(clock.counted.num_minutes(), slow.counted);
        // Beyond the walk of the reference there is nothing to compare.
        if let Some(due) = slow.due {
            prop_assert_eq!(clock.due, Some(due));
        }
        let ended_late = clock.due.zip(clock.stopped_at).is_some_and(|(due, at)| at > due);
        prop_assert_eq!(clock.state == ClockState::Missed, ended_late);
    }

    #[test]
    fn an_answer_is_due_and_stops_as_minute_by_minute(
        happenings in any_history(), terms in two_terms(), later in 0_i64..3_000,
    ) {
        let now = happenings.last().expect("it was asked").at.plus(TimeDelta::minutes(later));
        let found = clocks(&happenings, &terms, now);
        let clock = of_kind(&found, ClockKind::Acknowledge);
        let stopped_at = happenings[1..].iter().find(|it| !matches!(it.what, What::RequesterSaid | What::RequesterOffered | What::Woken)).map(|it| it.at);
        let target = terms[0].level.as_ref().and_then(|it| it.acknowledge);

        let slow = walk(&terms, happenings[0].at, stopped_at.unwrap_or(now), target, |_| true);

        prop_assert_eq!(clock.stopped_at, stopped_at);
        prop_assert_eq!(clock.counted.num_minutes(), slow.counted);
        if let Some(due) = slow.due {
            prop_assert_eq!(clock.due, Some(due));
        }
    }

    #[test]
    fn the_latest_clocks_are_the_last_of_each_kind(
        happenings in any_history(), terms in two_terms(), later in 0_i64..3_000,
    ) {
        let now = happenings.last().expect("it was asked").at.plus(TimeDelta::minutes(later));
        let kinds = [ClockKind::Acknowledge, ClockKind::NextWord, ClockKind::Deliver, ClockKind::Promise];
        let all = clocks(&happenings, &terms, now);
        let last = kinds.iter().filter_map(|kind| all.iter().rfind(|it| it.kind == *kind).cloned());

        prop_assert_eq!(latest(&happenings, &terms, now), last.collect::<Vec<_>>());
    }

    #[test]
    fn a_strip_has_no_gaps_and_adds_up_to_what_was_counted(
        happenings in any_history(), terms in two_terms(), later in 0_i64..3_000,
    ) {
        let now = happenings.last().expect("it was asked").at.plus(TimeDelta::minutes(later));
        for clock in clocks(&happenings, &terms, now) {
            let spans = clock.spans(&terms, now);
            let until = clock.stopped_at.unwrap_or(now);

            prop_assert!(spans.windows(2).all(|pair| pair[0].until == pair[1].from && pair[0].reason != pair[1].reason));
            if let (Some(first), Some(last)) = (spans.first(), spans.last()) {
                let end = clock.stopped_at.unwrap_or_else(|| clock.due.map_or(now, |due| due.max(now)));
                prop_assert_eq!((first.from, last.until), (clock.started_at, end));
            }
            let counted = spans.iter().filter(|it| it.reason == Reason::Counted);
            let sum: TimeDelta = counted.map(|it| it.until.min(until).since(it.from).max(TimeDelta::zero())).sum();
            prop_assert_eq!(sum, clock.counted);
        }
    }

    #[test]
    fn nothing_becomes_late_while_it_waits(
        happenings in any_history(), terms in two_terms(), later in 0_i64..9_000,
    ) {
        let is_open = |it: &&Happening| !matches!(it.what, What::Delivered | What::Declined | What::Ended);
        let mut happenings: Vec<Happening> = happenings.iter().take_while(is_open).copied().collect();
        let at = happenings.last().expect("it was asked").at.plus(TimeDelta::minutes(30));
        happenings.push(Happening { at, what: What::WaitingOnRequester });
        let then = of_kind(&clocks(&happenings, &terms, at), ClockKind::Deliver).state;

        let now = at.plus(TimeDelta::minutes(later));

        prop_assert_eq!(of_kind(&clocks(&happenings, &terms, now), ClockKind::Deliver).state, then);
    }
}
