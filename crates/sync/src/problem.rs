//! Errors on the wire: problem JSON with a code from a closed list, and the headers of an answer.

use goodturn_domain::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Both ways: the protocol version.
pub const PROTOCOL_HEADER: &str = "goodturn-protocol";
/// Of a sync answer: BLAKE3 of the uncompressed body, in hex. An answer without it, or with
/// another one, is no answer of a Goodturn server.
pub const CHECKSUM_HEADER: &str = "goodturn-checksum";
/// The content type of [`Problem`].
pub const PROBLEM_CONTENT_TYPE: &str = "application/problem+json";

/// Every reason for which the server does not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// No session, or one that ended.
    SignedOut,
    WrongPassword,
    TooManyAttempts,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Malformed,
    TooLarge,
    OutOfDate,
    /// The device's numbers do not fit; `expected` says which is next.
    Gap,
    ClonedDevice,
    /// The history that the device knows is not this server's: it pulls before it pushes.
    NewHistory,
    /// The sync request breaks the protocol.
    Protocol,
    InvitationUsed,
    InvitationExpired,
    /// The link for a new password has been used.
    ResetUsed,
    ResetExpired,
    /// Somebody has that e-mail address already.
    EmailTaken,
    /// The password is too short, too long, or among those that everybody tries first.
    WeakPassword,
    /// The rules refused it; `detail` says why.
    Refused,
    /// The files of the person, or of all, take all the room there is for them.
    NoRoomForFiles,
    /// The picture has more pixels than are shown.
    TooManyPixels,
    /// What came is not what its hash says: it is sent again from the beginning.
    WrongHash,
    Busy,
    DiskFull,
    Internal,
    /// A code of a newer server.
    #[serde(other)]
    Unknown,
}

/// How somebody's session was ended from elsewhere. The device deletes what it holds of the
/// organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// By the person, on another device.
    Oneself,
    Administrator,
    /// The person was deactivated, or taken back in later.
    Deactivation,
    /// The person was erased.
    Erasure,
    /// A way of a newer server.
    #[serde(other)]
    Another,
}

/// Who has an e-mail address already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddressHolder {
    pub person: PersonId,
    pub name: String,
    /// Otherwise a new invitation lets them in.
    pub has_joined: bool,
}

/// The body of every error answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    pub code: ProblemCode,
    /// The same for every problem of that code.
    pub title: String,
    /// What happened this time.
    pub detail: String,
    /// With [`ProblemCode::Gap`]: the number that is next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
    /// With [`ProblemCode::TooManyAttempts`] and [`ProblemCode::Busy`]: when to try again. The
    /// header `Retry-After` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u64>,
    /// With [`ProblemCode::SignedOut`]: the session was ended from elsewhere, and what the device
    /// holds of the organization is to be deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<EndedBy>,
    /// With [`ProblemCode::EmailTaken`], for who invites: by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<AddressHolder>,
}
