//! A copy of a database file in use: read back before it counts, and in its place all at once.

use std::fs;
use std::path::Path;

use goodturn_store::StoreError;
use rusqlite::params;

use crate::database::{Database, Layout};
use crate::encryption::FileKey;
use crate::fault::Fault;
use crate::lock::{beside, private, unavailable};
use crate::{migrations, profile};

impl Database {
    /// Writes what one snapshot holds to `target`, replacing what is there. The file stays in use
    /// meanwhile; a copy that cannot be read back never gets the name `target`.
    ///
    /// # Errors
    /// [`StoreError::Full`] or [`StoreError::Unavailable`] when it cannot be written,
    /// [`StoreError::Damaged`] when the copy is not sound.
    pub fn back_up(&self, target: &Path) -> Result<(), StoreError> {
        let part = beside(target, ".part");
        private(fs::OpenOptions::new().write(true).create(true).truncate(true)).open(&part).map_err(unavailable)?;
        // A connection of its own: those that read may not write, wherever it is to.
        let db = profile::open(self.path(), self.key())?;
        db.execute("vacuum into ?1", params![part.to_string_lossy()]).map_err(Fault::from)?;
        fs::File::open(&part).and_then(|copy| copy.sync_all()).map_err(unavailable)?;
        check_copy_with(&part, self.layout(), self.key())?;
        fs::rename(&part, target).map_err(unavailable)?;
        sync_folder_of(target)
    }
}

/// Reads through a file that is not in use.
///
/// # Errors
/// [`StoreError::Damaged`] when it is unsound or no file of this layout,
/// [`StoreError::NewerSchema`] when a newer version wrote it.
pub fn check_copy(path: &Path, layout: &Layout) -> Result<(), StoreError> {
    check_copy_with(path, layout, None)
}

pub(crate) fn check_copy_with(path: &Path, layout: &Layout, key: Option<&FileKey>) -> Result<(), StoreError> {
    let db = profile::open_copy(path, key)?;
    migrations::recognize(&db, layout)?;
    profile::quick_check(&db)?;
    Ok(())
}

pub(crate) fn sync_folder_of(path: &Path) -> Result<(), StoreError> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(unavailable),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout = Layout {
        name: "notes",
        application_id: 7,
        migrations: &["create table notes (words text not null) strict;"],
        secure_delete: false,
    };

    fn notes(database: &Database) -> Vec<String> {
        let read = database.read(|db| {
            let mut list = db.prepare("select words from notes order by words").map_err(Fault::from)?;
            let words = list.query_map([], |row| row.get(0)).map_err(Fault::from)?;
            Ok::<_, StoreError>(words.collect::<Result<_, _>>().map_err(Fault::from)?)
        });
        read.expect("the file can be read")
    }

    fn note(database: &Database, words: &str) {
        let written = database.write(|db| {
            db.execute("insert into notes values (?1)", [words]).map_err(Fault::from)?;
            Ok::<_, StoreError>(())
        });
        written.expect("the file can be written");
    }

    #[test]
    fn copy_holds_what_was_committed_and_is_a_file_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::open(&folder.path().join("notes.db"), LAYOUT).expect("it opens");
        note(&database, "first");
        let copy = folder.path().join("copy.db");

        database.back_up(&copy).expect("it is backed up");
        note(&database, "second");

        assert_eq!(notes(&Database::open(&copy, LAYOUT).expect("the copy opens")), ["first"]);
        assert_eq!(notes(&database), ["first", "second"]);
        assert!(!beside(&copy, ".part").exists());
    }

    #[test]
    fn damaged_copy_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::open(&folder.path().join("notes.db"), LAYOUT).expect("it opens");
        (0..500).for_each(|number| note(&database, &format!("{number} {}", "x".repeat(200))));
        let copy = folder.path().join("copy.db");
        database.back_up(&copy).expect("it is backed up");
        let mut bytes = fs::read(&copy).expect("it can be read");
        let middle = bytes.len() / 2;
        bytes[middle..middle + 4096].fill(0x5a);
        fs::write(&copy, bytes).expect("it can be written");

        assert!(matches!(check_copy(&copy, &LAYOUT), Err(StoreError::Damaged(_))));
    }
}
