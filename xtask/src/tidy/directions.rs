//! Which crate may depend on which: `domain ← store ← sync ← client | server ← shell`.

use serde_json::Value;

use super::Finding;

/// What a crate may use of ours, and what it must never use.
struct Row {
    name: &'static str,
    ours: &'static [&'static str],
    never: &'static [&'static str],
}

const STORES: &[&str] = &["goodturn-domain", "goodturn-store"];
const BELOW_TESTS: &[&str] = &["goodturn-domain", "goodturn-store", "goodturn-store-sqlite", "goodturn-sync"];
const BELOW_CLIENT: &[&str] =
    &["goodturn-domain", "goodturn-calendar-file", "goodturn-store", "goodturn-store-sqlite", "goodturn-sync"];
const BELOW_SERVER: &[&str] = &[
    "goodturn-domain",
    "goodturn-calendar-file",
    "goodturn-store",
    "goodturn-store-sqlite",
    "goodturn-store-postgres",
    "goodturn-sync",
];
const HTTP: &[&str] = &["reqwest", "axum", "hyper", "tower-http"];
const TABLE: &[Row] = &[
    Row {
        name: "goodturn-domain",
        ours: &[],
        never: &["rusqlite", "reqwest", "axum", "tokio", "tauri", "rand", "getrandom", "tracing"],
    },
    Row {
        name: "goodturn-calendar-file",
        ours: &["goodturn-domain"],
        never: &["rusqlite", "reqwest", "axum", "tokio", "tauri"],
    },
    Row {
        name: "goodturn-store",
        ours: &["goodturn-domain"],
        never: &["rusqlite", "reqwest", "axum", "hyper", "tokio"],
    },
    Row { name: "goodturn-store-sqlite", ours: STORES, never: HTTP },
    Row { name: "goodturn-store-postgres", ours: STORES, never: HTTP },
    Row { name: "goodturn-sync", ours: STORES, never: &["rusqlite", "reqwest", "axum", "hyper", "tokio"] },
    Row { name: "goodturn-test-support", ours: BELOW_TESTS, never: &["tauri"] },
    Row { name: "goodturn-client", ours: BELOW_CLIENT, never: &["tauri", "axum"] },
    Row { name: "goodturn-server", ours: BELOW_SERVER, never: &["tauri"] },
    Row {
        name: "goodturn-cli",
        ours: &["goodturn-domain", "goodturn-store", "goodturn-store-sqlite", "goodturn-sync", "goodturn-client"],
        never: &["tauri", "rusqlite", "reqwest", "axum"],
    },
    Row {
        name: "goodturn-app",
        ours: &["goodturn-domain", "goodturn-store", "goodturn-client", "goodturn-server"],
        never: &["rusqlite", "reqwest", "axum", "hyper"],
    },
    Row { name: "goodturn-fault-vfs", ours: &[], never: &["tauri", "tokio"] },
    Row { name: "xtask", ours: &[], never: &["tokio"] },
    Row { name: "goodturn-stories", ours: ANY, never: &["tauri"] },
    Row { name: "goodturn-bench", ours: ANY, never: &["tauri"] },
    Row { name: "goodturn-campaign", ours: ANY, never: &["tauri"] },
    Row { name: "goodturn-failover", ours: &["goodturn-domain", "goodturn-sync"], never: &["tauri"] },
];

/// Stories, benchmarks and campaigns see everything but the shell, which they drive from outside.
const ANY: &[&str] = &[
    "goodturn-domain",
    "goodturn-store",
    "goodturn-store-sqlite",
    "goodturn-store-postgres",
    "goodturn-sync",
    "goodturn-client",
    "goodturn-server",
    "goodturn-test-support",
    "goodturn-fault-vfs",
];

pub(super) fn check(metadata: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        match TABLE.iter().find(|row| row.name == name) {
            Some(row) => findings.extend(broken(row, package)),
            None => findings.push(Finding::in_file(name, "is a crate that the table of directions does not know")),
        }
    }
    findings
}

fn broken(row: &Row, package: &Value) -> Vec<Finding> {
    let listed = package["dependencies"].as_array().into_iter().flatten();
    // What only its tests use does not become part of a crate.
    let used = listed.filter(|dependency| dependency["kind"] != "dev");
    let names = used.filter_map(|dependency| dependency["name"].as_str());
    names.filter_map(|name| Some(Finding::in_file(row.name, complaint(row, name)?))).collect()
}

fn complaint(row: &Row, dependency: &str) -> Option<String> {
    let is_ours = dependency.starts_with("goodturn") || dependency == "xtask";
    if is_ours && !row.ours.contains(&dependency) {
        return Some(format!("must not know {dependency}: dependencies point the other way"));
    }
    let is_banned = row.never.iter().any(|never| dependency == *never || dependency.starts_with(&format!("{never}-")));
    is_banned.then(|| format!("must never use {dependency}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check_one(name: &str, dependency: &Value) -> Vec<Finding> {
        check(&json!({ "packages": [{ "name": name, "dependencies": [dependency] }] }))
    }

    #[test]
    fn a_dependency_that_points_back_is_found() {
        assert_eq!(check_one("goodturn-store", &json!({ "name": "goodturn-domain", "kind": null })), []);
        assert_eq!(check_one("goodturn-domain", &json!({ "name": "goodturn-store", "kind": null })).len(), 1);
        assert_eq!(check_one("goodturn-server", &json!({ "name": "goodturn-client", "kind": "build" })).len(), 1);
    }

    #[test]
    fn tests_may_look_both_ways() {
        assert_eq!(check_one("goodturn-client", &json!({ "name": "goodturn-server", "kind": "dev" })), []);
    }

    #[test]
    fn the_middle_has_no_network_and_no_window() {
        assert_eq!(check_one("goodturn-sync", &json!({ "name": "reqwest", "kind": null })).len(), 1);
        assert_eq!(check_one("goodturn-client", &json!({ "name": "tauri-plugin-opener", "kind": null })).len(), 1);
    }

    #[test]
    fn a_new_crate_needs_a_row() {
        assert_eq!(check(&json!({ "packages": [{ "name": "goodturn-surprise", "dependencies": [] }] })).len(), 1);
    }
}
