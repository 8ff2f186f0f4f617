//! The commands of this repository: `cargo xtask run`, `test`, `serve`, `shots`,
//! `bench`, `campaign`, `tidy`, `bindings`, `check-platforms`, `dist`.
//!
//! Compiled first on a fresh machine, so it depends on little. To add a command: a variant here
//! and a file of the same name.

#![allow(clippy::disallowed_macros, reason = "a command line talks on stdout and stderr")]
#![allow(clippy::disallowed_methods, reason = "steps are timed on the clock of this machine")]

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

mod bench;
mod bindings;
mod campaign;
mod checkout;
#[cfg(target_os = "linux")]
mod dist;
mod platforms;
mod program;
mod run;
mod serve;
mod setup;
mod shots;
mod test;
mod tidy;
mod ui;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The commands of this repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up what is missing, build, and start the desktop app with its embedded backend.
    Run(run::Run),
    /// Check everything, headless; ends with a line of counts.
    Test(test::Test),
    /// Start the backend alone; everything after `serve` goes to goodturn-server.
    Serve(serve::Serve),
    /// Photograph every window and state of the real app, light and dark, into target/shots.
    Shots(shots::Shots),
    /// Measure how fast it is, next to baselines of the same run.
    Bench(bench::Bench),
    /// Throw faults at it by the thousand, each found again by its seed.
    Campaign(campaign::Campaign),
    /// Check the directions between crates and the house rules that a program can check.
    Tidy,
    /// Write the TypeScript of the commands, made from the Rust types.
    Bindings(bindings::Bindings),
    /// Check types and lints for Windows and macOS; ends with a line of counts.
    CheckPlatforms(platforms::CheckPlatforms),
    /// Make the packages that people install, into target/dist.
    #[cfg(target_os = "linux")]
    Dist(dist::Dist),
}

fn main() -> ExitCode {
    match perform(Arguments::parse().task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// False when a task has said itself what did not pass.
fn perform(task: Task) -> Result<bool> {
    let checkout = checkout::Checkout::find()?;
    match task {
        Task::Run(run) => run.start(&checkout)?,
        Task::Test(test) => return test.start(&checkout),
        Task::CheckPlatforms(check) => return check.start(&checkout),
        #[cfg(target_os = "linux")]
        Task::Dist(dist) => dist.start(&checkout)?,
        Task::Serve(serve) => serve.start(&checkout)?,
        Task::Shots(shots) => shots.start(&checkout)?,
        Task::Bench(bench) => bench.start(&checkout)?,
        Task::Campaign(campaign) => campaign.start(&checkout)?,
        Task::Tidy => tidy::start(&checkout)?,
        Task::Bindings(bindings) => bindings.start(&checkout)?,
    }
    Ok(true)
}
