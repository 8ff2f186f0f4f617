//! The steps of `cargo xtask test`, in order: what the later ones need comes first.

use std::process::Command;

use anyhow::Result;

use super::Outcome;
use super::counts::Counts;
use crate::checkout::Checkout;
use crate::setup;
use crate::{program, tidy, ui};

pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) does: &'static str,
    pub(super) run: fn(&Checkout) -> Result<Outcome>,
}

/// The app and the server that the tests drive carry a clock that can be set.
pub(crate) const TEST_FEATURES: &str =
    "goodturn-app/custom-protocol,goodturn-app/test-clock,goodturn-server/test-clock";

pub(super) const STEPS: &[Step] = &[
    Step { name: "setup", does: "system packages, Node, packages of the interface", run: set_up },
    Step { name: "fmt", does: "formatting of the Rust code", run: fmt },
    Step { name: "tidy", does: "house rules and directions between crates", run: check_tidy },
    Step { name: "deny", does: "licences, bans, sources and advisories of dependencies", run: deny },
    Step { name: "typos", does: "spelling", run: typos },
    Step { name: "ui-check", does: "types, lints and formatting of the interface", run: |at| npm_run(at, "check") },
    Step { name: "ui-test", does: "components of the interface", run: |at| npm_run(at, "test") },
    Step { name: "ui-build", does: "the interface that is put into the app", run: ui_build },
    Step { name: "ui-e2e", does: "the interface in a browser, with an audit of accessibility", run: ui_e2e },
    Step { name: "clippy", does: "lints of the Rust code", run: clippy },
    Step { name: "build", does: "the programs that the tests drive", run: build },
    Step {
        name: "rust",
        does: "unit tests, TypeScript against Rust types, conformance, stories, the real app end to end",
        run: rust_tests,
    },
    Step { name: "packages", does: "the packages of app and server, installed into a folder", run: packages },
    Step { name: "encrypted", does: "a build that encrypts the files of its device", run: encrypted },
    Step { name: "api", does: "requests made of the server's own description", run: super::api::check },
    Step { name: "campaigns", does: "faults by the thousand, at most 12 minutes", run: campaigns },
];

fn set_up(checkout: &Checkout) -> Result<Outcome> {
    setup::check_node(checkout)?;
    let needs: Vec<_> = setup::building().into_iter().chain(setup::testing()).collect();
    setup::prepare(&needs)?;
    setup::prepare_s3(checkout)?;
    ui::install(checkout)?;
    passed()
}

fn fmt(checkout: &Checkout) -> Result<Outcome> {
    watch(checkout.cargo().args(["fmt", "--all", "--check"]))
}

fn check_tidy(checkout: &Checkout) -> Result<Outcome> {
    tidy::start(checkout)?;
    passed()
}

/// The list of advisories comes from a network that is not there everywhere; the rest is in the checkout.
fn deny(checkout: &Checkout) -> Result<Outcome> {
    if !program::is_on_path("cargo-deny") {
        return Ok(skipped(
            "cargo-deny is not installed, so licences, bans, sources and advisories were not looked at",
        ));
    }
    let offline = watch(checkout.cargo().args(["deny", "--workspace", "check", "bans", "licenses", "sources"]))?;
    let fetched = program::watch(checkout.cargo().args(["deny", "fetch", "db"]))?;
    if !fetched.succeeded {
        println!("  NOT CHECKED: the list of advisories could not be had, so known weaknesses were not looked for");
        return Ok(offline);
    }
    let advisories = watch(checkout.cargo().args(["deny", "--workspace", "check", "advisories"]))?;
    Ok(both(&offline, &advisories))
}

fn typos(checkout: &Checkout) -> Result<Outcome> {
    if !program::is_on_path("typos") {
        return Ok(skipped("typos is not installed, so spelling was not looked at"));
    }
    watch(checkout.command("typos").args(["--config", "typos.toml"]))
}

fn npm_run(checkout: &Checkout, script: &str) -> Result<Outcome> {
    ui::install(checkout)?;
    watch(ui::npm(checkout).args(["run", script]))
}

fn ui_e2e(checkout: &Checkout) -> Result<Outcome> {
    ui::install(checkout)?;
    let mut npm = ui::npm(checkout);
    if let Some(browser) = setup::BROWSERS.iter().find_map(|name| program::find(name)) {
        npm.env("CHROMIUM", browser);
    }
    watch(npm.args(["run", "e2e"]))
}

fn ui_build(checkout: &Checkout) -> Result<Outcome> {
    ui::install(checkout)?;
    ui::build(checkout)?;
    passed()
}

fn clippy(checkout: &Checkout) -> Result<Outcome> {
    watch(checkout.cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn build(checkout: &Checkout) -> Result<Outcome> {
    watch(checkout.cargo().args(["build", "--workspace", "--bins", "--features", TEST_FEATURES]))
}

fn rust_tests(checkout: &Checkout) -> Result<Outcome> {
    let mut cargo = tests(checkout);
    cargo.args(["--workspace", "--features", TEST_FEATURES]);
    cargo.env("GOODTURN_APP", checkout.built("debug", "goodturn-app")?);
    cargo.env("GOODTURN_SERVER", checkout.built("debug", "goodturn-server")?);
    watch(&mut cargo)
}

fn tests(checkout: &Checkout) -> Command {
    let mut cargo = checkout.cargo();
    if program::is_on_path("cargo-nextest") {
        cargo.args(["nextest", "run", "--no-fail-fast"]);
    } else {
        println!("  cargo-nextest is not installed: cargo test it is");
        cargo.args(["test", "--no-fail-fast"]);
    }
    cargo
}

/// What the tests drive is packaged as it is: the packages are tried out, not the build.
#[cfg(target_os = "linux")]
fn packages(checkout: &Checkout) -> Result<Outcome> {
    if !program::is_on_path("dpkg-deb") {
        return Ok(skipped("dpkg is not installed, so no package was made"));
    }
    ui::install(checkout)?;
    let packages = crate::dist::package(checkout, "debug")?;
    if let Some(why) = crate::dist::obstacle()? {
        return Ok(skipped(&format!("the packages were made and not installed: {why}")));
    }
    crate::dist::try_out(checkout, &packages)?;
    passed()
}

#[cfg(not(target_os = "linux"))]
fn packages(_checkout: &Checkout) -> Result<Outcome> {
    Ok(skipped("packages for Linux are made on Linux"))
}

/// The tests of the storage, as far as they are about files.
const STORAGE_TESTS: [&str; 9] =
    ["agreement", "bad_files", "conformance", "device", "encryption", "io_errors", "lists", "salvage", "search"];

/// SQLCipher is there for a whole program or not at all, so what it concerns is built once more. With
/// everything else as in the step before, the libraries are those that are there.
fn encrypted(checkout: &Checkout) -> Result<Outcome> {
    let features = format!("{TEST_FEATURES},goodturn-stories/encryption");
    let build = ["--workspace", "--features", &features];
    let storage = STORAGE_TESTS.iter().flat_map(|name| ["--test", name]);
    let storage = watch(tests(checkout).args(build).args(storage))?;
    let stories = watch(tests(checkout).args(build).args(["--test", "apps", "encryption::"]))?;
    Ok(both(&storage, &stories))
}

/// The programs come from the step before; a campaign finds those that it drives by these names.
fn campaigns(checkout: &Checkout) -> Result<Outcome> {
    let mut command = checkout.command(&checkout.built("debug", "goodturn-campaign")?.to_string_lossy());
    command.arg("--ci");
    command.env("GOODTURN_APP", checkout.built("debug", "goodturn-app")?);
    command.env("GOODTURN_SERVER", checkout.built("debug", "goodturn-server")?);
    watch(&mut command)
}

pub(super) fn watch(command: &mut Command) -> Result<Outcome> {
    let heard = program::watch(command)?;
    Ok(Outcome::Ran(Counts::of(&heard.text, heard.succeeded)))
}

fn passed() -> Result<Outcome> {
    Ok(Outcome::Ran(Counts { passed: 1, failed: 0 }))
}

pub(super) fn skipped(why: &str) -> Outcome {
    Outcome::Skipped(why.to_owned())
}

fn both(first: &Outcome, second: &Outcome) -> Outcome {
    match (first, second) {
        (Outcome::Ran(one), Outcome::Ran(other)) => Outcome::Ran(*one + *other),
        (Outcome::Skipped(why), _) | (_, Outcome::Skipped(why)) => Outcome::Skipped(why.clone()),
    }
}
