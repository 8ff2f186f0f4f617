//! What an organization's storage has to do with its audit log, and with what is no longer kept.

use goodturn_domain::{Entity, EntityKey, EntityKind, OperationId, ServiceRequestId};

use super::authority::{feed, gone, mine, put, read, teams, write};
use super::samples::{at, delivered, entry, id, person_id, request};
use crate::authority::{AuditHead, AuditRecord, AuthorityStorage, Outcome};
use crate::{Digest, StoreError};

pub fn deleted_entity_leaves_gone_rows_alone<S: AuthorityStorage>(storage: &S) {
    put(storage, delivered(10, at(5)), &[mine(), teams()]);
    put(storage, entry(20, 10), &[mine()]);
    let key = EntityKey::from(ServiceRequestId::new(id(10)));

    write(storage, |tx| {
        let seq = tx.allot_seq()?;
        tx.delete_entity(&delivered(10, at(5)).into(), seq)?;
        tx.delete_entity(&entry(20, 10).into(), seq)?;
        assert_eq!(tx.find_entity(key)?, None);
        assert!(tx.list_scopes(key)?.is_empty());
        Ok(())
    });

    assert_eq!(read(storage, |tx| tx.find_entity(key)), None);
    assert_eq!(read(storage, |tx| tx.list_entities(EntityKind::ServiceRequest, None, 9)), []);
    assert_eq!(read(storage, |tx| tx.list_delivered_before(at(9))), []);
    assert_eq!(write(storage, |tx| tx.list_entries(ServiceRequestId::new(id(10)))), []);
    assert_eq!(feed(storage, &teams(), 0, 9), [gone(10, 3)]);
    assert_eq!(feed(storage, &mine(), 0, 9).len(), 2);
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), Digest::default());
    put(storage, request(10), &[mine()]);
    assert_eq!(read(storage, |tx| tx.find_entity(key)), Some(Entity::from(request(10))), "it may come again");
}

pub fn gone_rows_are_pruned_up_to_a_number<S: AuthorityStorage>(storage: &S) {
    put(storage, request(10), &[mine(), teams()]);
    put(storage, request(11), &[mine()]);
    write(storage, |tx| {
        let seq = tx.allot_seq()?;
        tx.delete_entity(&request(10).into(), seq)
    });
    write(storage, |tx| {
        let seq = tx.allot_seq()?;
        tx.delete_entity(&request(11).into(), seq)
    });

    write(storage, |tx| tx.prune_gone(3));

    assert_eq!(feed(storage, &teams(), 0, 9), []);
    assert_eq!(feed(storage, &mine(), 0, 9), [gone(11, 4)]);
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), Digest::default());
    write(storage, |tx| tx.prune_gone(4));
    assert_eq!(feed(storage, &mine(), 0, 9), []);
}

pub fn old_outcomes_are_pruned<S: AuthorityStorage>(storage: &S) {
    let outcome = |micros| Outcome {
        actor: person_id(1),
        payload_hash: [3; 32],
        verdict: "{}".to_owned(),
        recorded_at: at(micros),
    };
    let operation = |number| OperationId::new(id(number));
    write(storage, |tx| {
        tx.insert_outcome(operation(70), &outcome(4))?;
        tx.insert_outcome(operation(71), &outcome(5))
    });

    assert_eq!(write(storage, |tx| tx.prune_outcomes(at(5))), 1);

    assert_eq!(read(storage, |tx| tx.find_outcome(operation(70))), None);
    assert_eq!(read(storage, |tx| tx.find_outcome(operation(71))), Some(outcome(5)));
}

fn record(n: u8) -> AuditRecord {
    AuditRecord { n: n.into(), body: format!(r#"{{"action":"{n}"}}"#), hash: [n; 32] }
}

pub fn audit_log_is_listed_by_number<S: AuthorityStorage>(storage: &S) {
    assert_eq!(read(storage, |tx| tx.audit_head()), AuditHead::default());
    let failed: Result<(), StoreError> = storage.write(|tx| {
        tx.append_audit(&record(1))?;
        Err(StoreError::Full("no room".into()))
    });
    assert!(failed.is_err());

    write(storage, |tx| {
        tx.append_audit(&record(1))?;
        tx.append_audit(&record(2))?;
        assert_eq!(tx.list_audit(1, 9)?, [record(1), record(2)], "a write sees what it has added");
        Ok(())
    });
    write(storage, |tx| tx.append_audit(&record(3)));

    assert_eq!(read(storage, |tx| tx.audit_head()), AuditHead { n: 3, hash: [3; 32], ..AuditHead::default() });
    assert_eq!(read(storage, |tx| tx.list_audit(2, u64::MAX)), [record(2), record(3)]);
    assert_eq!(read(storage, |tx| tx.list_audit(1, 1)), [record(1)]);
    assert_eq!(read(storage, |tx| tx.head()).seq, 0, "the feed is not concerned");
}

pub fn pruned_audit_log_keeps_its_anchor<S: AuthorityStorage>(storage: &S) {
    write(storage, |tx| (1..=4).try_for_each(|n| tx.append_audit(&record(n))));

    write(storage, |tx| {
        tx.prune_audit(&record(2))?;
        tx.append_audit(&record(5))?;
        assert_eq!(tx.list_audit(0, 9)?, [record(3), record(4), record(5)]);
        Ok(())
    });

    let head = AuditHead { n: 5, hash: [5; 32], pruned_n: 2, pruned_hash: [2; 32] };
    assert_eq!(read(storage, |tx| tx.audit_head()), head);
    assert_eq!(read(storage, |tx| tx.list_audit(0, u64::MAX)), [record(3), record(4), record(5)]);
}
