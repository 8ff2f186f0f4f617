//! How many tests passed and failed, read from what the test runners print.

use std::ops::Add;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u32,
    pub(super) failed: u32,
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl Counts {
    /// Reads the closing lines of cargo-nextest, cargo test, vitest and node --test, or of a run that ends with
    /// `N passed, N failed` itself. A program that says nothing of the kind counts as one test, and one that
    /// ends badly although no test failed as one failure.
    pub(super) fn of(text: &str, succeeded: bool) -> Self {
        let lines: Vec<String> = text.lines().map(without_colours).collect();
        // cargo-nextest repeats what a failed test printed, closing lines and all.
        let is_nextest = lines.iter().any(|line| is_summary(line));
        let closing = lines.iter().filter(|line| !is_nextest || is_summary(line)).filter_map(|line| closing(line));
        let mut counts = closing.fold(Self::default(), Self::add);
        if succeeded && counts == Self::default() {
            counts.passed = 1;
        }
        if !succeeded && counts.failed == 0 {
            counts.failed = 1;
        }
        counts
    }
}

fn closing(line: &str) -> Option<Counts> {
    let line = line.trim();
    let is_closing = is_summary(line)
        || line.starts_with("test result: ")
        || (line.starts_with("Tests ") && line.ends_with(')'))
        || (line.ends_with(" failed") && line.contains(" passed, "));
    if is_closing {
        return Some(Counts {
            passed: before(line, "passed"),
            failed: before(line, "failed") + before(line, "timed out"),
        });
    }
    let node =
        |word| line.strip_prefix(['#', 'ℹ']).and_then(|rest| rest.trim().strip_prefix(word)?.trim().parse().ok());
    let passed = node("pass ").map(|passed| Counts { passed, failed: 0 });
    passed.or_else(|| node("fail ").map(|failed| Counts { passed: 0, failed }))
}

/// The closing line of cargo-nextest.
fn is_summary(line: &str) -> bool {
    line.trim_start().starts_with("Summary [")
}

/// The number that stands before a word: `45` in `45 passed`; 0 when there is none.
fn before(line: &str, word: &str) -> u32 {
    let Some(end) = line.find(&format!(" {word}")) else { return 0 };
    let number = line[..end].rsplit(|letter: char| !letter.is_ascii_digit()).next();
    number.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// A line without the escape sequences that colour it.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            letters.by_ref().find(|end| end.is_ascii_alphabetic());
        } else {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, succeeded: bool, passed: u32, failed: u32) {
        assert_eq!(Counts::of(text, succeeded), Counts { passed, failed }, "{text}");
    }

    #[test]
    fn the_closing_lines_of_every_runner_are_understood() {
        check("     Summary [   4.210s] 45 tests run: 45 passed, 2 skipped", true, 45, 0);
        check(
            "     Summary [   4.2s] 45/60 tests run: 42 passed (1 slow), 2 failed, 1 timed out, 0 skipped",
            false,
            42,
            3,
        );
        check("test result: ok. 3 passed; 0 failed; 0 ignored\ntest result: FAILED. 1 passed; 2 failed;", false, 4, 2);
        check(" Test Files  3 passed (3)\n      Tests  12 passed (12)", true, 12, 0);
        check("      Tests  1 failed | 11 passed (12)", false, 11, 1);
        check("# tests 4\n# pass 3\n# fail 1", false, 3, 1);
        check("ℹ pass 3\nℹ fail 0", true, 3, 0);
        check("9 passed, 0 failed", true, 9, 0);
    }

    #[test]
    fn colours_do_not_hide_the_counts() {
        check(
            "\u{1b}[32;1m     Summary\u{1b}[0m [   1.0s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m passed",
            true,
            2,
            0,
        );
    }

    #[test]
    fn a_failure_that_nextest_repeats_counts_once() {
        let printed = "test result: FAILED. 0 passed; 1 failed; 0 ignored";
        check(&format!("{printed}\n Summary [ 1.0s] 3 tests run: 2 passed, 1 failed\n{printed}"), false, 2, 1);
    }

    #[test]
    fn a_check_without_counts_is_one_test() {
        check("Finished in 2 s", true, 1, 0);
        check("error: could not compile", false, 0, 1);
    }

    #[test]
    fn a_run_that_ends_badly_after_good_tests_still_fails() {
        check("Summary [ 1.0s] 3 tests run: 3 passed, 0 skipped\nerror: leaked", false, 3, 1);
    }
}
