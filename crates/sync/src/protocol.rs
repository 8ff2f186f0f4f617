//! The wire: what a device sends and what the authority answers (`docs/sync.md`).

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use futures_util::stream::{self, Stream};
use goodturn_domain::{DeviceId, Entity, Operation, OperationId, PersonId, Scope, Timestamp};
use goodturn_store::Digest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;

use crate::json::Json;
use crate::problem::EndedBy;

/// The version of this protocol; a server serves the three before it as well.
pub const PROTOCOL: u32 = 1;
/// The schema number of operations and entity bodies that this version writes.
pub const SCHEMA: u32 = 1;
/// The highest number of an operation: what every language's numbers hold, and a device never counts to.
pub const MOST_N: u64 = (1 << 53) - 1;
/// The most operations in one push.
pub const MOST_OPERATIONS: usize = 500;
/// The most that the operations of one push take together, in bytes of JSON; a single longer one goes alone.
pub const MOST_PUSH_BYTES: usize = 1024 * 1024;
/// The most rows in one answer to a pull, unless one number alone has more.
pub const MOST_ROWS: usize = 2_000;
/// The most scopes that a device follows.
pub const MOST_SCOPES: usize = 1_000;

/// An operation as it travels. The payload stays open, so that one that this version does not
/// know is refused by name instead of breaking the push; when it is sent again it has to be the same
/// text, to the byte.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SentOperation {
    pub id: OperationId,
    pub device: DeviceId,
    /// 1, 2, 3 … on that device.
    pub n: u64,
    pub actor: PersonId,
    pub at: Timestamp,
    pub schema: u32,
    /// The intent: an object with `type`, described as `Intent`. Of another version it may be
    /// anything, which is refused by its name.
    pub payload: Json,
}

impl SentOperation {
    /// The operation, if this version knows its intent and the payload fits it.
    pub fn to_operation(&self) -> Result<Operation, serde_json::Error> {
        Ok(Operation { id: self.id, at: self.at, intent: serde_json::from_str(self.payload.as_str())? })
    }
}

/// Sends operations, in order of `n`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PushRequest {
    pub device: DeviceId,
    /// The epoch that the device has seen; none before its first pull.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Uuid>,
    pub operations: Vec<SentOperation>,
}

/// What came of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Its changes have this sequence number.
    Applied { seq: u64 },
    /// Accepted, and nothing had to change.
    Unchanged,
    /// Never applied. `code` says why, for a program; `details` for a sentence.
    Rejected {
        code: String,
        #[serde(default)]
        details: Value,
    },
    /// Not decided yet, because what it builds on is still missing on a server that was restored:
    /// send it again later.
    Deferred,
}

impl Verdict {
    /// Whether something changed.
    pub const fn is_applied(&self) -> bool {
        matches!(self, Self::Applied { .. })
    }
}

/// The verdict of one operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VerdictOf {
    pub id: OperationId,
    pub n: u64,
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// One verdict for each operation of a push.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PushAnswer {
    pub epoch: Uuid,
    pub head: u64,
    /// The last `n` of this device that was decided.
    pub last_n: u64,
    pub verdicts: Vec<VerdictOf>,
}

/// Cursor by scope: the device has seen everything up to that number.
pub type Cursors = BTreeMap<Scope, u64>;

/// Asks for what changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PullRequest {
    pub device: DeviceId,
    pub cursors: Cursors,
    /// What the device knows of the history: the server checks that it is its own.
    pub seen: Option<Seen>,
    /// At most so many rows; the server may give fewer.
    pub limit: usize,
}

impl PullRequest {
    /// What to ask for once `answer` is applied.
    #[must_use]
    pub fn after(mut self, answer: &PullAnswer) -> Self {
        if answer.is_new_history {
            self.cursors.clear();
        }
        for scope in &answer.lost {
            self.cursors.remove(scope);
        }
        self.cursors.extend(answer.scopes.iter().map(|(scope, state)| (scope.clone(), state.cursor)));
        Self { seen: Some(answer.seen), ..self }
    }
}

/// A point of a server's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Seen {
    pub epoch: Uuid,
    pub head: u64,
    pub chain: Uuid,
}

/// An entity as it is now, with the scopes of this answer in which it is seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    pub kind: String,
    pub id: Uuid,
    pub seq: u64,
    pub scopes: Vec<Scope>,
    pub body: Json,
    /// What the body says, once it was read. It is not sent.
    #[serde(skip)]
    pub(crate) read: ReadBody,
}

/// The body of a row as this version understands it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum ReadBody {
    #[default]
    NotYet,
    /// It is of a kind that this version does not know, or cannot be read.
    Unknown,
    Entity(Box<Entity>),
}

impl Row {
    /// An entity that was not read ahead.
    pub const fn new(kind: String, id: Uuid, seq: u64, scopes: Vec<Scope>, body: Json) -> Self {
        Self { kind, id, seq, scopes, body, read: ReadBody::NotYet }
    }

    /// Reads the body ahead, so that who stores it has less to do.
    pub fn read_ahead(&mut self) {
        let entity = goodturn_store::understand(&self.kind, self.id, self.body.as_str());
        self.read = entity.map_or(ReadBody::Unknown, |entity| ReadBody::Entity(Box::new(entity)));
    }
}

/// An entity that left a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GoneRow {
    pub kind: String,
    pub id: Uuid,
    pub seq: u64,
    pub scope: Scope,
}

/// Where a scope stands after an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScopeState {
    pub cursor: u64,
    /// Given once the cursor has reached the head: what the device should hold then.
    pub digest: Option<Digest>,
}

/// What changed: one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PullAnswer {
    pub seen: Seen,
    /// The device's history is not this server's: every scope starts over, the outbox stays.
    pub is_new_history: bool,
    pub rows: Vec<Row>,
    pub gone: Vec<GoneRow>,
    /// Every scope that the person may sync, as it stands after this page.
    pub scopes: BTreeMap<Scope, ScopeState>,
    /// Scopes that the device followed and may not any more.
    pub lost: Vec<Scope>,
    pub has_more: bool,
    pub last_n: u64,
    /// Everything up to this number is in a backup of the server; 0 from a server that does not say.
    #[serde(default)]
    pub backed_up: u64,
    pub server_time: Timestamp,
}

/// Why a sync did not go through. Expected outcomes are values; these are not.
#[derive(Debug, Error)]
pub enum SyncError {
    /// No answer of a Goodturn server: nothing was acknowledged, nothing is lost.
    #[error("offline: {0}")]
    Offline(String),
    /// The session ended, or was revoked.
    #[error("signed out")]
    SignedOut,
    /// The session was ended from elsewhere: what the device holds is to be deleted.
    #[error("signed out from elsewhere")]
    Ended(EndedBy),
    /// The server does not speak this version's protocol any more.
    #[error("this version is too old for the server")]
    OutOfDate,
    /// The device's numbers do not fit: the server expects `n` next.
    #[error("the server expects operation {expected}")]
    Gap { expected: u64 },
    /// The device's number is taken by another operation: the device was restored or copied.
    #[error("this device was restored or copied")]
    ClonedDevice,
    /// The server was restored, or is another one: pull first, and offer everything again.
    #[error("the server has another history")]
    NewHistory,
    /// The server has too much to do, or a fault; try again later.
    #[error("the server is busy: {detail}")]
    Busy {
        detail: String,
        /// When it said that it can be asked again.
        retry_after: Option<Duration>,
    },
    /// What was sent or answered breaks the protocol.
    #[error("protocol: {0}")]
    Protocol(String),
}

/// The protocol, as one: the client speaks it over HTTP, the server over its storage.
pub trait SyncServer: Send + Sync {
    /// Sends operations.
    fn push(&self, request: PushRequest) -> impl Future<Output = Result<PushAnswer, SyncError>> + Send;
    /// Asks for what changed.
    fn pull(&self, request: PullRequest) -> impl Future<Output = Result<PullAnswer, SyncError>> + Send;
    /// Asks for what changed and for what follows it, as far as the server goes on by itself: pages in
    /// their order. The stream ends with an error, with the last page, or before it; after it one asks
    /// from the last page that came.
    fn pull_on(&self, request: PullRequest) -> impl Stream<Item = Result<PullAnswer, SyncError>> + Send {
        stream::once(self.pull(request))
    }
}
