//! Who works at the sample organization, and when.

use std::collections::BTreeMap;

use chrono::{NaiveTime, TimeDelta};
use chrono_tz::Tz;
use goodturn_domain::calendar::Interval;
use goodturn_domain::person::Membership;
use goodturn_domain::{
    Actor, Intent, OrganizationId, PersonId, Priority, Role, ServiceLevel, ServiceRequestId, Target, TeamId, Timestamp,
    Title, WorkingCalendar,
};

use super::script::Script;
use super::services;
use super::texts::{Need, Texts};
use crate::founding::Owner;

/// A team, with who is in it and what others need of it.
#[derive(Debug)]
pub(super) struct TeamOf {
    pub(super) id: TeamId,
    pub(super) name: String,
    prefix: String,
    pub(super) members: Vec<PersonId>,
    pub(super) needs: Vec<Need>,
}

/// The sample organization.
#[derive(Debug)]
pub(super) struct Company {
    pub(super) id: OrganizationId,
    pub(super) me: PersonId,
    pub(super) people: Vec<PersonId>,
    pub(super) teams: Vec<TeamOf>,
    pub(super) calendar: WorkingCalendar,
    names: BTreeMap<String, PersonId>,
}

/// The team of the person who looks around.
const MY_TEAM: &str = "Listings";
const EMAIL_HOST: &str = "harborpine.example";

impl Company {
    /// Writes down how the organization came together, on the day `founded_at`.
    pub(super) fn gather(
        script: &mut Script,
        texts: &Texts,
        id: OrganizationId,
        me: PersonId,
        owner: &Owner,
        founded_at: Timestamp,
    ) -> Self {
        let calendar = WorkingCalendar::weekdays(owner.zone);
        let mut company = Self { id, me, people: Vec::new(), teams: Vec::new(), calendar, names: BTreeMap::new() };
        let values = ["Kindness", "Teamwork", "Ownership", "Clarity", "Craft"].map(title).to_vec();
        let name = title("Harbor & Pine Realty");
        script.tell(founded_at, Actor::Server, Intent::Found { organization: id, name, zone: owner.zone, values });
        company.add_person(script, founded_at, me, owner, owner.name.as_str(), "Head of listings", Role::Owner);
        for text in &texts.teams {
            let team = TeamId::derived(id.uuid(), &text.prefix);
            let (name, prefix) = (title(&text.name), title(&text.prefix));
            script.tell(founded_at, Actor::Server, Intent::AddTeam { team, name, prefix });
            let mut members = Vec::new();
            if text.name == MY_TEAM {
                members.push(me);
            }
            for (name, position) in &text.members {
                let person = PersonId::derived(id.uuid(), name);
                company.add_person(script, founded_at, person, owner, name, position, Role::Member);
                members.push(person);
            }
            for (place, person) in members.iter().enumerate() {
                let membership = Some(if place == 0 { Membership::Lead } else { Membership::Member });
                script.tell(founded_at, Actor::Server, Intent::SetMembership { team, person: *person, membership });
            }
            for intent in terms(id, team, &text.prefix, owner.zone) {
                script.tell(founded_at, Actor::Server, intent);
            }
            let (name, prefix) = (text.name.clone(), text.prefix.clone());
            company.teams.push(TeamOf { id: team, name, prefix, members, needs: text.needs() });
        }
        services::publish(script, &company, founded_at);
        company
    }

    #[expect(clippy::too_many_arguments, reason = "each is a fact about the person")]
    fn add_person(
        &mut self,
        script: &mut Script,
        at: Timestamp,
        person: PersonId,
        owner: &Owner,
        name: &str,
        position: &str,
        role: Role,
    ) {
        let email = (person != self.me).then(|| title(&address(name)));
        let (zone, locale) = (owner.zone, owner.locale.clone());
        let position = Some(title(position));
        script.tell(
            at,
            Actor::Server,
            Intent::AddPerson { person, name: title(name), email, position, role, zone, locale },
        );
        self.people.push(person);
        self.names.insert(name.to_owned(), person);
    }

    /// Somebody by name.
    pub(super) fn named(&self, name: &str) -> PersonId {
        *self.names.get(name).expect("the stories name people of the roster")
    }

    /// A team by name.
    pub(super) fn team(&self, name: &str) -> TeamId {
        self.teams.iter().find(|team| team.name == name).expect("the stories name teams of the roster").id
    }

    /// A team by the letters before its numbers.
    pub(super) fn team_with(&self, prefix: &str) -> &TeamOf {
        self.teams.iter().find(|team| team.prefix == prefix).expect("services are of teams of the roster")
    }

    /// The request of that label.
    pub(super) fn request(&self, label: &str) -> ServiceRequestId {
        ServiceRequestId::derived(self.id.uuid(), label)
    }

    /// So many minutes of working time later.
    pub(super) fn later(&self, from: Timestamp, minutes: u32) -> Timestamp {
        let mut at = self.calendar.next_working_instant(from);
        let mut left = TimeDelta::minutes(i64::from(minutes));
        loop {
            let rest = self.calendar.end_of_day(self.calendar.local(at).date_naive()).since(at);
            if left <= rest {
                return at.plus(left);
            }
            left -= rest;
            at = self.calendar.next_working_instant(at.plus(rest));
        }
    }

    /// So many working days later, at that time of day.
    pub(super) fn in_days(&self, from: Timestamp, days: u32, hour: u32, minute: u32) -> Timestamp {
        self.at_time(self.calendar.plus_working_days(from, days), hour, minute)
    }

    /// So many working days earlier, at that time of day.
    pub(super) fn days_ago(&self, from: Timestamp, days: u32, hour: u32, minute: u32) -> Timestamp {
        self.at_time(self.calendar.minus_working_days(from, days), hour, minute)
    }

    fn at_time(&self, day: Timestamp, hour: u32, minute: u32) -> Timestamp {
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
        self.calendar.at(self.calendar.local(day).date_naive(), time)
    }
}

/// A short text that is known to fit.
pub(super) fn title(text: &str) -> Title {
    Title::new(text).expect("the texts of the sample organization are short")
}

/// `marek.zielinski@…`: letters without their marks.
fn address(name: &str) -> String {
    let plain = |it: char| match it {
        'á' | 'à' | 'â' => 'a',
        'é' | 'è' => 'e',
        'í' => 'i',
        'ó' | 'ø' => 'o',
        'ń' => 'n',
        ' ' => '.',
        other => other,
    };
    let local: String =
        name.to_lowercase().chars().map(plain).filter(|it| it.is_ascii_lowercase() || *it == '.').collect();
    format!("{local}@{EMAIL_HOST}")
}

/// By which hours a team works and what it aims for: the pressing first.
fn terms(organization: OrganizationId, team: TeamId, prefix: &str, zone: Tz) -> [Intent; 2] {
    let level = |name: &str, priority, answer_hours: u32, days| ServiceLevel {
        priority,
        acknowledge: Some(Target::WorkingMinutes(answer_hours * 60)),
        next_word: Some(Target::WorkingDays(2)),
        deliver: Some(Target::WorkingDays(days)),
        ..ServiceLevel::named(title(name))
    };
    let own = services::read().into_iter().filter(|it| it.team == prefix).map(|it| it.description.name);
    let by_service = own.map(|kind| ServiceLevel { kind: Some(kind.clone()), ..level(kind.as_str(), None, 4, 3) });
    let pressing = [level("Pressing", Some(Priority::High), 2, 2)];
    let levels = pressing.into_iter().chain(by_service).chain([level("Usual", None, 6, 5)]).map(Into::into).collect();
    // Somebody is always there for machines that do not work, and nobody at lunch elsewhere.
    let hours: &[(u16, u16)] =
        if prefix == "IT" { &[(7 * 60, 19 * 60)] } else { &[(9 * 60, 12 * 60), (13 * 60, 17 * 60)] };
    let day: Vec<Interval> = hours.iter().map(|(from, to)| Interval { from: *from, to: *to }).collect();
    let week = std::array::from_fn(|index| if index < 5 { day.clone() } else { Vec::new() });
    // Marketing is part of Sales, and works by its hours.
    let by_hours = if prefix == "MKT" {
        let part_of = Some(TeamId::derived(organization.uuid(), "SAL"));
        Intent::PlaceTeam { team, part_of, is_led_from_above: true }
    } else {
        Intent::SetTeamCalendar { team, calendar: Some(WorkingCalendar::new(zone, week)) }
    };
    [by_hours, Intent::SetServiceLevels { team, levels }]
}
