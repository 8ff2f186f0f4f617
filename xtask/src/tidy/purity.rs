//! What must not stand in a part of the code: effects in the middle, unfinished work anywhere.

use super::{Finding, Source};

/// How far a ban goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Code,
    Tests,
    Comments,
}

/// In these folders none of the words may stand.
struct Ban {
    folders: &'static [&'static str],
    but_not: &'static [&'static str],
    words: &'static [&'static str],
    reach: Reach,
    why: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        folders: &["crates/domain/src/"],
        but_not: &[],
        words: &["Utc::now", "Local::now", "SystemTime", "Instant::now", "thread_rng", "now_v7", "new_v4", "getrandom"],
        reach: Reach::Tests,
        why: "the domain reads no clock and draws no random numbers: they are in the context",
    },
    Ban {
        folders: &["crates/domain/src/"],
        but_not: &[],
        words: &["rusqlite", "insert into ", "select * ", "reqwest", "http::", "std::fs", "std::net", "std::env"],
        reach: Reach::Tests,
        why: "the domain knows neither storage nor network",
    },
    Ban {
        folders: &["crates/domain/src/", "crates/sync/src/"],
        but_not: &[],
        words: &["HashMap", "HashSet"],
        reach: Reach::Code,
        why: "its order differs from run to run; BTreeMap and BTreeSet do not",
    },
    Ban {
        folders: &["src-tauri/src/", "crates/client/src/commands"],
        but_not: &[],
        words: &["rusqlite", "insert into ", "delete from "],
        reach: Reach::Code,
        why: "SQL lives in the store crates",
    },
    Ban {
        folders: &["ui/", "tests/ui/"],
        but_not: &["ui/src/platform/", "ui/package", "ui/vite.config", "ui/eslint.config"],
        words: &["@tauri-apps"],
        reach: Reach::Tests,
        why: "ui/src/platform is the only door to Rust",
    },
    Ban {
        folders: &["ui/src/"],
        but_not: &["ui/src/platform/"],
        words: &["localStorage", "sessionStorage"],
        reach: Reach::Tests,
        why: "nothing is kept in the web view: it belongs in the store",
    },
    Ban {
        folders: &["crates/", "src-tauri/", "tests/", "ui/", "xtask/"],
        but_not: &[],
        words: UNFINISHED,
        reach: Reach::Comments,
        why: "do it, or leave it out",
    },
    Ban {
        folders: &["ui/", "tests/ui/"],
        but_not: &[],
        words: SWITCHED_OFF,
        reach: Reach::Tests,
        why: "a test that cannot run yet is not there yet",
    },
];

/// Switches that leave tests out, in JavaScript's test runners.
const SWITCHED_OFF: &[&str] = &[
    concat!("it.", "skip("),
    concat!("test.", "skip("),
    concat!("it.", "only("),
    concat!("test.", "only("),
    concat!("describe.", "only("),
];

/// Written in parts, so that this file does not break its own rule.
const UNFINISHED: &[&str] = &[
    concat!("#[", "ignore"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("TO", "DO:"),
    concat!("FIX", "ME"),
];

const CODE: &[&str] = &[".rs", ".ts", ".svelte", ".js", ".mjs", ".py", ".sql", ".sh"];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let code: Vec<&Source> = sources.iter().filter(|source| source.ends_with(CODE)).collect();
    BANS.iter().flat_map(|ban| code.iter().flat_map(|source| broken(ban, source))).collect()
}

fn broken(ban: &Ban, source: &Source) -> Vec<Finding> {
    let is_meant =
        ban.folders.iter().any(|folder| source.is_in(folder)) && !ban.but_not.iter().any(|not| source.is_in(not));
    if !is_meant || (ban.reach < Reach::Tests && source.ends_with(&["/tests.rs", ".test.ts"])) {
        return Vec::new();
    }
    let tests_start = source.lines_before_tests().count();
    let lines = source.lines().filter(|(number, line)| {
        let is_comment = line.trim_start().starts_with("//");
        (!is_comment || ban.reach >= Reach::Comments) && (ban.reach >= Reach::Tests || *number <= tests_start)
    });
    lines
        .flat_map(|(number, line)| {
            let found = ban.words.iter().filter(move |word| line.contains(**word));
            found.map(move |word| Finding::at(&source.path, number, format!("`{word}`: {}", ban.why)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::a_file;
    use super::*;

    fn check_one(path: &str, text: &str, found: usize) {
        assert_eq!(check(&[a_file(path, text)]).len(), found, "{path}: {text}");
    }

    #[test]
    fn the_domain_asks_nobody_for_the_time() {
        check_one("crates/domain/src/clock.rs", "let now = Utc::now();", 1);
        check_one("crates/domain/src/clock.rs", "//! Nobody calls Utc::now here.", 0);
        check_one("crates/client/src/clock.rs", "let now = Utc::now();", 0);
    }

    #[test]
    fn order_matters_except_in_tests() {
        check_one("crates/sync/src/replica.rs", "use std::collections::HashMap;", 1);
        check_one("crates/sync/src/replica.rs", "#[cfg(test)]\nmod tests { use std::collections::HashMap; }", 0);
        check_one("crates/sync/src/replica/tests.rs", "use std::collections::HashMap;", 0);
    }

    #[test]
    fn the_interface_has_one_door() {
        check_one("ui/src/views/Today.svelte", "import { invoke } from '@tauri-apps/api/core';", 1);
        check_one("ui/src/platform/tauri.ts", "import { invoke } from '@tauri-apps/api/core';", 0);
    }

    #[test]
    fn unfinished_work_is_found_in_comments_too() {
        check_one("crates/client/src/lib.rs", concat!("// TO", "DO: later"), 1);
        check_one("crates/client/src/lib.rs", concat!("#[", "ignore]"), 1);
    }
}
