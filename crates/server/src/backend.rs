//! The backend: what it keeps, and the parts that all routes share.

use std::fs;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use goodturn_domain::{Entity, Organization, OrganizationId, Person, PersonId, TeamId};
use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_store_postgres::{PostgresAddress, PostgresAuthority, PostgresDatabase};
use goodturn_store_sqlite::{FileKey, SqliteAuthority};
use goodturn_sync::Authority;
use goodturn_sync::problem::ProblemCode;
use thiserror::Error;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

use crate::admissions::Admissions;
use crate::attendance::Attendance;
use crate::bus::{News, Newsroom};
use crate::clock::Clock;
use crate::control::{CONTROL_FILE, Control, Hosted};
use crate::error::ApiError;
use crate::files::{Files, FilesConfig};
use crate::group_commit::Writer;
use crate::organization_storage::OrganizationStorage;
use crate::password::{PasswordCost, Passwords};
use crate::reached::ReachedFile;

/// Exports are made here, in the data folder: a folder for temporary files may lie in memory.
const EXPORTS_FOLDER: &str = "exports";

/// Why a backend did not start. The causes are in the messages, and no sources as well.
#[derive(Debug, Error)]
pub enum StartError {
    #[error("the data folder cannot be used: {0}")]
    Folder(io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the place for files cannot be used: {0}")]
    Files(object_store::Error),
    #[error("no thread can be started: {0}")]
    Thread(io::Error),
    #[error("the address cannot be listened on: {0}")]
    Listen(io::Error),
    #[error("the system gives no randomness: {0}")]
    Randomness(getrandom::Error),
    #[error("the cost of passwords is out of range: {0}")]
    PasswordCost(argon2::Error),
    #[error("the organization could not be founded: {0}")]
    Founding(String),
}

impl From<object_store::Error> for StartError {
    fn from(cause: object_store::Error) -> Self {
        Self::Files(cause)
    }
}

impl From<getrandom::Error> for StartError {
    fn from(cause: getrandom::Error) -> Self {
        Self::Randomness(cause)
    }
}

/// What a backend is opened with.
#[derive(Clone, Debug)]
pub(crate) struct Setup<'a> {
    pub(crate) data_dir: &'a Path,
    /// What the files are encrypted with, if they are.
    pub(crate) file_key: Option<&'a FileKey>,
    /// In place of files in the folder.
    pub(crate) database: Option<&'a PostgresAddress>,
    /// Who is believed about whom requests come from, besides this machine.
    pub(crate) proxies: &'a [IpAddr],
    pub(crate) clock: Clock,
    pub(crate) password_cost: PasswordCost,
    pub(crate) files: FilesConfig,
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
    pub(crate) authority: Arc<Authority<OrganizationStorage>>,
    /// None where everything lies in files of this process alone.
    pub(crate) database: Option<PostgresDatabase>,
    /// Where it is written down how far the organization's file reaches.
    pub(crate) reached: Option<ReachedFile>,
    /// Names this process among those that share the database.
    pub(crate) process: Uuid,
    pub(crate) writer: Writer,
    pub(crate) newsroom: Arc<Newsroom>,
    pub(crate) attendance: Attendance,
    pub(crate) files: Files,
    /// Counts what may have ended somebody's session, done here.
    pub(crate) standings: Arc<watch::Sender<u64>>,
    /// True once the backend stops: held streams end.
    pub(crate) stopping: watch::Sender<bool>,
    /// Lets one export be made at a time.
    pub(crate) exporting: Arc<Semaphore>,
    /// Where exports are made: what lies there at a start was left behind.
    pub(crate) exports: PathBuf,
    pub(crate) proxies: Vec<IpAddr>,
    /// Where people reach it, for links.
    pub(crate) public_url: watch::Sender<String>,
}

impl Backend {
    /// Opens the files in the data folder or the tables in the database, making what is missing. An
    /// organization that has not been founded yet is there, without a name and without people.
    ///
    /// A database needs the runtime that this is called from.
    pub(crate) fn open(setup: &Setup<'_>) -> Result<Self, StartError> {
        let clock = setup.clock.clone();
        let database = setup.database.map(|address| PostgresDatabase::open(address, Handle::current())).transpose()?;
        let (control, hosted, storage) = match &database {
            Some(database) => open_database(database, &clock)?,
            None => open_folder(setup, &clock)?,
        };
        storage.write(|tx| match tx.head()?.epoch.is_nil() {
            true => tx.set_epoch(clock.new_id()),
            false => Ok(()),
        })?;
        let authority = Arc::new(Authority::new(storage));
        let reached = database.is_none().then(|| ReachedFile::beside(&setup.data_dir.join(&hosted.file)));
        if let Some(reached) = &reached {
            reached.compare(&authority, &clock)?;
        }
        authority.renew_directory()?;
        authority.index_directory()?;
        let head = authority.storage().read(|tx| tx.head())?.seq;
        let newsroom = Newsroom::new(News { head, standings: control.standings()? });
        let standings = Arc::new(watch::Sender::new(0));
        let writer = Writer::start(authority.clone(), clock.clone(), newsroom.clone(), standings.clone());
        Ok(Self {
            database,
            reached,
            process: clock.new_id(),
            newsroom,
            attendance: Attendance::new(),
            control,
            admissions: Admissions::default(),
            passwords: Passwords::new(setup.password_cost).map_err(StartError::PasswordCost)?,
            clock,
            organization: hosted.organization,
            organization_file: hosted.file,
            authority,
            writer: writer.map_err(StartError::Thread)?,
            files: Files::open(setup.data_dir, &setup.files)?,
            standings,
            stopping: watch::Sender::new(false),
            exporting: Arc::new(Semaphore::new(1)),
            exports: empty_folder(&setup.data_dir.join(EXPORTS_FOLDER)).map_err(StartError::Folder)?,
            proxies: setup.proxies.to_owned(),
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

    /// What the database knows, whoever has committed it.
    pub(crate) fn read_news(&self) -> Result<News, StoreError> {
        let head = self.authority.storage().read(|tx| tx.head())?.seq;
        Ok(News { head, standings: self.control.standings()? })
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
        let found = self.authority.storage().find_entity(id.into())?;
        Ok(match found {
            Some(Entity::Person(person)) => Some(person),
            _ => None,
        })
    }

    /// Whether there is such a team.
    pub(crate) fn has_team(&self, id: TeamId) -> Result<bool, StoreError> {
        let found = self.authority.storage().find_entity(id.into())?;
        Ok(matches!(found, Some(Entity::Team(team)) if team.is_active))
    }
}

fn open_folder(setup: &Setup<'_>, clock: &Clock) -> Result<(Control, Hosted, OrganizationStorage), StartError> {
    let (data_dir, key) = (setup.data_dir, setup.file_key);
    create_private_folder(data_dir).map_err(StartError::Folder)?;
    let control = Control::open_with(&data_dir.join(CONTROL_FILE), key.cloned())?;
    let hosted = control.hosted(OrganizationId::new(clock.new_id()), clock.now())?;
    let storage = SqliteAuthority::open_with(&data_dir.join(&hosted.file), key.cloned())?;
    Ok((control, hosted, OrganizationStorage::Sqlite(Box::new(storage))))
}

fn open_database(
    database: &PostgresDatabase,
    clock: &Clock,
) -> Result<(Control, Hosted, OrganizationStorage), StartError> {
    let control = Control::open_in(database)?;
    let hosted = control.hosted(OrganizationId::new(clock.new_id()), clock.now())?;
    let storage = PostgresAuthority::open(database.clone(), hosted.organization)?;
    Ok((control, hosted, OrganizationStorage::Postgres(storage)))
}

/// A folder without what an earlier run has left in it.
fn empty_folder(path: &Path) -> io::Result<PathBuf> {
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => create_private_folder(path)?,
    }
    Ok(path.to_owned())
}

pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn whoever_tells_all_sources_tells_each_cause_once() {
        let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
        let failed: Result<(), StartError> = Err(StartError::Folder(denied()));
        let unavailable: Result<(), StartError> = Err(StoreError::Unavailable(denied().into()).into());

        for (failed, told) in [
            (failed, "starting: the data folder cannot be used: permission denied"),
            (unavailable, "starting: the storage is unavailable: permission denied"),
        ] {
            assert_eq!(format!("{:#}", failed.context("starting").unwrap_err()), told);
        }
    }
}
