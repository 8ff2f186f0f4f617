//! Storage in memory, for tests and campaigns: a write works on a copy that takes the place of the
//! whole when it succeeds. Tables are shared between copies until one of them changes, and a body
//! that one device has read is not read again by the next, so that thousands of runs take minutes.

mod authority;
mod reading;
mod replica;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

pub use authority::MemoryAuthority;
pub use replica::MemoryReplica;

/// A table that copies share until one of them changes it.
#[derive(Clone, Debug)]
struct Table<K, V>(Arc<BTreeMap<K, V>>);

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K, V> Deref for Table<K, V> {
    type Target = BTreeMap<K, V>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<K: Clone + Ord, V: Clone> Table<K, V> {
    /// For changing it: copied now, if another copy shares it.
    fn change(&mut self) -> &mut BTreeMap<K, V> {
        Arc::make_mut(&mut self.0)
    }
}

/// A state that changes as a whole or not at all.
struct Whole<S>(Mutex<Arc<S>>);

impl<S: Clone> Whole<S> {
    fn new(state: S) -> Self {
        Self(Mutex::new(Arc::new(state)))
    }

    /// Runs `work` on a copy, which is kept when it succeeds.
    fn write<T, E>(&self, work: impl FnOnce(&mut S) -> Result<T, E>) -> Result<T, E> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = S::clone(&state);
        let result = work(&mut changed)?;
        *state = Arc::new(changed);
        Ok(result)
    }

    /// What it is now, which later writes leave alone.
    fn snapshot(&self) -> Arc<S> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Another one that is the same at first.
    fn copy(&self) -> Self {
        Self(Mutex::new(self.snapshot()))
    }
}

impl<S> fmt::Debug for Whole<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whole")
    }
}
