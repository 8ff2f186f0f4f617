//! Whether packages may be installed, and as whom.

use std::io::{IsTerminal, Write};
use std::process::Command;

use anyhow::{Context, Result};

use crate::program;

/// Who sits in front of us.
#[derive(Clone, Copy)]
pub(super) struct Person {
    pub(super) is_root: bool,
    pub(super) is_at_terminal: bool,
    pub(super) is_ci: bool,
}

impl Person {
    pub(super) fn here() -> Self {
        Self {
            is_root: program::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0"),
            is_at_terminal: std::io::stdin().is_terminal(),
            is_ci: std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false"),
        }
    }
}

/// How an installation goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// As we are.
    Direct,
    /// With sudo and without a question.
    Sudo,
    /// With sudo, when the person says yes.
    AskThenSudo,
    /// Not at all: nobody could be asked.
    Refuse,
}

/// How to install with a package manager that needs root or not.
pub(super) fn way(needs_root: bool, person: &Person) -> Way {
    match person {
        _ if !needs_root => Way::Direct,
        Person { is_root: true, .. } => Way::Direct,
        Person { is_ci: true, .. } => Way::Sudo,
        Person { is_at_terminal: true, .. } => Way::AskThenSudo,
        Person { .. } => Way::Refuse,
    }
}

/// Asks the person; Enter means yes.
pub(super) fn agrees(typed: &str) -> Result<bool> {
    print!("  May I run this?\n    {typed}\n  [Y/n] ");
    std::io::stdout().flush().context("asking before the installation")?;
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer).context("reading the answer")?;
    Ok(read > 0 && means_yes(&answer))
}

fn means_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(needs_root: bool, (is_root, is_at_terminal, is_ci): (bool, bool, bool), expected: Way) {
        assert_eq!(way(needs_root, &Person { is_root, is_at_terminal, is_ci }), expected);
    }

    #[test]
    fn sudo_is_asked_for_at_a_terminal_and_taken_in_ci() {
        check(true, (true, false, false), Way::Direct);
        check(true, (true, true, true), Way::Direct);
        check(true, (false, true, false), Way::AskThenSudo);
        check(true, (false, true, true), Way::Sudo);
        check(true, (false, false, true), Way::Sudo);
        check(true, (false, false, false), Way::Refuse);
        check(false, (false, false, false), Way::Direct);
    }

    #[test]
    fn enter_means_yes_and_anything_unclear_means_no() {
        assert!(means_yes("\n") && means_yes("Y\n") && means_yes(" yes "));
        assert!(!means_yes("n\n") && !means_yes("hm"));
    }
}
