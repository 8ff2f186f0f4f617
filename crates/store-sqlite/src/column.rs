//! How ids, instants and counters lie in columns.

use goodturn_domain::Timestamp;
use rusqlite::Row;
use rusqlite::types::FromSql;
use uuid::Uuid;

/// An id as 16 bytes.
pub(crate) fn blob(id: Uuid) -> [u8; 16] {
    id.into_bytes()
}

/// Numbers are kept with the same bits: SQLite has no unsigned integers.
pub(crate) fn signed(number: u64) -> i64 {
    number.cast_signed()
}

/// The number that [`signed`] put away.
pub(crate) fn unsigned(number: i64) -> u64 {
    number.cast_unsigned()
}

/// An instant to sort by: none comes last.
pub(crate) fn order(at: Option<Timestamp>) -> i64 {
    at.map_or(i64::MAX, Timestamp::micros)
}

/// An instant as microseconds.
pub(crate) fn micros(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::micros)
}

/// The only column of a row.
pub(crate) fn single<T: FromSql>(row: &Row<'_>) -> rusqlite::Result<T> {
    row.get(0)
}

/// The id in the only column of a row.
pub(crate) fn single_id(row: &Row<'_>) -> rusqlite::Result<Uuid> {
    row.get(0).map(Uuid::from_bytes)
}
