//! Pausing notifications from the tray: for an hour, or until tomorrow morning.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone};

/// How long a person wants quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    ForAnHour,
    UntilTomorrow,
}

/// When notifications come back. Tomorrow begins at eight, when people may be expected to be up.
pub(crate) fn until<Z: TimeZone>(pause: Pause, now: &DateTime<Z>) -> DateTime<Z> {
    let in_a_day = || now.clone() + TimeDelta::days(1);
    match pause {
        Pause::ForAnHour => now.clone() + TimeDelta::hours(1),
        Pause::UntilTomorrow => {
            let eight = NaiveTime::from_hms_opt(8, 0, 0).expect("eight is a time of day");
            let tomorrow = now.date_naive().checked_add_days(Days::new(1));
            let morning = tomorrow.map(|day| day.and_time(eight).and_local_timezone(now.timezone()));
            morning.and_then(|morning| morning.earliest()).unwrap_or_else(in_a_day)
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;

    use super::*;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn an_hour_is_an_hour() {
        assert_eq!(until(Pause::ForAnHour, &at("2026-11-22T23:30:00+01:00")), at("2026-11-23T00:30:00+01:00"));
    }

    #[test]
    fn tomorrow_begins_at_eight() {
        assert_eq!(until(Pause::UntilTomorrow, &at("2026-11-22T23:30:00+01:00")), at("2026-11-23T08:00:00+01:00"));
        assert_eq!(until(Pause::UntilTomorrow, &at("2026-12-31T00:05:00-05:00")), at("2027-01-01T08:00:00-05:00"));
    }
}
