//! G5: a fault at every question that a script of operations asks of the disk.
//!
//! A seed names the side (a device or the server), the fault and the question it meets; seeds from
//! 1 on go through all of them, in leaps, so that a part of them is spread over the whole. Whatever was acknowledged is there afterwards, once; what was not is
//! there whole or not at all; the file is sound; the outbox goes on. And once the fault is over, the
//! storage takes writes again without a restart.

mod device;
mod ground;
mod organization;

use std::sync::OnceLock;

use goodturn_fault_vfs::{Disk, Fault, Lasts};

use crate::campaign::{Budget, Campaign, Log, Run, Workers};

pub(crate) const G5: Campaign = Campaign {
    name: "G5",
    holds: "a fault at every disk operation: acknowledged is there once, the rest whole or absent",
    in_ci: Budget { runs: 11_000, seconds: 130 },
    workers: Workers::EachCore,
    replays: true,
    run,
};

/// Operations of a script in the first round over all questions; later rounds take the long one.
const SHORT: usize = 10;
const LONG: usize = 30;

/// What goes wrong, and whether the power fails at the end of the script on top of it.
#[derive(Clone, Copy, Debug)]
struct Trouble {
    fault: Fault,
    lasts: Lasts,
    then_power_fails: bool,
}

const fn trouble(fault: Fault, lasts: Lasts, then_power_fails: bool) -> Trouble {
    Trouble { fault, lasts, then_power_fails }
}

const TROUBLES: [Trouble; 9] = [
    trouble(Fault::Error, Lasts::Once, false),
    trouble(Fault::Error, Lasts::Once, true),
    trouble(Fault::Error, Lasts::ForEver, false),
    trouble(Fault::Full, Lasts::Once, false),
    trouble(Fault::Full, Lasts::ForEver, false),
    trouble(Fault::Torn, Lasts::Once, false),
    trouble(Fault::Torn, Lasts::Once, true),
    trouble(Fault::PowerLoss, Lasts::Once, false),
    trouble(Fault::PowerLossKeeping { seed: 0 }, Lasts::Once, false),
];

/// Runs a script on a disk that is armed by the closure once everything is prepared.
type Script = fn(length: usize, arm: &mut dyn FnMut(&Disk), then_power_fails: bool, log: &mut Log) -> Outcome;

/// How often the disk was asked, or what did not hold.
type Outcome = Result<u64, String>;

const SIDES: [(&str, Script); 2] = [("device", device::live), ("server", organization::live)];

/// How many questions each script asks when nothing fails: by side, short and long.
fn questions(side: usize, is_long: bool) -> Result<u64, String> {
    static ASKED: [[OnceLock<Outcome>; 2]; 2] =
        [const { [const { OnceLock::new() }; 2] }, const { [const { OnceLock::new() }; 2] }];
    ASKED[side][usize::from(is_long)]
        .get_or_init(|| (SIDES[side].1)(length(is_long), &mut Disk::disarm, false, &mut Log::new(false)))
        .clone()
}

const fn length(is_long: bool) -> usize {
    if is_long { LONG } else { SHORT }
}

/// What a seed stands for.
struct Case {
    side: usize,
    is_long: bool,
    at: u64,
    trouble: Trouble,
}

fn case(seed: u64) -> Result<Case, String> {
    let kinds = TROUBLES.len() as u64;
    let mut rest = seed.wrapping_sub(1);
    let mut is_long = false;
    loop {
        let device = questions(0, is_long)? * kinds;
        let all = device + questions(1, is_long)? * kinds;
        if rest >= all && !is_long {
            rest -= all;
            is_long = true;
            continue;
        }
        let leapt = rest % all * leap(all) % all;
        let (side, number) = if leapt < device { (0, leapt) } else { (1, leapt - device) };
        let trouble = TROUBLES[usize::try_from(number % kinds).unwrap_or(0)];
        let fault = match trouble.fault {
            // When all of the long script is through, these dice fall anew.
            Fault::PowerLossKeeping { .. } => Fault::PowerLossKeeping { seed },
            fault => fault,
        };
        return Ok(Case { side, is_long, at: number / kinds + 1, trouble: Trouble { fault, ..trouble } });
    }
}

/// A step with which `all` numbers are reached, each once.
fn leap(all: u64) -> u64 {
    let shares_nothing = |step: &u64| {
        let (mut one, mut other) = (*step, all);
        while other > 0 {
            (one, other) = (other, one % other);
        }
        one == 1
    };
    (all * 5 / 13..).find(shares_nothing).unwrap_or(1)
}

fn run(seed: u64, log: &mut Log) -> Result<Run, String> {
    let Case { side, is_long, at, trouble } = case(seed)?;
    let (name, live) = SIDES[side];
    log.note(format_args!("{name}, {} operations: {trouble:?} at question {at}", length(is_long)));
    let mut arm = |disk: &Disk| disk.arm(at, trouble.fault, trouble.lasts);
    live(length(is_long), &mut arm, trouble.then_power_fails, log)
        .map_err(|what| format!("{name}, {} operations, {trouble:?} at question {at}: {what}", length(is_long)))?;
    let (device, server) = (questions(0, false)?, questions(1, false)?);
    let all = (device + server) * TROUBLES.len() as u64;
    let says = format!(
        "{SHORT} operations ask the disk {device} times on a device and {server} times on the server; with {} kinds \
         of faults these are the first {all} seeds, the next ones do it with {LONG} operations",
        TROUBLES.len()
    );
    Ok(Run { faults: 1, says: Some(says) })
}
