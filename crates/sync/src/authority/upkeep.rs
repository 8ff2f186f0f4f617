//! What a server does to an organization's storage besides deciding: after backups and restores,
//! and after an upgrade.

use goodturn_domain::{AuditEntry, AuditEvent, Scope, Timestamp};
use goodturn_store::{AuthorityStorage, Backups, StoreError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Authority, Commit, audit, read_entity};

/// How far a history was seen to reach, written down beside its storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    pub epoch: Uuid,
    pub seq: u64,
}

impl<S: AuthorityStorage> Authority<S> {
    /// How far the history reaches.
    pub fn reached(&self) -> Result<Reached, StoreError> {
        let head = self.storage.read(|tx| tx.head())?;
        Ok(Reached { epoch: head.epoch, seq: head.seq })
    }

    /// Begins another history where the storage holds less than was seen in it before: somebody has
    /// put an earlier one in its place, and what was acknowledged since is missing. Gives whether.
    pub fn notice_put_back(&self, before: Reached, epoch: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let now_reached = self.reached()?;
        let is_put_back = now_reached.epoch != before.epoch || now_reached.seq < before.seq;
        if is_put_back {
            self.begin_anew(epoch, now)?;
        }
        Ok(is_put_back)
    }

    /// A backup that was read back holds everything up to `seq`: devices need not keep it.
    pub fn mark_backed_up(&self, seq: u64) -> Result<(), StoreError> {
        self.storage.write(|tx| {
            let known = tx.backups()?;
            tx.set_backups(&Backups { held_seq: known.held_seq.max(seq), ..known })
        })
    }

    /// Begins another history, in a storage that came out of a backup: devices notice and offer
    /// again what they did since.
    pub fn begin_anew(&self, epoch: Uuid, now: Timestamp) -> Result<(), StoreError> {
        self.storage.write(|tx| {
            let held_seq = tx.head()?.seq;
            tx.set_backups(&Backups { held_seq, restored_at: Some(now) })?;
            audit::append(tx, &AuditEntry::event(AuditEvent::Restored, None, now).with("seq", &held_seq))?;
            tx.set_epoch(epoch)
        })
    }

    /// Gives the people, the teams and the organization the scopes that they have by now, where an
    /// older version had stored them with others.
    pub fn renew_directory(&self) -> Result<(), StoreError> {
        self.storage.write(|tx| {
            let mut outdated = Vec::new();
            for row in tx.list_feed(&Scope::Organization, 0, usize::MAX)? {
                let Some(entity) = read_entity(&row)? else { continue };
                if tx.list_scopes(row.key)? != entity.scopes(None) {
                    outdated.push(entity);
                }
            }
            if outdated.is_empty() {
                return Ok(());
            }
            let mut commit = Commit::begin(tx)?;
            let seq = commit.tx.allot_seq()?;
            commit.applied.update(&seq.to_be_bytes());
            for entity in outdated {
                commit.tx.put_entity(&entity, seq, &entity.scopes(None))?;
            }
            commit.finish().map(drop)
        })
    }
}
