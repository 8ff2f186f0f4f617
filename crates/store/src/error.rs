//! What can go wrong with a storage, as far as a caller can act on it.

use thiserror::Error;

/// A storage could not do what it was asked to. The transaction it happened in never happened.
///
/// A cause that the message tells is no `source` as well: whoever tells all sources would tell it twice.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file or server cannot be used at the moment: locked, read-only, gone.
    #[error("the storage is unavailable: {0}")]
    Unavailable(Box<dyn std::error::Error + Send + Sync>),
    /// Somebody else's transaction stood in the way: the same again may go through.
    #[error("others got in the way: {0}")]
    Conflict(Box<dyn std::error::Error + Send + Sync>),
    /// There is no room left to write.
    #[error("the disk is full")]
    Full(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The file is damaged or no database at all.
    #[error("the storage is damaged: {0}")]
    Damaged(Box<dyn std::error::Error + Send + Sync>),
    /// What is stored contradicts itself.
    #[error("{table} {row} cannot be read: {cause}")]
    Inconsistent { table: &'static str, row: String, cause: String },
    /// A newer version of Goodturn wrote this; it is left untouched.
    #[error("the storage has schema {found}, this version knows {known}")]
    NewerSchema { found: i64, known: i64 },
}
