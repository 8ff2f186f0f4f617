//! The world over SQLite files, in a folder that goes with it.

use std::ops::{Deref, DerefMut};

use goodturn_store_sqlite::{SqliteAuthority, SqliteReplica};
use tempfile::TempDir;

use super::{Device, World};

/// A world whose authority and devices each have a file.
#[derive(Debug)]
pub struct DiskWorld {
    // Dropped before its folder: an open file is not deleted.
    world: World<SqliteAuthority, SqliteReplica>,
    folder: TempDir,
}

impl DiskWorld {
    /// The organization of the cast in a new file.
    pub fn founded() -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let path = folder.path().join("organization.db");
        let world = World::over(SqliteAuthority::open(&path).expect("a new file can be opened"));
        Self { world, folder }
    }

    /// A device of `name` with a new file.
    pub fn device(&mut self, name: &str) -> Device {
        let path = self.folder.path().join(format!("device-{}.db", self.world.devices().len()));
        self.world.join(name, SqliteReplica::open(&path).expect("a new file can be opened"))
    }
}

impl Deref for DiskWorld {
    type Target = World<SqliteAuthority, SqliteReplica>;

    fn deref(&self) -> &Self::Target {
        &self.world
    }
}

impl DerefMut for DiskWorld {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.world
    }
}
