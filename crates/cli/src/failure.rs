//! What went wrong, as a sentence for people and an exit code for programs.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use goodturn_client::CommandError;
use thiserror::Error;

const FAILURE: u8 = 1;
const USAGE: u8 = 2;
const NOT_FOUND: u8 = 3;
const SIGN_IN: u8 = 4;
const CONFLICT: u8 = 5;
const OFFLINE: u8 = 6;

/// The command line leaves something open.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// What was named is not there.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct Missing(pub(crate) String);

/// What is to be made is there already.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct Conflict(pub(crate) String);

/// The rules refused it, with that code.
#[derive(Debug, Error)]
#[error("refused: {}", .0.replace('_', " "))]
pub(crate) struct Refused(pub(crate) String);

/// Some lines of a table came to nothing; the report says why.
#[derive(Debug, Error)]
#[error("{failed} lines could not be used")]
pub(crate) struct LinesFailed {
    pub(crate) output: String,
    pub(crate) failed: usize,
}

/// The audit log is not as it was written; the report says how far it is.
#[derive(Debug, Error)]
#[error("line {n} of the audit log is not as it was written: {why}")]
pub(crate) struct Unsound {
    pub(crate) output: String,
    pub(crate) n: u64,
    pub(crate) why: String,
}

/// A line was not added; it is printed, so that it is not lost with the terminal.
#[derive(Debug, Error)]
#[error("not added: {message}{}", .kept.says())]
pub(crate) struct NotAdded {
    pub(crate) line: String,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) kept: Kept,
}

/// Where the app holds a line that was not added.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kept {
    Draft,
    Recent,
    Nowhere,
}

impl Kept {
    fn says(self) -> &'static str {
        match self {
            Self::Draft => " (it waits in quick add)",
            Self::Recent => " (Arrow Up in an empty quick add brings it back)",
            Self::Nowhere => "",
        }
    }
}

/// Tells the error with all its causes on standard error.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    let lines = error.downcast_ref::<LinesFailed>().map(|it| &it.output);
    let output = lines.or_else(|| error.downcast_ref::<Unsound>().map(|it| &it.output));
    let output = output.or_else(|| error.downcast_ref::<NotAdded>().map(|it| &it.line));
    if let Some(output) = output {
        // The report is what was asked for: it goes where it would have gone.
        let _ = writeln!(std::io::stdout(), "{output}");
    }
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "goodturn: {}", sentence(error));
    ExitCode::from(code(error))
}

fn sentence(error: &anyhow::Error) -> String {
    match error.downcast_ref::<CommandError>() {
        Some(CommandError { code, message, .. }) if message.starts_with(&code.replace('_', " ")) => message.clone(),
        Some(CommandError { code, message, .. }) => format!("{message} ({code})"),
        None => format!("{error:#}"),
    }
}

fn code(error: &anyhow::Error) -> u8 {
    let is_missing = |it: &std::io::Error| it.kind() == ErrorKind::NotFound;
    if error.is::<Missing>() || error.chain().filter_map(|it| it.downcast_ref()).any(is_missing) {
        return NOT_FOUND;
    }
    if error.is::<Usage>() {
        return USAGE;
    }
    if error.is::<Conflict>() {
        return CONFLICT;
    }
    let told = error.downcast_ref::<CommandError>().map(|it| it.code.as_str());
    let not_added = error.downcast_ref::<NotAdded>().map(|it| it.code.as_str());
    let refused = error.downcast_ref::<Refused>().map(|it| it.0.as_str()).or(not_added);
    told.or(refused).map_or(FAILURE, code_of)
}

/// The exit code for a code of the backend or of the rules.
fn code_of(told: &str) -> u8 {
    match told {
        "not_found" => NOT_FOUND,
        "signed_out" | "wrong_password" | "too_many_attempts" | "forbidden" | "not_administrator" => SIGN_IN,
        "email_taken"
        | "already_exists"
        | "owner_protected"
        | "reports_to_themselves"
        | "part_of_itself"
        | "teams_too_deep"
        | "inactive" => CONFLICT,
        "offline" | "busy" => OFFLINE,
        "malformed" | "insecure_server" => USAGE,
        _ => FAILURE,
    }
}

#[cfg(test)]
mod tests {
    use goodturn_sync::SyncError;

    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let offline = CommandError::from(SyncError::Offline("nobody answers".into()));
        let missing = std::io::Error::from(ErrorKind::NotFound);
        for (error, told) in [
            (offline.into(), "offline: nobody answers"),
            (CommandError::from(SyncError::SignedOut).into(), "signed out"),
            (anyhow::Error::from(missing).context("reading a table"), "reading a table: entity not found"),
            (Refused("not_administrator".into()).into(), "refused: not administrator"),
        ] {
            assert_eq!(sentence(&error), told);
        }
    }
}
