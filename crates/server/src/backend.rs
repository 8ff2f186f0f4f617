//! The backend: what it keeps, and the parts that all routes share.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use goodturn_domain::{Entity, Organization, OrganizationId, Person, PersonId, TeamId};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use goodturn_store_sqlite::SqliteAuthority;
use goodturn_sync::Authority;
use goodturn_sync::problem::ProblemCode;
use thiserror::Error;
use tokio::sync::watch;

use crate::admissions::Admissions;
use crate::clock::Clock;
use crate::control::{CONTROL_FILE, Control};
use crate::error::ApiError;
use crate::group_commit::Writer;
use crate::password::{PasswordCost, Passwords};

/// Why a backend did not start.
#[derive(Debug, Error)]
pub enum StartError {
    #[error("the data folder cannot be used: {0}")]
    Folder(#[source] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no thread can be started: {0}")]
    Thread(#[source] io::Error),
    #[error("the address cannot be listened on: {0}")]
    Listen(#[source] io::Error),
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    #[error("the cost of passwords is out of range: {0}")]
    PasswordCost(argon2::Error),
    #[error("the organization could not be founded: {0}")]
    Founding(String),
}

/// What a backend is opened with.
#[derive(Clone, Debug)]
pub(crate) struct Setup<'a> {
    pub(crate) data_dir: &'a Path,
    pub(crate) clock: Clock,
    pub(crate) password_cost: PasswordCost,
}

/// Everything that the routes need.
#[derive(Debug)]
pub(crate) struct Backend {
    pub(crate) control: Control,
    pub(crate) admissions: Admissions,
    pub(crate) passwords: Passwords,
    pub(crate) clock: Clock,
    pub(crate) organization: OrganizationId,
    /// The name of its file in the data folder.
    pub(crate) organization_file: String,
    pub(crate) authority: Arc<Authority<SqliteAuthority>>,
    pub(crate) writer: Writer,
    /// Counts what may have ended somebody's session.
    pub(crate) standings: Arc<watch::Sender<u64>>,
    /// True once the backend stops: held streams end.
    pub(crate) stopping: watch::Sender<bool>,
    /// Where people reach it, for links.
    pub(crate) public_url: watch::Sender<String>,
}

impl Backend {
    /// Opens the files in the data folder, making what is missing. An organization that has not
    /// been founded yet is there, without a name and without people.
    pub(crate) fn open(setup: &Setup<'_>) -> Result<Self, StartError> {
        create_private_folder(setup.data_dir).map_err(StartError::Folder)?;
        let clock = setup.clock.clone();
        let control = Control::open(&setup.data_dir.join(CONTROL_FILE))?;
        let hosted = control.hosted(OrganizationId::new(clock.new_id()), clock.now())?;
        let authority = Arc::new(Authority::new(open_organization(&setup.data_dir.join(&hosted.file), &clock)?));
        authority.renew_directory()?;
        let head = authority.storage().read(|tx| tx.head())?.seq;
        let standings = Arc::new(watch::Sender::new(0));
        let writer = Writer::start(authority.clone(), clock.clone(), head, standings.clone());
        Ok(Self {
            control,
            admissions: Admissions::default(),
            passwords: Passwords::new(setup.password_cost).map_err(StartError::PasswordCost)?,
            clock,
            organization: hosted.organization,
            organization_file: hosted.file,
            authority,
            writer: writer.map_err(StartError::Thread)?,
            standings,
            stopping: watch::Sender::new(false),
            public_url: watch::Sender::new(String::new()),
        })
    }

    /// Returns once the backend is asked to stop.
    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stopping = self.stopping.subscribe();
        // A sender that is gone has stopped, too.
        async move { drop(stopping.wait_for(|it| *it).await) }
    }

    /// Runs what waits for the disk where it holds nobody up.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let backend = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&backend)).await;
        done.map_err(|cause| ApiError::internal(&cause))?
    }

    /// The organization; none before it is founded.
    pub(crate) fn find_organization(&self) -> Result<Option<Organization>, StoreError> {
        self.authority.storage().read(|tx| tx.find_organization())
    }

    /// The organization, which has been founded.
    pub(crate) fn founded(&self) -> Result<Organization, ApiError> {
        let missing = || ApiError::new(ProblemCode::NotFound, "There is no organization here yet.");
        self.find_organization()?.ok_or_else(missing)
    }

    /// The person, if there is one.
    pub(crate) fn find_person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let found = self.authority.storage().read(|tx: &dyn AuthorityRead| tx.find_entity(id.into()))?;
        Ok(match found {
            Some(Entity::Person(person)) => Some(person),
            _ => None,
        })
    }

    /// Whether there is such a team.
    pub(crate) fn has_team(&self, id: TeamId) -> Result<bool, StoreError> {
        let found = self.authority.storage().read(|tx: &dyn AuthorityRead| tx.find_entity(id.into()))?;
        Ok(matches!(found, Some(Entity::Team(team)) if team.is_active))
    }
}

fn open_organization(path: &Path, clock: &Clock) -> Result<SqliteAuthority, StoreError> {
    let storage = SqliteAuthority::open(path)?;
    if storage.read(|tx| tx.head())?.epoch.is_nil() {
        storage.write(|tx| tx.set_epoch(clock.new_id()))?;
    }
    Ok(storage)
}

pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
