//! G6: a server that is put back to an earlier point, once or twice, or to somebody else's; a
//! device that is put back, or copied. It is noticed at first contact, and nothing is lost that a
//! device still holds.

use chrono::TimeDelta;

use crate::campaign::{Budget, Campaign, Log, Run, Workers};
use crate::flaw::Flaw;
use crate::simulation::Simulation;

pub(crate) const G6: Campaign = Campaign {
    name: "G6",
    holds: "restored and copied servers and devices are noticed at first contact; what is held comes back",
    in_ci: Budget { runs: 500, seconds: 10 },
    workers: Workers::EachCore,
    replays: true,
    run: |seed, log| live(seed, None, log),
};

const PEOPLE: [&str; 5] = ["anna", "sam", "kim", "lena", "sam"];
/// What is done in each part of the story.
const OPERATIONS: usize = 15;

/// What befalls whom in the middle of a story.
#[derive(Clone, Copy, Debug)]
enum Loss {
    /// The server is restored from its backup.
    ServerRestored,
    /// Twice to the same point, with work in between.
    ServerRestoredTwice,
    /// An earlier copy of the server's file is put in its place by hand.
    ServerPutBack,
    /// The backup is of another organization that knows the same people.
    WrongBackup,
    /// A device gets an earlier copy of its files.
    DeviceRestored,
    /// A device's files are copied, and both go on.
    DeviceCopied,
}

const LOSSES: [Loss; 6] = [
    Loss::ServerRestored,
    Loss::ServerRestoredTwice,
    Loss::ServerPutBack,
    Loss::WrongBackup,
    Loss::DeviceRestored,
    Loss::DeviceCopied,
];

/// One run: work, a backup, more work, a loss, more work; then everything is checked.
pub(crate) fn live(seed: u64, flaw: Option<Flaw>, log: &mut Log) -> Result<Run, String> {
    let loss = LOSSES[usize::try_from(seed % LOSSES.len() as u64).unwrap_or(0)];
    let mut simulation = Simulation::begin(seed, &PEOPLE, flaw, log);
    greet(&mut simulation);
    work(&mut simulation, OPERATIONS);
    simulation.server.back_up();
    let victim = simulation.dice.below(simulation.seats.len());
    let copy = simulation.copy_of_device(victim);
    work(&mut simulation, OPERATIONS);
    if simulation.dice.happens(50) {
        simulation.sync_all();
    }
    simulation.log.note(format_args!("loss: {loss:?}"));
    simulation.faults += 1;
    match loss {
        Loss::ServerRestored => simulation.restore(),
        Loss::ServerRestoredTwice => {
            simulation.restore();
            work(&mut simulation, OPERATIONS);
            simulation.restore();
        }
        Loss::ServerPutBack => simulation.put_server_back(),
        Loss::WrongBackup => simulation.restore_somebody_elses(),
        Loss::DeviceRestored => simulation.put_back(victim, copy),
        Loss::DeviceCopied => simulation.go_on_twice(victim),
    }
    simulation.check_noticed()?;
    work(&mut simulation, OPERATIONS);
    simulation.wait(TimeDelta::minutes(10));
    simulation.settle_down();
    simulation.check()?;
    Ok(Run { faults: simulation.faults, says: None })
}

/// Everybody sends something.
fn greet(simulation: &mut Simulation<'_>) {
    for seat in 0..simulation.seats.len() {
        let sent = simulation.performed.len();
        for _ in 0..100 {
            if simulation.performed[sent..].iter().any(|it| it.seat == seat) {
                break;
            }
            simulation.act(seat);
        }
        simulation.sync(seat);
    }
}

/// People act and devices sync, without other trouble.
fn work(simulation: &mut Simulation<'_>, operations: usize) {
    let until = simulation.performed.len() + operations;
    for _ in 0..operations * 40 {
        if simulation.performed.len() >= until {
            return;
        }
        simulation.tick();
        let seat = simulation.dice.below(simulation.seats.len());
        match simulation.dice.below(100) {
            0..50 => simulation.act(seat),
            50..60 => simulation.send_push(seat),
            60..70 => simulation.send_pull(seat),
            70..90 => simulation.deliver(),
            90..97 => simulation.sync(seat),
            _ => simulation.wait(TimeDelta::minutes(20)),
        }
    }
}
