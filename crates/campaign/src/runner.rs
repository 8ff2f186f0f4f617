//! Runs a campaign: seed after seed, on each core, until its runs or its time are used up.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::campaign::{Campaign, Log, Run, Workers};

/// So many failures tell enough.
const MOST_FAILURES: usize = 5;

/// Where to begin and when to end; without an end it goes on until it is stopped.
pub(crate) struct Limits {
    pub(crate) runs: Option<u64>,
    pub(crate) time: Option<Duration>,
    pub(crate) first_seed: u64,
}

/// What came of a campaign.
pub(crate) struct Result {
    pub(crate) campaign: &'static Campaign,
    pub(crate) seed: u64,
    /// How many were to be run, when that was said.
    pub(crate) wanted: Option<u64>,
    pub(crate) runs: u64,
    pub(crate) faults: u64,
    /// Seeds, and what did not hold.
    pub(crate) failures: Vec<(u64, String)>,
    pub(crate) took: Duration,
    /// Over all traces, in any order.
    pub(crate) trace: u64,
    pub(crate) says: BTreeSet<String>,
}

impl Result {
    /// Whether it ran, and nothing failed.
    pub(crate) fn holds(&self) -> bool {
        self.failures.is_empty() && self.runs > 0
    }
}

/// One run, with its trace.
pub(crate) struct One {
    pub(crate) outcome: std::result::Result<Run, String>,
    pub(crate) trace: u64,
    pub(crate) lines: Vec<String>,
}

/// Runs one seed. A panic is a failure like any other.
pub(crate) fn run_one(campaign: &Campaign, seed: u64, is_kept: bool) -> One {
    let mut log = Log::new(is_kept);
    let outcome = catch_unwind(AssertUnwindSafe(|| (campaign.run)(seed, &mut log)))
        .unwrap_or_else(|_| Err(format!("panic: {}", LAST_PANIC.with_borrow(String::clone))));
    One { outcome, trace: log.trace(), lines: log.lines().to_vec() }
}

thread_local! {
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the words and the place of a panic for whoever catches it on this thread.
pub(crate) fn remember_panic(panic: &PanicHookInfo<'_>) {
    LAST_PANIC.with_borrow_mut(|last| *last = panic.to_string());
}

/// Runs a campaign within its limits.
pub(crate) fn run(campaign: &'static Campaign, limits: &Limits) -> Result {
    eprintln!("▸ {}: {} …", campaign.name, campaign.holds);
    let started = Instant::now();
    let (next, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    let sum = Mutex::new(Result {
        campaign,
        seed: limits.first_seed,
        wanted: limits.runs,
        runs: 0,
        faults: 0,
        failures: Vec::new(),
        took: Duration::ZERO,
        trace: 0,
        says: BTreeSet::new(),
    });
    let work = || {
        while !is_over.load(Ordering::Relaxed) && limits.time.is_none_or(|time| started.elapsed() < time) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if limits.runs.is_some_and(|runs| number >= runs) {
                return;
            }
            let seed = limits.first_seed.wrapping_add(number);
            let one = run_one(campaign, seed, limits.runs == Some(1));
            let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
            add(&mut sum, seed, one);
            if sum.failures.len() >= MOST_FAILURES {
                is_over.store(true, Ordering::Relaxed);
            }
        }
    };
    let workers = match campaign.workers {
        Workers::EachCore => thread::available_parallelism().map_or(1, NonZero::get),
        Workers::One => 1,
    };
    thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let mut result = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    result.took = started.elapsed();
    result
}

fn add(sum: &mut Result, seed: u64, one: One) {
    sum.runs += 1;
    sum.trace = sum.trace.wrapping_add(one.trace);
    for line in one.lines {
        eprintln!("  {line}");
    }
    match one.outcome {
        Ok(run) => {
            sum.faults += run.faults;
            sum.says.extend(run.says);
        }
        Err(what) => {
            let name = sum.campaign.name;
            eprintln!("FAILED {name}, seed {seed}: {what}");
            eprintln!("  again, with all that happens: cargo xtask campaign {name} --seed {seed} --runs 1");
            sum.failures.push((seed, what));
        }
    }
}
