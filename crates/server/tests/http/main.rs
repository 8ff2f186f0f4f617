//! The server over real HTTP with real files: what it does, refuses, and survives.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod administration;
mod admission;
mod archive;
mod attachments;
mod audit;
mod backup;
#[cfg(all(feature = "s3", unix))]
mod bucket;
mod description;
mod events;
mod exchange;
mod files;
mod invitations;
mod kept_files;
#[cfg(target_os = "linux")]
mod killed;
mod many_people;
mod older;
mod pages;
mod people_import;
mod place;
mod presence;
mod restart;
mod rights;
mod rotation;
mod session;
mod sync;

/// Everything lies in files here; `postgres.rs` runs the same over a database.
fn new_database() -> Option<goodturn_server::PostgresAddress> {
    None
}
