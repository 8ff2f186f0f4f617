//! Working time, against a look at every minute.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike};
use chrono_tz::Tz;
use goodturn_domain::calendar::Interval;
use goodturn_domain::{Timestamp, WorkingCalendar};
use proptest::prelude::*;

/// With clocks that change on other days, by an hour or never, and one that skipped a day.
const ZONES: [Tz; 5] = [
    chrono_tz::Europe::Berlin,
    chrono_tz::America::New_York,
    chrono_tz::Asia::Kolkata,
    chrono_tz::Pacific::Apia,
    chrono_tz::Australia::Adelaide,
];

/// Up to three stretches of a day, on whole hours: what the clocks skip or show twice are whole hours, too.
fn any_day() -> impl Strategy<Value = Vec<Interval>> {
    proptest::collection::btree_set(0_u16..=24, 0..=6).prop_map(|hours| {
        let hours: Vec<u16> = hours.into_iter().collect();
        hours.chunks_exact(2).map(|pair| Interval { from: pair[0] * 60, to: pair[1] * 60 }).collect()
    })
}

fn any_calendar() -> impl Strategy<Value = WorkingCalendar> {
    let week = proptest::array::uniform7(any_day());
    (proptest::sample::select(&ZONES[..]), week).prop_map(|(zone, week)| WorkingCalendar::new(zone, week))
}

/// Days around which the clocks of those zones change, and the one that Samoa skipped.
fn any_minute() -> impl Strategy<Value = Timestamp> {
    let days = vec!["2026-03-07", "2026-03-28", "2026-04-04", "2026-10-03", "2026-10-24", "2026-10-31", "2011-12-29"];
    (proptest::sample::select(days), 0_i64..3 * 24 * 60).prop_map(|(day, minutes)| {
        let day: NaiveDate = day.parse().expect("a date");
        Timestamp::from(day.and_time(NaiveTime::MIN).and_utc()).plus(TimeDelta::minutes(minutes))
    })
}

/// The minutes from `from` on at whose beginning the clock on the wall shows working time.
fn count_minutes(calendar: &WorkingCalendar, from: Timestamp, minutes: i64) -> i64 {
    let works = |minute: &i64| {
        let local = calendar.local(from.plus(TimeDelta::minutes(*minute)));
        let of_day = u16::try_from(local.hour() * 60 + local.minute()).expect("a day has 1440 minutes");
        let day = &calendar.week[local.weekday().num_days_from_monday() as usize];
        day.iter().any(|it| it.from <= of_day && of_day < it.to)
    };
    (0..minutes).filter(works).count().try_into().expect("they are few")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn working_time_is_that_of_a_look_at_every_minute(
        calendar in any_calendar(), from in any_minute(), minutes in 0_i64..4 * 24 * 60,
    ) {
        let until = from.plus(TimeDelta::minutes(minutes));

        let counted = count_minutes(&calendar, from, minutes);

        prop_assert_eq!(calendar.working_time(from, until), TimeDelta::minutes(counted));
        prop_assert_eq!(calendar.working_time(until, from).num_minutes(), 0);
    }

    #[test]
    fn working_time_of_two_parts_is_that_of_the_whole(
        calendar in any_calendar(), from in any_minute(), first in 0_i64..10_000_000_000, second in 0_i64..10_000_000_000,
    ) {
        let between = from.plus(TimeDelta::microseconds(first * 50));
        let until = between.plus(TimeDelta::microseconds(second * 50));

        let parts = calendar.working_time(from, between) + calendar.working_time(between, until);

        prop_assert_eq!(parts, calendar.working_time(from, until));
    }
}
