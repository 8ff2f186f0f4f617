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
use crate::service_level::{CalendarSince, LevelsSince, ServiceLevel};
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
    pub is_active: bool,
}

impl Team {
    /// By which hours it works now, if it has its own.
    pub fn calendar(&self) -> Option<&WorkingCalendar> {
        self.calendars.last().and_then(|it| it.calendar.as_ref())
    }

    /// What it aims for now; the first level that fits a request is the one that holds.
    pub fn levels(&self) -> &[ServiceLevel] {
        self.levels.last().map_or(&[], |it| &it.levels)
    }

    /// Whether `person` belongs to the team, leads included.
    pub fn has(&self, person: PersonId) -> bool {
        self.members.contains_key(&person)
    }

    /// Whether `person` leads the team.
    pub fn is_led_by(&self, person: PersonId) -> bool {
        self.members.get(&person) == Some(&Membership::Lead)
    }
}
