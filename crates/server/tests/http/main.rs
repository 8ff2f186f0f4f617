//! The server over real HTTP with real files: what it does, refuses, and survives.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod admission;
mod backup;
mod description;
mod events;
mod exchange;
mod files;
mod invitations;
mod older;
mod place;
mod restart;
mod rotation;
mod session;
mod sync;

/// Everything lies in files here; `postgres.rs` runs the same over a database.
fn new_database() -> Option<goodturn_server::PostgresAddress> {
    None
}
