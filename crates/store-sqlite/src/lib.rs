//! Goodturn's storage over SQLite: a device's file ([`SqliteReplica`]) and an organization's file
//! ([`SqliteAuthority`]), each opened by one process at a time.
//!
//! Not in here: wire types, HTTP, rules. A new entity gets a projection in `replica/` or
//! `authority/` when a list or a decision asks for it, and a migration that fills it.

mod authority;
mod backup;
mod checkpointer;
mod column;
mod database;
mod directory;
mod encryption;
mod fault;
mod inspection;
mod lock;
mod migrations;
mod profile;
mod replica;
mod salvage;
mod scope_sums;

pub use authority::SqliteAuthority;
pub use backup::check_copy;
pub use database::{Database, Layout};
pub use encryption::{CAN_ENCRYPT, FileKey, is_encrypted};
pub use fault::from_sqlite;
pub use replica::{
    LabelUse, ListedAnswer, ListedCannedText, ListedEntry, ListedFollowUp, ListedRequest, ListedThanks, Listener,
    RequestList, RequestListing, RequestQuery, Similar, SqliteReplica, ThanksList, ThanksListing, ThanksQuery,
};
pub use salvage::{quarantine, salvage_outbox};
