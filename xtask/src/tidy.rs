//! `cargo xtask tidy`: the directions between crates, and the house rules that a program can check.
//!
//! To add a rule: a file here with a function that returns findings, and a line in `RULES`.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::checkout::Checkout;

mod decisions;
mod directions;
mod lengths;
mod locks;
mod messages;
mod names;
mod places;
mod purity;

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The file, with the line where there is one.
    place: String,
    says: String,
}

impl Finding {
    fn in_file(path: &str, says: impl Into<String>) -> Self {
        Self { place: path.to_owned(), says: says.into() }
    }

    fn at(path: &str, line: usize, says: impl Into<String>) -> Self {
        Self { place: format!("{path}:{line}"), says: says.into() }
    }
}

/// A text file of the checkout.
pub(crate) struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// The lines with their numbers, counted from 1.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The lines of a Rust file in front of its unit tests.
    fn lines_before_tests(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().take_while(|(_, line)| !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test"))
    }
}

type Rule = fn(&[Source]) -> Vec<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("names say what is inside", names::check),
    ("files are short", lengths::check),
    ("the middle is pure", purity::check),
    ("nothing names a machine or an unknown host", places::check),
    ("lock files are free of registry addresses", locks::check),
    ("decisions are numbered", decisions::check),
    ("messages are used and defined", messages::check),
];

/// Prints what is broken, by rule.
///
/// # Errors
/// When anything is.
pub(crate) fn start(checkout: &Checkout) -> Result<()> {
    let sources = read_sources(checkout)?;
    let mut found = report("dependencies point one way", &directions::check(&checkout.metadata(false)?));
    for (name, rule) in RULES {
        found += report(name, &rule(&sources));
    }
    if found > 0 {
        bail!("tidy found {found} things");
    }
    println!("tidy: {} files, {} rules, nothing found", sources.len(), RULES.len() + 1);
    Ok(())
}

fn report(rule: &str, findings: &[Finding]) -> usize {
    if !findings.is_empty() {
        println!("{rule}:");
    }
    for finding in findings {
        println!("    {}: {}", finding.place, finding.says);
    }
    findings.len()
}

fn read_sources(checkout: &Checkout) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in checkout.files()? {
        let bytes = fs::read(checkout.path(&path)).with_context(|| format!("reading {path}"))?;
        // Pictures and fonts are no text.
        if let Ok(text) = String::from_utf8(bytes) {
            sources.push(Source { path, text });
        }
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file for the tests of the rules.
    pub(super) fn a_file(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn unit_tests_are_left_out() {
        let source = a_file("a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {}\n");

        assert_eq!(source.lines_before_tests().count(), 1);
    }
}
