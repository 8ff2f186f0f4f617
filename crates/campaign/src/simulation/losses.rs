//! Losses: what comes back is older than what was there, or there are two of it.

use chrono::TimeDelta;
use goodturn_domain::{Actor, Intent, Operation, OperationId, OrganizationId, PersonId, Role};
use goodturn_store::memory::{MemoryAuthority, MemoryReplica};
use goodturn_sync::Authority;
use goodturn_sync::authority::AuthorityError;
use goodturn_test_support::title;
use uuid::Uuid;

use super::shaky::Shaky;
use super::{Seat, Simulation};

/// A device's files as they were, and how much had been done there.
pub(crate) struct DeviceCopy {
    storage: MemoryReplica,
    performed: usize,
}

impl Simulation<'_> {
    /// The server comes back from its newest backup, which an administrator restored.
    pub(crate) fn restore(&mut self) {
        self.server.restore(self.now);
    }

    /// An earlier copy of the server's file is put in its place by hand. The next start compares it
    /// with how far it was seen to reach.
    pub(crate) fn put_server_back(&mut self) {
        self.server.put_back(self.now);
    }

    /// The backup of another organization is restored at first. Every device notices, and none
    /// gives away what it holds; then the right one is restored.
    pub(crate) fn restore_somebody_elses(&mut self) {
        let founder = PersonId::derived(Uuid::nil(), "somebody else");
        let (zone, locale) = (chrono_tz::UTC, "en".to_owned());
        let organization = OrganizationId::derived(Uuid::nil(), "another organization");
        let intents = [
            Intent::Found { organization, name: title("Other"), zone, values: Vec::new() },
            Intent::AddPerson {
                person: founder,
                name: title("Somebody"),
                email: None,
                position: None,
                role: Role::Owner,
                zone,
                locale,
            },
        ];
        let other = Authority::new(MemoryAuthority::new());
        for intent in intents {
            let operation = Operation { id: OperationId::new(self.fresh_id()), at: self.now, intent };
            other.act(&[(Actor::Server, operation)], self.now).expect("memory can be written");
        }
        let unsent = self.count_unsent();
        self.server.replace_files(other.storage().copy());
        (0..self.seats.len()).for_each(|seat| self.sync(seat));
        if let Some(seat) = self.seats.iter().position(|seat| !seat.is_signed_out) {
            self.surprise(format!("{seat} goes on with the server of another organization"));
        }
        if self.count_unsent() != unsent {
            self.surprise("devices sent something to another organization".to_owned());
        }
        self.restore();
        for seat in &mut self.seats {
            seat.is_signed_out = !self.server.is_active(seat.person);
        }
    }

    fn count_unsent(&self) -> u64 {
        self.seats.iter().map(|seat| seat.look(|tx| tx.count_unsent())).sum()
    }

    /// A copy of a device's files.
    pub(crate) fn copy_of_device(&self, seat: usize) -> DeviceCopy {
        DeviceCopy { storage: self.seats[seat].storage.calm().copy(), performed: self.performed.len() }
    }

    /// A device gets an earlier copy of its files. What was done there since is nobody's any more,
    /// as far as the server has not got it.
    pub(crate) fn put_back(&mut self, seat: usize, copy: DeviceCopy) {
        let mut number = 0;
        self.performed.retain(|it| {
            number += 1;
            it.seat != seat || number <= copy.performed
        });
        self.seats[seat].storage = Shaky::new(copy.storage, self.flaw);
        self.seats[seat].is_restored = true;
        self.crash(seat);
    }

    /// A device's files are copied to another machine, and both go on.
    pub(crate) fn go_on_twice(&mut self, seat: usize) {
        let storage = Shaky::new(self.seats[seat].storage.calm().copy(), self.flaw);
        self.seats[seat].is_restored = true;
        let it = &self.seats[seat];
        let twin = Seat {
            person: it.person,
            replica: goodturn_sync::Replica::new(storage.clone(), it.replica.device(), it.person),
            storage,
            skew: TimeDelta::zero(),
            offline_until: 0,
            is_signed_out: it.is_signed_out,
            is_damaged: it.is_damaged,
            is_restored: true,
            awaited_push: None,
            awaited_pull: None,
        };
        self.seats.push(twin);
    }

    /// Checks that each device hears at its first contact that the server's history is not the one
    /// that it knows, where it has seen something that is lost.
    pub(crate) fn check_noticed(&mut self) -> Result<(), String> {
        let head = self.server.look(|tx| tx.head());
        for seat in (0..self.seats.len()).filter(|seat| !self.seats[*seat].is_signed_out) {
            let Some(position) = self.seats[seat].look(|tx| tx.position()) else { continue };
            let is_other = position.epoch != head.epoch || position.seq > head.seq;
            let Some(request) = self.next_pull(seat) else { continue };
            match self.server.pull(self.seats[seat].person, &request, self.now) {
                Ok(answer) if answer.is_new_history == is_other => {}
                Err(AuthorityError::Sync(goodturn_sync::SyncError::SignedOut)) => {}
                Ok(answer) => {
                    return Err(format!(
                        "noticed at first contact: {seat} knows {} of {head:?} and hears {}",
                        position.seq, answer.is_new_history
                    ));
                }
                Err(error) => return Err(format!("noticed at first contact: {seat} hears {error}")),
            }
        }
        Ok(())
    }
}
