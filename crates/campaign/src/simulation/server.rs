//! The server: the authority over a storage that outlives it, its backups, and the flaws that lie
//! between the two and the network.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::TimeDelta;
use goodturn_domain::{Actor, DeviceId, Entity, Operation, OperationId, PersonId, Timestamp};
use goodturn_store::memory::{MemoryAuthority, MemoryReplica};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use goodturn_sync::authority::{Accepted, AuthorityError, Fired, Push, RuleWatch, WarningWatch};
use goodturn_sync::protocol::MOST_ROWS;
use goodturn_sync::{Authority, PullAnswer, PullRequest, PushAnswer, Replica, SyncError, Verdict};
use goodturn_test_support::{Ids, cast, monday};
use uuid::Uuid;

use super::ledger::{Ledger, Line};
use super::shaky::Shaky;
use crate::flaw::Flaw;

/// A backup, and what had happened until then.
#[derive(Debug)]
struct Backup {
    storage: MemoryAuthority,
    ledger: Ledger,
}

/// What the organization's server does, and what it was ever asked to.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) storage: Shaky<MemoryAuthority>,
    authority: Authority<Shaky<MemoryAuthority>>,
    pub(crate) ledger: Ledger,
    backups: Vec<Backup>,
    pub(crate) restores: u64,
    rules: RuleWatch,
    warnings: WarningWatch,
    flaw: Option<Flaw>,
}

/// The organization of the cast, founded once for all runs.
fn founded() -> &'static (MemoryAuthority, Ledger) {
    static FOUNDED: OnceLock<(MemoryAuthority, Ledger)> = OnceLock::new();
    FOUNDED.get_or_init(|| {
        let authority = Authority::new(MemoryAuthority::new());
        let (mut ids, mut ledger) = (Ids::of_series(1), Ledger::default());
        for (actor, intent) in cast::founding() {
            let operation = Operation { id: OperationId::new(ids.give()), at: monday(), intent };
            let acted = authority.act(&[(actor, operation.clone())], monday()).expect("memory can be written");
            let Some(Verdict::Applied { seq }) = acted.first() else { panic!("it can be founded: {acted:?}") };
            ledger.add(Line { seq: *seq, actor, operation, now: monday() });
        }
        (authority.storage().copy(), ledger)
    })
}

/// What everybody of the cast has on a device that has fetched what there is at first.
fn first_devices() -> &'static BTreeMap<&'static str, MemoryReplica> {
    static DEVICES: OnceLock<BTreeMap<&'static str, MemoryReplica>> = OnceLock::new();
    DEVICES.get_or_init(|| {
        let authority = Authority::new(founded().0.copy());
        let fetched = cast::PEOPLE.iter().map(|(name, _)| {
            let replica = Replica::new(MemoryReplica::new(), DeviceId::new(Uuid::nil()), cast::who(name));
            loop {
                let request = replica.next_pull(MOST_ROWS).expect("memory can be read");
                let answer = authority.pull(replica.person(), &request, monday()).expect("memory can be read");
                if !replica.apply(&answer).expect("memory can be written").has_more {
                    return (*name, replica.storage().copy());
                }
            }
        });
        fetched.collect()
    })
}

impl Server {
    /// A device of that name when a run begins.
    pub(super) fn founders_device(name: &str) -> MemoryReplica {
        first_devices().get(name).map_or_else(MemoryReplica::new, MemoryReplica::copy)
    }

    pub(super) fn founded(flaw: Option<Flaw>) -> Self {
        let (storage, ledger) = founded();
        let storage = Shaky::new(storage.copy(), flaw);
        Self {
            authority: Authority::new(storage.clone()),
            storage,
            ledger: ledger.clone(),
            backups: Vec::new(),
            restores: 0,
            rules: RuleWatch::default(),
            warnings: WarningWatch::default(),
            flaw,
        }
    }

    /// The authority as it runs now.
    pub(crate) fn authority(&self) -> &Authority<Shaky<MemoryAuthority>> {
        &self.authority
    }

    /// Reads what is stored, past every trouble.
    pub(crate) fn look<T>(&self, work: impl FnOnce(&dyn AuthorityRead) -> Result<T, StoreError>) -> T {
        self.storage.calm().read(work).expect("memory can be read")
    }

    /// The program ends and starts again over what it had stored.
    pub(super) fn restart(&mut self) {
        self.authority = Authority::new(self.storage.clone());
        (self.rules, self.warnings) = (RuleWatch::default(), WarningWatch::default());
    }

    /// What comes with time, as the server looks every minute: rules of teams, and what clocks tell people. Gives how much
    /// it was.
    pub(super) fn look_around(&mut self, now: Timestamp) -> usize {
        self.storage.calm_down();
        let firings = self.authority.list_due_firings(&mut self.rules, now);
        let warnings = self.authority.list_due_warnings(&mut self.warnings, now);
        let (Ok(mut due), Ok(warnings)) = (firings, warnings) else {
            // As the server does: what could not be read through is looked at from the beginning.
            (self.rules, self.warnings) = (RuleWatch::default(), WarningWatch::default());
            return 0;
        };
        due.extend(warnings);
        let found = due.len();
        for (actor, operation) in due {
            self.act(actor, operation, now);
        }
        found
    }

    pub(super) fn act(&mut self, actor: Actor, operation: Operation, now: Timestamp) -> Option<Verdict> {
        self.storage.calm_down();
        let (verdicts, fired) = self.authority.act_telling(&[(actor, operation.clone())], now).ok()?;
        let verdict = verdicts.into_iter().next()?;
        if let Verdict::Applied { seq } = verdict {
            self.ledger.add(Line { seq, actor, operation, now });
        }
        self.add_fired(fired, now);
        Some(verdict)
    }

    fn add_fired(&mut self, fired: Vec<Fired>, now: Timestamp) {
        for Fired { seq, operation } in fired {
            self.ledger.add(Line { seq, actor: Actor::Server, operation, now });
        }
    }

    /// Decides pushes in one transaction; what it stored goes into the ledger, whatever is answered.
    pub(super) fn accept(
        &mut self,
        mut pushes: Vec<Push>,
        now: Timestamp,
    ) -> Result<Vec<Result<PushAnswer, SyncError>>, StoreError> {
        let before = self.look(|tx| tx.head()).seq;
        if self.flaw == Some(Flaw::HistoryNotCompared) {
            pushes.iter_mut().for_each(|push| push.request.epoch = None);
        }
        let by = if self.flaw == Some(Flaw::DeviceClockTrusted) { now.plus(TimeDelta::days(3_650)) } else { now };
        let Accepted { mut answers, fired, .. } = self.authority.accept_telling(&pushes, by)?;
        self.add_fired(fired, now);
        for sent in pushes.iter().flat_map(|push| &push.request.operations) {
            let Some(outcome) = self.look(|tx| tx.find_outcome(sent.id)) else { continue };
            if let Ok(Verdict::Applied { seq }) = serde_json::from_str(&outcome.verdict)
                && seq > before
                && let Ok(operation) = sent.to_operation()
            {
                self.ledger.add(Line { seq, actor: Actor::Person(sent.actor), operation, now });
            }
        }
        if self.flaw == Some(Flaw::IdReuseAccepted) {
            answers.iter_mut().flatten().for_each(|answer| self.give_stored_outcomes(answer));
        }
        Ok(answers)
    }

    fn give_stored_outcomes(&self, answer: &mut PushAnswer) {
        for of in &mut answer.verdicts {
            let is_reused = matches!(&of.verdict, Verdict::Rejected { code, .. } if code == "id_reused");
            if let (true, Some(stored)) = (is_reused, self.look(|tx| tx.find_outcome(of.id))) {
                of.verdict = serde_json::from_str(&stored.verdict).unwrap_or(Verdict::Unchanged);
            }
        }
    }

    /// Whether somebody's session still holds, as the server checks with each request.
    pub(super) fn is_active(&self, person: PersonId) -> bool {
        matches!(self.look(|tx| tx.find_entity(person.into())), Some(Entity::Person(it)) if it.is_active)
    }

    pub(super) fn pull(
        &self,
        person: PersonId,
        request: &PullRequest,
        now: Timestamp,
    ) -> Result<PullAnswer, AuthorityError> {
        let person = if self.flaw == Some(Flaw::PulledAsSomebodyElse) { cast::who("lena") } else { person };
        if self.flaw == Some(Flaw::HistoryNotCompared) {
            return self.authority.pull(person, &PullRequest { seen: None, ..request.clone() }, now);
        }
        self.authority.pull(person, request, now)
    }

    /// Makes a backup, which devices hear of.
    pub(crate) fn back_up(&mut self) {
        self.storage.calm_down();
        let head = self.look(|tx| tx.head()).seq;
        self.backups.push(Backup { storage: self.storage.calm().copy(), ledger: self.ledger.clone() });
        self.authority.mark_backed_up(head).expect("memory can be written");
    }

    /// Puts the newest backup in the place of the organization, as an administrator does after a
    /// loss; whether there was one.
    pub(crate) fn restore(&mut self, now: Timestamp) -> bool {
        if !self.put_files_back() {
            return false;
        }
        let epoch = Uuid::from_u64_pair(0xe90c, self.restores);
        self.authority.begin_anew(epoch, now).expect("memory can be written");
        true
    }

    /// An earlier copy takes the place of what was there, which the server notices when it starts.
    pub(crate) fn put_back(&mut self, now: Timestamp) {
        let reached = self.authority.reached().expect("memory can be read");
        if self.put_files_back() {
            let epoch = Uuid::from_u64_pair(0xe90d, self.restores);
            self.authority.notice_put_back(reached, epoch, now).expect("memory can be written");
        }
    }

    /// The newest backup takes the place of what was there, and nothing else is done.
    pub(super) fn put_files_back(&mut self) -> bool {
        let Some(Backup { storage, ledger }) = self.backups.last() else { return false };
        self.ledger = ledger.clone();
        self.replace_files(storage.copy());
        true
    }

    pub(super) fn replace_files(&mut self, storage: MemoryAuthority) {
        self.storage = Shaky::new(storage, self.flaw);
        self.restores += 1;
        self.restart();
    }
}
