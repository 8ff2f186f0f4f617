//! What came of an operation, and how it is told from another of the same id.

use goodturn_domain::OperationId;
use goodturn_store::Outcome;
use serde_json::Value;

use crate::protocol::{SentOperation, Verdict, VerdictOf};

/// How far a push has got; the device's number is written once, at its end.
pub(super) struct Progress {
    pub(super) last_n: u64,
    /// The operation of that number, if this push has moved it.
    pub(super) last: Option<OperationId>,
    pub(super) verdicts: Vec<VerdictOf>,
}

impl Progress {
    pub(super) fn reach(&mut self, sent: &SentOperation) {
        (self.last_n, self.last) = (sent.n, Some(sent.id));
    }
}

pub(super) fn rejected(code: &str, details: Value) -> Verdict {
    Verdict::Rejected { code: code.to_owned(), details }
}

pub(super) fn verdict_to_json(verdict: &Verdict) -> String {
    serde_json::to_string(verdict).expect("a verdict has string keys only")
}

pub(super) fn recorded(outcome: &Outcome) -> Verdict {
    serde_json::from_str(&outcome.verdict).unwrap_or(Verdict::Deferred)
}

/// Binds an operation's identity to what it says.
pub(super) fn payload_hash(sent: &SentOperation) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&sent.at.micros().to_be_bytes());
    hasher.update(sent.payload.as_str().as_bytes());
    *hasher.finalize().as_bytes()
}

/// Whether the operation is the one that was recorded. One that was put off has done nothing yet,
/// and somebody's name may have been taken from it since.
pub(super) fn may_be_meant(known: &Outcome, sent: &SentOperation, hash: [u8; 32]) -> bool {
    is_same(known, sent, hash) || recorded(known) == Verdict::Deferred
}

/// Whether it says what was recorded. Earlier versions of the server hashed the
/// payload after they had put its keys in order.
fn is_same(known: &Outcome, sent: &SentOperation, hash: [u8; 32]) -> bool {
    let in_order = || payload_hash(&SentOperation { payload: sent.payload.value().into(), ..sent.clone() });
    known.payload_hash == hash || known.payload_hash == in_order()
}
