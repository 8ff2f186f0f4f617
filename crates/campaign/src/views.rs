//! G11: every way to see something shows the same. After each operation and each change of a role
//! or a team, what the policy lets somebody see is what sync brings a device step by step, what it
//! brings a fresh one, what lists, search and counters of the device show, what rings there, and
//! what decisions take as seen, what notifications tell and what is given out.

mod given_out;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use goodturn_client::{Followed, Notice, notices_of};
use goodturn_domain::policy::Standing;
use goodturn_domain::{
    Actor, Addressee, Context, DeviceId, Entity, EntityKey, EntityKind, EntryId, Intent, Operation, OperationId,
    PersonId, Refusal, Role, ServiceRequest, ServiceRequestId, Stage, Stop, decide,
};
use goodturn_store::ReplicaStorage;
use goodturn_store::memory::MemoryReplica;
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica};
use goodturn_sync::Replica;
use goodturn_sync::protocol::MOST_ROWS;
use goodturn_test_support::{cast, who, words};
use uuid::Uuid;

use crate::campaign::{Budget, Campaign, Log, Run, Workers};
use crate::simulation::{Reference, Simulation, Trouble};

/// States of the organization that a run looks at.
const STATES: u64 = 20;
/// Rows that a window asks for at a time: few, so that a scope that is gained takes several pages.
const PAGE: usize = 9;

pub(crate) const G11: Campaign = Campaign {
    name: "G11",
    holds: "sync, lists, search, counters, rings, notifications, exports and decisions show what the policy says",
    in_ci: Budget { runs: 250, seconds: 50 },
    workers: Workers::EachCore,
    replays: true,
    run: look_around,
};

const PEOPLE: [&str; 4] = ["anna", "sam", "lena", "olga"];

fn look_around(seed: u64, log: &mut Log) -> Result<Run, String> {
    let mut simulation = Simulation::begin(seed, &PEOPLE, None, log);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut windows = Vec::new();
    for at in [seed, seed + 1 + seed / 8] {
        let (name, _) = cast::PEOPLE[usize::try_from(at % 8).unwrap_or(0)];
        let path = folder.path().join(format!("{}-{name}.db", windows.len()));
        let file = SqliteReplica::open(&path).map_err(|error| error.to_string())?;
        let device = DeviceId::new(Uuid::from_u64_pair(0xd, at));
        windows.push(Window { replica: Replica::new(file, device, who(name)), before: told::Before::default() });
    }
    let mut moves = 0;
    for state in 0..STATES {
        moves += u64::from(change_something(&mut simulation, state));
        let reference = simulation.server.ledger.decide_again()?;
        for window in &mut windows {
            let name = simulation.name_of(window.replica.person());
            check(&simulation, &reference, window).map_err(|what| format!("state {state}, {name}: {what}"))?;
        }
        given_out::check_all(&simulation, &reference).map_err(|what| format!("state {state}: {what}"))?;
    }
    let head = simulation.server.look(|tx| tx.head());
    simulation.log.note(format_args!("head {} chain {:02x?}", head.seq, &head.chain[..8]));
    Ok(Run { faults: moves, says: None })
}

/// Somebody does something, or becomes somebody else; whether it was the latter.
fn change_something(simulation: &mut Simulation<'_>, state: u64) -> bool {
    let before = simulation.server.look(|tx| tx.head()).seq;
    for _ in 0..100 {
        let is_move = state % 3 == 2;
        if is_move {
            let kind = *simulation.dice.pick(&[Trouble::Membership, Trouble::RoleChange, Trouble::Membership]);
            // Deactivations are rare: most of what there is to see would go with them.
            let kind = if simulation.dice.happens(5) { Trouble::Deactivation } else { kind };
            simulation.throw(kind);
        } else {
            let seat = simulation.dice.below(simulation.seats.len());
            simulation.act(seat);
            simulation.sync(seat);
        }
        simulation.wait(TimeDelta::minutes(15));
        if simulation.server.look(|tx| tx.head()).seq > before {
            return is_move;
        }
    }
    false
}

/// A device through which somebody looks, and what they saw last.
struct Window {
    replica: Replica<SqliteReplica>,
    before: told::Before,
}

/// Checks one person's view in the state that there is.
fn check(simulation: &Simulation<'_>, reference: &Reference, window: &mut Window) -> Result<(), String> {
    let person = window.replica.person();
    let Some(standing) = reference.standing(person) else { return check_nobody(simulation, person) };
    let visible = reference.visible_to(&standing);
    let (brought, notices) = simulation.bring(&window.replica)?;
    if brought != visible {
        return Err(differs("sync brings", &brought, &visible));
    }
    told::check(reference, person, &window.before, &visible, &notices)?;
    window.before = told::Before::now(&standing, &visible);
    given_out::check_person(simulation, reference, person, &visible)?;
    let window = &window.replica;
    let fresh = simulation.fetch_afresh(person)?;
    if fresh != visible {
        return Err(differs("a fresh device gets", &fresh, &visible));
    }
    let requests: BTreeMap<ServiceRequestId, &ServiceRequest> =
        visible.iter().filter_map(|key| reference.request(*key)).map(|it| (it.id, it)).collect();
    check_lists(window, &requests)?;
    check_queues(window, &standing, &requests)?;
    check_search(simulation, reference, window, &requests)?;
    check_rings(reference, window)?;
    check_decisions(simulation, reference, person, &requests)
}

/// Somebody who is no longer here sees nothing and may nothing.
fn check_nobody(simulation: &Simulation<'_>, person: PersonId) -> Result<(), String> {
    let scopes = simulation.followed(person);
    if !scopes.is_empty() {
        return Err(format!("somebody deactivated may follow {scopes:?}"));
    }
    match simulation.fetch_afresh(person) {
        Err(_) => Ok(()),
        Ok(rows) => Err(format!("somebody deactivated gets {rows:?}")),
    }
}

fn differs(what: &str, here: &BTreeSet<EntityKey>, there: &BTreeSet<EntityKey>) -> String {
    let (more, less) = (here.difference(there).collect::<Vec<_>>(), there.difference(here).collect::<Vec<_>>());
    format!("{what} {more:?} too much and {less:?} too little")
}

fn check_lists(
    window: &Replica<SqliteReplica>,
    requests: &BTreeMap<ServiceRequestId, &ServiceRequest>,
) -> Result<(), String> {
    for include_ended in [false, true] {
        let is_listed = |it: &ServiceRequest| include_ended || !it.stage.name().is_final();
        let expected: BTreeSet<_> = requests.values().filter(|it| is_listed(it)).map(|it| it.id).collect();
        let listed = listed(window, include_ended, None)?;
        if listed != expected {
            return Err(format!("the lists show {listed:?} instead of {expected:?}"));
        }
    }
    Ok(())
}

/// The queue of a team holds what its member may see of what was asked of it and nobody has taken.
fn check_queues(
    window: &Replica<SqliteReplica>,
    standing: &Standing,
    requests: &BTreeMap<ServiceRequestId, &ServiceRequest>,
) -> Result<(), String> {
    for team in standing.memberships.keys() {
        let waits = |it: &&&ServiceRequest| match &it.stage {
            Stage::Asked { offer, .. } => {
                it.addressee == Addressee::Team(*team) && offer.as_ref().is_none_or(|offer| offer.by == it.requester)
            }
            _ => false,
        };
        let expected: BTreeSet<_> = requests.values().filter(waits).map(|it| it.id).collect();
        let found = listed_in(window, RequestList::Queues(vec![*team]), false, None)?;
        if found != expected {
            return Err(format!("the queue of {team} has {found:?} instead of {expected:?}"));
        }
    }
    Ok(())
}

/// The requests of the three lists that hold all.
fn listed(
    window: &Replica<SqliteReplica>,
    include_ended: bool,
    text: Option<&str>,
) -> Result<BTreeSet<ServiceRequestId>, String> {
    let mut all = BTreeSet::new();
    for list in [RequestList::MyRequests, RequestList::MyPromises, RequestList::Everyone] {
        all.extend(listed_in(window, list, include_ended, text)?);
    }
    Ok(all)
}

/// The requests of a list, which has as many as its counter says.
fn listed_in(
    window: &Replica<SqliteReplica>,
    list: RequestList,
    include_ended: bool,
    text: Option<&str>,
) -> Result<BTreeSet<ServiceRequestId>, String> {
    let (me, text) = (window.person(), text.map(str::to_owned));
    let query = RequestQuery {
        filter: goodturn_domain::finding::Filter::default(),
        now: goodturn_domain::Timestamp::from_micros(0),
        list,
        me,
        include_ended,
        text,
        offset: 0,
        limit: 1_000,
    };
    let listing = window.storage().list_requests(&query).map_err(|error| error.to_string())?;
    if listing.rows.len() != listing.total as usize {
        return Err(format!("{:?} has {} rows and counts {}", query.list, listing.rows.len(), listing.total));
    }
    Ok(listing.rows.into_iter().map(|it| it.request.id).collect())
}

/// Titles, short numbers and public words are found where they are seen, and nowhere else.
fn check_search(
    simulation: &Simulation<'_>,
    reference: &Reference,
    window: &Replica<SqliteReplica>,
    requests: &BTreeMap<ServiceRequestId, &ServiceRequest>,
) -> Result<(), String> {
    let all: BTreeSet<ServiceRequestId> = requests.keys().copied().collect();
    let found = listed(window, true, Some("riparian"))?;
    if found != all {
        return Err(format!("the title is found in {found:?} instead of {all:?}"));
    }
    for request in reference.requests() {
        let stored = simulation.server.look(|tx| tx.find_entity(request.id.into()));
        let Some(Entity::ServiceRequest(stored)) = stored else { continue };
        let Some(number) = stored.number else { continue };
        let found = listed(window, true, Some(number.as_str()))?;
        if found.contains(&request.id) != all.contains(&request.id) {
            return Err(format!("{number} is found in {found:?}"));
        }
    }
    let found = listed(window, true, Some("number"))?;
    let said = reference.requests_with_public_words();
    let expected: BTreeSet<_> = said.intersection(&all).copied().collect();
    if found == expected { Ok(()) } else { Err(format!("words are found in {found:?} instead of {expected:?}")) }
}

/// What rings for somebody is what is theirs and has not rung.
fn check_rings(reference: &Reference, window: &Replica<SqliteReplica>) -> Result<(), String> {
    let me = window.person();
    let due = |it: &Entity| match it {
        Entity::FollowUp(it) if it.owner == me && it.rings_at().is_some() => Some(it.id),
        _ => None,
    };
    let expected: BTreeSet<_> = reference.entities.values().filter_map(due).collect();
    let rings = window.storage().list_rings(me).map_err(|error| error.to_string())?;
    let rings: BTreeSet<_> = rings.into_iter().map(|it| it.id).collect();
    if rings == expected { Ok(()) } else { Err(format!("{rings:?} ring instead of {expected:?}")) }
}

/// Whoever sees a request may say something; for whoever does not, it is not there.
fn check_decisions(
    simulation: &Simulation<'_>,
    reference: &Reference,
    person: PersonId,
    requests: &BTreeMap<ServiceRequestId, &ServiceRequest>,
) -> Result<(), String> {
    let context = Context { actor: Actor::Person(person), now: simulation.now };
    for request in reference.requests() {
        let entry = EntryId::new(Uuid::from_u64_pair(0xe, 1));
        let intent = Intent::Say { request: request.id, entry, words: words("Hello"), mentions: [].into() };
        let operation = Operation { id: OperationId::new(Uuid::from_u64_pair(0xe, 2)), at: simulation.now, intent };
        let is_seen = match decide(&reference.book, &context, &operation) {
            Ok(_) => true,
            Err(Stop::Refused(Refusal::NotFound)) => false,
            Err(other) => return Err(format!("to say something in {} is {other}", request.id)),
        };
        if is_seen != requests.contains_key(&request.id) {
            return Err(format!("decisions take {} as seen: {is_seen}", request.id));
        }
    }
    Ok(())
}

impl Reference {
    /// Who somebody is, by the reference; none once deactivated.
    fn standing(&self, person: PersonId) -> Option<Standing> {
        let Some(Entity::Person(known)) = self.entities.get(&person.into()) else { return None };
        let memberships = self.entities.values().filter_map(|it| match it {
            Entity::Team(team) => Some((team.id, team.membership_of(person)?)),
            _ => None,
        });
        let (role, is_respect_officer) = (known.role, known.is_respect_officer);
        let memberships = memberships.collect();
        known.is_active.then_some(Standing { person, role, is_respect_officer, memberships })
    }

    /// What the policy lets somebody see. A guest also sees the people who are named in it.
    fn visible_to(&self, standing: &Standing) -> BTreeSet<EntityKey> {
        let (scopes, followed) = (self.scopes(), standing.scopes());
        let mut visible: BTreeSet<EntityKey> =
            followed.iter().filter_map(|scope| scopes.get(scope)).flatten().copied().collect();
        if standing.role == Role::Guest {
            let named = visible.iter().flat_map(|key| self.entities[key].people()).collect::<BTreeSet<_>>();
            visible.extend(named.into_iter().map(EntityKey::from).filter(|key| self.entities.contains_key(key)));
        }
        visible
    }

    fn requests(&self) -> impl Iterator<Item = &ServiceRequest> {
        self.entities.keys().filter_map(|key| self.request(*key))
    }

    /// Requests in whose timeline somebody said something to all who see it, with the word that
    /// every deed has.
    fn requests_with_public_words(&self) -> BTreeSet<ServiceRequestId> {
        let said = self.entities.values().filter_map(|it| match it {
            Entity::Entry(entry) if !entry.event.is_internal() => Some(entry),
            _ => None,
        });
        let has_words = |text: String| text.to_lowercase().contains("number ");
        said.filter(|entry| has_words(serde_json::to_string(&entry.event).unwrap_or_default()))
            .map(|entry| entry.request)
            .collect()
    }
}

impl Simulation<'_> {
    fn name_of(&self, person: PersonId) -> &'static str {
        cast::PEOPLE.iter().map(|(name, _)| *name).find(|name| who(name) == person).unwrap_or("somebody")
    }

    /// Brings a device up to date; says what it holds then, of all that there is, and what it tells.
    fn bring(&self, window: &Replica<SqliteReplica>) -> Result<(BTreeSet<EntityKey>, Vec<Notice>), String> {
        let (mut followed, mut notices) = (None, Vec::new());
        loop {
            let request = window.next_pull(PAGE).map_err(|error| error.to_string())?;
            let followed = followed.get_or_insert_with(|| Followed::before(&request));
            let answer = self.server.authority().pull(window.person(), &request, self.now);
            let answer = answer.map_err(|error| error.to_string())?;
            let applied = window.apply(&answer).map_err(|error| error.to_string())?;
            if applied.mismatched > 0 {
                return Err("the digest differed".to_owned());
            }
            let told = notices_of(window.storage(), window.person(), followed, (&request, &answer), self.now);
            notices.extend(told.map_err(|error| error.to_string())?);
            if !applied.has_more {
                break;
            }
        }
        Ok((self.held_by(window.storage())?, notices))
    }

    fn held_by(&self, storage: &impl ReplicaStorage) -> Result<BTreeSet<EntityKey>, String> {
        let mut held = BTreeSet::new();
        for key in self.server.ledger.keys() {
            let found = storage.read(|tx| tx.find_entity(key)).map_err(|error| error.to_string())?;
            held.extend(found.map(|it| it.key()));
        }
        Ok(held)
    }

    /// What a fresh device gets, all at once.
    fn fetch_afresh(&self, person: PersonId) -> Result<BTreeSet<EntityKey>, String> {
        let fresh = Replica::new(MemoryReplica::new(), DeviceId::new(Uuid::nil()), person);
        let request = fresh.next_pull(MOST_ROWS).map_err(|error| error.to_string())?;
        let answer = self.server.authority().pull(person, &request, self.now).map_err(|error| error.to_string())?;
        let rows =
            answer.rows.iter().map(|row| EntityKind::from_name(&row.kind).map(|kind| EntityKey { kind, id: row.id }));
        rows.collect::<Option<_>>().ok_or_else(|| "a row is of no known kind".to_owned())
    }
}
