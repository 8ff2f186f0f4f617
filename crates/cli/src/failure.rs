//! What went wrong, as a sentence for people and an exit code for programs.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

const FAILURE: u8 = 1;
const NOT_FOUND: u8 = 3;

/// Tells the error with all its causes on standard error.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "goodturn: {error:#}");
    ExitCode::from(code(error))
}

fn code(error: &anyhow::Error) -> u8 {
    let is_missing = |it: &std::io::Error| it.kind() == ErrorKind::NotFound;
    let missing = error.chain().filter_map(|it| it.downcast_ref()).any(is_missing);
    if missing { NOT_FOUND } else { FAILURE }
}
