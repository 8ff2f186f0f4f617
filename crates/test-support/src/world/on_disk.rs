//! The world over SQLite files, in a folder that goes with it.

use std::fs;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;

use goodturn_store::AuthorityStorage;
use goodturn_store_sqlite::{SqliteAuthority, SqliteReplica};
use tempfile::TempDir;
use uuid::Uuid;

use super::{Device, World};

/// A world whose authority and devices each have a file.
#[derive(Debug)]
pub struct DiskWorld {
    // Dropped before its folder: an open file is not deleted.
    world: World<SqliteAuthority, SqliteReplica>,
    folder: TempDir,
    restored: u64,
}

impl DiskWorld {
    /// The organization of the cast in a new file.
    pub fn founded() -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let path = folder.path().join("organization.db");
        let world = World::over(SqliteAuthority::open(&path).expect("a new file can be opened"));
        Self { world, folder, restored: 0 }
    }

    /// Makes a backup of the organization, which devices hear of.
    pub fn back_up(&mut self) {
        let storage = self.world.authority().storage();
        storage.database().back_up(&self.backup()).expect("it can be backed up");
        let seq = storage.read(|tx| tx.head()).expect("it can be read").seq;
        self.world.authority().mark_backed_up(seq).expect("it can be written");
    }

    /// Puts the backup in the place of the organization, as an administrator does after a loss.
    pub fn restore(&mut self) {
        self.restored += 1;
        let path = self.folder.path().join(format!("restored-{}.db", self.restored));
        fs::copy(self.backup(), &path).expect("the backup is there");
        self.world.replace_authority(SqliteAuthority::open(&path).expect("the backup can be opened"));
        let (epoch, now) = (Uuid::from_u64_pair(0xe90c, self.restored), self.world.now());
        self.world.authority().begin_anew(epoch, now).expect("it can be written");
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backup.db")
    }

    /// The files in which a text stands somewhere, whatever its case.
    pub fn files_with(&self, text: &str) -> Vec<String> {
        let sought = text.to_ascii_lowercase();
        let holds = |path: &PathBuf| {
            let content = fs::read(path).expect("files can be read").to_ascii_lowercase();
            content.windows(sought.len()).any(|window| window == sought.as_bytes())
        };
        let files = fs::read_dir(self.folder.path()).expect("the folder is there");
        let files = files.map(|entry| entry.expect("the folder can be read").path()).filter(holds);
        files.map(|path| path.display().to_string()).collect()
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
