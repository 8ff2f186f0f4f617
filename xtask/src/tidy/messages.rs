//! The words that people see: every message that the code says is defined, every definition is said.

use std::collections::BTreeSet;

use super::{Finding, Source};

/// Calls whose first argument is the key of a message.
const SAYS: &[&str] = &["t(", "say(", "say_of("];

const CODE: &[&str] = &[".rs", ".ts", ".svelte"];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let books = sources.iter().filter(|source| source.path.ends_with("/en.ftl"));
    books.flat_map(|book| check_book(book, sources)).collect()
}

/// A book belongs to the code under the same `src`.
fn check_book(book: &Source, sources: &[Source]) -> Vec<Finding> {
    let Some(end) = book.path.find("/src/") else { return Vec::new() };
    let folder = &book.path[..end + "/src/".len()];
    let code: Vec<&Source> = sources.iter().filter(|source| source.is_in(folder) && source.ends_with(CODE)).collect();
    let keys: BTreeSet<&str> = keys(book).map(|(_, key)| key).collect();
    let said = said(&code);
    let unused =
        keys_unused(book, &said).map(|(number, key)| Finding::at(&book.path, number, format!("nobody says `{key}`")));
    let missing = code.iter().flat_map(|source| missing(source, &keys));
    unused.chain(missing).collect()
}

fn keys(book: &Source) -> impl Iterator<Item = (usize, &str)> {
    book.lines().filter_map(|(number, line)| {
        let (key, _) = line.split_once('=')?;
        let key = key.strip_suffix(' ').unwrap_or(key);
        is_key(key).then_some((number, key))
    })
}

fn is_key(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
}

/// What stands between quotes in the code: whole keys, and the fixed ends of keys that are put together.
#[derive(Default)]
struct Said {
    whole: BTreeSet<String>,
    ends: BTreeSet<(String, String)>,
}

fn said(code: &[&Source]) -> Said {
    let mut said = Said::default();
    for literal in code.iter().flat_map(|source| ['"', '\'', '`'].map(|quote| (source, quote))).flat_map(between) {
        match hole(literal) {
            Some((before, after)) if before.contains('-') || after.contains('-') => {
                said.ends.insert((before.to_owned(), after.to_owned()));
            }
            _ if is_key(literal) => {
                // Names of Rust become keys by writing them with hyphens.
                said.whole.insert(literal.replace('_', "-"));
                said.whole.insert(literal.to_owned());
            }
            _ => {}
        }
    }
    said
}

/// Everything between two neighbouring quotes, inside or outside of a literal: what is outside is no key.
fn between<'a>((source, quote): (&&'a Source, char)) -> impl Iterator<Item = &'a str> {
    source.text.lines().flat_map(move |line| line.split(quote)).map(str::trim)
}

/// What stands around the first `${…}` or `{…}`.
fn hole(literal: &str) -> Option<(&str, &str)> {
    let (before, rest) = literal.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    let before = before.strip_suffix('$').unwrap_or(before);
    let is_part = |part: &str| {
        part.is_empty() || part.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
    };
    (is_part(before) && is_part(after)).then_some((before, after))
}

fn keys_unused<'a>(book: &'a Source, said: &'a Said) -> impl Iterator<Item = (usize, &'a str)> {
    keys(book).filter(|(_, key)| {
        let is_put_together = || {
            said.ends.iter().any(|(before, after)| key.starts_with(before.as_str()) && key.ends_with(after.as_str()))
        };
        let is_referred_to = || book.text.contains(&format!("{{ {key} }}"));
        !said.whole.contains(*key) && !is_put_together() && !is_referred_to()
    })
}

fn missing(source: &Source, keys: &BTreeSet<&str>) -> Vec<Finding> {
    let is_test = source.ends_with(&[".test.ts", "/tests.rs"]);
    let lines = source.lines_before_tests().filter(|_| !is_test);
    lines
        .flat_map(|(number, line)| {
            let undefined = spoken(line).filter(|key| !keys.contains(key));
            undefined.map(move |key| Finding::at(&source.path, number, format!("says `{key}`, which is not defined")))
        })
        .collect()
}

/// The keys that a line says.
fn spoken(line: &str) -> impl Iterator<Item = &str> {
    SAYS.iter().flat_map(move |call| {
        line.match_indices(call).filter_map(move |(at, _)| {
            let starts_word = !line[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
            let argument = line[at + call.len()..].trim_start();
            let quote = argument.chars().next().filter(|first| starts_word && matches!(first, '"' | '\''))?;
            argument[1..].split(quote).next().filter(|key| is_key(key))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::a_file;
    use super::*;

    fn check_code(code: &str, expected: &[&str]) {
        let book = a_file("ui/src/i18n/en.ftl", "stage-asked = Asked\nstage-closed = Closed\n");
        let findings = check(&[book, a_file("ui/src/views/Today.svelte", code)]);
        let says: Vec<&str> = findings.iter().map(|finding| finding.says.as_str()).collect();
        assert_eq!(says, expected);
    }

    #[test]
    fn a_message_that_nobody_says_is_found() {
        check_code(r#"{t("stage-asked")} {t('stage-closed')}"#, &[]);
        check_code(r#"{t("stage-asked")}"#, &["nobody says `stage-closed`"]);
    }

    #[test]
    fn a_message_that_is_not_defined_is_found() {
        check_code("{t(`stage-${stage}`)} {i18n.t(\"stage-lost\")}", &["says `stage-lost`, which is not defined"]);
    }

    #[test]
    fn keys_may_be_put_together() {
        check_code("{t(`stage-${row.stage}`)}", &[]);
        check_code("say(&format!(\"stage-{stage}\"))", &[]);
        check_code("[\"stage_asked\", \"stage_closed\"].map((name) => t(name.replaceAll(\"_\", \"-\")))", &[]);
    }
}
