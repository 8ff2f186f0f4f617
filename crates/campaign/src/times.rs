//! G9: wrong clocks, the days on which clocks change, long sleeps, versions that meet, and upgrades
//! that are cut off.

use chrono::{TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use goodturn_domain::{Actor, Intent, Timestamp, WorkingCalendar};
use goodturn_test_support::{cast, title, who};

use crate::campaign::{Budget, Campaign, Log, Run, Workers};
use crate::convergence::step;
use crate::simulation::Simulation;
use crate::upgrades;

pub(crate) const G9: Campaign = Campaign {
    name: "G9",
    holds: "clocks ±10 years, clock changes, sleeps of 90 days, newer peers, cut off upgrades do no harm",
    in_ci: Budget { runs: 1_700, seconds: 30 },
    workers: Workers::EachCore,
    replays: true,
    run: |seed, log| match seed % 6 {
        0 => live(seed, log, &wrong_clocks),
        2 => live(seed, log, &clock_changes),
        4 => live(seed, log, &newer_peers),
        _ => upgrades::cut_off(seed / 2, log),
    },
};

const PEOPLE: [&str; 4] = ["anna", "sam", "lena", "kim"];
const OPERATIONS: usize = 40;
const MOST_STEPS: u32 = 5_000;
const TEN_YEARS: i64 = 3_653;

type Befall = dyn Fn(&mut Simulation<'_>);

/// A run in which something with time happens to people who work on as always.
fn live(seed: u64, log: &mut Log, befall: &Befall) -> Result<Run, String> {
    let mut simulation = Simulation::begin(seed, &PEOPLE, None, log);
    befall(&mut simulation);
    for steps in 0.. {
        if simulation.performed.len() >= OPERATIONS {
            break;
        }
        step(&mut simulation);
        if simulation.dice.happens(4) {
            befall(&mut simulation);
        }
        if steps > MOST_STEPS {
            return Err(format!("stuck: {} operations after {steps} steps", simulation.performed.len()));
        }
    }
    simulation.settle_down();
    simulation.check()?;
    Ok(Run { faults: simulation.faults, says: None })
}

/// Somebody's clock, or the server's, is wrong by up to ten years.
fn wrong_clocks(simulation: &mut Simulation<'_>) {
    let seat = simulation.dice.below(simulation.seats.len());
    simulation.seats[seat].skew = TimeDelta::days(simulation.dice.between(-TEN_YEARS, TEN_YEARS));
    if simulation.dice.happens(10) {
        let days = simulation.dice.between(-TEN_YEARS, TEN_YEARS);
        simulation.wait(TimeDelta::days(days));
    }
    simulation.faults += 1;
}

/// Zones whose clocks change: by an hour, by half an hour, in the southern year.
const ZONES: [Tz; 4] =
    [chrono_tz::Europe::Berlin, chrono_tz::America::New_York, chrono_tz::Australia::Lord_Howe, chrono_tz::UTC];
/// Shortly before clocks change in some of them: month, day and hour of 2027.
const CHANGES: [(u32, u32, u32); 6] = [(3, 14, 6), (3, 28, 0), (4, 3, 14), (10, 2, 14), (10, 31, 0), (11, 7, 5)];

/// It becomes a night in which clocks change, somewhere people live; or a device sleeps for long.
fn clock_changes(simulation: &mut Simulation<'_>) {
    let zone = *simulation.dice.pick(&ZONES);
    let (name, _) = *simulation.dice.pick(&cast::PEOPLE);
    let calendar = WorkingCalendar::weekdays(zone);
    simulation.decree(
        Actor::Server,
        Intent::ChangeProfile {
            person: who(name),
            name: title(name),
            position: None,
            zone,
            locale: "en".into(),
            calendar,
        },
    );
    let (month, day, hour) = *simulation.dice.pick(&CHANGES);
    let night = Utc.with_ymd_and_hms(2027, month, day, hour, 40, 0).single().map(Timestamp::from);
    if let Some(left) = night.map(|night| night.since(simulation.now)).filter(|left| *left > TimeDelta::zero()) {
        simulation.wait(left);
    }
    let seat = simulation.dice.below(simulation.seats.len());
    let steps = simulation.dice.between(20, 120);
    simulation.sleep(seat, steps.unsigned_abs());
    let days = simulation.dice.between(1, 90);
    let time = if simulation.dice.happens(20) { TimeDelta::days(days) } else { TimeDelta::minutes(25) };
    simulation.wait(time);
    simulation.faults += 1;
}

/// Letters carry what a newer version would add.
fn newer_peers(simulation: &mut Simulation<'_>) {
    simulation.is_beside_newer = true;
    simulation.faults += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ci_cuts_off_every_upgrade_at_every_statement() {
        assert!(upgrades::count() <= G9.in_ci.runs / 2, "there are {}", upgrades::count());
    }
}
