//! The authority: accepts operations in one order, for good, and says what changed to whom.

mod acquaintances;
mod archive;
mod audit;
mod directory;
mod erasure;
pub mod export;
mod files;
mod foresight;
mod page;
mod pull;
mod requests;
mod retention;
mod upkeep;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use goodturn_domain::policy::Standing;
use goodturn_domain::{
    Actor, Context, Entity, Operation, OperationId, PersonId, Scope, ServiceRequest, Stop, Timestamp, decide,
};
use goodturn_store::{AuthorityRead, AuthorityStorage, AuthorityWrite, FeedRow, Head, Outcome, StoreError};
use serde_json::Value;
use thiserror::Error;

use crate::protocol::{
    MOST_N, MOST_OPERATIONS, MOST_SCOPES, PullAnswer, PullRequest, PushAnswer, PushRequest, SentOperation, SyncError,
    Verdict, VerdictOf,
};
use crate::records::KnownRecords;
use acquaintances::Acquaintances;
pub use files::{FileLimits, OverLimit};

/// So long after a restore devices are expected to bring back what they did since the backup.
const HEALING: TimeDelta = TimeDelta::hours(24);

/// Why the authority has no answer.
#[derive(Debug, Error)]
pub enum AuthorityError {
    /// The request cannot be answered, whatever the storage does.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// The storage failed; nothing happened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The authority over one organization.
#[derive(Debug)]
pub struct Authority<S> {
    storage: S,
    acquaintances: Acquaintances,
}

/// A push with the person whose session it came through.
#[derive(Clone, Debug)]
pub struct Push {
    pub actor: PersonId,
    pub request: PushRequest,
}

impl<S: AuthorityStorage> Authority<S> {
    /// The authority over what is in `storage`.
    pub const fn new(storage: S) -> Self {
        Self { storage, acquaintances: Acquaintances::new() }
    }

    /// What it is kept in.
    pub const fn storage(&self) -> &S {
        &self.storage
    }

    /// Decides several pushes in one transaction, in order: one answer each. When the storage
    /// fails none of them happened.
    pub fn accept(&self, pushes: &[Push], now: Timestamp) -> Result<Vec<Result<PushAnswer, SyncError>>, StoreError> {
        self.storage.write(|tx| {
            tx.foresee(&foresight::of(pushes))?;
            let mut commit = Commit::begin(tx)?;
            let verdicts =
                pushes.iter().map(|push| commit.accept(push, now)).collect::<Result<Vec<_>, StoreError>>()?;
            let head = commit.finish()?;
            Ok(verdicts
                .into_iter()
                .map(|decided| decided.map(|it| PushAnswer { epoch: head.epoch, head: head.seq, ..it }))
                .collect())
        })
    }

    /// Decides operations of the server itself, in one transaction: one verdict each.
    pub fn act(&self, operations: &[(Actor, Operation)], now: Timestamp) -> Result<Vec<Verdict>, StoreError> {
        self.storage.write(|tx| {
            let mut commit = Commit::begin(tx)?;
            let verdicts = operations
                .iter()
                .map(|(actor, operation)| {
                    let verdict = commit.decide(*actor, operation, now)?;
                    audit::append_operation(commit.tx, *actor, &operation.intent, &verdict, now)?;
                    Ok(verdict)
                })
                .collect::<Result<Vec<_>, StoreError>>()?;
            commit.finish()?;
            Ok(verdicts)
        })
    }

    /// One page of what `actor` may see and has not seen.
    pub fn pull(&self, actor: PersonId, request: &PullRequest, now: Timestamp) -> Result<PullAnswer, AuthorityError> {
        if request.cursors.len() > MOST_SCOPES {
            return Err(SyncError::Protocol(format!("more than {MOST_SCOPES} scopes")).into());
        }
        self.storage.read(|tx| {
            let Some(standing) = standing(tx, actor)? else { return Err(SyncError::SignedOut.into()) };
            pull::answer(tx, self.acquaintances.scopes(tx, &standing)?, request, now)
        })
    }

    /// The scopes that `person` may sync; none once deactivated or unknown.
    pub fn scopes_of(&self, person: PersonId) -> Result<BTreeSet<Scope>, StoreError> {
        self.storage.read(|tx| match standing(tx, person)? {
            Some(standing) => self.acquaintances.scopes(tx, &standing),
            None => Ok(BTreeSet::new()),
        })
    }
}

fn standing(tx: &(impl AuthorityRead + ?Sized), id: PersonId) -> Result<Option<Standing>, StoreError> {
    Ok(match tx.find_entity(id.into())? {
        Some(Entity::Person(person)) if person.is_active => {
            let memberships = tx.list_memberships(id)?.into_iter().collect();
            let (role, is_respect_officer) = (person.role, person.is_respect_officer);
            Some(Standing { person: id, role, is_respect_officer, memberships })
        }
        _ => None,
    })
}

/// What a row of the feed shows; nothing once the entity has left the scope.
fn read_entity(row: &FeedRow) -> Result<Option<Entity>, StoreError> {
    let entity = row.body.as_ref().map(|body| Entity::from_json(row.key.kind, body)).transpose();
    entity.map_err(|cause| StoreError::Inconsistent {
        table: "entities",
        row: row.key.id.to_string(),
        cause: cause.to_string(),
    })
}

/// One transaction of the authority, with the operations that it applied.
struct Commit<'a> {
    tx: &'a mut dyn AuthorityWrite,
    head: Head,
    applied: blake3::Hasher,
}

impl<'a> Commit<'a> {
    fn begin(tx: &'a mut dyn AuthorityWrite) -> Result<Self, StoreError> {
        let head = tx.head()?;
        let mut applied = blake3::Hasher::new();
        applied.update(&head.chain);
        Ok(Self { tx, head, applied })
    }

    fn finish(self) -> Result<Head, StoreError> {
        let head = self.tx.head()?;
        if head.seq == self.head.seq {
            return Ok(head);
        }
        let chain = *self.applied.finalize().as_bytes();
        self.tx.extend_chain(chain)?;
        Ok(Head { chain, ..head })
    }

    /// Decides the operations of a push. An inner error ends that push, with what came before it done.
    fn accept(&mut self, push: &Push, now: Timestamp) -> Result<Result<PushAnswer, SyncError>, StoreError> {
        let PushRequest { device, epoch, operations } = &push.request;
        if epoch.is_some_and(|epoch| epoch != self.head.epoch) {
            return Ok(Err(SyncError::NewHistory));
        }
        if operations.len() > MOST_OPERATIONS {
            return Ok(Err(SyncError::Protocol(format!("more than {MOST_OPERATIONS} operations"))));
        }
        let mut verdicts = Vec::with_capacity(operations.len());
        // A device that was renewed goes on with its numbers, so the first one can be any.
        let first = operations.first().map_or(0, |sent| sent.n.saturating_sub(1));
        let mut last_n = self.tx.find_last_n(*device)?.map_or(first, |(n, _)| n);
        for sent in operations {
            if sent.device != *device || sent.actor != push.actor {
                return Ok(Err(SyncError::Protocol("an operation of another device or person".into())));
            }
            if sent.n > MOST_N {
                return Ok(Err(SyncError::Protocol(format!("operations are counted up to {MOST_N}"))));
            }
            let hash = payload_hash(sent);
            let verdict = match self.tx.find_outcome(sent.id)? {
                Some(known) if known.actor == push.actor && known.payload_hash == hash => {
                    // A device that offers again does it under new numbers, known or not.
                    if sent.n == last_n + 1 {
                        self.tx.set_last_n(*device, sent.n, sent.id)?;
                        last_n = sent.n;
                    }
                    match recorded(&known) {
                        Verdict::Deferred => self.decide_deferred(sent, &known, now)?,
                        verdict => verdict,
                    }
                }
                Some(_) => rejected("id_reused", Value::Null),
                None if sent.n <= last_n => return Ok(Err(SyncError::ClonedDevice)),
                None if sent.n > last_n + 1 => return Ok(Err(SyncError::Gap { expected: last_n + 1 })),
                None => {
                    let verdict = self.decide_sent(sent, now)?;
                    self.record(sent, hash, &verdict, now)?;
                    last_n = sent.n;
                    verdict
                }
            };
            verdicts.push(VerdictOf { id: sent.id, n: sent.n, verdict });
        }
        Ok(Ok(PushAnswer { epoch: self.head.epoch, head: self.head.seq, last_n, verdicts }))
    }

    fn record(
        &mut self,
        sent: &SentOperation,
        hash: [u8; 32],
        verdict: &Verdict,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let verdict = verdict_to_json(verdict);
        let outcome = Outcome { actor: sent.actor, payload_hash: hash, verdict, recorded_at: now };
        self.tx.insert_outcome(sent.id, &outcome)?;
        self.tx.set_last_n(sent.device, sent.n, sent.id)
    }

    fn decide_deferred(
        &mut self,
        sent: &SentOperation,
        put_off: &Outcome,
        now: Timestamp,
    ) -> Result<Verdict, StoreError> {
        let verdict = self.decide_sent(sent, now)?;
        if verdict != Verdict::Deferred {
            let outcome = Outcome { verdict: verdict_to_json(&verdict), recorded_at: now, ..put_off.clone() };
            self.tx.settle_outcome(sent.id, &outcome)?;
        }
        Ok(verdict)
    }

    fn decide_sent(&mut self, sent: &SentOperation, now: Timestamp) -> Result<Verdict, StoreError> {
        match sent.to_operation() {
            Ok(operation) => {
                let verdict = self.decide(Actor::Person(sent.actor), &operation, now)?;
                let is_refused = matches!(verdict, Verdict::Rejected { .. });
                let is_early = is_refused && self.is_healing(operation.at, now)?;
                let verdict = if is_early { Verdict::Deferred } else { verdict };
                let actor = Actor::Person(sent.actor);
                audit::append_operation(self.tx, actor, &operation.intent, &verdict, now)?;
                Ok(verdict)
            }
            Err(cause) => {
                let cause = erasure::without_quotations(&cause.to_string());
                Ok(rejected("malformed_operation", serde_json::json!({ "cause": cause })))
            }
        }
    }

    /// Whether what an operation of that time builds on may still be on its way: the server came out
    /// of a backup not long ago, and each device offers again what it did before.
    fn is_healing(&self, at: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        let restored_at = self.tx.backups()?.restored_at;
        Ok(restored_at.is_some_and(|restored| at <= restored && now < restored.plus(HEALING)))
    }

    fn decide(&mut self, actor: Actor, operation: &Operation, now: Timestamp) -> Result<Verdict, StoreError> {
        let context = Context { actor, now: operation.at.min(now) };
        let records = KnownRecords::new(&*self.tx);
        let decided = decide(&records, &context, operation);
        let (_, failure) = records.finish();
        match decided {
            Ok(changes) if changes.is_empty() => Ok(Verdict::Unchanged),
            Ok(changes) => {
                if let Some(verdict) = files::without_file(&*self.tx, actor, operation)? {
                    return Ok(verdict);
                }
                let traces = erasure::traces_before(self.tx, &operation.intent)?;
                let seq = self.apply(operation.id, changes)?;
                if let Some(traces) = traces {
                    erasure::sweep(self.tx, &traces, seq)?;
                }
                Ok(Verdict::Applied { seq })
            }
            Err(Stop::Refused(refusal)) => {
                let details = serde_json::to_value(&refusal).unwrap_or_default();
                let code = details.get("code").and_then(Value::as_str).unwrap_or("refused").to_owned();
                Ok(rejected(&code, details))
            }
            Err(Stop::Unavailable(_)) => Err(failure.expect("records keep the cause when they cannot be read")),
        }
    }

    fn apply(&mut self, operation: OperationId, changes: Vec<Entity>) -> Result<u64, StoreError> {
        let seq = self.tx.allot_seq()?;
        self.applied.update(&seq.to_be_bytes());
        self.applied.update(operation.uuid().as_bytes());
        let mut requests: BTreeMap<_, ServiceRequest> = BTreeMap::new();
        for change in changes {
            match change {
                Entity::ServiceRequest(request) => {
                    let request = self.put_request(*request, seq)?;
                    requests.insert(request.id, request);
                }
                other => {
                    let parent = match other.parent() {
                        Some(id) if !requests.contains_key(&id) => self.request(id)?,
                        Some(id) => requests.get(&id).cloned(),
                        None => None,
                    };
                    let scopes = match &parent {
                        // What is said about a request of the archive, without changing it, stays with it.
                        Some(request) if !requests.contains_key(&request.id) && self.is_archived(request)? => {
                            BTreeSet::new()
                        }
                        parent => other.scopes(parent.as_ref()),
                    };
                    self.tx.put_entity(&other, seq, &scopes)?;
                }
            }
        }
        Ok(seq)
    }

    fn request(&self, id: goodturn_domain::ServiceRequestId) -> Result<Option<ServiceRequest>, StoreError> {
        Ok(match self.tx.find_entity(id.into())? {
            Some(Entity::ServiceRequest(request)) => Some(*request),
            _ => None,
        })
    }
}

fn rejected(code: &str, details: Value) -> Verdict {
    Verdict::Rejected { code: code.to_owned(), details }
}

fn verdict_to_json(verdict: &Verdict) -> String {
    serde_json::to_string(verdict).expect("a verdict has string keys only")
}

fn recorded(outcome: &Outcome) -> Verdict {
    serde_json::from_str(&outcome.verdict).unwrap_or(Verdict::Deferred)
}

/// Binds an operation's identity to what it says.
fn payload_hash(sent: &SentOperation) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&sent.at.micros().to_be_bytes());
    hasher.update(sent.payload.to_string().as_bytes());
    *hasher.finalize().as_bytes()
}
