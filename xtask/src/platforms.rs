//! `cargo xtask check-platforms`: the types and lints of what people install, for Windows and macOS, from
//! whichever machine this is.
//!
//! Nothing is linked, so no compiler of C and no SDK of those systems is needed: a stand-in takes their
//! place. What is needed is the standard library for the platform, or its source.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::checkout::Checkout;
use crate::program;

mod library;
mod stand_in;
mod wine;

use library::Library;

/// Below the target folder: other flags than those of the other builds would build these anew each time.
const FOLDER: &str = "target/platforms";

/// What is not for people to install, and why it is for one system only.
const LEFT_OUT: &[(&str, &str)] = &[
    ("goodturn-bench", "measures the app on an X display"),
    ("goodturn-campaign", "kills processes and breaks files by the signals and rights of Unix"),
    ("goodturn-failover", "makes machines of the namespaces of Linux"),
    ("goodturn-fault-vfs", "breaks the files of SQLite below the system calls of Unix"),
    ("goodturn-stories", "drives the app on an X display and a session bus"),
    ("goodturn-test-support", "starts displays, buses and servers as Unix does"),
];

/// What the packages for these systems have and the machines of developers do without.
const FEATURES: &str = "goodturn-app/updater";

/// A system that the app is for.
struct Platform {
    name: &'static str,
    target: &'static str,
}

const PLATFORMS: &[Platform] =
    &[Platform { name: "Windows", target: wine::TARGET }, Platform { name: "macOS", target: "aarch64-apple-darwin" }];

#[derive(Args)]
pub(crate) struct CheckPlatforms {
    /// Look at this target only.
    #[arg(long, value_name = "TARGET", value_parser = targets())]
    only: Option<String>,
    /// Leave out the tests that run under wine.
    #[arg(long)]
    without_wine: bool,
}

/// What a look at the platforms found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    /// What could not be looked at, and why.
    pub(crate) not_checked: Vec<String>,
}

impl CheckPlatforms {
    /// Whether nothing failed.
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<bool> {
        let found = check(checkout, self.only.as_deref(), !self.without_wine)?;
        for why in &found.not_checked {
            println!("NOT CHECKED: {why}");
        }
        println!("{} passed, {} failed", found.passed, found.failed);
        Ok(found.failed == 0)
    }
}

fn targets() -> clap::builder::PossibleValuesParser {
    PLATFORMS.iter().map(|platform| platform.target).collect::<Vec<_>>().into()
}

/// Looks at every platform, or at the one that is named.
pub(crate) fn check(checkout: &Checkout, only: Option<&str>, with_wine: bool) -> Result<Found> {
    let mut found = Found::default();
    for platform in PLATFORMS.iter().filter(|platform| only.is_none_or(|only| only == platform.target)) {
        match library::find(checkout, platform.target)? {
            Some(library) => found.note(lint(checkout, platform, &library)?),
            None => found.not_checked.push(library::lack(platform.name, platform.target)),
        }
    }
    if with_wine && only.is_none_or(|only| only == wine::TARGET) {
        wine::test(checkout, &mut found)?;
    }
    Ok(found)
}

impl Found {
    fn note(&mut self, has_passed: bool) {
        self.passed += u32::from(has_passed);
        self.failed += u32::from(!has_passed);
    }
}

/// Types and lints in one pass: the lints see everything that a check would.
fn lint(checkout: &Checkout, platform: &Platform, library: &Library) -> Result<bool> {
    let mut cargo = cargo(checkout, library, "checked");
    stand_in::prepare(checkout, platform.target, &mut cargo)?;
    cargo.args(["clippy", "--workspace", "--target", platform.target, "--features", FEATURES]).args(library.flags());
    for (name, _) in LEFT_OUT {
        cargo.args(["--exclude", name]);
    }
    Ok(program::watch(cargo.args(["--", "-D", "warnings"]))?.succeeded)
}

/// The cargo of a platform's builds. What was made with the stand-in must not be linked, so each kind of
/// build has a folder.
fn cargo(checkout: &Checkout, library: &Library, folder: &str) -> Command {
    let mut cargo = checkout.cargo();
    cargo.env("CARGO_TARGET_DIR", checkout.path(FOLDER).join(folder)).env("CARGO_INCREMENTAL", "0");
    library.prepare(&mut cargo);
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_crates_of_the_workspace_are_left_out_and_none_that_people_install() {
        let metadata = Checkout::find().unwrap().metadata(false).unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        let names: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();

        for (name, why) in LEFT_OUT {
            assert!(names.contains(name), "{name} is no crate of this workspace");
            assert!(!why.is_empty(), "{name} is left out without a reason");
        }
        for installed in ["goodturn-app", "goodturn-cli", "goodturn-server", "goodturn-client"] {
            assert!(names.contains(&installed) && LEFT_OUT.iter().all(|(name, _)| *name != installed), "{installed}");
        }
    }
}
