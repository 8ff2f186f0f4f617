//! People and teams.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::followed_calendar::FollowedCalendar;
use crate::id::{OfferedServiceId, PersonId, TeamId};
use crate::listed::listed;
use crate::service_level::{CalendarSince, LevelsSince, ServiceLevel, holding_at};
use crate::team_place::TeamPlace;
use crate::text::{Label, Title};

listed! {
    /// What a person may do in the organization, beyond what relates to their own requests.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum Role {
        /// A program that acts by itself, with a token and without a password.
        ServiceAccount,
        /// Takes part in the requests that concern them and sees nothing else.
        Guest,
        /// A colleague.
        Member,
        /// Keeps people, teams and settings.
        Administrator,
        /// An administrator whom no administrator can remove.
        Owner,
    }
}

impl Role {
    /// Whether the role keeps people, teams and settings.
    pub fn administers(self) -> bool {
        self >= Self::Administrator
    }

    /// Whether it is somebody of the organization: no guest and no program.
    pub fn is_colleague(self) -> bool {
        self >= Self::Member
    }
}

/// A member or guest of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    pub id: PersonId,
    pub name: Title,
    pub email: Option<Title>,
    /// What they do, in their own words: "Legal counsel".
    pub position: Option<Title>,
    pub role: Role,
    #[schemars(with = "String")]
    pub zone: Tz,
    /// Preferred language as a BCP 47 tag, such as `en` or `de`.
    #[serde(deserialize_with = "crate::text::language_tag")]
    pub locale: String,
    pub calendar: WorkingCalendar,
    /// Whom they report to: the reporting line above somebody never leads back to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<PersonId>,
    /// When they are away, and who stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// Whether confidential reports can be addressed to them. It opens no request and nothing else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_respect_officer: bool,
    /// What they can be asked about, in their own words and order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Label>,
    /// False once deactivated: they keep their history and get nothing new.
    pub is_active: bool,
    /// Once erased: nothing here tells any more who they were.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_erased: bool,
}

/// A time out of office (`rules.md` §1.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Absence {
    pub from: Timestamp,
    /// The first moment at which they are back.
    pub until: Timestamp,
    /// Who takes and confirms for them meanwhile, on what the two of them see.
    pub substitute: Option<PersonId>,
}

impl Person {
    /// The most skills that somebody names: who knows everything is asked about everything.
    pub const MOST_SKILLS: usize = 20;

    /// Whether they are out of office at that moment.
    pub fn is_away(&self, now: Timestamp) -> bool {
        self.absence.is_some_and(|it| it.from <= now && now < it.until)
    }

    /// When they work and are here, from an instant on: each stretch with its end.
    pub fn time_at_work(&self, from: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let absence = self.absence.filter(|it| it.from < it.until && it.until > from);
        let gone = absence.map(|it| it.from);
        let before =
            self.calendar.stretches(from).map(move |it| (it.from, gone.map_or(it.until, |at| it.until.min(at))));
        // The first stretch of which nothing is left begins the absence.
        let before = before.take_while(|(from, until)| from < until);
        let after = absence.into_iter().flat_map(|it| self.calendar.stretches(it.until));
        before.chain(after.map(|it| (it.from, it.until)))
    }

    /// The first moment from then on at which they work and are here; none where they never do.
    pub fn at_work(&self, from: Timestamp) -> Option<Timestamp> {
        self.time_at_work(from).next().map(|(from, _)| from)
    }

    /// Who stands in for them at that moment.
    pub fn substitute_at(&self, now: Timestamp) -> Option<PersonId> {
        self.absence.filter(|it| it.from <= now && now < it.until).and_then(|it| it.substitute)
    }
}

/// What somebody is in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    Member,
    Lead,
}

/// A department or group with members and leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Team {
    pub id: TeamId,
    pub name: Title,
    /// Letters before the short numbers of its requests: `HR` in `HR-142`.
    pub prefix: Title,
    pub members: BTreeMap<PersonId, Membership>,
    /// Its working calendar over time, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<CalendarSince>,
    /// Its service levels over time, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<LevelsSince>,
    /// The calendar on the web whose days off are its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<FollowedCalendar>,
    /// What it offers, and what it no longer does.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub services: BTreeSet<OfferedServiceId>,
    /// What it is part of, and what it has from there.
    #[serde(default, skip_serializing_if = "TeamPlace::is_by_itself")]
    pub place: TeamPlace,
    pub is_active: bool,
}

impl Team {
    /// By which hours it works now: its own, or else those of the nearest team above that has some.
    pub fn calendar(&self) -> Option<&WorkingCalendar> {
        self.own_calendar().or_else(|| self.place.calendars.last()?.calendar.as_ref())
    }

    /// The hours that it has set itself.
    pub fn own_calendar(&self) -> Option<&WorkingCalendar> {
        self.calendars.last().and_then(|it| it.calendar.as_ref())
    }

    /// By which hours it worked at that moment.
    pub fn calendar_at(&self, at: Timestamp) -> Option<&WorkingCalendar> {
        let holding = |changes| holding_at::<CalendarSince>(changes, at)?.calendar.as_ref();
        holding(&self.calendars).or_else(|| holding(&self.place.calendars))
    }

    /// What it aims for now, itself or as the nearest team above that aims for anything; the first level that fits
    /// a request is the one that holds.
    pub fn levels(&self) -> &[ServiceLevel] {
        let inherited = || self.place.levels.last().map_or(&[][..], |it| &it.levels);
        Some(self.own_levels()).filter(|it| !it.is_empty()).unwrap_or_else(inherited)
    }

    /// The levels that it has set itself.
    pub fn own_levels(&self) -> &[ServiceLevel] {
        self.levels.last().map_or(&[], |it| &it.levels)
    }

    /// What it aimed for at that moment.
    pub fn levels_at(&self, at: Timestamp) -> &[ServiceLevel] {
        let holding = |changes| holding_at::<LevelsSince>(changes, at).map_or(&[][..], |it| &it.levels);
        Some(holding(&self.levels)).filter(|it| !it.is_empty()).unwrap_or_else(|| holding(&self.place.levels))
    }

    /// Whether `person` belongs to the team, leads included.
    pub fn has(&self, person: PersonId) -> bool {
        self.members.contains_key(&person)
    }

    /// Whether `person` leads the team, or one above.
    pub fn is_led_by(&self, person: PersonId) -> bool {
        self.membership_of(person) == Some(Membership::Lead)
    }

    /// Who leads the team, or one above.
    pub fn leads(&self) -> impl Iterator<Item = PersonId> {
        self.memberships().filter(|(_, it)| *it == Membership::Lead).map(|(person, _)| person)
    }

    /// What `person` is to the team.
    pub fn membership_of(&self, person: PersonId) -> Option<Membership> {
        let above = self.place.leads.contains(&person).then_some(Membership::Lead);
        above.or_else(|| self.members.get(&person).copied())
    }

    /// Who may do what in the team: its members, and who leads a team above leads this one too.
    pub fn memberships(&self) -> impl Iterator<Item = (PersonId, Membership)> {
        let members = self.members.iter().filter(|(person, _)| !self.place.leads.contains(person));
        let above = self.place.leads.iter().map(|person| (*person, Membership::Lead));
        members.map(|(person, membership)| (*person, *membership)).chain(above)
    }
}
