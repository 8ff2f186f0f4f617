//! G1: whatever happens on the way, devices and server end up agreeing.

use goodturn_domain::{Actor, Intent, ServiceLevel, Target};
use goodturn_test_support::{team, title};

use crate::campaign::{Budget, Campaign, Log, Run, Workers};
use crate::flaw::Flaw;
use crate::simulation::Simulation;

pub(crate) const G1: Campaign = Campaign {
    name: "G1",
    holds: "what was acknowledged happened once; devices show what the server holds; nothing is stuck",
    in_ci: Budget { runs: 40_000, seconds: 170 },
    workers: Workers::EachCore,
    replays: true,
    run: |seed, log| live(seed, None, log),
};

/// Two devices of Sam's, so that somebody can disagree with themselves.
const PEOPLE: [&str; 7] = ["anna", "sam", "sam", "lena", "kim", "olga", "gus"];
/// What a run does at least.
const OPERATIONS: usize = 60;
const FAULTS: u64 = 20;
/// Beyond that something is stuck.
const MOST_STEPS: u32 = 5_000;

/// One run: people act, faults happen, all gets calm, everything is checked.
pub(crate) fn live(seed: u64, flaw: Option<Flaw>, log: &mut Log) -> Result<Run, String> {
    let devices = 3 + usize::try_from(seed % 5).unwrap_or(0);
    let mut simulation = Simulation::begin(seed, &PEOPLE[..devices], flaw, log);
    let level = ServiceLevel {
        acknowledge: Some(Target::WorkingMinutes(60)),
        deliver: Some(Target::WorkingMinutes(240)),
        ..ServiceLevel::named(title("Usual"))
    };
    simulation.decree(Actor::Server, Intent::SetServiceLevels { team: team("legal"), levels: vec![level.into()] });
    if seed.is_multiple_of(2) {
        simulation.server.back_up();
    }
    let mut steps = 0;
    while simulation.performed.len() < OPERATIONS || simulation.faults < FAULTS {
        step(&mut simulation);
        steps += 1;
        if steps > MOST_STEPS {
            return Err(format!("stuck: {} operations after {steps} steps", simulation.performed.len()));
        }
    }
    simulation.settle_down();
    simulation.check()?;
    Ok(Run { faults: simulation.faults, says: None })
}

/// What happens next in any run: somebody acts, letters travel, trouble comes.
pub(crate) fn step(simulation: &mut Simulation<'_>) {
    simulation.tick();
    let seat = simulation.dice.below(simulation.seats.len());
    match simulation.dice.below(100) {
        0..35 => simulation.act(seat),
        35..45 => simulation.send_push(seat),
        45..55 => simulation.send_pull(seat),
        55..80 => simulation.deliver(),
        80..83 => simulation.deliver_pushes_together(),
        83..86 => simulation.reconnect(seat),
        86..88 => {
            let minutes = simulation.dice.between(0, 600);
            simulation.wait(chrono::TimeDelta::minutes(minutes));
        }
        88..90 => simulation.look_around(),
        _ => simulation.trouble(),
    }
}
