//! The server over real HTTP with a real PostgreSQL: the same as with files.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod administration;
mod admission;
mod archive;
mod attachments;
mod audit;
mod database_backup;
mod events;
mod exchange;
mod in_the_way;
mod invitations;
mod people_import;
mod place;
mod presence;
mod restart;
mod rights;
mod session;
mod several;
mod sync;

use goodturn_test_support::postgres::Cluster;

/// A database of its own for each place.
fn new_database() -> Option<goodturn_server::PostgresAddress> {
    Some(Cluster::shared().new_database().as_str().into())
}
