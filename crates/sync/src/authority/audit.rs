//! The audit log of an organization: each record hashed over the one before, so that none can be
//! changed, taken out, put in or moved without it being found.

use std::collections::BTreeSet;

use goodturn_domain::{Actor, AuditEntry, Entity, EntityKind, Intent, Scope, Timestamp};
use goodturn_store::{AuditRecord, AuthorityRead, AuthorityStorage, AuthorityWrite, StoreError};
use uuid::Uuid;

use super::{Authority, read_entity};
use crate::protocol::Verdict;
use crate::rights::{AuditBreak, AuditCheck, AuditLine, AuditPage, AuditQuery, MOST_AUDIT_LINES};

/// Records read at a time.
const BATCH: u64 = 500;
/// What each round of retention is called.
const ROUND: &str = "retention_applied";
/// The most records that one search looks at; the page then says where to go on.
const MOST_SEARCHED: u64 = 50_000;

impl<S: AuthorityStorage> Authority<S> {
    /// Adds to the audit log, in a transaction of its own.
    pub fn record(&self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        self.storage().write(|tx| entries.iter().try_for_each(|entry| append(tx, entry)))
    }

    /// One page of what the query finds, newest first, without the rounds that deleted nothing:
    /// they are kept for where the history stood, and tell of no deed.
    pub fn search_audit(&self, query: &AuditQuery) -> Result<AuditPage, StoreError> {
        self.storage().read(|tx| search(tx, query, |entry| !is_idle_round(entry)))
    }

    /// The last time before `at` that retention was applied, whether it deleted anything or not.
    pub(super) fn last_round(&self, at: Option<Timestamp>) -> Result<Option<AuditEntry>, StoreError> {
        let query = AuditQuery { action: Some(ROUND.to_owned()), to: at, limit: Some(1), ..AuditQuery::default() };
        let found = self.storage().read(|tx| search(tx, &query, |_| true))?;
        Ok(found.lines.into_iter().next().map(|line| line.entry))
    }

    /// Reads the whole log and tells whether it is as it was written. `anchor` is a number and hash
    /// that were kept elsewhere: whoever rewrites the whole log cannot rewrite those.
    pub fn verify_audit(&self, anchor: Option<(u64, [u8; 32])>) -> Result<AuditCheck, StoreError> {
        self.storage().read(|tx| verify(tx, anchor))
    }

    /// Deletes the records from before `at`. The hash of the last of them stays, so that the rest
    /// can still be verified. Gives how many there were.
    pub fn prune_audit(&self, at: Timestamp) -> Result<u64, StoreError> {
        self.storage().write(|tx| prune(tx, at))
    }
}

/// Adds an entry to the log, within the transaction that does what it tells of.
pub(super) fn append(tx: &mut dyn AuthorityWrite, entry: &AuditEntry) -> Result<(), StoreError> {
    let head = tx.audit_head()?;
    let (n, body) = (head.n + 1, serde_json::to_string(entry).expect("entries have string keys only"));
    let hash = chain(&head.hash, n, &body);
    tx.append_audit(&AuditRecord { n, body, hash })
}

/// Adds what came of an operation, if it is of the kind that is audited.
pub(super) fn append_operation(
    tx: &mut dyn AuthorityWrite,
    actor: Actor,
    intent: &Intent,
    verdict: &Verdict,
    now: Timestamp,
) -> Result<(), StoreError> {
    let refusal = match verdict {
        Verdict::Applied { .. } => None,
        Verdict::Rejected { code, .. } => Some(code.as_str()),
        Verdict::Unchanged | Verdict::Deferred => return Ok(()),
    };
    AuditEntry::operation(actor, intent, refusal, now).map_or(Ok(()), |entry| append(tx, &entry))
}

fn chain(before: &[u8; 32], n: u64, body: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before);
    hasher.update(&n.to_be_bytes());
    hasher.update(body.as_bytes());
    *hasher.finalize().as_bytes()
}

fn is_idle_round(entry: &AuditEntry) -> bool {
    entry.action == ROUND && entry.details.get("entities").is_some_and(|it| it == "0")
}

fn search(
    tx: &dyn AuthorityRead,
    query: &AuditQuery,
    is_told: impl Fn(&AuditEntry) -> bool,
) -> Result<AuditPage, StoreError> {
    let head = tx.audit_head()?;
    let text = query.text.as_ref().map(|it| it.trim().to_lowercase()).filter(|it| !it.is_empty());
    let named = text.as_ref().map(|text| ids_named(tx, text)).transpose()?.unwrap_or_default();
    let limit = query.limit.unwrap_or(MOST_AUDIT_LINES).clamp(1, MOST_AUDIT_LINES);
    let mut page = AuditPage { lines: Vec::new(), next: None, head: head.n, first: head.pruned_n + 1 };
    let newest = query.before.map_or(head.n, |before| before.saturating_sub(1).min(head.n));
    let mut last = newest;
    while last > head.pruned_n {
        if newest - last >= MOST_SEARCHED {
            page.next = Some(last + 1);
            return Ok(page);
        }
        let first = last.saturating_sub(BATCH - 1).max(head.pruned_n + 1);
        for record in tx.list_audit(first, last)?.into_iter().rev() {
            let line = AuditLine { n: record.n, entry: read(&record)? };
            if is_told(&line.entry) && fits(&line.entry, query, text.as_deref(), &named) {
                if page.lines.len() == limit {
                    page.next = page.lines.last().map(|line| line.n);
                    return Ok(page);
                }
                page.lines.push(line);
            }
        }
        last = first - 1;
    }
    Ok(page)
}

fn fits(entry: &AuditEntry, query: &AuditQuery, text: Option<&str>, named: &BTreeSet<Uuid>) -> bool {
    let subject = entry.subject.map(|key| key.id);
    let is_named = || {
        let in_details = entry.details.values().filter_map(|value| value.parse().ok());
        let mut ids = entry.actor.map(|it| it.uuid()).into_iter().chain(subject).chain(in_details);
        ids.any(|id| named.contains(&id))
    };
    query.actor.is_none_or(|actor| entry.actor == Some(actor))
        && query.subject.is_none_or(|id| subject == Some(id))
        && query.action.as_ref().is_none_or(|any| any.split(',').any(|action| entry.action == action))
        && query.from.is_none_or(|from| entry.at >= from)
        && query.to.is_none_or(|to| entry.at < to)
        && text.is_none_or(|text| entry.mentions(text) || is_named())
}

/// The people and teams whose name holds the text: the log itself knows ids alone.
fn ids_named(tx: &dyn AuthorityRead, text: &str) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut ids = BTreeSet::new();
    for row in tx.list_feed(&Scope::Organization, 0, usize::MAX)? {
        if !matches!(row.key.kind, EntityKind::Person | EntityKind::Team) {
            continue;
        }
        let name = match read_entity(&row)? {
            Some(Entity::Person(person)) => person.name.to_string(),
            Some(Entity::Team(team)) => team.name.to_string(),
            _ => continue,
        };
        if name.to_lowercase().contains(text) {
            ids.insert(row.key.id);
        }
    }
    Ok(ids)
}

fn verify(tx: &dyn AuthorityRead, anchor: Option<(u64, [u8; 32])>) -> Result<AuditCheck, StoreError> {
    let head = tx.audit_head()?;
    let mut check = AuditCheck { records: 0, head: head.n, hash: hex(&head.hash), broken: None };
    let (mut n, mut hash) = (head.pruned_n, head.pruned_hash);
    let mut missed = anchor.filter(|(at, _)| *at > n);
    loop {
        let records = tx.list_audit(n + 1, n.saturating_add(BATCH))?;
        // A gap hides what comes after it from a batch that is empty.
        if records.is_empty() && n >= head.n {
            break;
        }
        let Some(last) = records.last().map(|it| it.n) else {
            return Ok(broken(check, n + 1, AuditBreak::Missing));
        };
        for record in records {
            if record.n != n + 1 {
                return Ok(broken(check, n + 1, AuditBreak::Missing));
            }
            hash = chain(&hash, record.n, &record.body);
            if hash != record.hash {
                return Ok(broken(check, record.n, AuditBreak::Changed));
            }
            if missed.is_some_and(|(at, known)| at == record.n && known == hash) {
                missed = None;
            }
            n = record.n;
            check.records += 1;
        }
        debug_assert_eq!(n, last, "records come in order");
    }
    if (n, hash) != (head.n, head.hash) {
        let what = if n > head.n { AuditBreak::Added } else { AuditBreak::Missing };
        return Ok(broken(check, n.min(head.n) + 1, what));
    }
    match missed {
        Some((at, _)) => Ok(broken(check, at, AuditBreak::NotAsKept)),
        None => Ok(check),
    }
}

fn broken(check: AuditCheck, n: u64, what: AuditBreak) -> AuditCheck {
    AuditCheck { broken: Some((n, what)), ..check }
}

fn prune(tx: &mut dyn AuthorityWrite, at: Timestamp) -> Result<u64, StoreError> {
    let head = tx.audit_head()?;
    let mut up_to: Option<AuditRecord> = None;
    let mut first = head.pruned_n + 1;
    'all: while first <= head.n {
        for record in tx.list_audit(first, first + BATCH - 1)? {
            if read(&record)?.at >= at {
                break 'all;
            }
            up_to = Some(record);
        }
        first += BATCH;
    }
    let Some(up_to) = up_to else { return Ok(0) };
    tx.prune_audit(&up_to)?;
    Ok(up_to.n - head.pruned_n)
}

fn read(record: &AuditRecord) -> Result<AuditEntry, StoreError> {
    serde_json::from_str(&record.body).map_err(|cause| StoreError::Inconsistent {
        table: "audit",
        row: record.n.to_string(),
        cause: cause.to_string(),
    })
}

fn hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

#[cfg(test)]
mod tests;
