//! The calendar on the web that a team follows, and what the server has read there.

use super::{Context, Records, Stop, nesting, team};
use crate::calendar::WorkingCalendar;
use crate::entity::Entity;
use crate::followed_calendar::{CalendarReading, FollowedCalendar};
use crate::operation::Intent;
use crate::refusal::Refusal;
use crate::service_level::{CalendarSince, add_change, next_since};

pub(super) fn decide(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    match intent {
        Intent::FollowCalendar { team: id, address: Some(address) } => {
            let mut known = team(records, *id)?;
            if known.own_calendar().is_none() {
                return Err(Refusal::NoHoursOfItsOwn.into());
            }
            // What is in trouble is read anew, at once: somebody may have put it right.
            if known.followed.as_ref().is_some_and(|it| it.address == *address && it.trouble.is_none()) {
                return Ok(Vec::new());
            }
            // The days of another one stay until this one was read: an address that moves frees nobody for a minute.
            known.followed = Some(FollowedCalendar::new(address.clone()));
            Ok(vec![known.into()])
        }
        Intent::FollowCalendar { team: id, address: None } => {
            let mut known = team(records, *id)?;
            if known.followed.take().is_none() {
                return Ok(Vec::new());
            }
            if let Some(calendar) = known.own_calendar().filter(|it| !it.followed.is_empty()) {
                let calendar = Some(WorkingCalendar { followed: [].into(), ..calendar.clone() });
                let since = next_since(&known.calendars, context.now);
                add_change(&mut known.calendars, CalendarSince { since, calendar });
            }
            nesting::with_parts(records, context.now, vec![known])
        }
        Intent::TakeCalendar { team: id, address, reading } => {
            if matches!(reading, CalendarReading::Days(days) if days.len() > WorkingCalendar::MOST_DAYS_OFF) {
                return Err(Refusal::CalendarInvalid.into());
            }
            let changed = team(records, *id)?.after_reading(address, reading, context.now);
            nesting::with_parts(records, context.now, Vec::from_iter(changed))
        }
        _ => Err(Refusal::NotFound.into()),
    }
}
