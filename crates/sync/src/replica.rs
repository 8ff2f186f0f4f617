//! A device's side: decides at once, keeps what is to be sent, and lays what is still pending on
//! top of what came.

mod aside;
mod erasure;
mod page;
mod rebase;
mod settle;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use goodturn_domain::{
    Actor, Context, DeviceId, Entity, EntityKey, EntityKind, Intent, Operation, OperationId, PersonId, Refusal, Scope,
    Stop, Timestamp, decide,
};
use goodturn_store::{Attention, OutboxRecord, Position, ReplicaStorage, ReplicaWrite, StoreError};
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;

use crate::protocol::{
    MOST_OPERATIONS, MOST_PUSH_BYTES, PullAnswer, PullRequest, PushRequest, SCHEMA, Seen, SentOperation,
};
use crate::records::KnownRecords;
use page::{drop_mismatched, store_page};
use rebase::{Rebase, whole_outbox};
pub use settle::{SentPage, SettleError, Settled};

/// So many applied operations are kept for a server that has no backup of them yet: months of
/// somebody's work, and a few megabytes.
const MOST_KEPT: usize = 10_000;

/// Why something could not be done on this device.
#[derive(Debug, Error)]
pub enum LocalError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One person's data on one device.
#[derive(Debug)]
pub struct Replica<S> {
    storage: S,
    device: Mutex<DeviceId>,
    person: PersonId,
    /// Somebody was erased, and not every page without their name has come yet.
    is_erasing: AtomicBool,
}

/// What an applied page brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    pub has_more: bool,
    /// Scopes whose digest differed; they are fetched again.
    pub mismatched: usize,
    /// The server's history was another one: everything starts over.
    pub is_new_history: bool,
}

impl<S: ReplicaStorage> Replica<S> {
    /// The data of `person` on `device`.
    pub const fn new(storage: S, device: DeviceId, person: PersonId) -> Self {
        Self { storage, device: Mutex::new(device), person, is_erasing: AtomicBool::new(false) }
    }

    /// What it is kept in.
    pub const fn storage(&self) -> &S {
        &self.storage
    }

    /// Whose data it is.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// The device it is on.
    pub fn device(&self) -> DeviceId {
        *self.device.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on under another name, after the server said that this one is taken.
    pub fn rename_device(&self, device: DeviceId) {
        *self.device.lock().unwrap_or_else(PoisonError::into_inner) = device;
    }

    /// The same, and gives what waits new numbers without a hole: a server that does not know the
    /// name takes any first number and no gap after it. The ids stay, so nothing happens twice.
    pub fn renew_device(&self, device: DeviceId) -> Result<(), StoreError> {
        self.rename_device(device);
        self.storage.write(|tx| {
            let outbox = whole_outbox(tx)?;
            let waiting = outbox.iter().filter(|it| it.applied_seq.is_none() && read_sent(it).is_ok());
            waiting.into_iter().try_for_each(|record| {
                tx.delete_outbox(record.n)?;
                self.append_again(tx, record)
            })
        })
    }

    /// Takes over operations that another file of the same person still held, to be offered again.
    /// What cannot be read of them stays in that file alone.
    pub fn take_over(&self, salvaged: &[OutboxRecord]) -> Result<(), StoreError> {
        self.storage.write(|tx| {
            salvaged.iter().filter(|it| it.applied_seq.is_none()).try_for_each(|record| self.append_again(tx, record))
        })
    }

    /// Another history took the place of the one that applied what this device has sent: all of it
    /// is offered again, in its order, under new numbers. The ids stay, so nothing happens twice.
    fn offer_again(&self, tx: &mut dyn ReplicaWrite) -> Result<(), StoreError> {
        let kept = tx.take_kept()?;
        let pending = whole_outbox(tx)?;
        kept.iter().try_for_each(|record| self.append_again(tx, record))?;
        // What this version cannot read stays where it is: it may be somebody's words.
        pending.iter().filter(|record| read_sent(record).is_ok()).try_for_each(|record| {
            tx.delete_outbox(record.n)?;
            self.append_again(tx, record)
        })
    }

    fn append_again(&self, tx: &mut dyn ReplicaWrite, record: &OutboxRecord) -> Result<(), StoreError> {
        let Ok(sent) = read_sent(record) else { return Ok(()) };
        let n = tx.last_n()? + 1;
        // A salvaged one may have a byte in its actor that fell over.
        let sent = SentOperation { n, device: self.device(), actor: self.person, ..sent };
        let body = serde_json::to_string(&sent).expect("operations have string keys only");
        tx.append_outbox(&OutboxRecord { n, body, applied_seq: None, ..record.clone() })
    }

    /// Decides intents at `now` and puts them into the outbox: all of them, in one transaction,
    /// or none. They can be shown once this returns.
    pub fn perform(&self, intents: Vec<(OperationId, Intent)>, now: Timestamp) -> Result<(), LocalError> {
        self.storage.write(|tx| {
            for (id, intent) in intents {
                self.perform_one(tx, id, intent, now)?;
            }
            Ok(())
        })
    }

    fn perform_one(
        &self,
        tx: &mut dyn ReplicaWrite,
        id: OperationId,
        intent: Intent,
        now: Timestamp,
    ) -> Result<(), LocalError> {
        let operation = Operation { id, at: now, intent };
        let (changes, touched) = decide_locally(tx, self.person, &operation)?;
        if erasure::clean_before_change(tx, &changes)? {
            self.is_erasing.store(true, Ordering::SeqCst);
        }
        for change in &changes {
            tx.put_local(change)?;
        }
        let n = tx.last_n()? + 1;
        // By way of a value, which puts the keys in order: servers of before compared payloads so.
        let payload = serde_json::to_value(&operation.intent).expect("intents have string keys only").into();
        let sent = SentOperation { id, device: self.device(), n, actor: self.person, at: now, schema: SCHEMA, payload };
        let body = serde_json::to_string(&sent).expect("operations have string keys only");
        tx.append_outbox(&OutboxRecord { n, id, body, touched, applied_seq: None })?;
        Ok(())
    }

    /// The next operations to send; none when all have been answered.
    pub fn next_push(&self) -> Result<Option<PushRequest>, StoreError> {
        self.next_push_after(0)
    }

    /// The next operations to send beyond number `after`, for whoever still waits for the answer up
    /// to there.
    pub fn next_push_after(&self, after: u64) -> Result<Option<PushRequest>, StoreError> {
        let (epoch, mut pending) = self.storage.read(|tx| {
            Ok::<_, StoreError>((tx.position()?.map(|at| at.epoch), tx.list_unsent(after, MOST_OPERATIONS)?))
        })?;
        let mut bytes = 0;
        let fitting = pending.iter().take_while(|it| {
            bytes += it.body.len();
            bytes <= MOST_PUSH_BYTES
        });
        // One operation is always sent, however long it is.
        let count = fitting.count().max(1);
        pending.truncate(count);
        if pending.is_empty() {
            return Ok(None);
        }
        // A renewed device re-offers under its new name; the ids of the operations stay.
        let operations = pending
            .iter()
            .map(|record| Ok(SentOperation { device: self.device(), ..read_sent(record)? }))
            .collect::<Result<Vec<_>, StoreError>>()?;
        Ok(Some(PushRequest { device: self.device(), epoch, operations }))
    }

    /// The number of the operation that is sent next, if there is one.
    pub fn next_unsent(&self) -> Result<Option<u64>, StoreError> {
        self.storage.read(|tx| Ok(tx.list_unsent(0, 1)?.first().map(|record| record.n)))
    }

    /// What to ask for next.
    pub fn next_pull(&self, limit: usize) -> Result<PullRequest, StoreError> {
        self.storage.read(|tx| {
            let seen = tx.position()?.map(|at| Seen { epoch: at.epoch, head: at.seq, chain: chain_of(&at) });
            let cursors = tx.list_cursors()?.into_iter().collect();
            Ok(PullRequest { device: self.device(), cursors, seen, limit })
        })
    }

    /// Applies one page, in one transaction with the cursors, and decides again what is pending.
    pub fn apply(&self, answer: &PullAnswer) -> Result<Applied, StoreError> {
        self.apply_all(&[answer])
    }

    /// The same for pages that followed each other, in one transaction: what they touch is written
    /// once, and what is pending is looked through once.
    pub fn apply_all(&self, pages: &[&PullAnswer]) -> Result<Applied, StoreError> {
        self.storage.write(|tx| {
            if pages.iter().any(|page| page.is_new_history) {
                self.offer_again(tx)?;
            }
            self.apply_in(tx, pages)
        })
    }

    fn apply_in(&self, tx: &mut dyn ReplicaWrite, pages: &[&PullAnswer]) -> Result<Applied, StoreError> {
        let Some(last) = pages.last() else { return Ok(Applied::default()) };
        for page in pages {
            if erasure::clean_before_page(tx, page)? {
                self.is_erasing.store(true, Ordering::SeqCst);
                // The server sends again only what is in a feed.
                tx.drop_scope(&Scope::LookedUp)?;
            }
        }
        let reached = last.scopes.values().map(|scope| scope.cursor).min().unwrap_or(last.seen.head);
        let mut rebase = Rebase::of_pages(tx, pages, reached)?;
        let settled = rebase.take_settled();
        rebase.run(tx, self.person, |tx| {
            pages.iter().try_for_each(|page| store_page(tx, page, &settled))?;
            tx.keep_applied(reached, MOST_KEPT)?;
            tx.forget_kept(last.backed_up)
        })?;
        if !last.has_more && self.is_erasing.swap(false, Ordering::SeqCst) {
            // What the last page has replaced is to be nowhere in the file either.
            tx.clean_records(&|_| None)?;
        }
        let mismatched = drop_mismatched(tx, last)?;
        let is_new_history = pages.iter().any(|page| page.is_new_history);
        Ok(Applied { has_more: last.has_more || mismatched > 0, mismatched, is_new_history })
    }
}

/// Decides on what this device knows: the changes, and what has to stay the same for them to hold.
fn decide_locally(
    tx: &mut dyn ReplicaWrite,
    person: PersonId,
    operation: &Operation,
) -> Result<(Vec<Entity>, Vec<EntityKey>), LocalError> {
    let context = Context { actor: Actor::Person(person), now: operation.at };
    let records = KnownRecords::new(&*tx);
    let decided = decide(&records, &context, operation);
    let (mut touched, failure) = records.finish();
    match decided {
        Ok(changes) => {
            touched.retain(|key| !is_reference(key.kind));
            touched.extend(changes.iter().map(Entity::key));
            Ok((changes, touched.into_iter().collect()))
        }
        Err(Stop::Refused(refusal)) => Err(refusal.into()),
        Err(Stop::Unavailable(_)) => Err(failure.expect("records keep the cause when they cannot be read").into()),
    }
}

/// People, teams and settings are read by nearly every decision; when one of them changes, all
/// that is pending is decided again, so that it need not be listed with each operation.
fn is_reference(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::Organization | EntityKind::Person | EntityKind::Team)
}

fn chain_of(position: &Position) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&position.chain[..16]);
    Uuid::from_bytes(bytes)
}

fn attention(sent: &SentOperation, code: &str, details: &Value, now: Timestamp) -> Attention {
    let body = serde_json::to_string(sent).expect("operations have string keys only");
    Attention { id: sent.id, body, code: code.to_owned(), details: details.to_string(), at: now }
}

fn read_sent(record: &OutboxRecord) -> Result<SentOperation, StoreError> {
    serde_json::from_str(&record.body).map_err(|cause| StoreError::Inconsistent {
        table: "outbox",
        row: record.n.to_string(),
        cause: cause.to_string(),
    })
}
