//! G3: what is broken on purpose is caught. A campaign that notices nothing proves nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::campaign::{Budget, Campaign, Log, Run, Workers};
use crate::convergence;
use crate::flaw::{ALL, Flaw};
use crate::restores;

pub(crate) const G3: Campaign = Campaign {
    name: "G3",
    holds: "each deliberately broken server and device is caught by a campaign",
    in_ci: Budget { runs: ALL.len() as u64, seconds: 5 },
    workers: Workers::One,
    replays: true,
    run: |seed, log| {
        let (flaw, breaks) = &ALL[usize::try_from(seed).unwrap_or(0) % ALL.len()];
        catch(*flaw, breaks, log)
    },
};

/// A flaw that shows later than that would get through CI.
const MOST_RUNS: u64 = 400;

type Live = fn(u64, Option<Flaw>, &mut Log) -> Result<Run, String>;

/// The campaigns that look for flaws, in turn.
const LOOKING: [(&str, Live); 2] = [("G1", convergence::live), ("G6", restores::live)];

fn catch(flaw: Flaw, breaks: &str, log: &mut Log) -> Result<Run, String> {
    let mut faults = 0;
    for run in 0..MOST_RUNS {
        let (campaign, live) = LOOKING[usize::try_from(run).unwrap_or(0) % LOOKING.len()];
        let seed = 1 + run / 2;
        let lived = catch_unwind(AssertUnwindSafe(|| live(seed, Some(flaw), &mut Log::new(false))));
        let noticed = match lived {
            Ok(Ok(run)) => {
                faults += run.faults;
                continue;
            }
            Ok(Err(what)) => what,
            Err(_) => "an assertion: it panicked".to_owned(),
        };
        let check = noticed.split(':').next().unwrap_or_default().to_owned();
        log.note(format_args!("{flaw:?} ({breaks}) is caught by {campaign} with seed {seed}: {noticed}"));
        let says = format!("{flaw:?} ({breaks}) → caught after {} runs, by {campaign}: {check}", run + 1);
        return Ok(Run { faults, says: Some(says) });
    }
    Err(format!("{flaw:?} ({breaks}) got through {MOST_RUNS} runs"))
}
