//! What goes wrong, as the interface hears it: a code that it has a sentence for, and particulars.

use std::io;

use goodturn_calendar_file::CalendarFileError;
use goodturn_domain::{Refusal, TextError};
use goodturn_store::StoreError;
use goodturn_sync::{LocalError, SyncError};
use serde::Serialize;
use serde_json::{Value, json};
use thiserror::Error;

/// Why a command was not carried out. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Error, Serialize)]
#[error("{code}: {message}")]
pub struct CommandError {
    /// From a short, closed list; the interface has a sentence for each.
    pub code: String,
    /// For logs and reports, in English.
    pub message: String,
    /// Particulars for the sentence.
    pub details: Value,
}

impl CommandError {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), details: Value::Null }
    }

    pub(crate) fn malformed(command: &str, cause: &dyn std::error::Error) -> Self {
        Self::new("malformed", format!("{command}: {cause}"))
    }

    pub(crate) fn unknown_command(name: &str) -> Self {
        Self::new("unknown_command", format!("there is no command {name:?}"))
    }

    pub(crate) fn not_found() -> Self {
        Refusal::NotFound.into()
    }
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        let details = serde_json::to_value(&refusal).unwrap_or_default();
        let code = details.get("code").and_then(Value::as_str).unwrap_or("refused").to_owned();
        Self { code, message: refusal.to_string(), details }
    }
}

impl From<CalendarFileError> for CommandError {
    fn from(error: CalendarFileError) -> Self {
        let code = match error {
            CalendarFileError::Unreadable(_) | CalendarFileError::TooLarge { .. } => "calendar_file_unreadable",
            CalendarFileError::Empty => "calendar_file_empty",
            CalendarFileError::TooManyDays { .. } => "too_many_days_off",
        };
        Self::new(code, error.to_string())
    }
}

impl From<TextError> for CommandError {
    fn from(error: TextError) -> Self {
        let message = error.to_string();
        match error {
            TextError::Empty => Self::new("text_empty", message),
            TextError::TooLong { limit, length } => {
                Self { code: "text_too_long".into(), message, details: json!({ "limit": limit, "length": length }) }
            }
        }
    }
}

/// A file beside the store could not be written.
impl From<io::Error> for CommandError {
    fn from(cause: io::Error) -> Self {
        let code = if cause.kind() == io::ErrorKind::StorageFull { "disk_full" } else { "storage_unavailable" };
        Self::new(code, cause.to_string())
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Full(_) => "disk_full",
            StoreError::Damaged(_) | StoreError::Inconsistent { .. } => "storage_damaged",
            StoreError::NewerSchema { .. } => "newer_schema",
            StoreError::Unavailable(_) | StoreError::Conflict(_) => "storage_unavailable",
        };
        Self::new(code, error.to_string())
    }
}

impl From<LocalError> for CommandError {
    fn from(error: LocalError) -> Self {
        match error {
            LocalError::Refused(refusal) => refusal.into(),
            LocalError::Store(failure) => failure.into(),
        }
    }
}

impl From<SyncError> for CommandError {
    fn from(error: SyncError) -> Self {
        let code = match &error {
            SyncError::Offline(_) => "offline",
            SyncError::SignedOut | SyncError::Ended(_) => "signed_out",
            SyncError::OutOfDate => "out_of_date",
            SyncError::Busy { .. } => "busy",
            SyncError::Gap { .. } | SyncError::ClonedDevice | SyncError::NewHistory | SyncError::Protocol(_) => {
                "protocol"
            }
        };
        Self::new(code, error.to_string())
    }
}
