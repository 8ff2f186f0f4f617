//! An open workspace: one person's data on this device, and the way to its backend.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::SecondsFormat;
use goodturn_domain::known_answer::AnswerIndex;
use goodturn_domain::quick_add::Directory;
use goodturn_domain::{
    EntityKey, EntityKind, Intent, KnownAnswerId, OperationId, Person, PersonId, Team, Timestamp, WorkingCalendar,
};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::{FileKey, ListedAnswer, SqliteReplica};
use goodturn_sync::Replica;

use crate::account::Identity;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::files::FileStore;
use crate::lookups::Asked;
use crate::reached::Reached;
use crate::shown::Instant;

/// Where a backend is and how to be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) url: String,
    pub(crate) token: String,
    pub(crate) kept: Kept,
}

/// Where the token of a session lies, and so what a restart of the app would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// The key store hands it out again, or the embedded backend a new one.
    BySystem,
    /// Its passphrase would have to be given again.
    UnderPassphrase,
    /// Nowhere else: it would be lost.
    InMemory,
}

/// One person's data on this device.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) identity: Identity,
    pub(crate) replica: Replica<SqliteReplica>,
    pub(crate) files: FileStore,
    asked: Mutex<Asked>,
    directory: Arc<Mutex<Option<Arc<People>>>>,
    shelf: Arc<Mutex<Option<Arc<Shelf>>>>,
    /// How far this device has counted, as it was last written down.
    written_down: Mutex<Option<Reached>>,
    hearing: Hearing,
}

/// Who hears of commits, and which entities each has changed.
type Heard = Arc<dyn Fn(&[EntityKey]) + Send + Sync>;

#[derive(Clone, Default)]
struct Hearing(Arc<Mutex<Option<Heard>>>);

impl Hearing {
    fn tell(&self, keys: &[EntityKey]) {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // Nobody listens before the app runs.
        if let Some(heard) = heard {
            heard(keys);
        }
    }
}

impl fmt::Debug for Hearing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hearing").finish_non_exhaustive()
    }
}

/// Everybody and every team that is known, for names and working hours.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    pub(crate) people: Vec<Person>,
    pub(crate) teams: Vec<Team>,
    /// The active ones, ready for quick add.
    pub(crate) names: Arc<Directory>,
}

impl People {
    pub(crate) fn new(people: Vec<Person>, teams: Vec<Team>) -> Self {
        let active_people = people.iter().filter(|it| it.is_active).map(|it| (it.id, it.name.to_string()));
        let active_teams = teams.iter().filter(|it| it.is_active);
        let team_names = active_teams.flat_map(|it| [(it.id, it.name.to_string()), (it.id, it.prefix.to_string())]);
        let names = Arc::new(Directory::new(active_people, team_names));
        Self { people, teams, names }
    }

    pub(crate) fn find(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    pub(crate) fn name_of(&self, id: PersonId) -> String {
        self.find(id).map(|person| person.name.to_string()).unwrap_or_default()
    }

    pub(crate) fn calendar_of(&self, id: PersonId) -> WorkingCalendar {
        self.find(id).map_or_else(|| WorkingCalendar::weekdays(chrono_tz::UTC), |person| person.calendar.clone())
    }

    /// The teams whose queues somebody sees: their own, and the parts of those that they lead.
    pub(crate) fn teams_seen_by(&self, id: PersonId) -> Vec<goodturn_domain::TeamId> {
        let sees = |team: &&Team| team.is_active && team.membership_of(id).is_some();
        self.teams.iter().filter(sees).map(|team| team.id).collect()
    }

    pub(crate) fn teams_of(&self, id: PersonId) -> Vec<goodturn_domain::TeamId> {
        self.teams.iter().filter(|team| team.is_active && team.has(id)).map(|team| team.id).collect()
    }
}

/// Every answer that is known, by title, ready to be searched.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    pub(crate) answers: Vec<ListedAnswer>,
    pub(crate) index: AnswerIndex,
}

impl Shelf {
    fn new(answers: Vec<ListedAnswer>) -> Self {
        let index = AnswerIndex::of(answers.iter().map(|it| &it.answer));
        Self { answers, index }
    }

    pub(crate) fn find(&self, id: KnownAnswerId) -> Option<&ListedAnswer> {
        self.answers.iter().find(|it| it.answer.id == id)
    }

    /// Those at the places that the index names.
    pub(crate) fn at<'a>(&'a self, places: &'a [usize]) -> impl Iterator<Item = &'a ListedAnswer> {
        places.iter().filter_map(|place| self.answers.get(*place))
    }
}

impl Workspace {
    /// Opens the data of `identity`, creating the file when there is none.
    pub(crate) fn open(file: &Path, identity: Identity, key: Option<&FileKey>) -> Result<Self, StoreError> {
        let mut storage = SqliteReplica::open_with(file, key.cloned())?;
        let directory: Arc<Mutex<Option<Arc<People>>>> = Arc::default();
        let shelf: Arc<Mutex<Option<Arc<Shelf>>>> = Arc::default();
        let hearing = Hearing::default();
        let (stale, stale_shelf, told) = (directory.clone(), shelf.clone(), hearing.clone());
        storage.on_commit(Box::new(move |keys| {
            if keys
                .iter()
                .any(|key| matches!(key.kind, EntityKind::Organization | EntityKind::Person | EntityKind::Team))
            {
                *stale.lock().unwrap_or_else(PoisonError::into_inner) = None;
            }
            if keys.iter().any(|key| key.kind == EntityKind::KnownAnswer) {
                *stale_shelf.lock().unwrap_or_else(PoisonError::into_inner) = None;
            }
            told.tell(keys);
        }));
        let replica = Replica::new(storage, identity.device, identity.person);
        let files = FileStore::open(file.with_extension("files"));
        let workspace = Self {
            identity,
            replica,
            files,
            asked: Mutex::default(),
            directory,
            shelf,
            written_down: Mutex::default(),
            hearing,
        };
        workspace.forget_looked_up()?;
        Ok(workspace)
    }

    pub(crate) fn store(&self) -> &SqliteReplica {
        self.replica.storage()
    }

    pub(crate) fn me(&self) -> PersonId {
        self.identity.person
    }

    /// What was looked up is gone, and may be asked for again.
    pub(crate) fn forget_asked(&self) {
        *self.asked() = Asked::default();
    }

    pub(crate) fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing was ever pulled. A file that cannot be read is not empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.store().read(|tx| tx.position()).is_ok_and(|position| position.is_none())
    }

    /// Everybody, read once and again after a change.
    pub(crate) fn people(&self) -> Result<Arc<People>, StoreError> {
        let mut directory = self.directory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(people) = &*directory {
            return Ok(people.clone());
        }
        let people = Arc::new(People::new(self.store().list_people()?, self.store().list_teams()?));
        *directory = Some(people.clone());
        Ok(people)
    }

    /// Every answer, read once and again after a change.
    pub(crate) fn answers(&self) -> Result<Arc<Shelf>, StoreError> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answers) = &*shelf {
            return Ok(answers.clone());
        }
        let answers = Arc::new(Shelf::new(self.store().list_answers()?));
        *shelf = Some(answers.clone());
        Ok(answers)
    }

    /// Has `heard` called with the entities that each commit changed, in the thread that wrote: who waits
    /// for a change does not wait for a task to have its turn. With none nobody is told any more.
    pub(crate) fn hear_commits(&self, heard: Option<Heard>) {
        *self.hearing.0.lock().unwrap_or_else(PoisonError::into_inner) = heard;
    }

    /// How far this device has counted, as it was last written down since the workspace was opened.
    pub(crate) fn written_down(&self) -> MutexGuard<'_, Option<Reached>> {
        self.written_down.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what somebody wants, here and at once; it is sent later.
    pub(crate) fn perform(&self, intent: Intent, now: Timestamp) -> Result<(), CommandError> {
        self.perform_all(vec![intent], now)
    }

    /// The same for several intents that belong together: all or none.
    pub(crate) fn perform_all(&self, intents: Vec<Intent>, now: Timestamp) -> Result<(), CommandError> {
        let intents = intents.into_iter().map(|intent| (OperationId::new(fresh_id()), intent)).collect();
        Ok(self.replica.perform(intents, now)?)
    }
}

/// An instant as the interface gets it: RFC 3339, UTC, milliseconds.
pub(crate) fn instant(at: Timestamp) -> Instant {
    at.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// An instant as the interface gives it.
pub(crate) fn read_instant(text: &str) -> Result<Timestamp, CommandError> {
    chrono::DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc().into())
        .map_err(|cause| CommandError::new("malformed", format!("{text:?}: {cause}")))
}
