//! The authority: accepts operations in one order, for good, and says what changed to whom.

mod acquaintances;
mod agenda;
mod archive;
mod audit;
mod changes;
mod directory;
mod erasure;
pub mod export;
mod files;
mod foresight;
mod outcome;
mod page;
mod presence;
mod pull;
mod retention;
mod rules;
mod storing;
mod upkeep;
mod warnings;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use goodturn_domain::policy::Standing;
use goodturn_domain::{Actor, Context, Entity, Operation, PersonId, Scope, Stop, Timestamp, decide};
use goodturn_store::{AuthorityRead, AuthorityStorage, AuthorityWrite, FeedRow, Head, Outcome, StoreError};
use serde_json::Value;
use thiserror::Error;

use crate::protocol::{
    MOST_N, MOST_OPERATIONS, MOST_SCOPES, PullAnswer, PullRequest, PushAnswer, PushRequest, Seen, SentOperation,
    SyncError, Verdict, VerdictOf,
};
use crate::records::KnownRecords;
use acquaintances::Acquaintances;
use changes::Gathered;
pub use changes::{Changes, Recent};
pub use files::{FileLimits, OverLimit};
use outcome::{Progress, may_be_meant, payload_hash, recorded, rejected, verdict_to_json};
pub use presence::Side;
pub use rules::RuleWatch;
pub use upkeep::Reached;
pub use warnings::WarningWatch;

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

/// What came of pushes that were decided together.
#[derive(Debug)]
pub struct Accepted {
    pub answers: Vec<Result<PushAnswer, SyncError>>,
    /// The head after them.
    pub head: u64,
    /// What they changed; none when it has to be fetched.
    pub changes: Option<Changes>,
    /// What rules did after them, in the same transaction.
    pub fired: Vec<Fired>,
}

/// What the server did of itself after an operation.
#[derive(Clone, Debug)]
pub struct Fired {
    pub seq: u64,
    pub operation: Operation,
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
        self.accept_telling(pushes, now).map(|accepted| accepted.answers)
    }

    /// The same, with what it changed for those who follow.
    pub fn accept_telling(&self, pushes: &[Push], now: Timestamp) -> Result<Accepted, StoreError> {
        self.storage.write(|tx| {
            if tx.looks_ahead() {
                tx.foresee(&foresight::of(pushes))?;
            }
            let mut commit = Commit::begin(tx)?;
            let verdicts =
                pushes.iter().map(|push| commit.accept(push, now)).collect::<Result<Vec<_>, StoreError>>()?;
            let fired = std::mem::take(&mut commit.fired);
            let (head, changes) = commit.finish_telling()?;
            let answers = verdicts
                .into_iter()
                .map(|decided| decided.map(|it| PushAnswer { epoch: head.epoch, head: head.seq, ..it }))
                .collect();
            Ok(Accepted { answers, head: head.seq, changes, fired })
        })
    }

    /// Decides operations of the server itself, in one transaction: one verdict each.
    pub fn act(&self, operations: &[(Actor, Operation)], now: Timestamp) -> Result<Vec<Verdict>, StoreError> {
        self.act_telling(operations, now).map(|(verdicts, _)| verdicts)
    }

    /// The same, with what rules did after them.
    pub fn act_telling(
        &self,
        operations: &[(Actor, Operation)],
        now: Timestamp,
    ) -> Result<(Vec<Verdict>, Vec<Fired>), StoreError> {
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
            let fired = std::mem::take(&mut commit.fired);
            commit.finish()?;
            Ok((verdicts, fired))
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
    gathered: Gathered,
    fired: Vec<Fired>,
}

impl<'a> Commit<'a> {
    fn begin(tx: &'a mut dyn AuthorityWrite) -> Result<Self, StoreError> {
        let head = tx.head()?;
        let mut applied = blake3::Hasher::new();
        applied.update(&head.chain);
        Ok(Self { tx, head, applied, gathered: Gathered::new(), fired: Vec::new() })
    }

    fn finish(self) -> Result<Head, StoreError> {
        self.finish_telling().map(|(head, _)| head)
    }

    fn finish_telling(self) -> Result<(Head, Option<Changes>), StoreError> {
        let head = self.tx.head()?;
        if head.seq == self.head.seq {
            return Ok((head, None));
        }
        let chain = *self.applied.finalize().as_bytes();
        self.tx.extend_chain(chain)?;
        let mut digests = BTreeMap::new();
        for scope in self.gathered.scopes() {
            let digest = self.tx.scope_digest(&scope)?;
            digests.insert(scope, digest);
        }
        let seen = Seen { epoch: head.epoch, head: head.seq, chain: pull::short_chain(&chain) };
        let changes = self.gathered.between(self.head.seq, seen, self.tx.backups()?.held_seq, digests);
        Ok((Head { chain, ..head }, changes))
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
        // A device that was renewed goes on with its numbers, so the first one can be any.
        let first = operations.first().map_or(0, |sent| sent.n.saturating_sub(1));
        let last_n = self.tx.find_last_n(*device)?.map_or(first, |(n, _)| n);
        let mut progress = Progress { last_n, last: None, verdicts: Vec::with_capacity(operations.len()) };
        let ended = self.decide_each(push, now, &mut progress)?;
        if let Some(operation) = progress.last {
            self.tx.set_last_n(*device, progress.last_n, operation)?;
        }
        let Progress { last_n, verdicts, .. } = progress;
        Ok(ended.map(|()| PushAnswer { epoch: self.head.epoch, head: self.head.seq, last_n, verdicts }))
    }

    fn decide_each(
        &mut self,
        push: &Push,
        now: Timestamp,
        progress: &mut Progress,
    ) -> Result<Result<(), SyncError>, StoreError> {
        for sent in &push.request.operations {
            if sent.device != push.request.device || sent.actor != push.actor {
                return Ok(Err(SyncError::Protocol("an operation of another device or person".into())));
            }
            if sent.n > MOST_N {
                return Ok(Err(SyncError::Protocol(format!("operations are counted up to {MOST_N}"))));
            }
            let (hash, last_n) = (payload_hash(sent), progress.last_n);
            let verdict = match self.tx.find_outcome(sent.id)? {
                Some(known) if known.actor == push.actor && may_be_meant(&known, sent, hash) => {
                    // A device that offers again does it under new numbers, known or not.
                    if sent.n == last_n + 1 {
                        progress.reach(sent);
                    }
                    match recorded(&known) {
                        Verdict::Deferred => {
                            self.decide_deferred(sent, &Outcome { payload_hash: hash, ..known }, now)?
                        }
                        verdict => verdict,
                    }
                }
                Some(_) => {
                    // Its number is answered with it, or what follows would seem to be a gap for ever.
                    if sent.n == last_n + 1 {
                        progress.reach(sent);
                    }
                    rejected("id_reused", Value::Null)
                }
                None if sent.n <= last_n => return Ok(Err(SyncError::ClonedDevice)),
                None if sent.n > last_n + 1 => return Ok(Err(SyncError::Gap { expected: last_n + 1 })),
                None => {
                    let verdict = self.decide_sent(sent, now)?;
                    self.record(sent, hash, &verdict, now)?;
                    progress.reach(sent);
                    verdict
                }
            };
            progress.verdicts.push(VerdictOf { id: sent.id, n: sent.n, verdict });
        }
        Ok(Ok(()))
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
        self.tx.insert_outcome(sent.id, &outcome)
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
                let causes = rules::causes(operation, &changes);
                let seq = self.apply(operation.id, changes)?;
                self.fire_rules(&causes, operation.at, now)?;
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
}
