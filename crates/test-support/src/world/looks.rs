//! Looking at what a device holds.

use goodturn_domain::{Entity, EntityKey, Entry, EntryId, Event, Intent, ServiceRequestId};
use goodturn_store::{Attention, AuthorityStorage, ReplicaStorage};
use uuid::Uuid;

use super::{Device, World};

/// No operation writes more lines into a timeline.
const MOST_LINES: usize = 3;

impl<A: AuthorityStorage, R: ReplicaStorage> World<A, R> {
    /// What a device shows of the timeline of a request, in no particular order of the same instant.
    pub fn timeline(&self, device: Device, request: ServiceRequestId) -> Vec<Entry> {
        let lines = self.performed.iter().flat_map(|it| keys_made_by(it.id.uuid(), &it.intent));
        let mut entries: Vec<Entry> = lines
            .filter_map(|key| match self.sees(device, key) {
                Some(Entity::Entry(entry)) if entry.request == request => Some(entry),
                _ => None,
            })
            .collect();
        entries.sort_by_key(|entry| (entry.at, entry.id));
        entries.dedup();
        entries
    }

    /// What happened to a request, as a device shows it.
    pub fn events(&self, device: Device, request: ServiceRequestId) -> Vec<Event> {
        self.timeline(device, request).into_iter().map(|entry| entry.event).collect()
    }

    /// What waits on a device to be sent.
    pub fn count_unsent(&self, device: Device) -> u64 {
        self.look(device, |tx| tx.count_unsent())
    }

    /// What the server refused to a device's person, with all that they wrote.
    pub fn attention(&self, device: Device) -> Vec<Attention> {
        self.look(device, |tx| tx.list_attention())
    }
}

/// The entities that an operation can have made.
pub fn keys_made_by(operation: Uuid, intent: &Intent) -> Vec<EntityKey> {
    let mut keys: Vec<EntityKey> =
        (0..MOST_LINES).map(|line| EntryId::derived(operation, &format!("entry:{line}")).into()).collect();
    match intent {
        Intent::Ask { request, .. } => keys.push((*request).into()),
        Intent::Say { entry, .. }
        | Intent::Note { entry, .. }
        | Intent::Nudge { entry, .. }
        | Intent::Attach { entry, .. } => {
            keys.push((*entry).into());
        }
        Intent::Remind { follow_up, .. } => keys.push((*follow_up).into()),
        Intent::Thank { thanks, .. } => keys.push((*thanks).into()),
        _ => {}
    }
    keys
}
