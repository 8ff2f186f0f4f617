//! Goodturn's benchmarks: how fast the loop is, each figure next to a baseline of the same run.
//!
//! A baseline does the least that could be done: bare SQLite writing the same rows, a bare server
//! echoing the same bytes, a bare browser window. The windows need `GOODTURN_APP`, the app of a
//! release build.

#![allow(clippy::disallowed_macros, reason = "a command line talks on stdout and stderr")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock of this machine and draws ids")]

mod bare;
mod clocks;
mod desks;
mod device;
mod echo;
mod figures;
mod finding;
mod floor;
mod lists;
mod operations;
mod parse;
mod postgres;
mod schedule;
mod sync;
mod vocabulary;
mod windows;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

use figures::Figure;

#[derive(Parser)]
#[command(name = "goodturn-bench", about = "Goodturn's benchmarks")]
struct Arguments {
    /// Which figures: `loop`, `sync`, or a group of either. All of them when none is given.
    name: Option<String>,
    /// Where the data of a run lies; it decides which disk is measured.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// How many requests lie in the store.
    #[arg(long, default_value_t = 100_000)]
    requests: usize,
    /// How many operations are made offline.
    #[arg(long, default_value_t = 10_000)]
    operations: usize,
    /// How many rows are written while a reader follows, in PostgreSQL.
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// How many changes travel from one app to the other.
    #[arg(long, default_value_t = 500)]
    changes: usize,
    /// How long many clients make changes at once, in seconds.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// Leaves out what takes minutes.
    #[arg(long)]
    short: bool,
    /// Is a server in a process of its own, for a benchmark that started it.
    #[arg(long, hide = true)]
    serve: Option<sync::child::Role>,
}

/// The groups of figures of `bench loop`; those of `bench sync` are workloads.
const LOOP: [&str; 7] = ["store", "list", "parse", "clocks", "schedule", "finding", "windows"];

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(role) = arguments.serve {
        return match sync::child::serve(role, &arguments.folder) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        };
    }
    match measure(&arguments) {
        Ok(figures) => {
            figures::print(&figures);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: &Arguments) -> Result<Vec<Figure>> {
    std::fs::create_dir_all(&arguments.folder).context("making the folder of the benchmarks")?;
    let folder = tempfile::tempdir_in(&arguments.folder)?;
    let name = arguments.name.as_deref();
    let wanted = |group: &str| match name {
        None => true,
        Some("loop") => LOOP.contains(&group),
        Some("sync") => !LOOP.contains(&group),
        Some(name) => name.split('.').next() == Some(group),
    };
    let mut figures = Vec::new();
    if wanted("store") || wanted("list") {
        figures.extend(measure_device(folder.path(), arguments.requests)?);
    }
    if wanted("parse") {
        figures.push(parse::measure()?);
    }
    if wanted("clocks") {
        figures.extend(clocks::measure()?);
    }
    if wanted("schedule") {
        figures.extend(schedule::measure());
    }
    if wanted("finding") {
        eprintln!("▸ finding among {} requests …", arguments.requests);
        figures.extend(finding::measure(folder.path(), arguments.requests)?);
    }
    let runtime = tokio::runtime::Runtime::new()?;
    if wanted("W3") {
        eprintln!("▸ {} changes from one app to another …", arguments.changes);
        figures.extend(runtime.block_on(desks::measure(folder.path(), arguments.changes))?);
    }
    let extent = sync::Extent {
        operations: arguments.operations,
        load: std::time::Duration::from_secs(arguments.seconds),
        is_short: arguments.short,
    };
    figures.extend(runtime.block_on(sync::measure(folder.path(), &wanted, extent))?);
    // Not part of `loop`: PostgreSQL has to be installed, and it takes minutes.
    if arguments.name.as_deref().is_some_and(|name| name.starts_with("postgres") || name.starts_with("PG")) {
        figures.extend(postgres::measure(runtime.handle(), arguments.rows)?);
    }
    if wanted("windows") {
        figures.extend(runtime.block_on(windows::measure(folder.path()))?);
    }
    Ok(figures)
}

fn measure_device(folder: &Path, requests: usize) -> Result<Vec<Figure>> {
    eprintln!("▸ a device with {requests} requests …");
    let filled = device::fill(folder, requests)?;
    let mut figures = lists::measure(&filled)?;
    figures.extend(operations::measure(&filled)?);
    Ok(figures)
}
