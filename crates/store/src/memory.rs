//! Storage in memory, for tests: a write works on a copy that takes the place of the whole when
//! it succeeds. What the traits promise is kept; nothing is made fast.

mod authority;
mod replica;

use std::fmt;
use std::sync::{Mutex, PoisonError};

pub use authority::MemoryAuthority;
pub use replica::MemoryReplica;

/// A state that changes as a whole or not at all.
struct Whole<S>(Mutex<S>);

impl<S: Clone> Whole<S> {
    fn new(state: S) -> Self {
        Self(Mutex::new(state))
    }

    /// Runs `work` on a copy, which is kept when it succeeds.
    fn write<T, E>(&self, work: impl FnOnce(&mut S) -> Result<T, E>) -> Result<T, E> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = state.clone();
        let result = work(&mut changed)?;
        *state = changed;
        Ok(result)
    }

    /// A copy as it is now, which later writes leave alone.
    fn snapshot(&self) -> S {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<S> fmt::Debug for Whole<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whole")
    }
}
