//! A server and devices in one thread: the core that the product runs on, over storages that fail
//! when told to and a network that does its worst. The clock is set by hand and a seed decides all
//! else, so a run can be repeated to the letter.

mod agreement;
mod devices;
mod exchange;
mod ledger;
mod losses;
mod server;
mod shaky;
mod trouble;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use goodturn_domain::{Actor, Intent, Operation, OperationId, Timestamp};
use goodturn_test_support::{Deed, Deeds, Ids, monday};
use uuid::Uuid;

use crate::campaign::Log;
use crate::dice::Dice;
use crate::flaw::Flaw;
pub(crate) use devices::Seat;
use exchange::Letter;
pub(crate) use ledger::Reference;
pub(crate) use server::Server;
pub(crate) use trouble::Trouble;

/// Rows that a device asks for at a time: few, so that pages are turned.
const PAGES: [usize; 4] = [3, 7, 20, 200];

/// What somebody did on a device, where it was possible.
#[derive(Clone, Debug)]
pub(crate) struct Performed {
    pub(crate) id: OperationId,
    pub(crate) seat: usize,
    pub(crate) intent: Intent,
}

/// Everything that there is in a run.
pub(crate) struct Simulation<'l> {
    pub(crate) log: &'l mut Log,
    pub(crate) dice: Dice,
    pub(crate) server: Server,
    pub(crate) seats: Vec<Seat>,
    pub(crate) performed: Vec<Performed>,
    /// Faults that were thrown in.
    pub(crate) faults: u64,
    pub(crate) now: Timestamp,
    /// The latest that the server's clock ever showed.
    latest: Timestamp,
    /// Operations whose person was told that the server has them, with the number if it has one.
    acknowledged: BTreeMap<OperationId, (usize, bool)>,
    /// Rings that a device was told come too late. It drops them, and the server that is restored
    /// once more does not remember its answer.
    late_rings: BTreeSet<OperationId>,
    /// Letters carry what a newer version would add to them.
    pub(crate) is_beside_newer: bool,
    letters: Vec<Letter>,
    deeds: Deeds,
    ids: Ids,
    exchanges: u64,
    step: u64,
    surprises: Vec<String>,
    flaw: Option<Flaw>,
    page: usize,
}

impl<'l> Simulation<'l> {
    /// The organization of the cast, and devices of some of its people which know all of it.
    pub(crate) fn begin(seed: u64, names: &[&str], flaw: Option<Flaw>, log: &'l mut Log) -> Self {
        let mut dice = Dice::of_seed(seed);
        let page = *dice.pick(&PAGES);
        let mut simulation = Self {
            log,
            dice,
            server: Server::founded(flaw),
            seats: Vec::new(),
            performed: Vec::new(),
            faults: 0,
            now: monday(),
            latest: monday(),
            acknowledged: BTreeMap::new(),
            late_rings: BTreeSet::new(),
            is_beside_newer: false,
            letters: Vec::new(),
            deeds: Deeds::new(Ids::of_series(3)),
            ids: Ids::of_series(2),
            exchanges: 0,
            step: 0,
            surprises: Vec::new(),
            flaw,
            page,
        };
        for name in names {
            simulation.take_seat(name);
        }
        for (person, intent) in simulation.deeds.begin() {
            match simulation.seats.iter().position(|seat| seat.person == person) {
                Some(seat) => drop(simulation.perform(seat, intent)),
                None => simulation.decree(Actor::Person(person), intent),
            }
        }
        simulation.sync_all();
        simulation
    }

    /// Something that must not be, which fails the run.
    pub(crate) fn surprise(&mut self, what: String) {
        self.log.note(format_args!("surprise: {what}"));
        self.surprises.push(what);
    }

    fn fresh_id(&mut self) -> Uuid {
        self.ids.give()
    }

    /// Something decided on the server itself, or by somebody who has no device here.
    pub(crate) fn decree(&mut self, actor: Actor, intent: Intent) {
        let name = intent.name();
        let operation = Operation { id: OperationId::new(self.ids.give()), at: self.now, intent };
        let verdict = self.server.act(actor, operation, self.now);
        self.log.note(format_args!("decree {name:?}: {verdict:?}"));
    }

    /// The server looks for what comes with time.
    pub(crate) fn look_around(&mut self) {
        let found = self.server.look_around(self.now);
        self.log.note(format_args!("looked around: {found}"));
    }

    /// What somebody does next on a device, as chance has it.
    pub(crate) fn act(&mut self, seat: usize) {
        let deed = Deed {
            kind: self.dice.below(Deed::KINDS),
            request: self.dice.below(Deed::REQUESTS),
            choice: self.dice.below(24),
            hours: self.dice.between(-2, 119),
        };
        let at = self.now.plus(self.seats[seat].skew);
        if let Some(intent) = self.deeds.intent(&self.seats[seat].replica, at, &deed) {
            self.perform(seat, intent);
        }
    }

    /// Time passes for all; a negative time is a clock that is put back.
    pub(crate) fn wait(&mut self, time: TimeDelta) {
        self.now = self.now.plus(time);
        self.latest = self.latest.max(self.now);
        self.log.note(format_args!("now {}", self.now.micros()));
    }
}
