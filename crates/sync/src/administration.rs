//! What administrators do over HTTP, and what everybody does with their own devices and password.

use std::fmt;

use goodturn_domain::{DeviceId, Organization, Person, PersonId, Team, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::protocol::Verdict;
use crate::session::Secret;

/// `GET /v1/directory`: the organization, with everybody and every team, closed ones included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Directory {
    pub organization: Organization,
    pub people: Vec<Person>,
    pub teams: Vec<Team>,
    /// What is known of how people come in; whoever is not named was never invited.
    pub accounts: Vec<AccountShown>,
}

/// How somebody comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountShown {
    pub person: PersonId,
    /// Who was only invited has none.
    pub has_account: bool,
    /// When the invitation that waits for them ends.
    pub invited_until: Option<Timestamp>,
    /// When any of their devices last used its session.
    pub last_seen_at: Option<Timestamp>,
}

/// `POST /v1/operations`: intents of the person whose session it is, decided in order in one
/// transaction, each for itself. For programs without an outbox; what did not come through is sent
/// again with the same ids of new things in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActRequest {
    /// At most as many as operations in a push.
    pub intents: Vec<Value>,
}

/// One verdict for each intent, in the same order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActAnswer {
    pub verdicts: Vec<Verdict>,
}

/// `GET /v1/devices` and `GET /v1/people/{person}/devices`: where somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DevicesShown {
    pub devices: Vec<DeviceShown>,
}

/// A device on which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeviceShown {
    /// None for the app that this backend runs inside of: it cannot be signed out from elsewhere.
    pub device: Option<DeviceId>,
    pub name: String,
    pub signed_in_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// Whether the question came from it.
    pub is_this: bool,
}

/// `DELETE` on devices: how many sessions ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Revoked {
    pub sessions: usize,
}

/// `PUT /v1/password`: one's own, knowing the one before. All other sessions end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangePassword {
    pub current: Secret,
    pub new: Secret,
}

/// `PUT /v1/email`: one's own address, knowing the password. All other sessions end, and links for a
/// new password no longer work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeEmail {
    #[schemars(email, length(max = 200))]
    pub email: String,
    pub password: Secret,
}

/// `PUT /v1/people/{person}/email`: somebody else's address. Their sessions stay; links for a new
/// password no longer work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewEmail {
    #[schemars(email, length(max = 200))]
    pub email: String,
}

/// A link by which somebody sets a new password, once, within a day. Handed to them by whoever
/// asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResetMade {
    pub link: String,
    pub expires_at: Timestamp,
}

/// `GET /v1/password-resets/{code}`: whose password it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResetShown {
    pub organization_name: String,
    pub person_name: String,
    pub email: String,
    pub expires_at: Timestamp,
}

/// `POST /v1/password-resets/{code}`: the new password. Every session of the person ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResetPassword {
    pub password: Secret,
}

/// What a link for a new password says: where to go, and with which code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetLink {
    pub server: String,
    pub code: String,
}

impl ResetLink {
    /// Reads `<server>/reset/<code>`; none for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (server, code) = crate::session::parse_link(text, "/reset/")?;
        Some(Self { server, code })
    }
}

impl fmt::Display for ResetLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/reset/{}", self.server, self.code)
    }
}

/// The most people that one import takes.
pub const MOST_IMPORTED: usize = 10_000;

/// `POST /v1/people/import`: people from a table. Answered with [`ImportReport`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportRequest {
    /// With a header line; separated by commas, semicolons or tabs.
    pub csv: String,
    /// Only says what would happen.
    #[serde(default)]
    pub dry_run: bool,
}

/// What came of every line, or would come of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportReport {
    pub dry_run: bool,
    /// Why no line was read at all.
    pub problem: Option<TableProblem>,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub failed: usize,
    pub lines: Vec<ImportedLine>,
}

/// Why a text is no table of people.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum TableProblem {
    #[error("there are no lines below a header")]
    Empty,
    #[error("the first line names no columns: above the people it has to say at least name and email")]
    NoHeader,
    #[error("the column {column} is missing")]
    ColumnMissing { column: String },
    #[error("there is no column {column:?}")]
    ColumnUnknown { column: String },
    #[error("the column {column} is there twice")]
    ColumnTwice { column: String },
    #[error("more than {most} lines")]
    TooManyLines { most: usize },
    #[error("line {line} cannot be read as a line of a table: perhaps a quotation mark is missing")]
    Unreadable { line: u64 },
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedLine {
    /// Counted from 1, the header included.
    pub line: u64,
    pub email: String,
    pub name: String,
    pub outcome: LineOutcome,
    pub changes: Vec<FieldChange>,
    /// Everything that stands against the line.
    #[serde(default)]
    pub problems: Vec<LineProblem>,
    /// By which somebody who was added joins; works once.
    pub link: Option<String>,
}

/// What comes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineOutcome {
    Add,
    Change,
    Unchanged,
    Error,
}

/// A field with its value before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldChange {
    /// The name of the column.
    pub field: String,
    pub from: String,
    pub to: String,
}

/// Why nothing comes of a line.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum LineProblem {
    #[error("the {column} is empty or too long")]
    Unusable { column: String },
    #[error("under no column stands: {cells}")]
    CellsWithoutColumn { cells: String },
    #[error("{email:?} is no e-mail address")]
    NotAnAddress { email: String },
    #[error("line {line} has the same e-mail address")]
    SameAddress { line: u64 },
    #[error("several colleagues have the e-mail address {email:?}, and none or more than one has that name")]
    AddressOfSeveral { email: String },
    #[error("there is no role {role:?}; guest, member, administrator and owner are")]
    UnknownRole { role: String },
    #[error("there is no open team {team:?}")]
    UnknownTeam { team: String },
    #[error("nobody active has the address {manager:?}, and no other good line adds it")]
    UnknownManager { manager: String },
    #[error("the reporting line would lead back to the same person")]
    ReportsToThemselves,
    #[error("there is no time zone {zone:?}")]
    UnknownZone { zone: String },
    #[error("the person was deactivated; reactivate them first")]
    Deactivated,
    #[error("an owner can only be changed by an owner, and one has to remain")]
    OwnerProtected,
    /// The rules refused it when it was done: something had changed meanwhile.
    #[error("refused: {reason}")]
    Refused { reason: String },
}
