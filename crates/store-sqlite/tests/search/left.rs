//! What is left to be indexed is found as it is then.

use std::collections::BTreeMap;
use std::sync::mpsc;

use goodturn_domain::{Entity, Entry, Event, Scope, ServiceRequest};
use goodturn_store::conformance::samples::{at, entry, person_id, request, title, words};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::{SqliteReplica, from_sqlite};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::{Told, any_query, any_told, found, open, put, says};

/// Something that happens in a transaction of its own.
#[derive(Debug, Clone)]
enum Step {
    /// A request has this title from now on, and a line with these words.
    Told(u128, Told),
    Gone(u128),
    /// What is left is indexed.
    Indexed,
    Searched(String),
}

const NUMBERS: u128 = 6;

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..NUMBERS, any_told()).prop_map(|(number, told)| Step::Told(number, told)),
        2 => (0..NUMBERS).prop_map(Step::Gone),
        1 => Just(Step::Indexed),
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
        Step::Indexed | Step::Searched(_) => Ok(()),
    });
    taken.expect("there is room");
    match step {
        Step::Searched(text) => drop(found(replica, text)),
        Step::Indexed => replica.index_words(1),
        Step::Told(..) | Step::Gone(_) => {}
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
                Step::Indexed | Step::Searched(_) => {}
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
fn a_few_new_texts_wait_until_somebody_searches_or_has_time() {
    let (folder, replica) = open();
    take(&replica, 1, &Step::Told(0, told("Riparian grant".into())));
    assert_eq!(indexed_and_left(&folder), (0, 1));

    assert_eq!(found(&replica, "ripar"), [0]);
    assert_eq!(indexed_and_left(&folder), (1, 0));

    take(&replica, 2, &Step::Told(1, told("Riparian deed".into())));
    replica.index_words(2);
    assert_eq!(indexed_and_left(&folder), (1, 1), "one is not worth a commit");
    replica.index_words(1);
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

#[test]
fn a_text_that_cannot_be_read_keeps_nobody_from_finding_the_others() {
    let (folder, replica) = open();
    take(&replica, 1, &Step::Told(0, told("Riparian grant".into())));
    take(&replica, 2, &Step::Told(1, told("Riparian deed".into())));
    let broken: Result<(), StoreError> = replica.database().write(|db| {
        db.execute("update entities set body = '{' where id = ?1", [request(1000).id.uuid().as_bytes()])
            .map_err(from_sqlite)?;
        Ok(())
    });
    broken.expect("there is room");

    assert_eq!(found(&replica, "riparian"), [1]);
    assert_eq!(indexed_and_left(&folder), (1, 0));
}

#[test]
fn who_searches_while_others_write_goes_without_the_latest_words() {
    let (_folder, replica) = open();
    put(&replica, &(0..17).map(|it| told(format!("Riparian {it}"))).collect::<Vec<_>>());
    take(&replica, 1, &Step::Told(17, told("Riparian deed".into())));
    let ((begun, has_begun), (end, ended)) = (mpsc::channel(), mpsc::channel());
    let writer = &replica;
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let written: Result<(), StoreError> = writer.write(|_| {
                begun.send(()).expect("somebody waits");
                ended.recv().expect("somebody tells");
                Ok(())
            });
            written.expect("there is room");
        });
        has_begun.recv().expect("it begins");

        assert_eq!(found(&replica, "riparian").len(), 17);

        end.send(()).expect("somebody waits");
    });
    assert_eq!(found(&replica, "riparian").len(), 18);
}
