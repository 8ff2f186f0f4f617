//! A large organization: what a device gets stays small, and whoever is not on it is found.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::{Actor, DeviceId, Intent, Operation, OperationId, Person, PersonId, Scope, ServiceRequestId};
use goodturn_store::conformance::samples;
use goodturn_store::{AuthorityStorage, ReplicaRead, ReplicaStorage};
use goodturn_store_sqlite::SqliteAuthority;
use goodturn_sync::authority::Push;
use goodturn_sync::protocol::MOST_ROWS;
use goodturn_sync::{Authority, Cursors, PullAnswer, PullRequest};
use goodturn_test_support::{MemoryWorld, a_request, founding, monday, team, title, who};
use uuid::Uuid;

const PEOPLE: u128 = 100_000;

fn person(number: u128) -> Person {
    Person { name: title(&format!("Person{number} Family{}", number % 5_000)), ..samples::person(number) }
}

/// The organization of the cast, and so many people besides.
fn organization(storage: SqliteAuthority) -> Authority<SqliteAuthority> {
    let authority = Authority::new(storage);
    let mut n = 0;
    let mut act = |actor: Actor, intent: Intent| {
        n += 1;
        let id = OperationId::new(Uuid::from_u128(n << 64));
        authority.act(&[(actor, Operation { id, at: monday(), intent })], monday()).expect("the storage works");
    };
    founding().into_iter().for_each(|(actor, intent)| act(actor, intent));
    let filled = authority.storage().write(|tx| {
        for number in 1..=PEOPLE {
            let person = person(number);
            let scopes = BTreeSet::from([Scope::Organization, Scope::Acquaintances(person.id)]);
            let seq = tx.allot_seq()?;
            tx.put_entity(&person.into(), seq, &scopes)?;
        }
        tx.extend_chain([7; 32])
    });
    filled.expect("the storage takes a hundred thousand people");
    if let Some(intent) = authority.due_switch().expect("the storage works") {
        act(Actor::Server, intent);
    }
    authority
}

fn pull(authority: &Authority<SqliteAuthority>, person: PersonId, cursors: Cursors) -> PullAnswer {
    let device = DeviceId::new(Uuid::from_u128(1));
    let request = PullRequest { device, cursors, seen: None, limit: MOST_ROWS };
    authority.pull(person, &request, monday().plus(TimeDelta::hours(1))).expect("a person may pull")
}

#[test]
fn among_a_hundred_thousand_a_device_gets_its_own_surroundings_and_finds_everybody() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let authority = organization(SqliteAuthority::open(&folder.path().join("o.db")).expect("it opens"));

    let first = pull(&authority, who("anna"), Cursors::new());
    assert!(!first.has_more && first.rows.len() < 50, "{} rows", first.rows.len());
    assert!(!first.scopes.contains_key(&Scope::Organization));
    assert!(first.rows.iter().any(|row| row.id == who("anna").uuid()), "oneself");

    let named = |text: &str| {
        let rows = authority.look_up(text, 50).expect("the storage works");
        rows.into_iter().map(|row| row.body.value()["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named("person77777"), ["Person77777 Family2777"]);
    assert_eq!(named("family2777 person777"), ["Person7777 Family2777", "Person77777 Family2777"]);
    assert_eq!(named("pers").len(), 50);
    assert_eq!(named("nobody"), [""; 0]);
}

#[test]
fn on_a_new_device_ones_own_comes_before_what_others_do() {
    let mut world = MemoryWorld::founded();
    let (anna, ben) = (world.device("anna"), world.device("ben"));
    world.sync(anna);
    world.sync(ben);
    for _ in 0..40 {
        let id = ServiceRequestId::new(world.fresh());
        world.does(ben, a_request().to_team(team("legal")).ask(id));
    }
    let id = ServiceRequestId::new(world.fresh());
    world.does(anna, a_request().to_team(team("legal")).ask(id));
    world.sync(ben);
    world.sync(anna);

    let request = |cursors| PullRequest { device: DeviceId::new(Uuid::from_u128(1)), cursors, seen: None, limit: 20 };
    let mut cursors = Cursors::new();
    loop {
        let page = world.authority().pull(who("anna"), &request(cursors), world.now()).expect("a person may pull");
        let is_done = |scope: &Scope| page.scopes.get(scope).is_some_and(|it| it.cursor == page.seen.head);
        if is_done(&Scope::Person(who("anna"))) {
            assert!(page.has_more, "there is more than one's own");
            assert!(is_done(&Scope::Organization), "the names are there");
            return;
        }
        cursors = page.scopes.iter().map(|(scope, state)| (scope.clone(), state.cursor)).collect();
    }
}

#[test]
fn own_work_comes_back_once_and_leaves_the_outbox_page_by_page() {
    let mut world = MemoryWorld::founded();
    let sam = world.device("sam");
    world.sync(sam);
    let offline: Vec<_> = (0..60).map(|_| ServiceRequestId::new(world.fresh())).collect();
    for id in &offline {
        world.does(sam, a_request().to_team(team("legal")).ask(*id));
    }
    let (replica, authority) = (world.replica(sam), world.authority());
    while let Some(request) = replica.next_push().expect("it can be read") {
        let push = Push { actor: who("sam"), request };
        let answer = authority.accept(std::slice::from_ref(&push), world.now()).expect("it is stored").remove(0);
        replica.settle(&push.request, &answer.expect("it fits"), world.now()).expect("it is written");
    }

    let (mut came, mut waiting) = (BTreeSet::new(), 60);
    loop {
        let request = replica.next_pull(20).expect("it can be read");
        let page = authority.pull(who("sam"), &request, world.now()).expect("a person may pull");
        let applied = replica.apply(&page).expect("it is written");

        let cursors: BTreeSet<u64> = page.scopes.values().map(|it| it.cursor).collect();
        assert_eq!(cursors.len(), 1, "all scopes go on together");
        assert!(page.rows.iter().all(|row| came.insert((row.kind.clone(), row.id))), "nothing comes twice");
        let left = replica.storage().read(|tx: &dyn ReplicaRead| tx.list_outbox(0, 100)).expect("it can be read").len();
        assert!(left < waiting, "every page settles some");
        waiting = left;
        if !applied.has_more {
            break;
        }
    }
    assert_eq!((waiting, came.len()), (0, 120));
    assert_eq!(replica.storage().read(|tx: &dyn ReplicaRead| tx.list_changed()).expect("it can be read"), []);
    assert!(offline.iter().all(|id| world.request(sam, *id).is_some_and(|it| it.number.is_some())));
}
