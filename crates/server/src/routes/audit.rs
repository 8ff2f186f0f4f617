//! The audit log: reading and checking it. Both are recorded in it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State};
use goodturn_domain::{AuditEntry, AuditEvent, PersonId};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::rights::{AuditCheck, AuditCheckQuery, AuditPage, AuditQuery};

use crate::auth::Member;
use crate::backend::Backend;
use crate::error::ApiError;
use crate::exchange::Answer;

/// `GET /v1/audit`: one page of what the query finds. The first page of a search is recorded, the
/// further ones are the same search.
pub(crate) async fn search(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Query(query): Query<AuditQuery>,
) -> Result<Answer<AuditPage>, ApiError> {
    backend
        .blocking(move |it| {
            let page = it.authority.search_audit(&query)?;
            if query.before.is_none() {
                let mut entry = it.event(AuditEvent::AuditRead, Some(member.person));
                if let Some(actor) = query.actor {
                    entry = entry.with("actor", &actor);
                }
                if let Some(subject) = query.subject {
                    entry = entry.with("subject", &subject);
                }
                it.record(entry)?;
            }
            Ok(page)
        })
        .await
        .map(Answer)
}

/// `GET /v1/audit/check`: whether the log is as it was written.
pub(crate) async fn check(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Query(query): Query<AuditCheckQuery>,
) -> Result<Answer<AuditCheck>, ApiError> {
    let kept = kept_line(&query)?;
    backend
        .blocking(move |it| {
            let check = it.authority.verify_audit(kept)?;
            let entry = it.event(AuditEvent::AuditRead, Some(member.person)).with("records", &check.records);
            it.record(entry)?;
            Ok(check)
        })
        .await
        .map(Answer)
}

/// The line that was kept elsewhere.
fn kept_line(query: &AuditCheckQuery) -> Result<Option<(u64, [u8; 32])>, ApiError> {
    let malformed = || ApiError::new(ProblemCode::Malformed, "A line is kept by its number and its hash in hex.");
    match (query.n, &query.hash) {
        (None, None) => Ok(None),
        (Some(n), Some(hash)) => {
            let hash = blake3::Hash::from_hex(hash).map_err(|_| malformed())?;
            Ok(Some((n, *hash.as_bytes())))
        }
        _ => Err(malformed()),
    }
}

impl Backend {
    /// An entry of this moment.
    pub(crate) fn event(&self, event: AuditEvent, actor: Option<PersonId>) -> AuditEntry {
        AuditEntry::event(event, actor, self.clock.now())
    }

    /// Adds to the audit log. What an entry tells of happens after it is recorded, wherever the two
    /// cannot be one transaction: better a record too many than a deed without one.
    pub(crate) fn record(&self, entry: AuditEntry) -> Result<(), ApiError> {
        Ok(self.authority.record(&[entry])?)
    }
}
