//! G5: a fault at every question that a script of operations asks of the disk.
//!
//! A seed names the side (a device or the server), the fault and the question it meets; seeds from
//! 1 on go through all of them. Whatever was acknowledged is there afterwards, once; what was not is
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
    in_ci: Budget { runs: 8_000, seconds: 75 },
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
        for side in 0..SIDES.len() {
            let all = questions(side, is_long)? * kinds;
            if rest < all {
                let trouble = TROUBLES[usize::try_from(rest % kinds).unwrap_or(0)];
                let fault = match trouble.fault {
                    Fault::PowerLossKeeping { .. } => Fault::PowerLossKeeping { seed },
                    fault => fault,
                };
                return Ok(Case { side, is_long, at: rest / kinds + 1, trouble: Trouble { fault, ..trouble } });
            }
            rest -= all;
        }
        // After all of the long script the dice of the last kind fall anew.
        is_long = true;
    }
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
