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
        (_, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) => damaged(error),
        // We write nothing but UTF-8.
        (E::Utf8Error(..), _) => damaged(error),
        (E::SqlInputError { .. }, _) | (_, Some(ErrorCode::Unknown)) if tells_damage(&error) => damaged(error),
        (_, Some(ErrorCode::ConstraintViolation)) => inconsistent(&error),
        (E::FromSqlConversionFailure(..) | E::IntegralValueOutOfRange(..) | E::InvalidColumnType(..), _) => {
            inconsistent(&error)
        }
        _ => StoreError::Unavailable(error.into()),
    }
}

fn damaged(error: rusqlite::Error) -> StoreError {
    DAMAGED.set(true);
    StoreError::Damaged(error.into())
}

/// Our statements fit our tables. Where one does not, a name in the schema has fallen over; and an index
/// of words has a format as long as its first rows are there. SQLite has no code for either, only words.
fn tells_damage(error: &rusqlite::Error) -> bool {
    let words = error.to_string();
    ["no such ", "has no column named", "invalid fts5 file format"].iter().any(|it| words.contains(it))
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
        for code in [ffi::SQLITE_READONLY, ffi::SQLITE_CANTOPEN, ffi::SQLITE_BUSY, ffi::SQLITE_IOERR_FSYNC] {
            assert!(matches!(mapped(code), StoreError::Unavailable(_)), "{code}");
        }
    }

    #[test]
    fn name_that_is_missing_is_damage_and_a_query_that_is_wrong_is_not() {
        let db = rusqlite::Connection::open_in_memory().expect("it opens");
        db.execute_batch("create table notes (words text); create virtual table found using fts5 (words)")
            .expect("SQL");
        let said = |sql: &str| StoreError::from(Fault::from(db.execute_batch(sql).expect_err("it cannot be done")));

        for sql in ["select word from notes", "select * from note", "insert into notes (word) values ('a')"] {
            assert!(matches!(said(sql), StoreError::Damaged(_)), "{sql}");
        }
        for sql in ["select * from found where found match '\"'", "commit", "select json('{')"] {
            assert!(matches!(said(sql), StoreError::Unavailable(_)), "{sql}");
        }
    }

    #[test]
    fn an_index_of_words_without_its_first_rows_is_damage() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let open = || rusqlite::Connection::open(folder.path().join("words.db")).expect("it opens");
        open()
            .execute_batch("create virtual table found using fts5 (words); delete from found_config")
            .expect("it can be written");

        let read = open().query_row("select count(*) from found where found match 'a'", [], |row| row.get::<_, i64>(0));

        assert!(matches!(StoreError::from(Fault::from(read.expect_err("it is cut off"))), StoreError::Damaged(_)));
    }

    #[test]
    fn text_that_is_no_text_is_damage() {
        let db = rusqlite::Connection::open_in_memory().expect("it opens");
        let read = db.query_row("select cast(x'ff' as text)", [], |row| row.get::<_, String>(0));

        assert!(matches!(StoreError::from(Fault::from(read.expect_err("it is no text"))), StoreError::Damaged(_)));
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
