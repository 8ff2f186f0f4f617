//! The calendar and the service levels of a team.

use std::collections::BTreeSet;

use super::{Context, Records, Stop, nesting, team};
use crate::calendar::WorkingCalendar;
use crate::entity::Entity;
use crate::operation::Intent;
use crate::refusal::Refusal;
use crate::service_level::{CalendarSince, LevelsSince, ServiceLevel, add_change, next_since};

pub(super) fn decide(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    let changed = match intent.clone() {
        Intent::SetTeamCalendar { team: id, calendar } => {
            if calendar.as_ref().is_some_and(|it| !it.is_valid()) {
                return Err(Refusal::CalendarInvalid.into());
            }
            let mut known = team(records, id)?;
            // What is followed is the server's to say; without hours of its own a team has nothing to be free in.
            let followed = known.own_calendar().map(|it| it.followed.clone()).unwrap_or_default();
            let calendar = calendar.map(|it| WorkingCalendar { followed, ..it });
            if calendar.is_none() {
                known.followed = None;
            }
            if known.own_calendar() == calendar.as_ref() {
                return Ok(Vec::new());
            }
            let since = next_since(&known.calendars, context.now);
            add_change(&mut known.calendars, CalendarSince { since, calendar });
            known
        }
        Intent::SetServiceLevels { team: id, levels } => {
            let mut known = team(records, id)?;
            let levels: Vec<ServiceLevel> = levels.into_iter().map(|it| it.over(known.levels())).collect();
            if !are_valid(&levels) {
                return Err(Refusal::ServiceLevelsInvalid { most: ServiceLevel::MOST }.into());
            }
            if known.own_levels() == levels {
                return Ok(Vec::new());
            }
            let since = next_since(&known.levels, context.now);
            add_change(&mut known.levels, LevelsSince { since, levels });
            known
        }
        _ => return Err(Refusal::NotFound.into()),
    };
    nesting::with_parts(records, context.now, vec![changed])
}

fn are_valid(levels: &[ServiceLevel]) -> bool {
    let names: BTreeSet<&str> = levels.iter().map(|it| it.name.as_str()).collect();
    levels.len() <= ServiceLevel::MOST && names.len() == levels.len() && levels.iter().all(ServiceLevel::is_valid)
}
