//! What is like a request that is being written, and whom it may be for.

use goodturn_domain::service_request::{Closing, Delivery, Service};
use goodturn_domain::{Addressee, Entry, Event, ServiceRequest, Stage};
use goodturn_store::conformance::samples::{at, entry, person_id, request, service, title, words};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::SqliteReplica;

/// Many requests for keys of gates, and a few others.
fn device() -> (tempfile::TempDir, SqliteReplica) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let replica = SqliteReplica::open(&folder.path().join("replica.db")).expect("a new file opens");
    let called = |number, text: &str| ServiceRequest { title: title(text), ..request(number) };
    let delivery = Delivery { at: at(5), words: words("Done"), next_need: None };
    let closing = Closing::Confirmed { at: at(6), rating: None };
    let ended = Stage::Closed { service: service(2), delivery, closing };
    let filled: Result<(), StoreError> = replica.write(|tx| {
        for number in 100..160 {
            tx.put_local(&called(number, "A key for the gate").into())?;
        }
        tx.put_local(&called(1, "Riparian grant for listing 4471").into())?;
        tx.put_local(&called(2, "Größe des Grundstücks am Ufer").into())?;
        tx.put_local(&called(3, "The second riparian grant").into())?;
        tx.put_local(&called(5, "Maßband für Łódź, grød").into())?;
        tx.put_local(&ServiceRequest { stage: ended, ..called(4, "Riparian grant for listing 12") }.into())?;
        let said = Event::Said { words: words("Riparian grant, did you say?") };
        tx.put_local(&Entry { event: said, ..entry(50, 100) }.into())
    });
    filled.expect("there is room");
    (folder, replica)
}

#[test]
fn open_requests_that_say_the_same_in_other_words_are_similar() {
    let (_folder, replica) = device();
    let similar = |text: &str| {
        let found = replica.find_similar(person_id(1), text, 3).expect("it can be read");
        found.open.iter().map(|it| it.request.id.uuid().as_u128()).collect::<Vec<_>>()
    };

    assert_eq!(similar("that RIPARIAN grant of the listing 4471"), [1]);
    assert_eq!(similar("riparian grant, listing"), [1, 3], "the one that shares the most comes first");
    assert_eq!(similar("GRÖßE des Grundstucks"), [2], "without case and accents");
    assert_eq!(similar("maßband Łódź"), [5], "the index keeps some letters as they are");
    let long = "Would somebody of you all perhaps know about another riparian grant for listing 4471";
    assert_eq!(similar(long), [0; 0], "too many other words stand first");
    assert_eq!(similar("Riparian grant"), [3, 1], "of two that are as much alike the newer one");
    assert_eq!(similar("riparian"), [0; 0], "one word is no likeness");
    assert_eq!(similar("A form for the county"), [0; 0], "words that are everywhere are none either");
    assert_eq!(similar("key gate").len(), 3, "no more than were asked for");
    for text in
        ["", "  ", "\" OR *", "a b c d", "title:x NEAR(y z)", "xⒶx yⓩy", "한국어 요청 하나", "請給我鑰匙 請給我"]
    {
        assert_eq!(similar(text), [0; 0], "{text}");
    }
}

#[test]
fn who_has_delivered_similar_requests_can_help_with_another_one() {
    let (_folder, replica) = device();
    let by = |helper| Service { helper: person_id(helper), ..service(2) };
    let called = |number, text: &str, stage| ServiceRequest { title: title(text), stage, ..request(number) };
    let delivered = |number, helper, text: &str| {
        let delivery = Delivery { at: at(5), words: words("Done"), next_need: None };
        called(number, text, Stage::Delivered { service: by(helper), delivery })
    };
    let filled: Result<(), StoreError> = replica.write(|tx| {
        tx.put_local(&delivered(200, 7, "Riparian grant for the mill").into())?;
        tx.put_local(&delivered(201, 7, "Riparian grant of the brook").into())?;
        tx.put_local(&delivered(202, 8, "Lease of the mill").into())?;
        let withdrawn = Stage::Withdrawn { at: at(9), service: Some(by(9)) };
        tx.put_local(&called(203, "Riparian grant of the meadow", withdrawn).into())?;
        tx.put_local(&called(204, "Riparian grant of the pond", Stage::InProgress { service: by(6) }).into())
    });
    filled.expect("there is room");
    let helpers = |text: &str| replica.find_similar(person_id(1), text, 3).expect("it can be read").helpers;

    // Person 2 has closed one of them; others were not taken, withdrawn, or are not done.
    assert_eq!(helpers("Another riparian grant"), [(person_id(7), 2), (person_id(2), 1)]);
    assert_eq!(helpers("Lease for the mill").first(), Some(&(person_id(8), 1)));
    assert_eq!(helpers("riparian"), []);
}

#[test]
fn it_is_counted_how_often_one_had_to_do_with_whom_lately() -> Result<(), StoreError> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let replica = SqliteReplica::open(&folder.path().join("replica.db"))?;
    let between = |number, requester, holder, when| ServiceRequest {
        requester: person_id(requester),
        addressee: Addressee::Person(person_id(holder)),
        asked_at: at(when),
        changed_at: at(when),
        ..request(number)
    };
    replica.write(|tx| {
        for (number, (requester, holder, when)) in
            [(1, 2, 50), (1, 2, 60), (3, 1, 70), (1, 4, 10), (3, 2, 80), (1, 1, 80)].into_iter().enumerate()
        {
            tx.put_local(&between(number as u128 + 1, requester, holder, when).into())?;
        }
        Ok::<_, StoreError>(())
    })?;

    let counts = replica.count_requests_with_others(person_id(1), at(50))?;

    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [(person_id(2), 2), (person_id(3), 1)]);
    Ok(())
}
