//! Goodturn's sync, without input and output.
//!
//! A device decides operations on its own data and keeps them in its outbox ([`replica`]). The
//! authority ([`authority`]) decides them again, for good, in one order, and its feed brings every
//! change to every device that may see it. What is still pending on a device is decided again on
//! top of what came. Client and server speak through one trait, [`SyncServer`], so that their drift
//! does not compile. Not in here: HTTP, SQL, clocks, threads.

pub mod administration;
pub mod authority;
pub mod files;
mod json;
pub mod looked_up;
pub mod pages;
pub mod presence;
pub mod problem;
pub mod protocol;
mod records;
pub mod replica;
pub mod rights;
pub mod session;

pub use authority::Authority;
pub use json::Json;
pub use protocol::{
    Cursors, GoneRow, PROTOCOL, PullAnswer, PullRequest, PushAnswer, PushRequest, Row, SCHEMA, ScopeState,
    SentOperation, SyncError, SyncServer, Verdict, VerdictOf,
};
pub use replica::{LocalError, Replica};
