//! The calendar on the web that a team follows, for who leads it.

use goodturn_domain::followed_calendar::{CalendarAddressError, CalendarTrouble};
use goodturn_domain::{CalendarAddress, CalendarProblem, FollowedCalendar, Intent, Team, Timestamp};

use super::service_levels::day_off;
use super::{id_of, requests};
use crate::App;
use crate::error::CommandError;
use crate::shown::{self, FollowCalendar};
use crate::workspace::instant;

pub(super) async fn follow_calendar(app: &App, args: FollowCalendar) -> Result<(), CommandError> {
    let address = args.address.as_deref().map(CalendarAddress::new).transpose()?;
    requests::perform(app, Ok(Intent::FollowCalendar { team: id_of(&args.team)?, address })).await
}

pub(super) fn shown(team: &Team, followed: &FollowedCalendar, now: Timestamp) -> shown::FollowedCalendar {
    let coming = team.own_calendar().map(|it| it.followed.range(it.local(now).date_naive()..));
    shown::FollowedCalendar {
        address: followed.address.to_string(),
        host: followed.address.host().to_owned(),
        days: coming.into_iter().flatten().map(|(date, name)| day_off(*date, name.as_str())).collect(),
        taken_at: followed.taken.map(instant),
        trouble: followed.trouble.map(shown_trouble),
    }
}

fn shown_trouble(trouble: CalendarTrouble) -> shown::CalendarTrouble {
    let (problem, status) = match trouble.problem {
        CalendarProblem::Unreachable => (shown::CalendarProblem::Unreachable, None),
        CalendarProblem::RefusedAddress => (shown::CalendarProblem::RefusedAddress, None),
        CalendarProblem::NotEncrypted => (shown::CalendarProblem::NotEncrypted, None),
        CalendarProblem::TooLarge => (shown::CalendarProblem::TooLarge, None),
        CalendarProblem::TooSlow => (shown::CalendarProblem::TooSlow, None),
        CalendarProblem::NotACalendar => (shown::CalendarProblem::NotACalendar, None),
        CalendarProblem::Empty => (shown::CalendarProblem::Empty, None),
        CalendarProblem::TooManyDays => (shown::CalendarProblem::TooManyDays, None),
        CalendarProblem::AnsweredWith { status } => (shown::CalendarProblem::AnsweredWith, Some(status)),
    };
    shown::CalendarTrouble { problem, status, since: instant(trouble.since) }
}

impl From<CalendarAddressError> for CommandError {
    fn from(error: CalendarAddressError) -> Self {
        let code = match error {
            CalendarAddressError::Malformed => "calendar_address_malformed",
            CalendarAddressError::HoldsPassword => "calendar_address_holds_password",
            CalendarAddressError::TooLong => "calendar_address_too_long",
        };
        Self::new(code, error.to_string())
    }
}
