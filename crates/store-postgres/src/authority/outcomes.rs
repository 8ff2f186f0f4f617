//! What came of operations, and how far each device has got.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use goodturn_domain::{DeviceId, OperationId, PersonId, Timestamp};
use goodturn_store::{Outcome, StoreError};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::fault::inconsistent;
use crate::transaction::{Change, Transaction, column, hash, number};

const FIND: &str = "select actor, payload_hash, verdict, recorded_at from outcomes
     where org_id = $1 and operation_id = $2";
const INSERT: &str = "insert into outcomes (org_id, operation_id, actor, payload_hash, verdict, recorded_at)
     select $1::uuid, made.operation_id, made.actor, made.payload_hash, made.verdict, made.recorded_at
     from unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::text[], $6::bigint[])
     as made (operation_id, actor, payload_hash, verdict, recorded_at)";
const SETTLE: &str = "update outcomes set (payload_hash, verdict, recorded_at) =
     (select settled.payload_hash, settled.verdict, settled.recorded_at
         from unnest($2::uuid[], $3::bytea[], $4::text[], $5::bigint[])
         as settled (operation_id, payload_hash, verdict, recorded_at)
         where settled.operation_id = outcomes.operation_id)
     where org_id = $1 and operation_id = any($2)";
pub(super) const LIST: &str = "select found.* from unnest($2::uuid[]) as asked (id) cross join lateral (
         select operation_id, actor, payload_hash, verdict, recorded_at from outcomes
         where org_id = $1 and operation_id = asked.id offset 0) as found";
pub(super) const LIST_LAST_N: &str = "select found.* from unnest($2::uuid[]) as asked (id) cross join lateral (
         select device_id, last_n, operation_id from devices
         where org_id = $1 and device_id = asked.id offset 0) as found";
const COUNT_BEFORE: &str = "select count(*) as old from outcomes where org_id = $1 and recorded_at < $2";
const DELETE_BEFORE: &str = "delete from outcomes where org_id = $1 and recorded_at < $2";
const FIND_LAST_N: &str = "select last_n, operation_id from devices where org_id = $1 and device_id = $2";
const SET_LAST_N: &str = "insert into devices (org_id, device_id, last_n, operation_id)
     select $1::uuid, decided.device_id, decided.last_n, decided.operation_id
     from unnest($2::uuid[], $3::bigint[], $4::uuid[]) as decided (device_id, last_n, operation_id)
     on conflict (org_id, device_id) do update set last_n = excluded.last_n, operation_id = excluded.operation_id";

/// What this transaction adds.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    outcomes: BTreeMap<OperationId, Outcome>,
    /// Those that had been put off before.
    settled: BTreeMap<OperationId, Outcome>,
    devices: BTreeMap<DeviceId, (u64, OperationId)>,
    /// What was asked for ahead, whether it is there or not.
    foreseen: RefCell<BTreeMap<OperationId, Option<Outcome>>>,
    foreseen_devices: RefCell<BTreeMap<DeviceId, Option<(u64, OperationId)>>>,
}

impl Outcomes {
    pub(super) fn find(&self, tx: &Transaction<'_>, operation: OperationId) -> Result<Option<Outcome>, StoreError> {
        if let Some(outcome) = self.settled.get(&operation).or_else(|| self.outcomes.get(&operation)) {
            return Ok(Some(outcome.clone()));
        }
        if let Some(foreseen) = self.foreseen.borrow().get(&operation) {
            return Ok(foreseen.clone());
        }
        tx.rows(FIND, &[&operation.uuid()])?.first().map(from_row).transpose()
    }

    pub(super) fn insert(&mut self, operation: OperationId, outcome: &Outcome) -> Result<(), StoreError> {
        match self.outcomes.entry(operation) {
            Entry::Occupied(_) => Err(inconsistent("outcomes", operation, "it is there already")),
            Entry::Vacant(place) => {
                place.insert(outcome.clone());
                Ok(())
            }
        }
    }

    /// Forgets those of earlier transactions that were recorded before `at`.
    pub(super) fn prune(tx: &Transaction<'_>, at: Timestamp) -> Result<u64, StoreError> {
        let rows = tx.rows(COUNT_BEFORE, &[&at.micros()])?;
        let count = rows.first().map(|row| number(row, "outcomes", "old")).transpose()?.unwrap_or(0);
        tx.change(&[Change::new(DELETE_BEFORE).with(at.micros())])?;
        Ok(count)
    }

    pub(super) fn settle(&mut self, operation: OperationId, outcome: &Outcome) {
        self.settled.insert(operation, outcome.clone());
    }

    pub(super) fn find_last_n(
        &self,
        tx: &Transaction<'_>,
        device: DeviceId,
    ) -> Result<Option<(u64, OperationId)>, StoreError> {
        if let Some(last) = self.devices.get(&device) {
            return Ok(Some(*last));
        }
        if let Some(foreseen) = self.foreseen_devices.borrow().get(&device) {
            return Ok(*foreseen);
        }
        tx.rows(FIND_LAST_N, &[&device.uuid()])?.first().map(last_n).transpose()
    }

    /// Takes note of what was fetched ahead by [`LIST`] and [`LIST_LAST_N`], and of what is not there.
    pub(super) fn foresee(
        &self,
        (operations, outcomes): (&[OperationId], &[Row]),
        (devices, numbers): (&[DeviceId], &[Row]),
    ) -> Result<(), StoreError> {
        let mut foreseen = self.foreseen.borrow_mut();
        foreseen.extend(operations.iter().map(|operation| (*operation, None)));
        for row in outcomes {
            foreseen.insert(OperationId::new(column(row, "outcomes", "operation_id")?), Some(from_row(row)?));
        }
        let mut foreseen = self.foreseen_devices.borrow_mut();
        foreseen.extend(devices.iter().map(|device| (*device, None)));
        for row in numbers {
            foreseen.insert(DeviceId::new(column(row, "devices", "device_id")?), Some(last_n(row)?));
        }
        Ok(())
    }

    pub(super) fn set_last_n(&mut self, device: DeviceId, n: u64, operation: OperationId) {
        self.devices.insert(device, (n, operation));
    }

    pub(super) fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        if !self.outcomes.is_empty() {
            changes.push(self.inserted());
        }
        if !self.settled.is_empty() {
            let settled = || self.settled.values();
            let operations: Vec<Uuid> = self.settled.keys().map(|operation| operation.uuid()).collect();
            let hashes: Vec<Vec<u8>> = settled().map(|outcome| outcome.payload_hash.to_vec()).collect();
            let verdicts: Vec<String> = settled().map(|outcome| outcome.verdict.clone()).collect();
            let moments: Vec<i64> = settled().map(|outcome| outcome.recorded_at.micros()).collect();
            changes.push(Change::new(SETTLE).with(operations).with(hashes).with(verdicts).with(moments));
        }
        if !self.devices.is_empty() {
            let devices: Vec<Uuid> = self.devices.keys().map(|device| device.uuid()).collect();
            let numbers: Vec<i64> = self.devices.values().map(|(n, _)| n.cast_signed()).collect();
            let operations: Vec<Uuid> = self.devices.values().map(|(_, operation)| operation.uuid()).collect();
            changes.push(Change::new(SET_LAST_N).with(devices).with(numbers).with(operations));
        }
        changes
    }

    fn inserted(&self) -> Change {
        let outcomes = || self.outcomes.values();
        Change::new(INSERT)
            .with(self.outcomes.keys().map(|operation| operation.uuid()).collect::<Vec<_>>())
            .with(outcomes().map(|outcome| outcome.actor.uuid()).collect::<Vec<_>>())
            .with(outcomes().map(|outcome| outcome.payload_hash.to_vec()).collect::<Vec<_>>())
            .with(outcomes().map(|outcome| outcome.verdict.clone()).collect::<Vec<_>>())
            .with(outcomes().map(|outcome| outcome.recorded_at.micros()).collect::<Vec<_>>())
    }
}

fn last_n(row: &Row) -> Result<(u64, OperationId), StoreError> {
    let operation = OperationId::new(column(row, "devices", "operation_id")?);
    Ok((number(row, "devices", "last_n")?, operation))
}

fn from_row(row: &Row) -> Result<Outcome, StoreError> {
    Ok(Outcome {
        actor: PersonId::new(column(row, "outcomes", "actor")?),
        payload_hash: hash(row, "outcomes", "payload_hash")?,
        verdict: column(row, "outcomes", "verdict")?,
        recorded_at: Timestamp::from_micros(column(row, "outcomes", "recorded_at")?),
    })
}
