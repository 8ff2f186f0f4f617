use chrono::DateTime;

use super::*;
use crate::quick_add::{Repeat, Unit};

const BERLIN: Tz = chrono_tz::Europe::Berlin;

fn instant(text: &str) -> Timestamp {
    DateTime::parse_from_rfc3339(text).expect("a time in RFC 3339").to_utc().into()
}

fn cycle(every: u16, unit: CycleUnit) -> Cycle {
    Cycle { every, unit, weekdays: BTreeSet::new(), from_completion: false }
}

fn weekly(every: u16, weekdays: &[u8]) -> Cycle {
    Cycle { weekdays: weekdays.iter().copied().collect(), ..cycle(every, CycleUnit::Week) }
}

/// The times after the first, as the clock on the wall in Berlin shows them.
fn times(cycle: &Cycle, first: &str, count: usize) -> Vec<String> {
    let calendar = WorkingCalendar::weekdays(BERLIN);
    let first = instant(first);
    let next = |at: &Timestamp| cycle.after(first, *at, &calendar);
    let times = std::iter::successors(next(&first), next).take(count);
    times.map(|it| calendar.local(it).format("%a %Y-%m-%d %H:%M").to_string()).collect()
}

#[test]
fn the_31st_is_the_last_of_a_shorter_month_and_comes_back() {
    let monthly = times(&cycle(1, CycleUnit::Month), "2027-01-31T09:00:00+01:00", 3);

    assert_eq!(monthly, ["Sun 2027-02-28 09:00", "Wed 2027-03-31 09:00", "Fri 2027-04-30 09:00"]);
}

#[test]
fn the_29th_of_february_comes_on_the_28th_until_there_is_one_again() {
    let yearly = times(&cycle(1, CycleUnit::Year), "2028-02-29T09:00:00+01:00", 4);

    assert_eq!(
        yearly,
        ["Wed 2029-02-28 09:00", "Thu 2030-02-28 09:00", "Fri 2031-02-28 09:00", "Sun 2032-02-29 09:00"]
    );
}

#[test]
fn the_time_on_the_wall_stays_when_the_clocks_change() {
    let weekly = times(&cycle(1, CycleUnit::Week), "2026-10-19T09:00:00+02:00", 2);
    let in_the_gap = times(&cycle(1, CycleUnit::Day), "2027-03-27T02:30:00+01:00", 2);

    assert_eq!(weekly, ["Mon 2026-10-26 09:00", "Mon 2026-11-02 09:00"]);
    assert_eq!(in_the_gap, ["Sun 2027-03-28 03:30", "Mon 2027-03-29 02:30"]);
}

#[test]
fn every_other_week_means_whole_weeks_from_monday_on() {
    let times = times(&weekly(2, &[0, 3]), "2026-11-26T09:00:00+01:00", 4);

    assert_eq!(times, ["Mon 2026-12-07 09:00", "Thu 2026-12-10 09:00", "Mon 2026-12-21 09:00", "Thu 2026-12-24 09:00"]);
}

#[test]
fn working_days_leave_out_the_weekend_and_days_off() {
    let mut calendar = WorkingCalendar::weekdays(BERLIN);
    calendar.days_off.insert("2026-11-30".parse().expect("a date"), Title::new("Moving").expect("short"));
    let first = instant("2026-11-26T09:00:00+01:00");

    let daily = cycle(1, CycleUnit::WorkingDay);
    let next = daily.after(first, first, &calendar).expect("a time");

    assert_eq!(next, instant("2026-11-27T09:00:00+01:00"));
    assert_eq!(daily.after(first, next, &calendar), Some(instant("2026-12-01T09:00:00+01:00")));
}

#[test]
fn after_years_the_next_time_is_found_at_once_and_in_the_right_week() {
    let calendar = WorkingCalendar::weekdays(BERLIN);
    let first = instant("2006-11-27T09:00:00+01:00");
    let after = |cycle: &Cycle| cycle.after(first, instant("2026-11-26T09:00:00+01:00"), &calendar);

    assert_eq!(after(&cycle(1, CycleUnit::Day)), Some(instant("2026-11-27T09:00:00+01:00")));
    assert_eq!(after(&weekly(1, &[4])), Some(instant("2026-11-27T09:00:00+01:00")));
    assert_eq!(after(&cycle(1, CycleUnit::Month)), Some(instant("2026-11-27T09:00:00+01:00")));
    assert_eq!(after(&cycle(1, CycleUnit::WorkingDay)), Some(instant("2026-11-27T09:00:00+01:00")));
    assert_eq!(after(&cycle(7, CycleUnit::Year)), Some(instant("2027-11-27T09:00:00+01:00")));
}

#[test]
fn from_completion_counts_from_the_day_it_was_done() {
    let calendar = WorkingCalendar::weekdays(BERLIN);
    let (first, done) = (instant("2026-11-02T09:00:00+01:00"), instant("2026-11-25T16:45:00+01:00"));
    let next = |cycle: &Cycle| cycle.from_done(first, done, &calendar).expect("a time");

    assert_eq!(next(&cycle(2, CycleUnit::Week)), instant("2026-12-09T09:00:00+01:00"));
    assert_eq!(next(&cycle(3, CycleUnit::WorkingDay)), instant("2026-11-30T09:00:00+01:00"));
    assert_eq!(next(&weekly(1, &[2])), instant("2026-12-02T09:00:00+01:00"));
    assert_eq!(next(&weekly(2, &[4])), instant("2026-12-04T09:00:00+01:00"));
}

#[test]
fn the_ends_of_time_do_not_panic() {
    let calendar = WorkingCalendar::weekdays(BERLIN);
    for unit in [CycleUnit::Day, CycleUnit::WorkingDay, CycleUnit::Week, CycleUnit::Month, CycleUnit::Year] {
        for at in [i64::MIN, i64::MAX].map(Timestamp::from_micros) {
            cycle(400, unit).after(at, at, &calendar);
            cycle(400, unit).after(instant("2026-11-26T09:00:00+01:00"), at, &calendar);
            cycle(400, unit).from_done(at, at, &calendar);
        }
    }
}

#[test]
fn no_cycle_is_shorter_than_a_day() {
    let repeat = |every, unit| Repeat { every, unit, weekdays: Vec::new(), from_completion: true };

    let weekly = Cycle::of_repeat(&repeat(2, Unit::Week)).expect("it is one");
    assert_eq!((weekly.every, weekly.unit, weekly.from_completion), (2, CycleUnit::Week, true));
    assert_eq!(Cycle::of_repeat(&repeat(2, Unit::Hour)), None);
    assert_eq!(Cycle::of_repeat(&repeat(0, Unit::Week)), None);
    assert_eq!(Cycle::of_repeat(&repeat(u32::MAX, Unit::Day)), None);
    assert!(!Cycle { weekdays: [7].into(), ..weekly }.is_valid());
    assert!(!Cycle { weekdays: [1].into(), ..cycle(1, CycleUnit::Month) }.is_valid());
}

#[test]
fn what_is_needed_keeps_its_time_of_day() {
    let calendar = WorkingCalendar::weekdays(BERLIN);
    let (asked, needed) = (instant("2026-10-22T09:00:00+02:00"), instant("2026-10-23T17:00:00+02:00"));
    let after = NeededAfter::between(asked, needed, &calendar).expect("it is later");

    assert_eq!(after, NeededAfter { days: 1, minutes: 17 * 60 });
    assert_eq!(
        after.after(instant("2026-10-29T09:00:00+01:00"), &calendar),
        Some(instant("2026-10-30T17:00:00+01:00"))
    );
    assert_eq!(NeededAfter::between(needed, asked, &calendar), None);
    assert_eq!(NeededAfter { days: 0, minutes: 60 }.after(asked, &calendar), None);
}
