//! What can go wrong: with letters, programs, disks, clocks, and people who come, go and cheat.

use chrono::TimeDelta;
use goodturn_domain::person::Membership;
use goodturn_domain::{Actor, DeviceId, Intent, OperationId, PersonId, Role};
use goodturn_store::ReplicaStorage;
use goodturn_sync::authority::Push;
use goodturn_sync::{PushRequest, SCHEMA, SentOperation, Verdict};
use goodturn_test_support::{cast, team, title, who};

use super::Simulation;
use super::agreement::verdict;
use crate::flaw::Flaw;

/// Whose role and teams change.
const MOVED: [&str; 6] = ["anna", "sam", "tom", "kim", "gus", "lena"];
/// Who may be deactivated: somebody stays in each team.
const LEAVING: [&str; 3] = ["kim", "gus", "ben"];

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Lost,
    Doubled,
    Delayed,
    Overtaken,
    Cut,
    DeviceCrash,
    ServerCrash,
    DeviceDisk,
    ServerDisk,
    Rot,
    Skew,
    ClockJump,
    Offline,
    Membership,
    RoleChange,
    Deactivation,
    Crafted,
    ReusedId,
    Restore,
}

impl Trouble {
    /// Kinds with how often each comes.
    const OFTEN: &'static [(u64, Self)] = &[
        (10, Self::Lost),
        (10, Self::Doubled),
        (8, Self::Delayed),
        (8, Self::Overtaken),
        (8, Self::Cut),
        (8, Self::DeviceCrash),
        (5, Self::ServerCrash),
        (10, Self::DeviceDisk),
        (10, Self::ServerDisk),
        (3, Self::Rot),
        (4, Self::Skew),
        (3, Self::ClockJump),
        (6, Self::Offline),
        (5, Self::Membership),
        (3, Self::RoleChange),
        (1, Self::Deactivation),
        (3, Self::Crafted),
        (2, Self::ReusedId),
        (1, Self::Restore),
    ];
}

impl Simulation<'_> {
    /// Lets letters arrive in turn, the oldest first.
    pub(crate) fn deliver(&mut self) {
        if let Some(at) = self.arriving().first().copied() {
            let letter = self.letters.remove(at);
            self.arrive(letter);
        }
    }

    /// A step of time for what is held up or offline.
    pub(crate) const fn tick(&mut self) {
        self.step += 1;
    }

    /// Throws in some trouble.
    pub(crate) fn trouble(&mut self) {
        let all: u64 = Trouble::OFTEN.iter().map(|(weight, _)| weight).sum();
        let mut at = self.dice.any() % all;
        for (weight, kind) in Trouble::OFTEN {
            if at < *weight {
                return self.throw(*kind);
            }
            at -= weight;
        }
    }

    /// Throws in trouble of that kind; counted when there was something that it could befall.
    pub(crate) fn throw(&mut self, kind: Trouble) {
        let seat = self.dice.below(self.seats.len());
        self.log.note(format_args!("trouble: {kind:?}"));
        let happened = match kind {
            Trouble::Lost | Trouble::Doubled | Trouble::Delayed | Trouble::Overtaken | Trouble::Cut => {
                self.befall_letter(kind)
            }
            Trouble::DeviceCrash => {
                self.crash(seat);
                true
            }
            Trouble::ServerCrash => {
                self.server.restart();
                true
            }
            Trouble::DeviceDisk => {
                let steps = self.dice.below(30);
                self.seats[seat].storage.fail_after(steps.try_into().unwrap_or(0));
                true
            }
            Trouble::ServerDisk => {
                let steps = self.dice.below(15);
                self.server.storage.fail_after(steps.try_into().unwrap_or(0));
                true
            }
            Trouble::Rot => self.rot(seat),
            Trouble::Skew => {
                self.seats[seat].skew = TimeDelta::minutes(self.dice.between(-5_000, 5_000));
                true
            }
            Trouble::ClockJump => {
                let minutes = self.dice.between(-120, 3_000);
                self.wait(TimeDelta::minutes(minutes));
                true
            }
            Trouble::Offline => {
                let steps = self.dice.between(5, 60).unsigned_abs();
                self.sleep(seat, steps);
                true
            }
            Trouble::Membership | Trouble::RoleChange | Trouble::Deactivation => {
                self.move_somebody(kind);
                true
            }
            Trouble::Crafted => self.craft(seat),
            Trouble::ReusedId => self.reuse_id(seat),
            Trouble::Restore => self.server.restore(self.now),
        };
        self.faults += u64::from(happened);
    }

    fn befall_letter(&mut self, kind: Trouble) -> bool {
        if self.letters.is_empty() {
            return false;
        }
        let at = self.dice.below(self.letters.len());
        match kind {
            Trouble::Lost => {
                let letter = self.letters.remove(at);
                self.give_up(letter.seat, letter.exchange);
                self.portal_answers(&letter);
            }
            Trouble::Doubled => {
                let mut letter = self.letters[at].clone();
                letter.held_until = self.step + self.dice.between(0, 40).unsigned_abs();
                self.letters.push(letter);
            }
            Trouble::Delayed => {
                let (seat, exchange) = (self.letters[at].seat, self.letters[at].exchange);
                self.letters[at].held_until = self.step + self.dice.between(10, 80).unsigned_abs();
                if self.dice.happens(50) {
                    self.give_up(seat, exchange);
                }
            }
            Trouble::Cut => self.letters[at].is_cut = true,
            _ => {
                let letter = self.letters.remove(at);
                self.arrive(letter);
            }
        }
        true
    }

    /// A device has waited long enough for this answer; the letter may still arrive.
    fn give_up(&mut self, seat: usize, exchange: u64) {
        // A lost push is told apart by what answers in its place.
        let it = &mut self.seats[seat];
        if it.awaited_pull == Some(exchange) {
            it.awaited_pull = None;
        }
        if it.awaited_push == Some(exchange) && self.flaw != Some(Flaw::PortalTakenForServer) {
            it.awaited_push = None;
        }
    }

    /// A device gives up on every answer that it waits for.
    pub(crate) fn reconnect(&mut self, seat: usize) {
        (self.seats[seat].awaited_push, self.seats[seat].awaited_pull) = (None, None);
    }

    /// A device sleeps for so many steps.
    pub(crate) fn sleep(&mut self, seat: usize, steps: u64) {
        self.seats[seat].offline_until = self.step + steps;
    }

    /// A row goes from a device, as when a disk forgets what it was told.
    fn rot(&mut self, seat: usize) -> bool {
        let cursors = self.seats[seat].look(|tx| tx.list_cursors());
        if cursors.is_empty() {
            return false;
        }
        let (scope, _) = self.dice.pick(&cursors).clone();
        let rows = self.server.look(|tx| tx.list_feed(&scope, 0, usize::MAX));
        if rows.is_empty() {
            return false;
        }
        let key = self.dice.pick(&rows).key;
        let storage = self.seats[seat].storage.calm();
        let changed = storage.read(|tx| tx.list_changed());
        // What its person changed there would be lost with it: that is a damaged file, not a row.
        if changed.is_ok_and(|changed| changed.contains(&key)) {
            return false;
        }
        let forgotten = storage.write(|tx| tx.remove_from_scope(key.kind.name(), key.id, &scope));
        self.seats[seat].is_damaged = true;
        forgotten.is_ok()
    }

    fn move_somebody(&mut self, kind: Trouble) {
        let person = who(self.dice.pick::<&str>(&MOVED));
        let intent = match kind {
            Trouble::Membership => {
                let memberships = [None, Some(Membership::Member), Some(Membership::Lead)];
                let team = team(self.dice.pick::<&str>(&["sales", "legal"]));
                Intent::SetMembership { team, person, membership: *self.dice.pick(&memberships) }
            }
            Trouble::RoleChange => {
                let role = *self.dice.pick(&[Role::Guest, Role::Member, Role::Member, Role::Administrator]);
                Intent::ChangeRole { person, role }
            }
            _ => Intent::Deactivate { person: who(self.dice.pick::<&str>(&LEAVING)) },
        };
        self.decree(Actor::Server, intent);
    }

    /// Somebody's program sends what their device would never have let them do.
    fn craft(&mut self, seat: usize) -> bool {
        let request = self.deeds.request(self.dice.below(7));
        let Some(request) = request else { return false };
        let person = who(self.dice.pick::<&str>(&MOVED));
        let intent = match self.dice.below(4) {
            0 => Intent::ChangeRole { person, role: Role::Owner },
            1 => Intent::Deactivate { person },
            2 => Intent::Withdraw { request, reason: None },
            _ => Intent::SetMembership { team: team("legal"), person, membership: Some(Membership::Lead) },
        };
        let id = OperationId::new(self.ids.give());
        self.send_crafted(seat, id, &intent).is_some()
    }

    fn send_crafted(&mut self, seat: usize, id: OperationId, intent: &Intent) -> Option<Verdict> {
        let actor = self.seats[seat].person;
        if !self.server.is_active(actor) {
            return None;
        }
        let device = DeviceId::new(self.ids.give());
        let payload = serde_json::to_value(intent).expect("intents have string keys only").into();
        let sent = SentOperation { id, device, n: 1, actor, at: self.now, schema: SCHEMA, payload };
        let push = Push { actor, request: PushRequest { device, epoch: None, operations: vec![sent] } };
        let answer = self.server.accept(vec![push], self.now).ok()?.into_iter().next()?.ok()?;
        let verdict = answer.verdicts.into_iter().next()?.verdict;
        self.log.note(format_args!("{seat} sends a crafted {:?}: {verdict:?}", intent.name()));
        Some(verdict)
    }

    /// The id of an operation that was accepted comes again, with something else in it.
    fn reuse_id(&mut self, seat: usize) -> bool {
        let Some((id, _)) = self.acknowledged.iter().next_back().map(|(id, of)| (*id, *of)) else { return false };
        let (before, known) = self.server.look(|tx| Ok((tx.head()?.seq, tx.find_outcome(id)?)));
        // What was put off may come in other words: an erasure takes names out of it.
        if known.is_none_or(|it| verdict(&it) == Some(Verdict::Deferred)) {
            return false;
        }
        let intent = Intent::RenameTeam { team: team("legal"), name: title("Ours now") };
        let Some(answer) = self.send_crafted(seat, id, &intent) else { return false };
        let is_refused = matches!(&answer, Verdict::Rejected { code, .. } if code == "id_reused");
        if !is_refused || self.server.look(|tx| tx.head()).seq != before {
            self.surprise(format!("the id {id} with another payload was answered {answer:?}"));
        }
        true
    }

    /// Everybody who works here.
    pub(crate) fn founders() -> impl Iterator<Item = PersonId> {
        cast::PEOPLE.iter().map(|(name, _)| who(name))
    }

    /// The network gets calm and no disk fails: what is on its way is lost, and every device syncs.
    pub(crate) fn settle_down(&mut self) {
        self.letters.clear();
        self.server.storage.calm_down();
        for seat in 0..self.seats.len() {
            self.reconnect(seat);
            self.seats[seat].storage.calm_down();
            self.seats[seat].offline_until = 0;
        }
        self.log.note(format_args!("all is calm"));
        self.sync_all();
        if self.server.restores > 0 {
            // What one device offers may build on what another one brings later; after a day that is
            // over, and the clock may have been put back since.
            self.sync_all();
            self.wait(TimeDelta::days(30));
            self.sync_all();
            self.sync_all();
        }
    }
}
