//! What an organization's storage has to do.

mod archive;
mod files;
mod of_teams;

use std::collections::BTreeSet;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    Addressee, DeviceId, Entity, EntityKey, EntityKind, OperationId, Person, Role, Scope, ServiceRequest,
    ServiceRequestId, Stage, Team, TeamId, Timestamp,
};

use super::samples::{
    at, delivered, entry, follow_up, id, organization, person, person_id, request, service, team, title,
};
use crate::authority::{AuthorityRead, AuthorityStorage, AuthorityWrite, Backups, FeedRow, Outcome};

pub use super::rights::*;
use crate::{Digest, StoreError};
pub use archive::*;
pub use files::*;
pub use of_teams::*;

pub(super) fn write<S, T>(storage: &S, work: impl FnOnce(&mut dyn AuthorityWrite) -> Result<T, StoreError>) -> T
where
    S: AuthorityStorage,
{
    storage.write(work).expect("the storage takes the write")
}

pub(super) fn read<S: AuthorityStorage, T>(
    storage: &S,
    work: impl FnOnce(&dyn AuthorityRead) -> Result<T, StoreError>,
) -> T {
    storage.read(work).expect("the storage can be read")
}

/// Puts the entity under the next number, seen in exactly these scopes.
pub(super) fn put<S: AuthorityStorage>(storage: &S, entity: impl Into<Entity>, scopes: &[Scope]) -> u64 {
    let entity = entity.into();
    write(storage, |tx| {
        let seq = tx.allot_seq()?;
        tx.put_entity(&entity, seq, &scopes.iter().cloned().collect())?;
        Ok(seq)
    })
}

pub(super) fn feed<S: AuthorityStorage>(storage: &S, scope: &Scope, after: u64, limit: usize) -> Vec<FeedRow> {
    read(storage, |tx| tx.list_feed(scope, after, limit))
}

fn row(entity: impl Into<Entity>, seq: u64) -> FeedRow {
    let entity = entity.into();
    FeedRow { key: entity.key(), seq, body: Some(entity.to_json()) }
}

pub(super) fn gone(number: u128, seq: u64) -> FeedRow {
    FeedRow { key: ServiceRequestId::new(id(number)).into(), seq, body: None }
}

pub(super) fn mine() -> Scope {
    Scope::Person(person_id(1))
}

pub(super) fn teams() -> Scope {
    Scope::Team(TeamId::new(id(50)))
}

pub fn failed_write_never_happened<S: AuthorityStorage>(storage: &S) {
    let failed: Result<(), StoreError> = storage.write(|tx| {
        let seq = tx.allot_seq()?;
        tx.put_entity(&request(10).into(), seq, &BTreeSet::from([mine()]))?;
        tx.extend_chain([1; 32])?;
        tx.next_number("HR")?;
        tx.set_last_n(DeviceId::new(id(90)), 1, OperationId::new(id(91)))?;
        Err(StoreError::Full("no room".into()))
    });

    assert!(matches!(failed, Err(StoreError::Full(_))));
    let known = write(storage, |tx| {
        let request = tx.find_entity(ServiceRequestId::new(id(10)).into())?;
        Ok((request, tx.find_last_n(DeviceId::new(id(90)))?, tx.head()?.seq, tx.scope_digest(&mine())?))
    });
    assert_eq!(known, (None, None, 0, Digest::default()));
    assert_eq!(read(storage, |tx| tx.head()).seq, 0);
    assert_eq!(read(storage, |tx| tx.find_chain(1)), None);
    assert_eq!(feed(storage, &mine(), 0, 10), []);
    assert_eq!(write(storage, |tx| tx.next_number("HR")), 1);
}

pub fn numbers_are_given_without_gaps<S: AuthorityStorage>(storage: &S) {
    assert_eq!(write(storage, |tx| Ok([tx.allot_seq()?, tx.allot_seq()?])), [1, 2]);
    let rolled_back: Result<u64, StoreError> = storage.write(|tx| {
        tx.allot_seq()?;
        Err(StoreError::Full("no room".into()))
    });

    assert!(rolled_back.is_err());
    assert_eq!(write(storage, |tx| tx.allot_seq()), 3);
    assert_eq!(read(storage, |tx| tx.head()).seq, 3);
}

pub fn chain_is_found_where_a_commit_ended<S: AuthorityStorage>(storage: &S) {
    assert_eq!(read(storage, |tx| tx.head()).chain, [0; 32]);

    write(storage, |tx| {
        tx.allot_seq()?;
        tx.allot_seq()?;
        tx.extend_chain([5; 32])
    });

    assert_eq!(read(storage, |tx| tx.head()).chain, [5; 32]);
    assert_eq!(read(storage, |tx| tx.find_chain(2)), Some([5; 32]));
    assert_eq!(read(storage, |tx| tx.find_chain(1)), None);
}

pub fn entity_is_kept_as_last_put<S: AuthorityStorage>(storage: &S) {
    let renamed = ServiceRequest { title: title("Renamed"), ..request(10) };
    put(storage, request(10), &[mine()]);
    put(storage, renamed.clone(), &[mine()]);

    let found = read(storage, |tx| tx.find_entity(renamed.id.into()));

    assert_eq!(found, Some(renamed.into()));
    assert_eq!(read(storage, |tx| tx.find_entity(ServiceRequestId::new(id(11)).into())), None);
}

pub fn entities_are_listed_by_id<S: AuthorityStorage>(storage: &S) {
    put(storage, request(12), &[mine()]);
    put(storage, request(10), &[]);
    put(storage, team(11, &[1]), &[mine()]);
    let list = |after: Option<u128>, limit| {
        read(storage, |tx| tx.list_entities(EntityKind::ServiceRequest, after.map(id), limit))
    };
    let body = |number| (id(number), Entity::from(request(number)).to_json());

    assert_eq!(list(None, 9), [body(10), body(12)]);
    assert_eq!(list(None, 1), [body(10)]);
    assert_eq!(list(Some(10), 9), [body(12)]);
    assert_eq!(list(Some(12), 9), []);
    write(storage, |tx| {
        let seq = tx.allot_seq()?;
        tx.put_entity(&request(13).into(), seq, &BTreeSet::new())?;
        assert_eq!(tx.list_entities(EntityKind::ServiceRequest, Some(id(12)), 9)?, [body(13)]);
        Ok(())
    });
}

pub fn feed_is_the_current_state_by_number<S: AuthorityStorage>(storage: &S) {
    put(storage, request(10), &[mine()]);
    put(storage, request(11), &[mine(), teams()]);
    put(storage, request(10), &[mine()]);

    assert_eq!(feed(storage, &mine(), 0, 10), [row(request(11), 2), row(request(10), 3)]);
    assert_eq!(feed(storage, &mine(), 2, 10), [row(request(10), 3)]);
    assert_eq!(feed(storage, &teams(), 0, 10), [row(request(11), 2)]);
    assert_eq!(feed(storage, &Scope::Organization, 0, 10), []);
}

pub fn entity_that_leaves_a_scope_leaves_a_gone_row<S: AuthorityStorage>(storage: &S) {
    put(storage, request(10), &[mine(), teams()]);

    put(storage, request(10), &[mine()]);

    assert_eq!(feed(storage, &teams(), 0, 10), [gone(10, 2)]);
    assert_eq!(feed(storage, &mine(), 0, 10), [row(request(10), 2)]);
    put(storage, request(10), &[mine()]);
    assert_eq!(feed(storage, &teams(), 0, 10), [gone(10, 2)], "it left once");
    let scopes = write(storage, |tx| tx.list_scopes(ServiceRequestId::new(id(10)).into()));
    assert_eq!(scopes, BTreeSet::from([mine()]));
}

pub fn entity_can_come_back_into_a_scope<S: AuthorityStorage>(storage: &S) {
    put(storage, request(10), &[mine()]);
    put(storage, request(10), &[]);
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), Digest::default());

    put(storage, request(10), &[mine()]);

    assert_eq!(feed(storage, &mine(), 0, 10), [row(request(10), 3)]);
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), Digest::default().with(id(10), 3));
}

pub fn page_never_splits_a_number<S: AuthorityStorage>(storage: &S) {
    put(storage, request(9), &[mine()]);
    write(storage, |tx| {
        let seq = tx.allot_seq()?;
        for number in [12, 11, 10] {
            tx.put_entity(&request(number).into(), seq, &BTreeSet::from([mine()]))?;
        }
        Ok(())
    });
    put(storage, request(13), &[mine()]);

    let first = feed(storage, &mine(), 0, 2);

    let whole = [row(request(9), 1), row(request(12), 2), row(request(11), 2), row(request(10), 2)];
    assert_eq!(first, whole, "within a number in the order of their making");
    assert_eq!(feed(storage, &mine(), 2, 2), [row(request(13), 3)]);
}

pub fn digest_is_that_of_the_rows_in_the_scope<S: AuthorityStorage>(storage: &S) {
    put(storage, request(10), &[mine(), teams()]);
    put(storage, request(11), &[mine()]);
    put(storage, request(10), &[teams()]);
    write(storage, |tx| {
        let seq = tx.allot_seq()?;
        tx.put_entity(&request(12).into(), seq, &BTreeSet::from([mine()]))?;
        tx.put_entity(&request(12).into(), seq, &BTreeSet::from([mine(), teams()]))?;
        assert_eq!(tx.scope_digest(&teams())?, Digest::default().with(id(10), 3).with(id(12), 4));
        Ok(())
    });

    for scope in [mine(), teams()] {
        let rows = feed(storage, &scope, 0, usize::MAX).into_iter().filter(|row| row.body.is_some());
        let recomputed: Digest = rows.map(|row| (row.key, row.seq)).collect();
        assert_eq!(read(storage, |tx| tx.scope_digest(&scope)), recomputed);
    }
}

pub fn outcome_is_kept_once<S: AuthorityStorage>(storage: &S) {
    let operation = OperationId::new(id(70));
    let outcome = Outcome {
        actor: person_id(1),
        payload_hash: [3; 32],
        verdict: r#"{"applied":1}"#.to_owned(),
        recorded_at: Timestamp::from_micros(-4),
    };
    assert_eq!(read(storage, |tx| tx.find_outcome(operation)), None);

    write(storage, |tx| tx.insert_outcome(operation, &outcome));

    assert_eq!(read(storage, |tx| tx.find_outcome(operation)), Some(outcome.clone()));
    let again =
        storage.write(|tx| tx.insert_outcome(operation, &Outcome { verdict: "{}".to_owned(), ..outcome.clone() }));
    assert!(matches!(again, Err(StoreError::Inconsistent { .. })));
    assert_eq!(read(storage, |tx| tx.find_outcome(operation)), Some(outcome));
}

pub fn last_number_of_a_device_is_kept<S: AuthorityStorage>(storage: &S) {
    let device = DeviceId::new(id(80));
    assert_eq!(read(storage, |tx| tx.find_last_n(device)), None);

    write(storage, |tx| tx.set_last_n(device, 1, OperationId::new(id(71))));
    write(storage, |tx| tx.set_last_n(device, 2, OperationId::new(id(72))));

    assert_eq!(read(storage, |tx| tx.find_last_n(device)), Some((2, OperationId::new(id(72)))));
}

pub fn short_numbers_count_per_series<S: AuthorityStorage>(storage: &S) {
    let given = write(storage, |tx| Ok([tx.next_number("HR")?, tx.next_number("IT")?, tx.next_number("HR")?]));

    assert_eq!(given, [1, 1, 2]);
    assert_eq!(write(storage, |tx| tx.next_number("HR")), 3);
}

pub fn deferred_outcome_is_settled<S: AuthorityStorage>(storage: &S) {
    let operation = OperationId::new(id(71));
    let put_off = Outcome {
        actor: person_id(1),
        payload_hash: [4; 32],
        verdict: r#"{"verdict":"deferred"}"#.to_owned(),
        recorded_at: at(1),
    };
    let settled = Outcome { verdict: r#"{"verdict":"unchanged"}"#.to_owned(), recorded_at: at(2), ..put_off.clone() };
    write(storage, |tx| tx.insert_outcome(operation, &put_off));

    write(storage, |tx| tx.settle_outcome(operation, &settled));

    assert_eq!(read(storage, |tx| tx.find_outcome(operation)), Some(settled));
}

pub fn backups_are_remembered<S: AuthorityStorage>(storage: &S) {
    assert_eq!(read(storage, |tx| tx.backups()), Backups::default());
    let known = Backups { held_seq: 7, restored_at: Some(at(3)) };

    write(storage, |tx| tx.set_backups(&known));

    assert_eq!(read(storage, |tx| tx.backups()), known);
    assert_eq!(read(storage, |tx| tx.head()).seq, 0);
}

pub fn epoch_is_renewed<S: AuthorityStorage>(storage: &S) {
    write(storage, |tx| {
        tx.allot_seq()?;
        tx.set_epoch(id(99))
    });

    let head = read(storage, |tx| tx.head());
    assert_eq!((head.epoch, head.seq), (id(99), 1));
}

pub fn people_and_teams_answer_decisions<S: AuthorityStorage>(storage: &S) {
    let org = [Scope::Organization];
    put(storage, organization(9), &org);
    put(storage, Person { role: Role::Owner, ..person(1) }, &org);
    put(storage, Person { role: Role::Owner, is_active: false, ..person(2) }, &org);
    put(storage, team(51, &[1, 2]), &org);
    put(storage, team(50, &[1]), &org);
    put(storage, Team { is_active: false, ..team(52, &[1]) }, &org);
    let teams_of = |number: u128| read(storage, |tx| tx.list_memberships(person_id(number)));
    let member = |number: u128| (TeamId::new(id(number)), Membership::Member);

    assert_eq!(read(storage, |tx| tx.find_organization()), Some(organization(9)));
    assert_eq!(read(storage, |tx| tx.count_owners()), 1);
    assert_eq!(teams_of(1), [member(50), member(51)]);
    put(storage, team(51, &[2]), &org);
    assert_eq!(teams_of(1), [member(50)]);
}

pub fn entries_and_follow_ups_are_found_by_their_request<S: AuthorityStorage>(storage: &S) {
    put(storage, entry(22, 10), &[mine()]);
    put(storage, entry(21, 10), &[mine()]);
    put(storage, entry(20, 11), &[mine()]);
    put(storage, follow_up(32, 10), &[mine()]);
    put(storage, follow_up(31, 10), &[mine()]);
    put(storage, entry(22, 10), &[mine()]);
    let request = ServiceRequestId::new(id(10));

    let entries = read(storage, |tx| tx.list_entries(request));

    assert_eq!(entries, [entry(22, 10), entry(21, 10)]);
    assert_eq!(read(storage, |tx| tx.list_follow_ups(request)), [follow_up(31, 10), follow_up(32, 10)]);
}

pub fn requests_are_counted_while_somebody_has_them_open<S: AuthorityStorage>(storage: &S) {
    let taken = |number: u128, helper: u128| ServiceRequest {
        stage: Stage::InProgress { service: service(helper) },
        ..request(number)
    };
    let asked = |number: u128, of: Addressee| ServiceRequest {
        addressee: of,
        stage: Stage::Asked { since: at(1), offer: None },
        ..request(number)
    };
    let open = |number: u128| read(storage, |tx| tx.count_open(person_id(number)));
    put(storage, taken(10, 3), &[mine()]);
    put(storage, asked(11, Addressee::Person(person_id(3))), &[mine()]);
    put(storage, asked(12, Addressee::Team(TeamId::new(id(50)))), &[mine()]);
    put(storage, delivered(13, at(500)), &[mine()]);
    assert_eq!([open(3), open(4)], [2, 0]);

    write(storage, |tx| {
        let seq = tx.allot_seq()?;
        tx.put_entity(&taken(12, 3).into(), seq, &BTreeSet::from([mine()]))?;
        assert_eq!(tx.count_open(person_id(3))?, 3, "what was put in the same transaction counts");
        tx.put_entity(&taken(10, 4).into(), seq, &BTreeSet::from([mine()]))?;
        assert_eq!([tx.count_open(person_id(3))?, tx.count_open(person_id(4))?], [2, 1]);
        tx.put_entity(&delivered(11, at(600)).into(), seq, &BTreeSet::from([mine()]))
    });
    assert_eq!([open(3), open(4)], [1, 1]);
    write(storage, |tx| {
        let seq = tx.allot_seq()?;
        tx.delete_entity(&taken(12, 3).into(), seq)
    });
    assert_eq!([open(3), open(4)], [0, 1]);
}

pub fn deliveries_are_found_while_unconfirmed<S: AuthorityStorage>(storage: &S) {
    put(storage, delivered(10, at(500)), &[mine()]);
    put(storage, delivered(11, at(400)), &[mine()]);
    put(storage, request(12), &[mine()]);
    let before = |micros| read(storage, |tx| tx.list_delivered_before(at(micros)));
    let ids = |numbers: &[u128]| numbers.iter().map(|number| ServiceRequestId::new(id(*number))).collect::<Vec<_>>();
    assert_eq!(before(501), ids(&[11, 10]));
    assert_eq!(before(500), ids(&[11]));

    put(storage, request(11), &[mine()]);

    assert_eq!(before(501), ids(&[10]));
    let key = EntityKey::from(ServiceRequestId::new(id(10)));
    assert!(read(storage, |tx| tx.find_entity(key)).is_some());
}
