//! Where a team stands among the others: a team can be part of another one.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::{PersonId, TeamId};
use crate::person::Team;
use crate::service_level::{CalendarSince, LevelsSince, add_change, next_since};

/// What a team is part of, which parts it has, and what it has from the teams above. A change of a team is written
/// into its parts as well, so that nobody has to know the teams above to tell what holds for one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TeamPlace {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<TeamId>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub parts: BTreeSet<TeamId>,
    /// Whether who leads the team above leads this one too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_led_from_above: bool,
    /// Who leads a team above, and so this one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub leads: BTreeSet<PersonId>,
    /// The working calendar of the nearest team above that has one, over time, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<CalendarSince>,
    /// The service levels of the nearest team above that has any, over time, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<LevelsSince>,
}

impl TeamPlace {
    /// How many teams there are from the topmost one down to the last part, at most.
    pub const MOST_DEEP: usize = 5;

    /// Whether the team stands by itself, and always has.
    pub fn is_by_itself(&self) -> bool {
        *self == Self::default()
    }
}

impl Team {
    /// Takes over what holds from now on by the team above; without one, nothing.
    pub(crate) fn inherit(&mut self, above: Option<&Team>, now: Timestamp) {
        let leading = above.filter(|_| self.place.is_led_from_above);
        self.place.leads = leading.map(|it| it.leads().collect()).unwrap_or_default();
        let calendar = above.and_then(Team::calendar);
        let known = self.place.calendars.last_mut().and_then(|it| it.calendar.as_mut());
        // Days of a feed that are still to come are no change of its own here either.
        if let Some((known, new)) = known.zip(calendar).filter(|(known, new)| known.was_like(new, now)) {
            known.clone_from(new);
        } else if self.place.calendars.last().and_then(|it| it.calendar.as_ref()) != calendar {
            let since = next_since(&self.place.calendars, now);
            add_change(&mut self.place.calendars, CalendarSince { since, calendar: calendar.cloned() });
        }
        let levels = above.map_or(&[][..], Team::levels);
        if self.place.levels.last().map_or(&[][..], |it| &it.levels) != levels {
            let since = next_since(&self.place.levels, now);
            add_change(&mut self.place.levels, LevelsSince { since, levels: levels.to_vec() });
        }
    }
}
