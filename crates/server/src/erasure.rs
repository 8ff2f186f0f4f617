//! Erased people lose their account, sessions and invitations too, and the files forget what was
//! in them.

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use goodturn_domain::{AuditEntry, AuditEvent, Entity, EntityKind, PersonId};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};

use crate::backend::Backend;
use crate::backup;
use crate::error::ApiError;

/// Another process may have erased somebody; nobody waits for it.
const EVERY: Duration = Duration::from_secs(60);
/// It looks at most this often.
const PAUSE: Duration = Duration::from_secs(1);
/// People looked through at a time.
const BATCH: usize = 500;

/// Erases the accounts of erased people, at the start and soon after somebody was erased, until the
/// backend stops.
///
/// `backups` is the folder that a schedule fills: those in it still hold the name, which the audit
/// log says.
pub(crate) async fn erase_accounts(backend: Arc<Backend>, backups: Option<PathBuf>) {
    let mut stopped = pin!(backend.stopped());
    let mut head = backend.newsroom.head();
    let mut ticks = tokio::time::interval(EVERY);
    // Up to which line of the audit log nobody erased is left.
    let mut done = None;
    loop {
        let within = backups.clone();
        match backend.blocking(move |it| it.erase_accounts_since(done, within.as_deref())).await {
            Ok(n) => done = Some(n),
            Err(error) => {
                tracing::warn!(?error, "accounts of erased people are still there; it is tried again");
            }
        }
        // Every commit wakes it; it need not look at each.
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = &mut stopped => return,
        }
        tokio::select! {
            _ = ticks.tick() => {}
            moved = head.changed() => if moved.is_err() { return },
            () = &mut stopped => return,
        }
    }
}

impl Backend {
    /// Erases the accounts of those who were erased after that line of the audit log, or of all
    /// who ever were. Gives the line up to which it looked.
    fn erase_accounts_since(&self, done: Option<u64>, backups: Option<&Path>) -> Result<u64, ApiError> {
        let (erased, head) = self.authority.storage().read(|tx: &dyn AuthorityRead| {
            let head = tx.audit_head()?.n;
            let erased = match done {
                None => list_erased(tx)?,
                Some(done) => list_erased_since(tx, done, head)?,
            };
            Ok::<_, StoreError>((erased, head))
        })?;
        let is_new = done.is_some() && !erased.is_empty();
        let mut has_erased = false;
        for person in erased {
            if self.control.erase_account(person, self.clock.now())? {
                let entry = self.event(AuditEvent::AccountErased, None).about(person);
                self.record(naming_backups(entry, backups))?;
                has_erased = true;
            }
        }
        if is_new || has_erased {
            self.control.purge();
            if let Err(error) = self.authority.storage().purge() {
                tracing::warn!(%error, "what was erased may still lie on the disk");
            }
            tracing::info!("somebody was erased; backups made before still hold their name");
        }
        Ok(head)
    }
}

/// With the backups that hold the name of whom the entry is about, as far as they are known.
fn naming_backups(entry: AuditEntry, within: Option<&Path>) -> AuditEntry {
    let Some(within) = within else { return entry };
    match backup::list_names(within) {
        Ok(names) if names.is_empty() => entry.with("backups", &"none"),
        Ok(names) => entry.with("backups", &names.join(" ")),
        Err(error) => {
            tracing::warn!(%error, "which backups hold the name of somebody erased is not known");
            entry
        }
    }
}

/// Everybody who was ever erased.
fn list_erased(tx: &dyn AuthorityRead) -> Result<Vec<PersonId>, StoreError> {
    let (mut erased, mut after) = (Vec::new(), None);
    loop {
        let people = tx.list_entities(EntityKind::Person, after, BATCH)?;
        let Some((last, _)) = people.last() else { return Ok(erased) };
        after = Some(*last);
        for (id, body) in &people {
            match Entity::from_json(EntityKind::Person, body) {
                Ok(Entity::Person(person)) if person.is_erased => erased.push(person.id),
                Ok(_) => {}
                Err(cause) => return Err(unreadable("entities", id, &cause)),
            }
        }
    }
}

/// Those whom the audit log tells of after line `done`.
fn list_erased_since(tx: &dyn AuthorityRead, done: u64, head: u64) -> Result<Vec<PersonId>, StoreError> {
    let (mut erased, mut first) = (Vec::new(), done + 1);
    while first <= head {
        let last = first + BATCH as u64 - 1;
        for record in tx.list_audit(first, last)? {
            let entry: AuditEntry =
                serde_json::from_str(&record.body).map_err(|cause| unreadable("audit", &record.n, &cause))?;
            let subject = entry.subject.filter(|_| entry.action == "erase" && entry.refusal.is_none());
            erased.extend(subject.map(|key| PersonId::new(key.id)));
        }
        first = last + 1;
    }
    Ok(erased)
}

fn unreadable(table: &'static str, row: &dyn std::fmt::Display, cause: &serde_json::Error) -> StoreError {
    StoreError::Inconsistent { table, row: row.to_string(), cause: cause.to_string() }
}
