//! What the clocks of a request are computed from, put together in one place for device and server alike.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::hours::Hours;
use super::{Clock, ClockMoment, ClockRun, Happening, Terms, happenings, latest, steps, terms_of};
use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::entity::{Entity, EntityKey};
use crate::entry::{Entry, Event};
use crate::id::{PersonId, TeamId};
use crate::person::{Person, Role, Team};
use crate::service_request::ServiceRequest;

/// Whom and what a request has to do with. Who is not known has no hours and no targets.
pub trait Surroundings {
    fn team(&self, id: TeamId) -> Option<&Team>;
    fn person(&self, id: PersonId) -> Option<&Person>;
    /// Where the organization is.
    fn zone(&self) -> Tz;
}

/// What was looked up of it.
#[derive(Clone, Debug)]
pub struct Around {
    pub teams: BTreeMap<TeamId, Team>,
    pub people: BTreeMap<PersonId, Person>,
    pub zone: Tz,
}

impl Around {
    /// Looks up by `find` what the clocks of a request are computed from.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of<E>(
        request: &ServiceRequest,
        entries: &[Entry],
        zone: Tz,
        mut find: impl FnMut(EntityKey) -> Result<Option<Entity>, E>,
    ) -> Result<Self, E> {
        let mut around = Self { teams: BTreeMap::new(), people: BTreeMap::new(), zone };
        for id in teams_of(request, entries) {
            if let Some(Entity::Team(team)) = find(id.into())? {
                around.teams.insert(id, team);
            }
        }
        around.add_people(people_of(request, entries), find)?;
        Ok(around)
    }

    /// Looks up these people, too.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn add_people<E>(
        &mut self,
        people: impl IntoIterator<Item = PersonId>,
        mut find: impl FnMut(EntityKey) -> Result<Option<Entity>, E>,
    ) -> Result<(), E> {
        for id in people {
            if !self.people.contains_key(&id)
                && let Some(Entity::Person(person)) = find(id.into())?
            {
                self.people.insert(id, person);
            }
        }
        Ok(())
    }
}

impl Surroundings for Around {
    fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id)
    }

    fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(&id)
    }

    fn zone(&self) -> Tz {
        self.zone
    }
}

/// What happened to a request, and under which terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    happenings: Vec<Happening>,
    terms: Vec<Terms>,
}

impl History {
    /// Without a team that has hours, its helper's count, or those of whom it was asked, or else weekdays.
    pub fn of(request: &ServiceRequest, entries: &[Entry], around: &impl Surroundings) -> Self {
        let own = server(request).and_then(|id| around.person(id)).map(|it| it.calendar.clone());
        let own = own.unwrap_or_else(|| WorkingCalendar::weekdays(around.zone()));
        let is_program = |id| around.person(id).is_some_and(|it| it.role == Role::ServiceAccount);
        let is_member =
            |person, id| around.team(id).is_some_and(|it| it.membership_of(person).is_some()) && !is_program(person);
        let terms = terms_of(request, entries, |id| around.team(id), &own);
        Self { happenings: happenings(request, entries, is_member), terms }
    }

    /// Another device's clock may have been ahead when it wrote the last of it.
    pub fn not_before(&self, now: Timestamp) -> Timestamp {
        self.happenings.last().map_or(now, |it| it.at.max(now))
    }

    /// The latest clock of each kind.
    pub fn latest(&self, now: Timestamp) -> Vec<Clock> {
        latest(&self.happenings, &self.terms, self.not_before(now))
    }

    /// What its clocks have to say from here on and had to say, as far as nothing has stopped them.
    pub fn moments(&self, now: Timestamp) -> Vec<ClockMoment> {
        let now = self.not_before(now);
        steps::moments(&self.latest(now), &self.terms, now)
    }

    /// Its clocks that run towards a due time.
    pub fn runs(&self, now: Timestamp) -> Vec<ClockRun> {
        steps::runs(&self.latest(now))
    }

    /// The instant at which so much working time has passed; none when there will never be so much.
    pub fn after_working_time(&self, from: Timestamp, amount: TimeDelta) -> Option<Timestamp> {
        Hours(&self.terms).plus(from, amount)
    }

    pub fn terms(&self) -> &[Terms] {
        &self.terms
    }
}

fn server(request: &ServiceRequest) -> Option<PersonId> {
    request.stage.helper().or(request.addressee.person())
}

/// Whom to look up for the clocks of a request.
pub fn people_of(request: &ServiceRequest, entries: &[Entry]) -> BTreeSet<PersonId> {
    entries.iter().filter_map(|it| it.author).chain(server(request)).collect()
}

/// Every team that a request was ever with.
pub fn teams_of(request: &ServiceRequest, entries: &[Entry]) -> BTreeSet<TeamId> {
    let mut teams: BTreeSet<TeamId> = request.helper_teams.clone();
    teams.extend(request.addressee.team());
    for entry in entries {
        if let Event::HandedOver { from_teams, asked_of, .. } = &entry.event {
            teams.extend(from_teams.iter().copied().chain(asked_of.and_then(|it| it.team())));
        }
    }
    teams
}
