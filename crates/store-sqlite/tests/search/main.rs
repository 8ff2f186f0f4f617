//! Searching: what the index gives is what a plain look at every text gives, newest first.

mod left;
mod upgrade;

use goodturn_domain::search::has_phrase;
use goodturn_domain::{Addressee, Entity, Entry, Event, ServiceRequest, TeamId};
use goodturn_store::conformance::samples::{at, entry, person_id, request, title, words};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica};
use proptest::prelude::*;
use tempfile::TempDir;
use uuid::Uuid;

/// What the texts are made of: words that begin alike, few and many, with accents and signs.
const WORDS: [&str; 14] = [
    "grant",
    "granted",
    "grants",
    "gra",
    "g",
    "HR-142",
    "hr-14",
    "hr 142",
    "Größe",
    "größer",
    "Ärger",
    "deed",
    "142",
    "Δελτα",
];
/// Of which something is asked.
const TEAM: TeamId = TeamId::new(Uuid::from_u128(60));
/// More words of one beginning than are looked up one by one.
const ALIKE: usize = 40;

fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(&WORDS[..]).prop_map(str::to_owned),
        1 => (0..ALIKE).prop_map(|number| format!("listing{number}")),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(any_word(), 1..6).prop_map(|words| words.join(" "))
}

/// Words, and of the last one a beginning.
fn any_query() -> impl Strategy<Value = String> {
    (proptest::collection::vec(any_word(), 1..4), 1..9_usize).prop_map(|(mut words, letters)| {
        let last = words.pop().unwrap_or_default();
        words.push(last.chars().take(letters).collect());
        words.join(" ")
    })
}

#[derive(Debug, Clone)]
struct Told {
    title: String,
    said: Option<String>,
}

fn any_told() -> impl Strategy<Value = Told> {
    (any_text(), proptest::option::of(any_text())).prop_map(|(title, said)| Told { title, said })
}

fn open() -> (TempDir, SqliteReplica) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let replica = SqliteReplica::open(&folder.path().join("replica.db")).expect("a new file opens");
    (folder, replica)
}

fn put(replica: &SqliteReplica, told: &[Told]) {
    let stored: Result<(), StoreError> = replica.write(|tx| {
        for (number, told) in told.iter().enumerate() {
            let number = number as u128;
            let asked =
                ServiceRequest { title: title(&told.title), asked_at: at(number as i64), ..request(1000 + number) };
            tx.put_local(&Entity::from(asked))?;
            if let Some(said) = &told.said {
                let event = Event::Said { words: words(said) };
                tx.put_local(&Entry { event, ..entry(5000 + number, 1000 + number) }.into())?;
            }
        }
        Ok(())
    });
    stored.expect("there is room");
}

fn found(replica: &SqliteReplica, text: &str) -> Vec<u128> {
    let text = Some(text.to_owned());
    let list = RequestList::Everyone;
    let query = RequestQuery {
        list,
        me: person_id(9),
        include_ended: true,
        text,
        filter: Default::default(),
        now: at(0),
        offset: 0,
        limit: 1_000,
    };
    let listing = replica.list_requests(&query).expect("lists can be read");
    assert_eq!(listing.total as usize, listing.rows.len());
    listing.rows.iter().map(|row| row.request.id.uuid().as_u128() - 1000).collect()
}

/// Whether a text has every word that was typed, the last one as a beginning.
fn says(text: &str, typed: &str) -> bool {
    let typed: Vec<&str> = typed.split_whitespace().collect();
    typed.iter().enumerate().all(|(at, word)| has_phrase(text, word, at + 1 == typed.len()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn index_finds_what_a_plain_look_finds(
        told in proptest::collection::vec(any_told(), 1..60),
        queries in proptest::collection::vec(any_query(), 1..12),
    ) {
        let (_folder, replica) = open();
        put(&replica, &told);

        for query in queries.iter().filter(|query| query.trim().chars().count() >= 3) {
            let is_meant = |it: &Told| {
                says(&it.title, query) || it.said.as_ref().is_some_and(|said| says(said, query))
            };
            let expected: Vec<u128> =
                (0..told.len()).rev().filter(|at| is_meant(&told[*at])).map(|at| at as u128).collect();
            prop_assert_eq!(found(&replica, query), expected, "{}", query);
        }
    }
}

#[test]
fn newest_thousand_are_looked_at_however_common_a_word_is() {
    let (_folder, replica) = open();
    let told: Vec<Told> = (0..1_200).map(|it| Told { title: format!("granted {it}"), said: None }).collect();
    put(&replica, &told);
    let newest: Vec<u128> = (200..1_200).rev().collect();

    for text in ["granted", "grante", "gran", "gra", "granted gr", "granted granted"] {
        assert_eq!(found(&replica, text), newest, "{text}");
    }
    assert_eq!(
        found(&replica, "granted 17"),
        (0..1_200).rev().filter(|it| it.to_string().starts_with("17")).collect::<Vec<_>>()
    );
}

#[test]
fn no_letter_makes_a_search_fail() {
    let (_folder, replica) = open();
    let fails = |letters: &[char]| {
        // Each between two others: the index knows no phrases, and has to be asked for single words.
        let text: String = letters.iter().map(|letter| format!("a{letter}z ")).collect();
        let list = RequestList::Everyone;
        let query = RequestQuery {
            list,
            me: person_id(9),
            include_ended: true,
            text: Some(text),
            filter: Default::default(),
            now: at(0),
            offset: 0,
            limit: 1,
        };
        replica.list_requests(&query).is_err()
    };

    let letters: Vec<char> = ('\u{21}'..=char::MAX).filter(|it| !it.is_whitespace()).collect();
    let suspects = letters.chunks(500).filter(|some| fails(some)).flatten();
    let failing: Vec<char> = suspects.filter(|letter| fails(&[**letter])).copied().collect();

    assert!(failing.is_empty(), "{failing:?}");
}

#[test]
fn requests_are_found_by_their_number_and_by_its_digits() {
    let (_folder, replica) = open();
    let numbers = ["HR-142", "HR-1427", "IT-142", "2026-7", "142"];
    put(&replica, &numbers.map(|_| Told { title: "Riparian grant".to_owned(), said: None }));
    let numbered: Result<(), StoreError> = replica.write(|tx| {
        numbers.iter().zip(0_u128..).try_for_each(|(number, n)| {
            let asked = ServiceRequest {
                title: title("Riparian grant"),
                number: Some(title(number)),
                asked_at: at(n as i64),
                ..request(1000 + n)
            };
            tx.put_local(&Entity::from(asked))
        })
    });
    numbered.expect("there is room");

    for (text, expected) in [
        ("hr-142", vec![1, 0]),
        ("HR-1427", vec![1]),
        ("142", vec![4, 2, 1, 0]),
        ("2026-7", vec![3]),
        ("hr-142 gra", vec![0]),
        ("riparian hr 14", vec![1, 0]),
        ("hr-142 deed", vec![]),
        ("hr", vec![1, 0]),
        ("HR-", vec![1, 0]),
        ("14", vec![4, 2, 1, 0]),
        ("7", vec![3]),
        ("hr-143", vec![]),
    ] {
        assert_eq!(found(&replica, text), expected, "{text}");
    }
}

#[test]
fn a_search_has_the_order_of_the_list() {
    let (_folder, replica) = open();
    let me = person_id(1);
    let filled: Result<(), StoreError> = replica.write(|tx| {
        for number in 0..40_i64 {
            let asked = request(1000 + number as u128);
            // Times that repeat, and come in another order than the rows.
            let (asked_at, needed_by) = (at(number * 7 % 13), (number % 3 > 0).then(|| at(100 + number * 5 % 11)));
            let asked = ServiceRequest { title: title("Riparian"), asked_at, needed_by, ..asked };
            let asked_of_team = at(20 + number * 7 % 13);
            let of_team = ServiceRequest { addressee: Addressee::Team(TEAM), ..request(2000 + number as u128) };
            let of_team = ServiceRequest { title: title("Riparian"), asked_at: asked_of_team, needed_by, ..of_team };
            tx.put_local(&of_team.into())?;
            tx.put_local(&asked.into())?;
        }
        Ok(())
    });
    filled.expect("there is room");
    for (list, me) in [
        (RequestList::MyRequests, me),
        (RequestList::MyPromises, me),
        (RequestList::MyPromises, person_id(2)),
        (RequestList::Queues(vec![TEAM]), me),
        (RequestList::Everyone, person_id(9)),
    ] {
        for include_ended in [false, true] {
            let query = |text: Option<&str>| {
                let text = text.map(str::to_owned);
                let query = RequestQuery {
                    list: list.clone(),
                    me,
                    include_ended,
                    text,
                    filter: Default::default(),
                    now: at(0),
                    offset: 0,
                    limit: 100,
                };
                let rows = replica.list_requests(&query).expect("lists can be read").rows;
                rows.into_iter().map(|row| row.request).collect::<Vec<_>>()
            };
            let place = |it: &ServiceRequest| (it.asked_at, it.needed_by);
            let (listed, searched) = (query(None), query(Some("riparian")));
            assert_eq!(
                searched.iter().map(place).collect::<Vec<_>>(),
                listed.iter().map(place).collect::<Vec<_>>(),
                "{list:?}"
            );
        }
    }
}
