//! A world of devices around one authority: a network that loses, repeats and reorders, a clock
//! that is set by hand, and nothing else.
//!
//! [`World::sync`] is a calm exchange. For trouble: [`World::send_push`] and [`World::send_pull`]
//! put letters into the network, which [`World::deliver`], [`World::lose`] and [`World::repeat`]
//! take in any order. [`World::settle_down`] and [`World::check_agreement`] end a test.

mod agreement;
mod in_memory;
mod letters;
mod looks;
mod on_disk;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::{
    Actor, DeviceId, Entity, Intent, Operation, OperationId, PersonId, Refusal, ServiceRequest, ServiceRequestId,
    Timestamp,
};
use goodturn_store::{AuthorityStorage, ReplicaRead, ReplicaStorage, StoreError};
use goodturn_sync::authority::Push;
use goodturn_sync::replica::LocalError;
use goodturn_sync::{Authority, PushAnswer, Replica, Verdict};
use uuid::Uuid;

use crate::cast::{founding, monday, who};
use crate::ids::Ids;
pub use in_memory::MemoryWorld;
use letters::Letter;
pub use looks::keys_made_by;
pub use on_disk::DiskWorld;

/// Rows that a device asks for at a time: few, so that tests turn pages.
const PAGE: usize = 7;
/// No calm exchange takes more rounds, unless something is stuck.
const MOST_ROUNDS: usize = 200;

/// A device of the world, for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Device(usize);

/// What somebody did on a device, where it was possible.
#[derive(Clone, Debug)]
pub struct Performed {
    pub id: OperationId,
    pub on: Device,
    pub person: PersonId,
    pub intent: Intent,
}

#[derive(Debug)]
struct Seat<R> {
    replica: Replica<R>,
    /// How far its clock is ahead of the world's.
    skew: TimeDelta,
    /// The exchanges whose answers it still waits for.
    awaited_push: Option<u64>,
    awaited_pull: Option<u64>,
}

/// One authority, the devices around it, and what is on its way between them.
#[derive(Debug)]
pub struct World<A, R> {
    authority: Authority<A>,
    seats: Vec<Seat<R>>,
    letters: Vec<Letter>,
    performed: Vec<Performed>,
    /// What the authority said of them that they change nothing: a restored one need not know of it.
    unchanged: BTreeSet<OperationId>,
    surprises: Vec<String>,
    now: Timestamp,
    ids: Ids,
    exchanges: u64,
}

impl<A: AuthorityStorage, R: ReplicaStorage> World<A, R> {
    /// The organization of the cast in an empty storage, on its Monday.
    pub fn over(storage: A) -> Self {
        let mut world = Self {
            authority: Authority::new(storage),
            seats: Vec::new(),
            letters: Vec::new(),
            performed: Vec::new(),
            unchanged: BTreeSet::new(),
            surprises: Vec::new(),
            now: monday(),
            ids: Ids::of_series(2),
            exchanges: 0,
        };
        for (actor, intent) in founding() {
            let verdict = world.decree(actor, intent);
            assert!(matches!(verdict, Verdict::Applied { .. }), "the organization can be founded: {verdict:?}");
        }
        world
    }

    /// A device of `name` with an empty storage. It knows nothing before its first pull.
    pub fn join(&mut self, name: &str, storage: R) -> Device {
        let device = DeviceId::new(self.ids.give());
        let replica = Replica::new(storage, device, who(name));
        self.seats.push(Seat { replica, skew: TimeDelta::zero(), awaited_push: None, awaited_pull: None });
        Device(self.seats.len() - 1)
    }

    /// Every device, in the order in which they joined.
    pub fn devices(&self) -> Vec<Device> {
        (0..self.seats.len()).map(Device).collect()
    }

    /// Whose device it is.
    pub fn person(&self, device: Device) -> PersonId {
        self.seats[device.0].replica.person()
    }

    /// The authority.
    pub fn authority(&self) -> &Authority<A> {
        &self.authority
    }

    /// A device's replica.
    pub fn replica(&self, device: Device) -> &Replica<R> {
        &self.seats[device.0].replica
    }

    /// The time of the authority.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Time passes for all.
    pub fn wait(&mut self, time: TimeDelta) {
        self.now = self.now.plus(time);
    }

    /// The clock of a device is wrong by so much.
    pub fn set_skew(&mut self, device: Device, skew: TimeDelta) {
        self.seats[device.0].skew = skew;
    }

    /// An identifier that nothing has yet.
    pub fn fresh(&mut self) -> Uuid {
        self.ids.give()
    }

    /// Everything that was done on devices, in order.
    pub fn performed(&self) -> &[Performed] {
        &self.performed
    }

    /// Something decided on the server itself.
    pub fn decree(&mut self, actor: Actor, intent: Intent) -> Verdict {
        let operation = Operation { id: OperationId::new(self.ids.give()), at: self.now, intent };
        let verdicts = self.authority.act(&[(actor, operation)], self.now).expect("the storage works");
        verdicts.into_iter().next().expect("one verdict for each operation")
    }

    /// What the person of a device tries there, online or not.
    ///
    /// # Errors
    /// The refusal; nothing changed then.
    pub fn tries(&mut self, on: Device, intent: Intent) -> Result<OperationId, Refusal> {
        let id = OperationId::new(self.ids.give());
        let seat = &self.seats[on.0];
        match seat.replica.perform(vec![(id, intent.clone())], self.now.plus(seat.skew)) {
            Ok(()) => {
                self.performed.push(Performed { id, on, person: seat.replica.person(), intent });
                Ok(id)
            }
            Err(LocalError::Refused(refusal)) => Err(refusal),
            Err(LocalError::Store(failure)) => panic!("the storage works: {failure}"),
        }
    }

    /// What the person of a device does there, which has to be possible.
    pub fn does(&mut self, on: Device, intent: Intent) -> OperationId {
        let what = intent.name();
        self.tries(on, intent).unwrap_or_else(|refusal| panic!("{what:?} was refused: {refusal}"))
    }

    /// A calm exchange of one device: everything is sent, everything new is fetched.
    pub fn sync(&mut self, device: Device) {
        for _ in 0..MOST_ROUNDS {
            let has_sent = self.push_calmly(device);
            let has_more = self.pull_calmly(device);
            if !has_sent && !has_more {
                return;
            }
        }
        let waiting = self.look(device, |tx| tx.list_outbox(0, 3));
        self.surprises
            .push(format!("{device:?} is still not up to date after {MOST_ROUNDS} exchanges; there wait {waiting:?}"));
    }

    /// Goes on with another storage in the place of the server's.
    pub fn replace_authority(&mut self, storage: A) {
        self.authority = Authority::new(storage);
    }

    /// A calm exchange of every device, until each knows what the others did.
    pub fn sync_all(&mut self) {
        for _ in 0..2 {
            self.devices().into_iter().for_each(|device| self.sync(device));
        }
    }

    fn push_calmly(&mut self, device: Device) -> bool {
        let replica = &self.seats[device.0].replica;
        let Some(request) = replica.next_push().expect("the storage works") else { return false };
        let push = Push { actor: replica.person(), request };
        let answers = self.authority.accept(std::slice::from_ref(&push), self.now).expect("the storage works");
        match answers.into_iter().next().expect("one answer for each push") {
            Ok(answer) => {
                let settled = replica.settle(&push.request, &answer, self.now).expect("the answer fits");
                self.note_unchanged(&answer);
                // What was put off goes with a later exchange.
                return settled.applied + settled.rejected > 0;
            }
            Err(error) => self.note_failed_push(device, &error),
        }
        true
    }

    fn note_unchanged(&mut self, answer: &PushAnswer) {
        let unchanged = answer.verdicts.iter().filter(|of| of.verdict == Verdict::Unchanged);
        self.unchanged.extend(unchanged.map(|of| of.id));
    }

    fn pull_calmly(&mut self, device: Device) -> bool {
        let replica = &self.seats[device.0].replica;
        let request = replica.next_pull(PAGE).expect("the storage works");
        match self.authority.pull(replica.person(), &request, self.now) {
            Ok(answer) => self.take_in(device, &answer),
            Err(error) => {
                self.surprises.push(format!("a pull of {device:?} failed: {error}"));
                false
            }
        }
    }

    /// The entity as a device shows it.
    pub fn sees(&self, device: Device, key: impl Into<goodturn_domain::EntityKey>) -> Option<Entity> {
        self.look(device, |tx| tx.find_entity(key.into()))
    }

    /// The request as a device shows it.
    pub fn request(&self, device: Device, id: ServiceRequestId) -> Option<ServiceRequest> {
        match self.sees(device, id) {
            Some(Entity::ServiceRequest(request)) => Some(*request),
            _ => None,
        }
    }

    fn look<T>(&self, device: Device, work: impl FnOnce(&dyn ReplicaRead) -> Result<T, StoreError>) -> T {
        self.seats[device.0].replica.storage().read(work).expect("the storage works")
    }
}
