//! A device that holds many requests: filled by pages of a feed, as a first sync would.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::TimeDelta;
use goodturn_domain::calendar::WorkingCalendar;
use goodturn_domain::person::Membership;
use goodturn_domain::service_level::LevelsSince;
use goodturn_domain::{
    DeviceId, Entity, Entry, EntryId, Event, Organization, OrganizationId, Person, PersonId, Role, Scope, ServiceLevel,
    ServiceRequest, ServiceRequestId, Stage, StageName, Target, Team, TeamId,
};
use goodturn_store_sqlite::SqliteReplica;
use goodturn_sync::protocol::Seen;
use goodturn_sync::{Json, PullAnswer, Replica, Row, ScopeState};
use goodturn_test_support::{a_request, monday, title, words};
use uuid::Uuid;

use crate::vocabulary;

const PEOPLE: usize = 40;
const TEAMS: usize = 8;
const PAGE: usize = 1_000;
/// One request in so many is mine, and one is mine to serve.
const MINE: usize = 20;
const STAGES: [StageName; 10] = [
    StageName::Asked,
    StageName::Asked,
    StageName::Acknowledged,
    StageName::Acknowledged,
    StageName::InProgress,
    StageName::Delivered,
    StageName::Closed,
    StageName::Closed,
    StageName::Closed,
    StageName::Closed,
];

/// The file of a filled device, closed.
pub(crate) struct Filled {
    pub(crate) file: PathBuf,
    pub(crate) requests: usize,
}

impl Filled {
    pub(crate) fn open(&self) -> Result<Replica<SqliteReplica>> {
        Ok(Replica::new(SqliteReplica::open(&self.file)?, DeviceId::new(Uuid::from_u128(1)), me()))
    }

    /// Requests that somebody else asked of me, in `stage`.
    pub(crate) fn asked_of_me(&self, stage: StageName) -> impl Iterator<Item = ServiceRequestId> {
        (0..self.requests).filter(move |it| it % MINE == 1 && stage_of(*it) == stage).map(request_id)
    }

    /// Requests of others that go on.
    pub(crate) fn of_others(&self) -> impl Iterator<Item = ServiceRequestId> {
        (0..self.requests).filter(|it| it % MINE == 2 && stage_of(*it) == StageName::InProgress).map(request_id)
    }
}

pub(crate) fn person(index: usize) -> PersonId {
    PersonId::derived(Uuid::nil(), &format!("person {index}"))
}

pub(crate) fn me() -> PersonId {
    person(0)
}

fn team(index: usize) -> TeamId {
    TeamId::derived(Uuid::nil(), &format!("team {index}"))
}

fn request_id(index: usize) -> ServiceRequestId {
    ServiceRequestId::derived(Uuid::nil(), &format!("request {index}"))
}

fn stage_of(index: usize) -> StageName {
    STAGES[(index / MINE) % STAGES.len()]
}

/// Makes a device that holds so many requests.
pub(crate) fn fill(folder: &Path, requests: usize) -> Result<Filled> {
    let filled = Filled { file: folder.join("device.db"), requests };
    let replica = filled.open()?;
    replica.apply(&page(directory(), 1))?;
    let all: Vec<usize> = (0..requests).collect();
    for (number, some) in (2..).zip(all.chunks(PAGE)) {
        let entities = some.iter().flat_map(|index| served(*index)).collect();
        replica.apply(&page(entities, number))?;
    }
    Ok(filled)
}

fn page(entities: Vec<Entity>, number: u64) -> PullAnswer {
    let mine = [Scope::Organization, Scope::Topic(goodturn_domain::scope::Topic::Everyone), Scope::Person(me())];
    let mut parent = None;
    let mut rows = Vec::with_capacity(entities.len());
    for entity in entities {
        if let Entity::ServiceRequest(request) = &entity {
            parent = Some(request.clone());
        }
        let seen = entity.scopes(parent.as_deref());
        let (key, body) = (entity.key(), Json::parse(entity.to_json()).expect("bodies are JSON"));
        let scopes = mine.iter().filter(|it| seen.contains(it)).cloned().collect();
        rows.push(Row::new(key.kind.name().to_owned(), key.id, number, scopes, body));
    }
    PullAnswer {
        seen: Seen { epoch: Uuid::from_u128(2), head: number, chain: Uuid::from_u128(3) },
        is_new_history: false,
        rows,
        gone: Vec::new(),
        scopes: BTreeMap::from(mine.map(|it| (it, ScopeState { cursor: number, digest: None }))),
        lost: Vec::new(),
        has_more: true,
        last_n: 0,
        backed_up: number,
        server_time: monday(),
    }
}

fn directory() -> Vec<Entity> {
    let zone = chrono_tz::Europe::Berlin;
    let organization = Organization {
        id: OrganizationId::new(Uuid::from_u128(4)),
        name: title("Acme"),
        zone,
        values: vec![title("Care")],
        confirm_reminder_days: Organization::CONFIRM_REMINDER_DAYS,
        lapse_days: Organization::LAPSE_DAYS,
        rating_share: Default::default(),
        directory: Default::default(),
        retention: goodturn_domain::Retention::default(),
    };
    let people = (0..PEOPLE).map(|index| Person {
        id: person(index),
        name: title(&format!("Person {index}")),
        email: None,
        position: None,
        role: Role::Member,
        zone,
        locale: "en".into(),
        calendar: WorkingCalendar::weekdays(zone),
        manager: None,
        absence: None,
        is_respect_officer: false,
        skills: Vec::new(),
        is_active: true,
        is_erased: false,
    });
    let teams = (0..TEAMS).map(|index| Team {
        id: team(index),
        name: title(&format!("Team {index}")),
        prefix: title(&format!("T{index}")),
        members: (0..PEOPLE).filter(|it| it % TEAMS == index).map(|it| (person(it), Membership::Member)).collect(),
        calendars: Vec::new(),
        levels: Vec::new(),
        followed: None,
        services: [].into(),
        place: Default::default(),
        is_active: true,
    });
    std::iter::once(Entity::from(organization)).chain(people.map(Entity::from)).chain(teams.map(Entity::from)).collect()
}

/// Puts so many requests into the queue of a team of mine that aims for an answer within hours.
pub(crate) fn queue(filled: &Filled, count: usize) -> Result<TeamId> {
    let replica = filled.open()?;
    let level = ServiceLevel {
        name: title("Standard"),
        priority: None,
        kind: None,
        acknowledge: Some(Target::WorkingMinutes(240)),
        next_word: None,
        next_word_since: Default::default(),
        deliver: None,
        ..ServiceLevel::named(title("Standard"))
    };
    let asked = Team {
        id: team(TEAMS),
        name: title("Front desk"),
        prefix: title("FD"),
        members: BTreeMap::from([(me(), Membership::Lead)]),
        calendars: Vec::new(),
        levels: vec![LevelsSince { since: monday().plus(TimeDelta::days(-400)), levels: vec![level] }],
        followed: None,
        services: [].into(),
        place: Default::default(),
        is_active: true,
    };
    let id = asked.id;
    replica.apply(&page(vec![asked.into()], 1_000))?;
    let all: Vec<usize> = (0..count).collect();
    for (number, some) in (1_001..).zip(all.chunks(PAGE)) {
        replica.apply(&page(some.iter().flat_map(|index| queued(*index, id)).collect(), number))?;
    }
    Ok(id)
}

fn queued(index: usize, team: TeamId) -> [Entity; 2] {
    let at = monday().plus(TimeDelta::minutes(-(i64::try_from(index * 7919 % 100_000).unwrap_or_default())));
    let id = ServiceRequestId::derived(Uuid::nil(), &format!("queued {index}"));
    let requester = person(1 + index % (PEOPLE - 1));
    let request = ServiceRequest {
        asked_at: at,
        changed_at: at,
        stage: Stage::Asked { since: at, offer: None },
        helper_teams: [team].into(),
        ..a_request()
            .titled(&format!("A badge for visitor {index}"))
            .from(requester)
            .to_team(team)
            .open_to_all()
            .build(id)
    };
    let entry = Entry::new(EntryId::derived(id.uuid(), "entry:0"), id, Some(requester), at, Event::Asked);
    [request.into(), entry.into()]
}

/// A request, and what its timeline begins with.
fn served(index: usize) -> [Entity; 2] {
    let others = |shift: usize| person(1 + (index + shift) % (PEOPLE - 1));
    let (requester, helper) = match index % MINE {
        0 => (me(), others(0)),
        1 => (others(0), me()),
        _ => (others(0), others(7)),
    };
    let at = monday().plus(TimeDelta::minutes(-i64::try_from(index).unwrap_or_default()));
    let id = request_id(index);
    let request = ServiceRequest {
        details: Some(words(&format!("The county has the form: {}.", vocabulary::text(index, 12)))),
        asked_at: at,
        changed_at: at,
        requester_teams: BTreeSet::new(),
        helper_teams: BTreeSet::new(),
        ..a_request()
            .titled(&format!("Riparian grant for listing {index}"))
            .from(requester)
            .to(helper)
            .open_to_all()
            .in_stage(stage_of(index))
            .build(id)
    };
    let entry = Entry::new(EntryId::derived(id.uuid(), "entry:0"), id, Some(requester), at, Event::Asked);
    [request.into(), entry.into()]
}
