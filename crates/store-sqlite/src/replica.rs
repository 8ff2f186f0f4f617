//! A device's file: what one person may see, their outbox, and what this device keeps for itself.

mod answers_due;
mod approvers;
mod attention;
mod canned_texts;
mod cleaning;
mod colleagues;
mod counts;
mod device;
mod directory_lists;
mod entities;
mod entries;
mod follow_ups;
mod known_answers;
mod labels;
mod links;
mod lists;
mod looked_up;
mod matching;
mod mutes;
mod narrowing;
mod outbox;
mod position;
mod prepared;
mod projection;
mod requests;
mod rows;
mod scopes;
mod search;
mod session;
mod similar;
mod thanks;
mod today;

use std::fmt;
use std::path::Path;
use std::time::Duration;

use goodturn_domain::EntityKey;
use goodturn_store::{ReplicaRead, ReplicaStorage, ReplicaWrite, StoreError};
use rusqlite::Connection;

use crate::database::{Database, Layout};
use crate::encryption::FileKey;
use crate::fault::Fault;
use search::MOST_LEFT;
use session::{Loss, Session};

pub(crate) use outbox::from_row as outbox_from_row;

pub use canned_texts::ListedCannedText;
pub use entries::ListedEntry;
pub use follow_ups::ListedFollowUp;
pub use known_answers::ListedAnswer;
pub use labels::LabelUse;
pub use lists::{RequestList, RequestListing, RequestQuery};
pub use rows::ListedRequest;
pub use similar::Similar;
pub use thanks::{ListedThanks, ThanksList, ThanksListing, ThanksQuery};

const LAYOUT: Layout = Layout {
    name: "Goodturn device",
    application_id: 0x4774_5265,
    migrations: &[
        include_str!("../migrations/replica/0001_replica.sql"),
        include_str!("../migrations/replica/0002_kept.sql"),
        include_str!("../migrations/replica/0003_files.sql"),
        include_str!("../migrations/replica/0004_lean.sql"),
        include_str!("../migrations/replica/0005_beginnings.sql"),
        include_str!("../migrations/replica/0006_at_the_end.sql"),
        include_str!("../migrations/replica/0007_leaner.sql"),
        include_str!("../migrations/replica/0008_labels.sql"),
        include_str!("../migrations/replica/0009_links.sql"),
        include_str!("../migrations/replica/0010_finding.sql"),
        include_str!("../migrations/replica/0011_approvals.sql"),
    ],
    secure_delete: true,
};

/// So long a search waits for who writes.
const PATIENCE: Duration = Duration::from_millis(50);

/// Hears which entities a commit changed.
pub type Listener = Box<dyn Fn(&[EntityKey]) + Send + Sync>;

/// The storage of one person on one device in one SQLite file, with the lists of the interface.
///
/// The lists read what is projected from the entities; each takes a few milliseconds with 100,000
/// requests in the file.
pub struct SqliteReplica {
    database: Database,
    listener: Option<Listener>,
}

impl SqliteReplica {
    /// Opens the file, creating it when there is none.
    ///
    /// # Errors
    /// Those of [`Database::open`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, None)
    }

    /// The same for a file that is encrypted, or becomes so now, where there is a key.
    ///
    /// # Errors
    /// Those of [`Database::open_with`].
    pub fn open_with(path: &Path, key: Option<FileKey>) -> Result<Self, StoreError> {
        Database::open_with(path, LAYOUT, key).map(|database| Self { database, listener: None })
    }

    /// What kind of file it is.
    pub const fn layout() -> &'static Layout {
        &LAYOUT
    }

    /// Calls `listener` after each committed [`ReplicaStorage::write`] with the entities that
    /// changed, in the thread that wrote. Nothing is locked then.
    pub fn on_commit(&mut self, listener: Listener) {
        self.listener = Some(listener);
    }

    /// The file itself.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Indexes the words that are left, if they are those of so many texts. Where others write all the while
    /// they stay left, and where there is no room on the disk: everything else is found without them.
    pub fn index_words(&self, least: i64) {
        let indexed = self.list(search::count_left).and_then(|left| match left >= least.max(1) {
            true => self.database.write_within(PATIENCE, |tx| Ok(search::index_left(tx)?)),
            false => Ok(Some(())),
        });
        match indexed {
            Ok(Some(())) => {}
            Ok(None) => tracing::debug!("the latest words are indexed later: others write"),
            Err(cause) => tracing::warn!(%cause, "the latest words cannot be found yet"),
        }
    }

    fn list<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        self.database.read(|tx| Ok(work(tx)?))
    }

    fn change<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        self.database.write(|tx| Ok(work(tx)?))
    }
}

impl ReplicaStorage for SqliteReplica {
    fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut dyn ReplicaWrite) -> Result<T, E>) -> Result<T, E> {
        let (result, mut changed, loss, left) = self.database.write(|tx| {
            let mut session = Session::new(tx);
            let result = work(&mut session)?;
            let left = session.flush().map_err(StoreError::from)?;
            Ok::<_, E>((result, session.changed, session.loss, left))
        })?;
        match loss {
            Loss::Nothing => {}
            Loss::Entities => self.database.checkpoint(),
            Loss::Scope => self.database.rewrite(),
        }
        if let Some(listener) = &self.listener {
            changed.sort_unstable();
            changed.dedup();
            listener(&changed);
        }
        if left > MOST_LEFT {
            self.index_words(MOST_LEFT);
        }
        Ok(result)
    }

    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn ReplicaRead) -> Result<T, E>) -> Result<T, E> {
        self.database.read(|tx| work(&Session::new(tx)))
    }
}

impl fmt::Debug for SqliteReplica {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteReplica").field("database", &self.database).finish_non_exhaustive()
    }
}
