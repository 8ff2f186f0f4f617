//! Devices: what their people do there, and the exchanges that their sync loop would have.

use std::sync::Arc;

use chrono::TimeDelta;
use goodturn_domain::{DeviceId, Intent, OperationId, PersonId};
use goodturn_store::memory::MemoryReplica;
use goodturn_store::{ReplicaRead, ReplicaStorage, StoreError};
use goodturn_sync::replica::{Applied, LocalError, SentPage};
use goodturn_sync::session::PokePage;
use goodturn_sync::{PullAnswer, PushAnswer, PushRequest, Replica, Verdict, VerdictOf};
use goodturn_test_support::who;

use super::shaky::Shaky;
use super::{Performed, Server, Simulation};
use crate::flaw::Flaw;

/// One person's device.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) person: PersonId,
    pub(crate) replica: Replica<Shaky<MemoryReplica>>,
    pub(crate) storage: Shaky<MemoryReplica>,
    /// How far its clock is ahead of the server's.
    pub(crate) skew: TimeDelta,
    /// No letter leaves or reaches it before that step.
    pub(crate) offline_until: u64,
    /// The server has ended its session.
    pub(crate) is_signed_out: bool,
    /// Something was damaged here, which digests have to find.
    pub(crate) is_damaged: bool,
    /// Its files are older than what it did, or there are two of them.
    pub(crate) is_restored: bool,
    /// The exchanges whose answers it still waits for.
    pub(super) awaited_push: Option<u64>,
    pub(super) awaited_pull: Option<u64>,
}

impl Seat {
    /// Reads what is stored, past every trouble.
    pub(crate) fn look<T>(&self, work: impl FnOnce(&dyn ReplicaRead) -> Result<T, StoreError>) -> T {
        self.storage.calm().read(work).expect("memory can be read")
    }
}

impl Simulation<'_> {
    /// A new device of `name`.
    pub(crate) fn take_seat(&mut self, name: &str) -> usize {
        let storage = Shaky::new(Server::founders_device(name), self.flaw);
        let device = DeviceId::new(self.ids.give());
        self.seats.push(Seat {
            person: who(name),
            replica: Replica::new(storage.clone(), device, who(name)),
            storage,
            skew: TimeDelta::zero(),
            offline_until: 0,
            is_signed_out: false,
            is_damaged: false,
            is_restored: false,
            awaited_push: None,
            awaited_pull: None,
        });
        self.seats.len() - 1
    }

    /// What the person of a device does there, where it lets them.
    pub(crate) fn perform(&mut self, seat: usize, intent: Intent) -> Option<OperationId> {
        let id = OperationId::new(self.ids.give());
        let at = self.now.plus(self.seats[seat].skew);
        match self.seats[seat].replica.perform(vec![(id, intent.clone())], at) {
            Ok(()) => {
                self.log.note(format_args!("{seat} does {:?} as {id}", intent.name()));
                self.performed.push(Performed { id, seat, intent });
                Some(id)
            }
            Err(LocalError::Refused(refusal)) => {
                self.log.note(format_args!("{seat} may not {:?}: {refusal}", intent.name()));
                None
            }
            Err(LocalError::Store(_)) => {
                self.log.note(format_args!("{seat} could not keep {:?}", intent.name()));
                None
            }
        }
    }

    /// The program of a device ends and starts again over what it had stored.
    pub(crate) fn crash(&mut self, seat: usize) {
        let it = &mut self.seats[seat];
        it.replica = Replica::new(it.storage.clone(), it.replica.device(), it.person);
        (it.awaited_push, it.awaited_pull) = (None, None);
    }

    /// What a device would send now. One whose disk fails sends nothing.
    pub(super) fn next_push(&self, seat: usize) -> Option<PushRequest> {
        let mut push = self.seats[seat].replica.next_push().ok().flatten()?;
        match self.flaw {
            Some(Flaw::NumbersBeginAnew) => {
                (1..).zip(&mut push.operations).for_each(|(n, sent)| sent.n = n);
            }
            Some(Flaw::PushedBackwards) => push.operations.reverse(),
            Some(Flaw::HistoryNotTold) => push.epoch = None,
            _ => {}
        }
        Some(push)
    }

    /// A device takes in what came of a push, now and then with the page that brings it back; whether something
    /// in its outbox moved.
    pub(super) fn settle(&mut self, seat: usize, push: &PushRequest, answer: &PushAnswer) -> bool {
        let page = if self.dice.happens(20) { self.page_that_comes(seat) } else { None };
        match self.seats[seat].replica.settle_with(push, answer, page.as_slice(), self.now) {
            Ok((settled, pages)) => {
                self.log.note(format_args!("{seat} settles {settled:?} {pages:?}"));
                answer.verdicts.iter().for_each(|of| self.note_verdict(seat, of));
                if let Some(SentPage::Applied(applied)) = pages.first() {
                    self.note_applied(seat, applied);
                }
                settled.applied + settled.rejected > 0
            }
            Err(error) => {
                self.log.note(format_args!("{seat} cannot settle: {error}"));
                false
            }
        }
    }

    /// What a stream would bring a device now: a pull that is small, and takes nothing away. Nobody pulls
    /// and waits for pages at the same time.
    fn page_that_comes(&mut self, seat: usize) -> Option<Arc<PokePage>> {
        let it = &self.seats[seat];
        if it.awaited_pull.is_some() || !self.server.is_active(it.person) {
            return None;
        }
        let request = self.next_pull(seat)?;
        let from = request.seen?.head;
        let answer = self.answer_pull(seat, &request).ok()?;
        let is_page = !answer.has_more && !answer.is_new_history && answer.lost.is_empty();
        is_page.then(|| Arc::new(PokePage { from, answer: self.with_flaw(answer) }))
    }

    fn note_verdict(&mut self, seat: usize, of: &VerdictOf) {
        match of.verdict {
            Verdict::Applied { .. } => drop(self.acknowledged.insert(of.id, (seat, true))),
            Verdict::Unchanged => drop(self.acknowledged.insert(of.id, (seat, false))),
            Verdict::Rejected { .. } => {
                let is_ring = |it: &Performed| it.id == of.id && matches!(it.intent, Intent::Ring { .. });
                if self.performed.iter().any(is_ring) {
                    self.late_rings.insert(of.id);
                }
            }
            Verdict::Deferred => {}
        }
    }

    /// A device takes in a page; whether there is more to fetch.
    pub(super) fn take_in(&mut self, seat: usize, answer: PullAnswer) -> bool {
        let answer = self.with_flaw(answer);
        match self.seats[seat].replica.apply(&answer) {
            Ok(applied) => {
                let rows = (answer.rows.len(), answer.gone.len());
                self.log.note(format_args!("{seat} takes in {rows:?} up to {}: {applied:?}", answer.seen.head));
                self.note_applied(seat, &applied);
                applied.has_more
            }
            Err(error) => {
                self.log.note(format_args!("{seat} cannot take in a page: {error}"));
                true
            }
        }
    }

    fn note_applied(&mut self, seat: usize, applied: &Applied) {
        if applied.mismatched > 0 && !self.seats[seat].is_damaged {
            self.surprise(format!("the digest of {seat} differed after a page, with nothing damaged"));
        }
    }

    fn with_flaw(&self, mut answer: PullAnswer) -> PullAnswer {
        match self.flaw {
            Some(Flaw::DigestIgnored) => answer.scopes.values_mut().for_each(|scope| scope.digest = None),
            Some(Flaw::CursorAtHead) => {
                answer.scopes.values_mut().for_each(|scope| scope.cursor = answer.seen.head);
            }
            _ => {}
        }
        answer
    }
}
