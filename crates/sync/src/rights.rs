//! The audit log and what goes with it, on the wire.

use goodturn_domain::{AuditEntry, EntityKind, PersonId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The most lines of the audit log in one answer.
pub const MOST_AUDIT_LINES: usize = 200;

/// `GET /v1/audit`: which lines of the audit log. What is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AuditQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<PersonId>,
    /// The id of a person, a team or the organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    /// The names of one or several deeds, with commas in between.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// From this instant on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Before this instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// In the words of an entry, or in the name of a person or team that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Lines older than this one: the `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
}

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditLine {
    pub n: u64,
    #[serde(flatten)]
    pub entry: AuditEntry,
}

/// Lines of the audit log, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditPage {
    pub lines: Vec<AuditLine>,
    /// Where the next page begins; none when there is no more.
    pub next: Option<u64>,
    /// The number of the newest line of all.
    pub head: u64,
    /// The number of the oldest line that is kept.
    pub first: u64,
}

/// `GET /v1/retention`: what would go if things were kept so long. What is not given is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests_days: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_ups_days: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thanks_days: Option<u16>,
}

/// How many of a kind would go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RetentionLine {
    pub kind: EntityKind,
    pub count: u64,
    /// When the oldest of them came to its end.
    pub since: Option<Timestamp>,
}

/// What would go, kind by kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RetentionPreview {
    pub lines: Vec<RetentionLine>,
}

/// `GET /v1/audit/check`: what was kept of the log elsewhere, if anything was: the number of a line
/// and its hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AuditCheckQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// In hex; with `n`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// Why the audit log is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditBreak {
    /// The line was changed, or another one took its place.
    Changed,
    /// The line is gone, and perhaps others after it.
    Missing,
    /// There are lines that do not belong to it.
    Added,
    /// Sound by itself, and not the log that was known elsewhere.
    NotAsKept,
}

/// `GET /v1/audit/check`: whether the audit log is as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditCheck {
    /// Lines that were found sound.
    pub records: u64,
    /// The number of the newest line, and its hash in hex: kept elsewhere, they prove later that
    /// the log was not written anew.
    pub head: u64,
    pub hash: String,
    /// The first line that is not as it was written.
    pub broken: Option<(u64, AuditBreak)>,
}
