//! The server over real HTTP with real files: what it does, refuses, and survives.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod admission;
mod backup;
mod events;
mod exchange;
mod invitations;
mod place;
mod restart;
mod session;
mod sync;

/// Everything lies in files here; `postgres.rs` runs the same over a database.
fn new_database() -> Option<goodturn_server::PostgresAddress> {
    None
}
