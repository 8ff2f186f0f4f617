//! What has ended, and what is found by its words.

use std::collections::BTreeSet;

use goodturn_domain::{EntityKey, EntityKind, Person, Scope, ServiceRequest, ServiceRequestId, Stage, TeamId};

use super::super::samples::{at, id, person, person_id, request, team, title};
use super::{feed, gone, mine, put, read, row, write};
use crate::authority::AuthorityStorage;

/// A request that was withdrawn, and last changed then.
fn withdrawn(number: u128, changed_at: i64) -> ServiceRequest {
    let stage = Stage::Withdrawn { at: at(changed_at), service: None };
    ServiceRequest { stage, changed_at: at(changed_at), ..request(number) }
}

fn request_ids(numbers: &[u128]) -> Vec<ServiceRequestId> {
    numbers.iter().map(|number| ServiceRequestId::new(id(*number))).collect()
}

pub fn ended_requests_are_found_while_in_a_feed<S: AuthorityStorage>(storage: &S) {
    put(storage, withdrawn(10, 500), &[mine()]);
    put(storage, withdrawn(11, 400), &[mine()]);
    put(storage, withdrawn(12, 450), &[mine()]);
    put(storage, request(13), &[mine()]);
    let before = |micros, limit| read(storage, |tx| tx.list_ended_before(at(micros), limit));
    assert_eq!(before(501, 10), request_ids(&[11, 12, 10]));
    assert_eq!(before(500, 1), request_ids(&[11]));

    // One went to the archive, one was taken up again.
    put(storage, withdrawn(11, 400), &[]);
    put(storage, request(12), &[mine()]);

    assert_eq!(before(501, 10), request_ids(&[10]));
    assert_eq!(feed(storage, &mine(), 4, 10), [gone(11, 5), row(request(12), 6)]);
    put(storage, withdrawn(11, 400), &[mine()]);
    assert_eq!(before(501, 10), request_ids(&[11, 10]));
}

pub fn people_and_teams_are_found_by_their_words<S: AuthorityStorage>(storage: &S) {
    let named = |number: u128, name: &str| Person { name: title(name), ..person(number) };
    put(storage, named(1, "Zoë Müller"), &[Scope::Organization]);
    put(storage, named(2, "Zo Ackermann"), &[Scope::Organization]);
    put(storage, team(50, &[1]), &[Scope::Organization]);
    let people = |beginning: &str, limit| read(storage, |tx| tx.list_by_word(EntityKind::Person, beginning, limit));
    let key = |number: u128| EntityKey::from(person_id(number));
    assert_eq!(people("zo", 10), [key(1), key(2)]);
    assert_eq!(people("zoe", 10), [key(1)]);
    assert_eq!(people("zo", 1), [key(1)]);
    assert_eq!(people("oe", 10), []);
    assert_eq!(read(storage, |tx| tx.list_by_word(EntityKind::Team, "team", 10)), [TeamId::new(id(50)).into()]);
    assert_eq!(read(storage, |tx| tx.count_people()), 2);

    put(storage, Person { is_active: false, ..named(1, "Zoë Müller") }, &[Scope::Organization]);
    put(storage, named(2, "Anna Ackermann"), &[Scope::Organization]);

    assert_eq!(people("zo", 10), []);
    assert_eq!(people("ann", 10), [key(2)]);
    assert_eq!(read(storage, |tx| tx.count_people()), 2);
}

pub fn archived_requests_are_found_latest_first<S: AuthorityStorage>(storage: &S) {
    let words = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<_>>();
    for (number, changed_at) in [(10, 500), (11, 700), (12, 600)] {
        put(storage, withdrawn(number, changed_at), &[]);
        let key = ServiceRequestId::new(id(number)).into();
        write(storage, |tx| tx.set_words(key, at(changed_at), &words(&["lease", "leasehold", "miller"])));
    }
    let found = |beginning: &str, limit| {
        let keys = read(storage, |tx| tx.list_by_word(EntityKind::ServiceRequest, beginning, limit));
        keys.into_iter().map(|key| ServiceRequestId::new(key.id)).collect::<Vec<_>>()
    };
    assert_eq!(found("lease", 10), request_ids(&[11, 12, 10]));
    assert_eq!(found("mill", 2), request_ids(&[11, 12]));

    let key = ServiceRequestId::new(id(11)).into();
    write(storage, |tx| tx.set_words(key, at(700), &BTreeSet::new()));

    assert_eq!(found("lease", 10), request_ids(&[12, 10]));
}
