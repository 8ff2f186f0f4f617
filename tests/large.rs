//! A large organization: what a device gets stays small, and whoever is not on it is found.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::{Actor, Intent, Operation, OperationId, Person, PersonId, Role, Scope, WorkingCalendar};
use goodturn_store::AuthorityStorage;
use goodturn_store_sqlite::SqliteAuthority;
use goodturn_sync::protocol::MOST_ROWS;
use goodturn_sync::{Authority, Cursors, PullAnswer, PullRequest};
use goodturn_test_support::{founding, monday, title, who};
use uuid::Uuid;

const PEOPLE: u128 = 100_000;

fn person(number: u128) -> Person {
    Person {
        id: PersonId::new(Uuid::from_u128(number)),
        name: title(&format!("Person{number} Family{}", number % 5_000)),
        email: None,
        position: None,
        role: Role::Member,
        zone: chrono_tz::UTC,
        locale: "en".to_owned(),
        calendar: WorkingCalendar::weekdays(chrono_tz::UTC),
        is_active: true,
    }
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
    let device = goodturn_domain::DeviceId::new(Uuid::from_u128(1));
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
        rows.into_iter().map(|row| row.body["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named("person77777"), ["Person77777 Family2777"]);
    assert_eq!(named("family2777 person777"), ["Person7777 Family2777", "Person77777 Family2777"]);
    assert_eq!(named("pers").len(), 50);
    assert_eq!(named("nobody"), [""; 0]);
}
