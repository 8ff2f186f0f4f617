//! The app: opens the workspace, keeps sync and scheduler going, and tells the shell what changed.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use goodturn_domain::{FollowUpId, OrganizationId, PersonId, Timestamp};
use goodturn_store::StoreError;
use goodturn_store_sqlite::FileKey;
use goodturn_sync::session::PokePage;
use thiserror::Error;
use tokio::sync::{Notify, broadcast};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};

use crate::account::{Identity, Workspaces};
use crate::blocking::blocking;
use crate::clock::Clock;
use crate::error::CommandError;
use crate::http::Http;
use crate::key_store::KeyStore;
use crate::notify::Notifier;
use crate::paths::Paths;
use crate::secrets::Secrets;
use crate::settings::KeptSettings;
use crate::shown::{Changed, Connection, Navigate, Settings, Topic};
use crate::status::Status;
use crate::workspace::{Access, Kept, Workspace};
use crate::{commits, file_key, files, reached, rebuild, schedule, sync_loop, wiping};

/// How long work on other threads is waited for when the app stops.
const LETTING_GO: Duration = Duration::from_millis(500);
/// Who holds a workspace that nothing works on: the app, and whoever asks.
const OURS: usize = 2;

/// How many events a slow listener may lag behind; it reloads everything then.
const EVENT_BACKLOG: usize = 256;

/// The embedded backend, running, with the person of this machine signed in.
#[derive(Clone, Debug)]
pub struct LocalBackend {
    pub url: String,
    pub token: String,
    pub organization: OrganizationId,
    pub person: PersonId,
}

/// Starts the embedded backend, or answers with the one that runs. Its files have this key, if any.
pub type StartLocalBackend =
    Arc<dyn Fn(Option<FileKey>) -> Pin<Box<dyn Future<Output = Result<LocalBackend, String>> + Send>> + Send + Sync>;

/// What the app is made of.
pub struct AppConfig {
    pub profile: String,
    pub paths: Paths,
    pub clock: Arc<dyn Clock>,
    pub notifier: Arc<dyn Notifier>,
    pub key_store: Arc<dyn KeyStore>,
    pub start_local_backend: StartLocalBackend,
}

impl std::fmt::Debug for AppConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppConfig").field("profile", &self.profile).field("paths", &self.paths).finish_non_exhaustive()
    }
}

/// What the shell hears.
#[derive(Clone, Debug)]
pub enum AppEvent {
    /// For the windows: something changed.
    Changed(Changed),
    /// For the main window: show this.
    Navigate(Navigate),
    /// The tray has to be drawn again.
    Tray,
    SettingsChanged(Settings),
    /// Open this file with the program that the system has for it.
    OpenFile(PathBuf),
    /// Show where this file lies.
    ShowFile(PathBuf),
}

/// Why the app could not start.
#[derive(Debug, Error)]
pub enum StartError {
    #[error("the embedded backend did not start: {0}")]
    LocalBackend(String),
    #[error("the list of workspaces cannot be read: {0}")]
    Workspaces(std::io::Error),
    /// A build without encryption was started with files of one that has it.
    #[error("the data are encrypted, which this build of Goodturn does not read")]
    Encrypted,
    #[error("the key of the encrypted data cannot be had: {0}")]
    KeyUnavailable(String),
    #[error("no key to encrypt the data with can be kept: {0}")]
    KeyNotKept(String),
    #[error("the key store does not hold the key of the encrypted data")]
    KeyGone,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<std::io::Error> for StartError {
    fn from(cause: std::io::Error) -> Self {
        Self::Workspaces(cause)
    }
}

/// The running app. Clones are the same app.
#[derive(Clone)]
pub struct App {
    pub(crate) inner: Arc<Inner>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("profile", &self.inner.profile).finish_non_exhaustive()
    }
}

pub(crate) struct Inner {
    pub(crate) profile: String,
    pub(crate) paths: Paths,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) notifier: Arc<dyn Notifier>,
    pub(crate) secrets: Secrets,
    /// What the files here are encrypted with, if they are.
    pub(crate) file_key: Option<FileKey>,
    pub(crate) settings: KeptSettings,
    pub(crate) status: Mutex<Status>,
    pub(crate) wake_sync: Notify,
    /// Pages that the backend sent by itself, to be taken in.
    pub(crate) sent_pages: Mutex<Vec<Arc<PokePage>>>,
    pub(crate) wake_pages: Notify,
    /// Whether there is a stream, and its last poke brought a page.
    pub(crate) brings_pages: AtomicBool,
    pub(crate) wake_stream: Notify,
    pub(crate) wake_schedule: Notify,
    pub(crate) moved: schedule::Moved,
    pub(crate) wake_files: Notify,
    /// When the windows heard last how far files have got.
    pub(crate) files_told: Mutex<Option<Instant>>,
    /// What the notification carries that clocks of several requests have made together.
    pub(crate) told_together: Mutex<BTreeSet<FollowUpId>>,
    start_local_backend: StartLocalBackend,
    events: broadcast::Sender<AppEvent>,
    workspace: RwLock<Arc<Workspace>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    backend: Mutex<Option<Http>>,
    unlocked: Mutex<Option<Access>>,
    /// The session with the organization, while the workspace of this machine is shown instead.
    pub(crate) parked: Mutex<Option<Access>>,
    /// Held by whoever opens the file of the workspace of this machine beside another one, or
    /// changes which workspaces there are.
    pub(crate) local_file: tokio::sync::Mutex<()>,
}

impl App {
    /// Opens the workspace of the profile and starts sync and scheduler on the current runtime.
    ///
    /// # Errors
    /// When the data cannot be opened. A damaged file is put aside and rebuilt instead, and told.
    pub async fn start(config: AppConfig) -> Result<Self, StartError> {
        let secrets = Secrets::new(&config.paths, config.key_store);
        let file_key = file_key::find(&config.paths, &secrets).await?;
        let workspaces = wiping::finish(&config.paths, &secrets, Workspaces::load(&config.paths)?).await?;
        let (identity, access) = match workspaces.current() {
            Some(identity) => (identity.clone(), None),
            None => {
                let backend = (config.start_local_backend)(file_key.clone()).await.map_err(StartError::LocalBackend)?;
                let identity = Identity::on_this_machine(&backend);
                Workspaces { local: Some(identity.clone()), ..workspaces }.save(&config.paths)?;
                (identity, Some(backend.access()))
            }
        };
        let (workspace, trouble) = rebuild::open(&config.paths, identity, file_key.as_ref())?;
        let app = Self {
            inner: Arc::new(Inner {
                secrets,
                file_key,
                settings: KeptSettings::load(&config.paths),
                profile: config.profile,
                paths: config.paths,
                clock: config.clock,
                notifier: config.notifier,
                status: Mutex::new(Status::of(&workspace.identity, trouble)),
                wake_sync: Notify::new(),
                sent_pages: Mutex::default(),
                wake_pages: Notify::new(),
                brings_pages: AtomicBool::new(false),
                wake_stream: Notify::new(),
                wake_schedule: Notify::new(),
                moved: schedule::Moved::default(),
                wake_files: Notify::new(),
                files_told: Mutex::default(),
                told_together: Mutex::default(),
                start_local_backend: config.start_local_backend,
                events: broadcast::channel(EVENT_BACKLOG).0,
                workspace: RwLock::new(workspace.clone()),
                tasks: Mutex::default(),
                backend: Mutex::default(),
                unlocked: Mutex::default(),
                parked: Mutex::default(),
                local_file: tokio::sync::Mutex::default(),
            }),
        };
        if reached::is_put_back(&app.inner.paths, &workspace)? {
            rebuild::renew_device(&app, &workspace)?;
        }
        let access = app.fill_when_empty(&workspace, access).await;
        app.run(workspace, access);
        Ok(app)
    }

    /// Fetches what an empty workspace is to hold before anything is shown of it. When that does
    /// not go through, the sync loop tries again; what is shown says that it is offline.
    async fn fill_when_empty(&self, workspace: &Arc<Workspace>, access: Option<Access>) -> Option<Access> {
        if !workspace.is_empty() {
            return access;
        }
        let access = match access {
            Some(access) => access,
            None if workspace.identity.server.is_none() => self.local_access().await.ok()?,
            None => return None,
        };
        let filled = match Http::new(&access.url, Some(access.token.clone())) {
            Ok(http) => sync_loop::first_sync(self, workspace, &http).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = filled {
            tracing::warn!(%error, "the new workspace could not be filled yet");
        }
        Some(access)
    }

    /// What the shell listens to.
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.inner.events.subscribe()
    }

    /// The system woke up, or a window got the focus: look at the clock and at the backend.
    pub fn resumed(&self) {
        self.inner.wake_schedule.notify_one();
        self.inner.wake_sync.notify_one();
    }

    /// Whether a restart would interrupt nothing, and ask for no passphrase or password.
    pub fn is_idle(&self) -> bool {
        let status = self.status();
        !status.is_syncing && status.kept == Kept::BySystem
    }

    /// Ends sync and scheduler, and returns once they let go of the data. What is in the outbox
    /// stays there.
    pub async fn stop(&self) {
        let deadline = Instant::now() + LETTING_GO;
        if timeout_at(deadline, self.end_tasks()).await.is_err() {
            tracing::warn!("something is still being written");
        }
        // What they had handed to other threads goes on to its end, and holds the data until then.
        let workspace = self.workspace();
        while Arc::strong_count(&workspace) > OURS && Instant::now() < deadline {
            sleep(Duration::from_millis(5)).await;
        }
    }

    async fn end_tasks(&self) {
        self.workspace().hear_commits(None);
        let tasks: Vec<_> = self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect();
        for task in &tasks {
            task.abort();
        }
        for task in tasks {
            // An aborted task ends with an error, which is what was asked for.
            let _ = task.await;
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// As what rings goes by: a clock that is known to be wrong is put right.
    pub(crate) fn believed_now(&self) -> Timestamp {
        self.inner.moved.now(self.now())
    }

    pub(crate) fn workspace(&self) -> Arc<Workspace> {
        self.inner.workspace.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The backend with our session, once there was a way to it.
    pub(crate) fn backend(&self) -> Option<Http> {
        self.inner.backend.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_backend(&self, http: Option<Http>) {
        *self.inner.backend.lock().unwrap_or_else(PoisonError::into_inner) = http;
    }

    /// Gives the sync loop the session that it could not open by itself.
    pub(crate) fn hand_in(&self, access: Access) {
        *self.inner.unlocked.lock().unwrap_or_else(PoisonError::into_inner) = Some(access);
        self.set_status(|status| status.connection = Connection::Offline);
        self.inner.wake_sync.notify_one();
    }

    pub(crate) fn take_unlocked(&self) -> Option<Access> {
        self.inner.unlocked.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn status(&self) -> Status {
        self.inner.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the status and tells everybody when it is another one.
    pub(crate) fn set_status(&self, change: impl FnOnce(&mut Status)) {
        let mut status = self.inner.status.lock().unwrap_or_else(PoisonError::into_inner);
        let before = status.clone();
        change(&mut status);
        let is_same = *status == before;
        drop(status);
        if !is_same {
            self.emit(AppEvent::Changed(Changed { topics: vec![Topic::Sync], requests: Vec::new() }));
            self.emit(AppEvent::Tray);
        }
    }

    pub(crate) fn emit(&self, event: AppEvent) {
        // Nobody listens while no window is open; that is fine.
        let _ = self.inner.events.send(event);
    }

    /// Runs what reads or writes the store where it may wait, see [`blocking`].
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Workspace, Timestamp) -> Result<T, CommandError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let (workspace, now) = (self.workspace(), self.now());
        blocking(move || work(&workspace, now)).await
    }

    /// The embedded backend's address and session, starting it when it does not run.
    pub(crate) async fn local_access(&self) -> Result<Access, String> {
        let backend = (self.inner.start_local_backend)(self.inner.file_key.clone()).await?;
        Ok(backend.access())
    }

    /// Makes `workspace` the one in use.
    pub(crate) async fn switch_to(&self, workspace: Arc<Workspace>, access: Option<Access>) {
        self.end_tasks().await;
        self.set_backend(None);
        self.take_unlocked();
        let status = Status::of(&workspace.identity, None);
        *self.inner.status.lock().unwrap_or_else(PoisonError::into_inner) = status;
        *self.inner.workspace.write().unwrap_or_else(PoisonError::into_inner) = workspace.clone();
        self.run(workspace, access);
        self.emit(commits::everything_changed());
        self.emit(AppEvent::Tray);
    }

    fn run(&self, workspace: Arc<Workspace>, access: Option<Access>) {
        commits::tell_commits(self, &workspace);
        let tasks = [
            tokio::spawn(sync_loop::run(self.clone(), workspace.clone(), access)),
            tokio::spawn(files::bring_files(self.clone(), workspace.clone())),
            tokio::spawn(schedule::run(self.clone(), workspace)),
        ];
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).extend(tasks);
    }
}

impl LocalBackend {
    fn access(&self) -> Access {
        Access { url: self.url.clone(), token: self.token.clone(), kept: Kept::BySystem }
    }
}
