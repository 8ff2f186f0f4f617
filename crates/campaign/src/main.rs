//! Goodturn's campaigns: faults by the thousand, and what has to hold all the same.
//!
//! A campaign runs one seed after the other; a seed decides everything that happens in its run, so
//! that a failure is found again by its number. To add one: a file for the concept, a [`Campaign`]
//! in it, a line in [`CAMPAIGNS`]. Not in here: what the product does; a campaign only drives it.

#![allow(clippy::disallowed_macros, reason = "a command line talks on stdout and stderr")]
#![allow(clippy::disallowed_methods, reason = "a campaign is timed on the clock of this machine")]

mod api;
mod broken;
mod campaign;
mod convergence;
mod damage;
mod desk;
mod dice;
mod flaw;
mod kills;
mod load;
mod older;
mod outages;
mod report;
mod restores;
mod revocation;
mod runner;
mod simulation;
mod site;
mod storage_faults;
mod times;
mod upgrades;
mod views;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use campaign::Campaign;
use runner::{Limits, Result};

/// A simulation is mostly small letters and maps: with the system's allocator a fifth of the runs would
/// be missing.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Every campaign, in the order in which CI runs them.
const CAMPAIGNS: &[Campaign] = &[
    convergence::G1,
    broken::G3,
    kills::G4,
    storage_faults::G5,
    restores::G6,
    outages::G7,
    damage::G8,
    times::G9,
    views::G11,
    revocation::G12,
    load::G27,
];

#[derive(Parser)]
#[command(name = "goodturn-campaign", about = "Goodturn's campaigns")]
struct Arguments {
    /// Which campaigns, such as G1; all of them when none is named.
    names: Vec<String>,
    /// At most so long, all of them together; each has as large a part of it as in CI.
    #[arg(long)]
    seconds: Option<u64>,
    /// Of the first run; the next one has the next number.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// So many runs, each. One run alone prints what happens in it.
    #[arg(long)]
    runs: Option<u64>,
    /// What CI runs: every campaign with the counts and the time that it has there.
    #[arg(long)]
    ci: bool,
}

impl Arguments {
    fn chosen(&self) -> std::result::Result<Vec<&'static Campaign>, String> {
        if self.names.is_empty() {
            return Ok(CAMPAIGNS.iter().collect());
        }
        let find = |name: &String| {
            let found = CAMPAIGNS.iter().find(|it| it.name.eq_ignore_ascii_case(name));
            let known = || CAMPAIGNS.iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
            found.ok_or_else(|| format!("there is no campaign {name}; there are {}", known()))
        };
        self.names.iter().map(find).collect()
    }

    /// What a campaign may do, beside others that have `all` seconds in CI together with it.
    fn limits(&self, campaign: &Campaign, all: u64) -> Limits {
        let ci = &campaign.in_ci;
        let (runs, seconds) = match (self.ci, self.runs, self.seconds) {
            (true, ..) | (_, None, None) => (Some(self.runs.unwrap_or(ci.runs)), Some(ci.seconds)),
            (_, runs, seconds) => (runs, seconds.map(|seconds| (seconds * ci.seconds / all.max(1)).max(1))),
        };
        Limits { runs, time: seconds.map(Duration::from_secs), first_seed: self.seed }
    }
}

fn main() -> ExitCode {
    if let Some(folders) = desk::asked_for() {
        return desk::serve(folders);
    }
    let arguments = Arguments::parse();
    // A panic is told with the seed that it came from.
    std::panic::set_hook(Box::new(runner::remember_panic));
    let chosen = match arguments.chosen() {
        Ok(chosen) => chosen,
        Err(complaint) => {
            eprintln!("error: {complaint}");
            return ExitCode::FAILURE;
        }
    };
    let all = seconds_in_ci(&chosen);
    let results: Vec<Result> =
        chosen.into_iter().map(|campaign| runner::run(campaign, &arguments.limits(campaign, all))).collect();
    report::print(&results);
    if results.iter().all(Result::holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn seconds_in_ci(campaigns: &[&Campaign]) -> u64 {
    campaigns.iter().map(|it| it.in_ci.seconds).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn campaigns_have_names_of_their_own_and_fit_into_the_time_of_ci() {
        let mut names: Vec<&str> = CAMPAIGNS.iter().map(|it| it.name).collect();
        names.sort_unstable();
        names.dedup();
        let seconds = seconds_in_ci(&CAMPAIGNS.iter().collect::<Vec<_>>());

        assert_eq!(names.len(), CAMPAIGNS.len());
        assert!(seconds <= 12 * 60, "all together take {seconds} seconds");
    }

    #[test]
    fn seconds_are_shared_by_all_that_are_named() {
        let seconds = |names: &[&str]| {
            let names = names.iter().map(|it| (*it).to_owned()).collect();
            let arguments = Arguments { names, seconds: Some(600), seed: 1, runs: None, ci: false };
            let chosen = arguments.chosen().expect("there are such campaigns");
            let all = seconds_in_ci(&chosen);
            let limits = chosen.iter().map(|it| arguments.limits(it, all).time.unwrap_or_default().as_secs());
            limits.collect::<Vec<u64>>()
        };

        assert_eq!(seconds(&["G1"]), [600]);
        let every: u64 = seconds(&[]).iter().sum();
        assert!((580..=600).contains(&every), "all together have {every} seconds");
    }

    #[test]
    fn the_same_seed_gives_the_same_trace() {
        for campaign in CAMPAIGNS.iter().filter(|it| it.replays) {
            let once = runner::run_one(campaign, 7, false);
            let again = runner::run_one(campaign, 7, false);
            assert_eq!(once.trace, again.trace, "{}", campaign.name);
            assert!(once.outcome.is_ok(), "{}: {:?}", campaign.name, once.outcome);
        }
    }
}
