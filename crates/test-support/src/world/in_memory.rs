//! The world in memory: quick enough for thousands of runs.

use goodturn_store::memory::{MemoryAuthority, MemoryReplica};

use super::{Device, World};

/// A world that is gone when it is dropped.
pub type MemoryWorld = World<MemoryAuthority, MemoryReplica>;

impl MemoryWorld {
    /// The organization of the cast.
    pub fn founded() -> Self {
        Self::over(MemoryAuthority::new())
    }

    /// A new device of `name`.
    pub fn device(&mut self, name: &str) -> Device {
        self.join(name, MemoryReplica::new())
    }
}
