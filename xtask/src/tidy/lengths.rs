//! Files that are too long to be held in the head.

use super::{Finding, Source};

const MOST_LINES: usize = 400;

/// Longer files, each with why it is one thing.
const LONG_FOR_A_REASON: &[(&str, &str)] = &[
    ("crates/domain/src/operation.rs", "every intent stands in one list"),
    ("ui/src/platform/bindings.ts", "generated from the Rust types"),
];

const CODE: &[&str] = &[".rs", ".ts", ".svelte", ".js", ".mjs", ".py", ".css", ".sql", ".sh"];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let long = sources.iter().filter(|source| source.ends_with(CODE) && !is_excused(source)).filter_map(too_long);
    long.chain(excused_for_nothing(sources)).collect()
}

fn is_excused(source: &Source) -> bool {
    LONG_FOR_A_REASON.iter().any(|(path, _)| source.path == *path)
}

fn too_long(source: &Source) -> Option<Finding> {
    let lines = length(source);
    (lines > MOST_LINES)
        .then(|| Finding::in_file(&source.path, format!("{lines} lines without its tests, {MOST_LINES} are enough")))
}

/// Unit tests stand in the file they test and do not count.
fn length(source: &Source) -> usize {
    if source.ends_with(&[".rs"]) { source.lines_before_tests().count() } else { source.lines().count() }
}

fn excused_for_nothing(sources: &[Source]) -> impl Iterator<Item = Finding> {
    let short = sources.iter().filter(|source| is_excused(source) && length(source) <= MOST_LINES);
    short
        .filter(|source| !source.ends_with(&["bindings.ts"]))
        .map(|source| Finding::in_file(&source.path, "is short enough by now: take it off the list of long files"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::a_file;
    use super::*;

    #[test]
    fn tests_do_not_make_a_file_long() {
        let code = "fn a() {}\n".repeat(MOST_LINES);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{code}}}\n");

        assert_eq!(check(&[a_file("a.rs", &format!("{code}{tests}"))]), []);
        assert_eq!(check(&[a_file("a.rs", &format!("{code}fn b() {{}}\n{tests}"))]).len(), 1);
    }

    #[test]
    fn texts_and_generated_files_may_be_long() {
        let long = "x\n".repeat(MOST_LINES + 1);

        assert_eq!(check(&[a_file("ui/src/i18n/en.ftl", &long), a_file("ui/src/platform/bindings.ts", &long)]), []);
        assert_eq!(check(&[a_file("ui/src/App.svelte", &long)]).len(), 1);
    }
}
