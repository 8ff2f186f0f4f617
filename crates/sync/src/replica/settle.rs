//! What comes of a push: the answer to it, and the pages that bring back what was applied.

use std::ops::AddAssign;
use std::sync::Arc;

use goodturn_domain::Timestamp;
use goodturn_store::{ReplicaRead, ReplicaStorage, ReplicaWrite, StoreError};
use thiserror::Error;

use super::rebase::Rebase;
use super::{Applied, Replica, attention};
use crate::protocol::{PushAnswer, PushRequest, SentOperation, SyncError, Verdict};
use crate::session::PokePage;

/// What came back from a push.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    pub applied: usize,
    pub rejected: usize,
    pub deferred: usize,
}

impl AddAssign for Settled {
    fn add_assign(&mut self, more: Self) {
        self.applied += more.applied;
        self.rejected += more.rejected;
        self.deferred += more.deferred;
    }
}

/// What became of a page that the server sent by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentPage {
    Applied(Applied),
    /// Everything in it was here already.
    Known,
    /// It follows something else than this device has seen, which has to pull.
    Unfit,
}

/// Why the answer to a push could not be taken in.
#[derive(Debug, Error)]
pub enum SettleError {
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<S: ReplicaStorage> Replica<S> {
    /// Takes in what came of a push.
    ///
    /// # Errors
    /// [`SyncError::Protocol`] when the answer does not belong to the push; nothing changed then.
    pub fn settle(&self, push: &PushRequest, answer: &PushAnswer, now: Timestamp) -> Result<Settled, SettleError> {
        Ok(self.settle_with(push, answer, &[], now)?.0)
    }

    /// The same with the pages that the server sent meanwhile, in one transaction. Gives what became of each.
    ///
    /// # Errors
    /// Those of [`Self::settle`].
    pub fn settle_with(
        &self,
        push: &PushRequest,
        answer: &PushAnswer,
        pages: &[Arc<PokePage>],
        now: Timestamp,
    ) -> Result<(Settled, Vec<SentPage>), SettleError> {
        let fits = push.operations.len() == answer.verdicts.len()
            && push.operations.iter().zip(&answer.verdicts).all(|(sent, of)| sent.id == of.id && sent.n == of.n);
        if !fits {
            return Err(SyncError::Protocol("the answer does not fit the push".into()).into());
        }
        self.storage.write(|tx| {
            let settled = self.settle_in(tx, push, answer, now)?;
            let pages = pages.iter().map(|page| self.apply_sent_in(tx, page)).collect::<Result<_, StoreError>>()?;
            Ok((settled, pages))
        })
    }

    /// Applies a page that the server sent by itself, if this device has seen exactly what it
    /// follows.
    ///
    /// # Errors
    /// [`StoreError`] when the data cannot be read or written.
    pub fn apply_sent(&self, page: &PokePage) -> Result<SentPage, StoreError> {
        match self.storage.read(|tx| place(tx, page))? {
            Place::Next => self.storage.write(|tx| self.apply_sent_in(tx, page)),
            Place::Known => Ok(SentPage::Known),
            Place::Elsewhere => Ok(SentPage::Unfit),
        }
    }

    fn apply_sent_in(&self, tx: &mut dyn ReplicaWrite, page: &PokePage) -> Result<SentPage, StoreError> {
        match place(tx, page)? {
            Place::Next => self.apply_in(tx, &[&page.answer]).map(SentPage::Applied),
            Place::Known => Ok(SentPage::Known),
            Place::Elsewhere => Ok(SentPage::Unfit),
        }
    }

    fn settle_in(
        &self,
        tx: &mut dyn ReplicaWrite,
        push: &PushRequest,
        answer: &PushAnswer,
        now: Timestamp,
    ) -> Result<Settled, StoreError> {
        let mut settled = Settled::default();
        let mut refused = Vec::new();
        for (sent, of) in push.operations.iter().zip(&answer.verdicts) {
            match &of.verdict {
                Verdict::Applied { seq } => {
                    tx.set_applied(sent.n, *seq)?;
                    settled.applied += 1;
                }
                Verdict::Unchanged => {
                    tx.set_applied(sent.n, answer.head)?;
                    settled.applied += 1;
                }
                Verdict::Rejected { code, details } => {
                    if !is_silent(sent) {
                        tx.insert_attention(&attention(sent, code, details, now))?;
                        settled.rejected += 1;
                    }
                    refused.push(sent.n);
                }
                Verdict::Deferred => settled.deferred += 1,
            }
        }
        if !refused.is_empty() {
            Rebase::of_refused(tx, &refused)?
                .run(tx, self.person(), |tx| refused.iter().try_for_each(|n| tx.delete_outbox(*n)))?;
        }
        Ok(settled)
    }
}

/// Where a page belongs.
enum Place {
    /// Right behind what this device has seen, and in exactly its scopes.
    Next,
    Known,
    Elsewhere,
}

fn place<R: ReplicaRead + ?Sized>(tx: &R, page: &PokePage) -> Result<Place, StoreError> {
    let PokePage { from, answer } = page;
    match tx.position()?.filter(|at| at.epoch == answer.seen.epoch) {
        Some(at) if at.seq >= answer.seen.head => return Ok(Place::Known),
        Some(at) if at.seq == *from => {}
        _ => return Ok(Place::Elsewhere),
    }
    let cursors = tx.list_cursors()?;
    let is_whole = cursors.len() == answer.scopes.len()
        && cursors.iter().all(|(scope, at)| at == from && answer.scopes.contains_key(scope));
    Ok(if is_whole { Place::Next } else { Place::Elsewhere })
}

/// The app rings by itself: nobody has to hear that another device was faster.
fn is_silent(sent: &SentOperation) -> bool {
    sent.payload.type_name().as_deref() == Some("ring")
}
