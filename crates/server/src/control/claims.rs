//! Whose devices are known to be whose: asked with every push and pull, and never changed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use goodturn_domain::{DeviceId, PersonId};

/// About 5 MB; a server of more devices asks the database again now and then.
const MOST: usize = 100_000;

/// Devices with whom they belong to. A device belongs to whom it was used by first, for good.
#[derive(Debug, Default)]
pub(super) struct Claims(Mutex<HashMap<DeviceId, PersonId>>);

impl Claims {
    pub(super) fn owner(&self, device: DeviceId) -> Option<PersonId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&device).copied()
    }

    pub(super) fn remember(&self, device: DeviceId, owner: PersonId) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(device, owner);
    }
}
