//! What goes wrong inside, and what callers get to know of it.

use std::fmt;

use deadpool_postgres::{HookError, PoolError};
use goodturn_store::StoreError;
use thiserror::Error;
use tokio_postgres::error::{DbError, SqlState};

/// Tables by name, for errors that PostgreSQL reports about them.
pub(crate) const TABLES: &[&str] = &[
    "org_head",
    "commits",
    "entities",
    "scopes",
    "feed",
    "outcomes",
    "devices",
    "numbers",
    "deliveries",
    "entries",
    "follow_ups",
    "owners",
    "memberships",
    "audit",
    "audit_head",
    "uploads",
    "file_uses",
    "endings",
    "words",
    "people",
    "holders",
];

/// An error with what the server said, which the library's own message leaves out.
#[derive(Debug, Error)]
#[error("{}", Said(.0))]
struct Failure(tokio_postgres::Error);

struct Said<'a>(&'a tokio_postgres::Error);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.as_db_error(), std::error::Error::source(self.0)) {
            // Never the detail: it quotes what people wrote.
            (Some(db), _) => write!(f, "PostgreSQL says: {} ({})", db.message(), db.code().code()),
            (None, Some(cause)) => write!(f, "{}: {cause}", self.0),
            (None, None) => write!(f, "{}", self.0),
        }
    }
}

/// What an error of PostgreSQL, or on the way to it, means to a caller.
pub(crate) fn from_postgres(error: tokio_postgres::Error) -> StoreError {
    let Some(db) = error.as_db_error() else { return StoreError::Unavailable(Failure(error).into()) };
    match db.code() {
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => {
            StoreError::Conflict(Failure(error).into())
        }
        &SqlState::DISK_FULL => StoreError::Full(Failure(error).into()),
        &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => StoreError::Damaged(Failure(error).into()),
        code if code.code().starts_with("23") => contradiction(db),
        _ => StoreError::Unavailable(Failure(error).into()),
    }
}

/// Whether an error says that the connection is gone: the server did not say anything, or that it
/// is leaving (class 57P).
pub(crate) fn is_lost(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_none_or(|db| db.code().code().starts_with("57P"))
}

/// What it means that no connection could be had.
pub(crate) fn from_pool(error: PoolError) -> StoreError {
    match error {
        PoolError::Backend(cause) | PoolError::PostCreateHook(HookError::Backend(cause)) => from_postgres(cause),
        PoolError::PostCreateHook(HookError::Message(why)) => unavailable(&why),
        other => StoreError::Unavailable(other.into()),
    }
}

/// The database cannot be used, for a reason in words.
pub(crate) fn unavailable(why: &str) -> StoreError {
    StoreError::Unavailable(why.into())
}

/// What is stored contradicts itself.
pub(crate) fn inconsistent(table: &'static str, row: impl fmt::Display, cause: impl fmt::Display) -> StoreError {
    StoreError::Inconsistent { table, row: row.to_string(), cause: cause.to_string() }
}

/// A row that breaks a constraint.
fn contradiction(db: &DbError) -> StoreError {
    let table = db.table().and_then(|name| TABLES.iter().find(|table| **table == name));
    inconsistent(table.unwrap_or(&"a table"), db.constraint().unwrap_or("a row"), db.message())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_a_name_in_errors() {
        let scripts = crate::migrations::OF_ORGANIZATIONS.scripts;
        let lines = scripts.iter().flat_map(|script| script.lines());
        let created = lines.filter_map(|line| line.strip_prefix("create table ")?.strip_suffix(" ("));

        assert_eq!(created.collect::<Vec<_>>(), TABLES);
    }
}
