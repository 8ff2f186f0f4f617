//! How much somebody has promised, next to the working time that there is for it.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};

use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::id::PersonId;
use crate::person::Person;
use crate::service_request::{ServiceRequest, Stage};

impl ServiceRequest {
    /// Who has it open: who has taken it until it is delivered, or who was asked in person while nobody has.
    pub fn open_with(&self) -> Option<PersonId> {
        match &self.stage {
            Stage::Asked { .. } => self.addressee.person(),
            Stage::Acknowledged { service }
            | Stage::InProgress { service }
            | Stage::WaitingOnRequester { service, .. }
            | Stage::WaitingOnOther { service, .. } => Some(service.helper),
            _ => None,
        }
    }
}

/// What somebody has on their hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Promises that have passed.
    pub late: u32,
    /// The coming days, today first.
    pub days: Vec<DayLoad>,
    /// Promises for after those days.
    pub later: u32,
    /// What was taken without a promise.
    pub undated: u32,
}

/// One day of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayLoad {
    pub date: NaiveDate,
    /// Promises that are due then.
    pub promises: u32,
    /// How long they work on that day, without the time they are away; today, how long still.
    pub working: TimeDelta,
    /// Whether they do not work on that day at all.
    pub is_free: bool,
}

impl Load {
    /// The load of `person`, who has taken requests with these promises, on so many days from today on. Days
    /// are those of `viewer`, who looks at several people side by side.
    pub fn of(
        person: &Person,
        promises: impl IntoIterator<Item = Option<Timestamp>>,
        viewer: &WorkingCalendar,
        now: Timestamp,
        days: u64,
    ) -> Self {
        let today = viewer.local(now).date_naive();
        let dates = (0..days).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
        let day = |date| {
            let (begin, end) = (begin_of(viewer, date), end_of(viewer, date));
            let working = working_time(person, begin.max(now), end);
            DayLoad { date, promises: 0, working, is_free: working_time(person, begin, end) <= TimeDelta::zero() }
        };
        let mut load = Self { late: 0, days: dates.map(day).collect(), later: 0, undated: 0 };
        for promise in promises {
            *load.place(promise, viewer, now) += 1;
        }
        load
    }

    fn place(&mut self, promise: Option<Timestamp>, viewer: &WorkingCalendar, now: Timestamp) -> &mut u32 {
        let Some(due) = promise else { return &mut self.undated };
        if due < now {
            return &mut self.late;
        }
        // What is due at midnight is due at the end of the day, not on the one that begins.
        let date = viewer.local(due.plus(TimeDelta::microseconds(-1))).date_naive();
        match self.days.iter_mut().find(|day| day.date == date) {
            Some(day) => &mut day.promises,
            None => &mut self.later,
        }
    }
}

fn begin_of(viewer: &WorkingCalendar, date: NaiveDate) -> Timestamp {
    viewer.at(date, NaiveTime::MIN)
}

fn end_of(viewer: &WorkingCalendar, date: NaiveDate) -> Timestamp {
    begin_of(viewer, date.checked_add_days(Days::new(1)).unwrap_or(date))
}

/// The working time of a person between two instants, without the time they are away.
fn working_time(person: &Person, begin: Timestamp, end: Timestamp) -> TimeDelta {
    let calendar = &person.calendar;
    let away = person
        .absence
        .map_or_else(TimeDelta::zero, |away| calendar.working_time(away.from.max(begin), away.until.min(end)));
    calendar.working_time(begin, end) - away
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::person::{Absence, Role};
    use crate::text::Title;

    const BERLIN: chrono_tz::Tz = chrono_tz::Europe::Berlin;

    fn instant(text: &str) -> Timestamp {
        DateTime::parse_from_rfc3339(text).expect("a time in RFC 3339").to_utc().into()
    }

    fn robin() -> Person {
        Person {
            id: PersonId::new(uuid::Uuid::from_u128(1)),
            name: Title::new("Robin").expect("a name"),
            email: None,
            position: None,
            role: Role::Member,
            zone: BERLIN,
            locale: "en".to_owned(),
            calendar: WorkingCalendar::weekdays(BERLIN),
            manager: None,
            absence: None,
            is_respect_officer: false,
            skills: Vec::new(),
            is_active: true,
            is_erased: false,
        }
    }

    #[test]
    fn promises_stand_on_their_days_next_to_the_hours_there_are() {
        let friday_noon = instant("2026-11-27T12:00:00+01:00");
        let promises = [
            Some("2026-11-27T11:00:00+01:00"),
            Some("2026-11-27T16:00:00+01:00"),
            Some("2026-11-28T16:00:00+01:00"),
            Some("2026-11-30T09:00:00+01:00"),
            Some("2026-11-30T17:00:00+01:00"),
            Some("2026-12-24T12:00:00+01:00"),
            None,
        ];

        let viewer = WorkingCalendar::weekdays(BERLIN);
        let load = Load::of(&robin(), promises.map(|it| it.map(instant)), &viewer, friday_noon, 4);

        assert_eq!((load.late, load.later, load.undated), (1, 1, 1));
        let days: Vec<_> = load.days.iter().map(|day| (day.promises, day.working.num_hours())).collect();
        assert_eq!(days, [(1, 5), (1, 0), (0, 0), (2, 8)], "five hours are left of Friday");
        let free: Vec<_> = load.days.iter().map(|day| day.is_free).collect();
        assert_eq!(free, [false, true, true, false], "nobody works on Saturday");
    }

    #[test]
    fn a_day_whose_work_is_over_is_not_free() {
        let friday_night = instant("2026-11-27T20:00:00+01:00");
        let viewer = WorkingCalendar::weekdays(BERLIN);

        let midnight = Some(instant("2026-11-28T00:00:00+01:00"));
        let load = Load::of(&robin(), [midnight], &viewer, friday_night, 2);

        let days: Vec<_> = load.days.iter().map(|day| (day.promises, day.working, day.is_free)).collect();
        assert_eq!(days, [(1, TimeDelta::zero(), false), (0, TimeDelta::zero(), true)]);
    }

    #[test]
    fn whoever_is_away_has_no_hours() {
        let monday = instant("2026-11-30T08:00:00+01:00");
        let (from, until) = (instant("2026-11-30T12:00:00+01:00"), instant("2026-12-02T00:00:00+01:00"));
        let away = Person { absence: Some(Absence { from, until, substitute: None }), ..robin() };

        let load = Load::of(&away, [], &away.calendar, monday, 3);

        let hours: Vec<_> = load.days.iter().map(|day| day.working.num_hours()).collect();
        assert_eq!(hours, [3, 0, 8]);
    }

    #[test]
    fn days_are_those_of_who_looks() {
        let viewer = WorkingCalendar::weekdays(chrono_tz::Asia::Tokyo);
        let load = Load::of(
            &robin(),
            [Some(instant("2026-11-30T17:00:00+01:00"))],
            &viewer,
            instant("2026-11-30T09:00:00+09:00"),
            2,
        );

        // Monday from 09:00 to 16:00 in Berlin is Monday in Tokyo, the last hour is Tuesday.
        let days: Vec<_> = load.days.iter().map(|day| (day.promises, day.working.num_hours())).collect();
        assert_eq!(days, [(0, 7), (1, 8)]);
    }
}
