//! The colleagues who act in the tests, and the organization that they work in.
//!
//! Anna leads Sales, Ben is in it; Lena leads Legal, Sam and Tom are in it; Kim is in no team, Gus
//! is a guest, Olga owns the place.

use std::collections::BTreeSet;

use chrono::{TimeZone, Utc};
use goodturn_domain::person::Membership;
use goodturn_domain::{Actor, Intent, OrganizationId, PersonId, Role, TeamId, Timestamp};
use uuid::Uuid;

use crate::builders::title;

/// Everybody, with what they are in the organization.
pub const PEOPLE: [(&str, Role); 8] = [
    ("olga", Role::Owner),
    ("anna", Role::Member),
    ("ben", Role::Member),
    ("lena", Role::Member),
    ("sam", Role::Member),
    ("tom", Role::Member),
    ("kim", Role::Member),
    ("gus", Role::Guest),
];

/// Who is what in which team.
pub const TEAMS: [(&str, &[(&str, Membership)]); 2] = [
    ("sales", &[("anna", Membership::Lead), ("ben", Membership::Member)]),
    ("legal", &[("lena", Membership::Lead), ("sam", Membership::Member), ("tom", Membership::Member)]),
];

/// The person of that name.
pub fn who(name: &str) -> PersonId {
    PersonId::derived(Uuid::nil(), name)
}

/// The team of that name.
pub fn team(name: &str) -> TeamId {
    TeamId::derived(Uuid::nil(), name)
}

/// The teams that `person` is in when a test begins.
pub fn teams_of(person: PersonId) -> BTreeSet<TeamId> {
    let has = |members: &[(&str, Membership)]| members.iter().any(|(name, _)| who(name) == person);
    TEAMS.iter().filter(|(_, members)| has(members)).map(|(name, _)| team(name)).collect()
}

/// Monday, 16 November 2026, 09:00 UTC: when every test begins.
pub fn monday() -> Timestamp {
    Utc.with_ymd_and_hms(2026, 11, 16, 9, 0, 0).single().expect("it is a date").into()
}

/// What makes the organization, its people and its teams, in order.
pub fn founding() -> Vec<(Actor, Intent)> {
    let zone = chrono_tz::UTC;
    let organization = OrganizationId::derived(Uuid::nil(), "organization");
    let values = vec![title("Teamwork"), title("Care")];
    let mut intents = vec![Intent::Found { organization, name: title("Acme"), zone, values }];
    intents.extend(PEOPLE.iter().map(|(name, role)| Intent::AddPerson {
        person: who(name),
        name: title(name),
        email: None,
        position: None,
        role: *role,
        zone,
        locale: "en".into(),
    }));
    for (name, members) in TEAMS {
        intents.push(Intent::AddTeam { team: team(name), name: title(name), prefix: title(&name[..2].to_uppercase()) });
        intents.extend(members.iter().map(|(person, membership)| Intent::SetMembership {
            team: team(name),
            person: who(person),
            membership: Some(*membership),
        }));
    }
    intents.into_iter().map(|intent| (Actor::Server, intent)).collect()
}
