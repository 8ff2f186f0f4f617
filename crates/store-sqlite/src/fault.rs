//! What goes wrong inside, and what callers get to know of it.

use std::cell::Cell;
use std::fmt::Display;

use goodturn_store::StoreError;
use rusqlite::ErrorCode;

thread_local! {
    /// Whether an I/O error came up in this thread. Callers may turn an error into anything of
    /// theirs before it gets back to the connection, which has to know all the same.
    static IO_FAILED: Cell<bool> = const { Cell::new(false) };
    /// Whether damage came up in this thread.
    static DAMAGED: Cell<bool> = const { Cell::new(false) };
}

/// Whether an I/O error came up in this thread since the last call.
pub(crate) fn take_io_failure() -> bool {
    IO_FAILED.take()
}

/// An I/O error came up in this thread.
pub(crate) fn note_io_failure() {
    IO_FAILED.set(true);
}

/// Whether damage of a file came up in this thread since the last call.
pub(crate) fn take_damage() -> bool {
    DAMAGED.take()
}

/// An error on its way to becoming a [`StoreError`].
#[derive(Debug)]
pub(crate) enum Fault {
    Sqlite(rusqlite::Error),
    Store(StoreError),
}

impl Fault {
    /// What is stored contradicts itself.
    pub(crate) fn inconsistent(table: &'static str, row: &dyn Display, cause: &dyn Display) -> Self {
        Self::Store(StoreError::Inconsistent { table, row: row.to_string(), cause: cause.to_string() })
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Store(error) => error,
            Fault::Sqlite(error) => from_sqlite(error),
        }
    }
}

/// What an error of SQLite means to a caller.
pub fn from_sqlite(error: rusqlite::Error) -> StoreError {
    use rusqlite::Error as E;

    IO_FAILED.set(IO_FAILED.get() || error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure));
    match (&error, error.sqlite_error_code()) {
        (_, Some(ErrorCode::DiskFull)) => StoreError::Full(error.into()),
        // Our statements fit our tables. Where one does not, a name in the schema has fallen over, which
        // SQLite answers with its general error.
        (_, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown)) => {
            DAMAGED.set(true);
            StoreError::Damaged(error.into())
        }
        (_, Some(ErrorCode::ConstraintViolation)) => inconsistent(&error),
        (E::FromSqlConversionFailure(..) | E::IntegralValueOutOfRange(..) | E::InvalidColumnType(..), _) => {
            inconsistent(&error)
        }
        _ => StoreError::Unavailable(error.into()),
    }
}

fn inconsistent(error: &rusqlite::Error) -> StoreError {
    StoreError::Inconsistent { table: "a table", row: "a row".to_owned(), cause: error.to_string() }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn mapped(code: i32) -> StoreError {
        Fault::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)).into()
    }

    #[test]
    fn each_failure_says_what_can_be_done_about_it() {
        assert!(matches!(mapped(ffi::SQLITE_FULL), StoreError::Full(_)));
        assert!(matches!(mapped(ffi::SQLITE_CORRUPT), StoreError::Damaged(_)));
        assert!(matches!(mapped(ffi::SQLITE_NOTADB), StoreError::Damaged(_)));
        assert!(matches!(mapped(ffi::SQLITE_ERROR), StoreError::Damaged(_)));
        for code in [ffi::SQLITE_READONLY, ffi::SQLITE_CANTOPEN, ffi::SQLITE_BUSY, ffi::SQLITE_IOERR_FSYNC] {
            assert!(matches!(mapped(code), StoreError::Unavailable(_)), "{code}");
        }
    }

    #[test]
    fn a_failed_fsync_condemns_the_connection_and_a_full_disk_does_not() {
        take_io_failure();

        mapped(ffi::SQLITE_FULL);
        assert!(!take_io_failure());
        mapped(ffi::SQLITE_IOERR_FSYNC);
        assert!(take_io_failure());
        assert!(!take_io_failure());
    }
}
