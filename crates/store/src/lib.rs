//! What Goodturn keeps, with which guarantees.
//!
//! Two storages: the server's ([`AuthorityStorage`], everything of one organization with its feed)
//! and a device's ([`ReplicaStorage`], what one person may see, with the outbox). Both are
//! implemented in memory here, for tests, and over SQLite in `store-sqlite`; `conformance` is what
//! every implementation has to pass. Not in here: SQL, HTTP, wire types.

pub mod authority;
pub mod conformance;
pub mod copying;
pub mod digest;
mod error;
pub mod memory;
pub mod replica;

pub use authority::{
    AuditHead, AuditRecord, AuthorityRead, AuthorityStorage, AuthorityWrite, Backups, FeedRow, Foreseen, Head, Outcome,
    Upload,
};
pub use digest::Digest;
pub use error::StoreError;
pub use replica::{Attention, OutboxRecord, Position, ReplicaRead, ReplicaStorage, ReplicaWrite, understand};
