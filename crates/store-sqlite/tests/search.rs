//! Searching: what the index gives is what a plain look at every text gives, newest first.

use std::collections::BTreeMap;

use goodturn_domain::search::has_phrase;
use goodturn_domain::{Entity, Entry, Event, Scope, ServiceRequest};
use goodturn_store::conformance::samples::{at, entry, person_id, request, title, words};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica, from_sqlite};
use proptest::prelude::*;
use tempfile::TempDir;

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
    let query = RequestQuery { list, me: person_id(9), include_ended: true, text, offset: 0, limit: 1_000 };
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
        let query = RequestQuery { list, me: person_id(9), include_ended: true, text: Some(text), offset: 0, limit: 1 };
        replica.list_requests(&query).is_err()
    };

    let letters: Vec<char> = ('\u{21}'..=char::MAX).filter(|it| !it.is_whitespace()).collect();
    let suspects = letters.chunks(500).filter(|some| fails(some)).flatten();
    let failing: Vec<char> = suspects.filter(|letter| fails(&[**letter])).copied().collect();

    assert!(failing.is_empty(), "{failing:?}");
}

#[test]
fn words_of_an_older_file_are_found_after_the_upgrade() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("replica.db");
    let layout = *SqliteReplica::layout();
    let older = goodturn_store_sqlite::Layout { migrations: &layout.migrations[..4], ..layout };
    let database = goodturn_store_sqlite::Database::open(&file, older).expect("a new file opens");
    let filled: Result<(), StoreError> = database.write(|db| {
        let (title, number) = (title("Riparian grant"), Some(title("HR-1")));
        let body = Entity::from(ServiceRequest { title, number, ..request(1000) }).to_json();
        db.execute_batch(&format!(
            "insert into entities (entity_id, kind, id, body, is_changed, is_understood)
                 values (7, 'service_request', x'{}', '{}', 0, 1);
             insert into requests values (7, x'01', null, null, 'asked', 0, 0, 0, 0, 0, 0, 0, null, null);
             insert into search (rowid, title, words) values (7, 'Riparian grant', 'HR-1'||char(10)||'For the deed')",
            request(1000).id.uuid().simple(),
            body.replace('\'', "''"),
        ))
        .map_err(from_sqlite)
    });
    filled.expect("there is room");
    drop(database);

    let replica = SqliteReplica::open(&file).expect("it is upgraded");

    for text in ["ripa", "grant", "riparian gr", "hr-1", "for the deed"] {
        assert_eq!(found(&replica, text), [0], "{text}");
    }
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

/// Something that happens in a transaction of its own.
#[derive(Debug, Clone)]
enum Step {
    /// A request has this title from now on, and a line with these words.
    Told(u128, Told),
    Gone(u128),
    /// A transaction that nobody waits for.
    Unhurried,
    Searched(String),
}

const NUMBERS: u128 = 6;

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..NUMBERS, any_told()).prop_map(|(number, told)| Step::Told(number, told)),
        2 => (0..NUMBERS).prop_map(Step::Gone),
        1 => Just(Step::Unhurried),
        1 => any_query().prop_map(Step::Searched),
    ]
}

fn scope() -> Scope {
    Scope::Person(person_id(1))
}

fn take(replica: &SqliteReplica, seq: u64, step: &Step) {
    let taken: Result<(), StoreError> = replica.write(|tx| match step {
        Step::Told(number, told) => {
            let asked =
                ServiceRequest { title: title(&told.title), asked_at: at(*number as i64), ..request(1000 + number) };
            tx.put_row("service_request", asked.id.uuid(), seq, &Entity::from(asked).to_json(), &[scope()])?;
            let Some(said) = &told.said else { return Ok(()) };
            let line = Entry { event: Event::Said { words: words(said) }, ..entry(5000 + number, 1000 + number) };
            tx.put_row("entry", line.id.uuid(), seq, &Entity::from(line).to_json(), &[scope()])
        }
        Step::Gone(number) => {
            tx.remove_from_scope("service_request", request(1000 + number).id.uuid(), &scope())?;
            tx.remove_from_scope("entry", entry(5000 + number, 1000 + number).id.uuid(), &scope())
        }
        Step::Unhurried => {
            tx.index_words();
            Ok(())
        }
        Step::Searched(_) => Ok(()),
    });
    taken.expect("there is room");
    if let Step::Searched(text) = step {
        found(replica, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_are_found_as_they_are_now_whenever_they_were_indexed(
        steps in proptest::collection::vec(any_step(), 1..40),
        queries in proptest::collection::vec(any_query(), 1..6),
    ) {
        let (_folder, replica) = open();
        let mut here: BTreeMap<u128, Told> = BTreeMap::new();
        for (seq, step) in (1..).zip(&steps) {
            take(&replica, seq, step);
            match step {
                Step::Told(number, told) => {
                    // A line stays when another title comes without one.
                    let said = told.said.clone().or_else(|| here.get(number).and_then(|it| it.said.clone()));
                    here.insert(*number, Told { said, ..told.clone() });
                }
                Step::Gone(number) => drop(here.remove(number)),
                Step::Unhurried | Step::Searched(_) => {}
            }
        }

        for query in queries.iter().filter(|query| query.trim().chars().count() >= 3) {
            let is_meant = |it: &Told| {
                says(&it.title, query) || it.said.as_ref().is_some_and(|said| says(said, query))
            };
            let expected: Vec<u128> =
                here.iter().rev().filter(|(_, told)| is_meant(told)).map(|(number, _)| *number).collect();
            prop_assert_eq!(found(&replica, query), expected, "{}", query);
        }
    }
}

/// How many texts are in the index, and how many wait to be.
fn indexed_and_left(folder: &TempDir) -> (i64, i64) {
    let db = rusqlite::Connection::open(folder.path().join("replica.db")).expect("the file opens");
    let sql = "select (select count(*) from search_content), (select count(*) from unindexed)";
    db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("it can be counted")
}

fn told(text: String) -> Told {
    Told { title: text, said: None }
}

#[test]
fn a_few_new_texts_wait_until_somebody_searches_or_nobody_waits() {
    let (folder, replica) = open();
    take(&replica, 1, &Step::Told(0, told("Riparian grant".into())));
    assert_eq!(indexed_and_left(&folder), (0, 1));

    assert_eq!(found(&replica, "ripar"), [0]);
    assert_eq!(indexed_and_left(&folder), (1, 0));

    take(&replica, 2, &Step::Told(1, told("Riparian deed".into())));
    take(&replica, 3, &Step::Unhurried);
    assert_eq!(indexed_and_left(&folder), (2, 0));
}

#[test]
fn many_new_texts_do_not_wait() {
    let (folder, replica) = open();
    put(&replica, &(0..17).map(|it| told(format!("deed {it}"))).collect::<Vec<_>>());
    assert_eq!(indexed_and_left(&folder), (17, 0), "what fills a device is indexed at once");

    for number in 0..129 {
        take(&replica, number + 1, &Step::Told(u128::from(100 + number), told(format!("grant {number}"))));
    }
    assert_eq!(indexed_and_left(&folder), (17 + 129, 0), "not more than 128 wait");
}

#[test]
fn what_cannot_be_indexed_keeps_nobody_from_finding_the_rest() {
    let (folder, replica) = open();
    take(&replica, 1, &Step::Told(0, told("Riparian grant".into())));
    assert_eq!(found(&replica, "riparian"), [0]);
    let full = replica.database().write(|db| {
        let pages: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0)).map_err(from_sqlite)?;
        db.pragma_update(None, "max_page_count", pages + 16).map_err(from_sqlite)
    });
    full.expect("a limit can be set");
    let details: String = (0..300).map(|it| format!("riparian{it} ")).collect();
    let has_no_room = (1..100).any(|number| {
        let asked = ServiceRequest { details: Some(words(&details)), ..request(1000 + number) };
        replica.write(|tx| tx.put_local(&asked.into())).is_err()
    });
    assert!(has_no_room, "the file is full");

    let before = indexed_and_left(&folder);
    assert!(before.1 > 0, "{before:?}");
    assert!(found(&replica, "riparian").contains(&0));
    assert_eq!(indexed_and_left(&folder), before, "there is no room for more");
}
