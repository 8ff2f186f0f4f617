//! A desk: one person's app with its embedded backend, and the notifications it showed.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use goodturn_client::clock::Clock;
use goodturn_client::{
    Action, App, AppConfig, KeyStore, KeyStoreError, LocalBackend, Notice, Notifier, Paths, StartError,
    StartLocalBackend, Subject, SystemClock, Timestamp, commands,
};
use goodturn_server::embedded::{self, Embedded, EmbeddedConfig};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::Mutex as AsyncMutex;

use super::between::Between;

/// How long anything that travels over loopback may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// The system's clock, moved by a test.
#[derive(Debug, Default)]
pub(crate) struct MovedClock(Mutex<i64>);

impl MovedClock {
    pub(crate) fn advance(&self, seconds: i64) {
        *self.0.lock().expect("nobody panicked with the clock") += seconds;
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        let moved = *self.0.lock().expect("nobody panicked with the clock");
        SystemClock.now().plus(chrono::TimeDelta::seconds(moved))
    }
}

/// Notifications that were shown and not withdrawn.
#[derive(Debug, Default)]
pub(crate) struct Board(Mutex<Vec<Notice>>);

impl Notifier for Board {
    fn show(&self, notice: Notice) {
        let mut notices = self.0.lock().expect("nobody panicked with the board");
        notices.retain(|it| it.subject != notice.subject);
        notices.push(notice);
    }

    fn withdraw(&self, subject: &Subject) {
        self.0.lock().expect("nobody panicked with the board").retain(|it| it.subject != *subject);
    }
}

/// What the key store of a desk's system does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    #[default]
    Missing,
    /// It finds what is not there, and keeps nothing.
    Locked,
    /// It keeps the probe, and fails when it matters.
    Fickle,
    Open,
}

/// The key store of a desk's system.
#[derive(Debug, Default)]
pub(crate) struct Keys(Mutex<(Mood, BTreeMap<String, String>)>);

impl Keys {
    /// What it holds, taken out of it.
    #[cfg(feature = "encryption")]
    pub(crate) fn lose(&self) -> BTreeMap<String, String> {
        std::mem::take(&mut self.0.lock().expect("nobody panicked with the keys").1)
    }

    /// What it held is in it again.
    #[cfg(feature = "encryption")]
    pub(crate) fn get_back(&self, secrets: BTreeMap<String, String>) {
        self.0.lock().expect("nobody panicked with the keys").1 = secrets;
    }

    pub(crate) fn turn(&self, mood: Mood) {
        self.0.lock().expect("nobody panicked with the keys").0 = mood;
    }

    fn ask<T>(
        &self,
        answering: &[Mood],
        answer: impl FnOnce(&mut BTreeMap<String, String>) -> T,
    ) -> Result<T, KeyStoreError> {
        let (mood, secrets) = &mut *self.0.lock().expect("nobody panicked with the keys");
        if answering.contains(mood) { Ok(answer(secrets)) } else { Err(KeyStoreError(format!("{mood:?}"))) }
    }
}

impl KeyStore for Keys {
    fn read(&self, name: &str) -> Result<Option<String>, KeyStoreError> {
        self.ask(&[Mood::Locked, Mood::Fickle, Mood::Open], |secrets| secrets.get(name).cloned())
    }

    fn write(&self, name: &str, secret: &str) -> Result<(), KeyStoreError> {
        let answering: &[Mood] = if name == "probe" { &[Mood::Fickle, Mood::Open] } else { &[Mood::Open] };
        self.ask(answering, |secrets| drop(secrets.insert(name.to_owned(), secret.to_owned())))
    }

    fn delete(&self, name: &str) -> Result<(), KeyStoreError> {
        self.ask(&[Mood::Fickle, Mood::Open], |secrets| drop(secrets.remove(name)))
    }
}

/// An app that does not run, with what it has left.
pub(crate) struct Stopped {
    pub(crate) keys: Arc<Keys>,
    pub(crate) paths: Paths,
    folder: Option<TempDir>,
}

impl Stopped {
    /// Starts it again.
    pub(crate) async fn start(self) -> Result<Desk> {
        let mut desk = Desk::start("again", self.paths, self.keys).await?;
        desk.folder = self.folder;
        Ok(desk)
    }

    /// Starts it, which has to fail, and says how.
    pub(crate) async fn refused(&self) -> Result<StartError> {
        match Desk::start("again", self.paths.clone(), self.keys.clone()).await {
            Ok(_) => bail!("it started"),
            Err(cause) => cause.downcast(),
        }
    }
}

/// One person's app.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) board: Arc<Board>,
    pub(crate) clock: Arc<MovedClock>,
    pub(crate) keys: Arc<Keys>,
    /// Where everything passes that this app asks of its own backend.
    pub(crate) between: Between,
    backend: Arc<AsyncMutex<Option<Embedded>>>,
    folder: Option<TempDir>,
    paths: Paths,
}

impl Desk {
    /// The app as somebody starts it for the first time. A build that encrypts needs a key store.
    pub(crate) async fn of(name: &str) -> Result<Self> {
        let keys = Keys::default();
        if cfg!(feature = "encryption") {
            keys.turn(Mood::Open);
        }
        Self::with_keys(name, keys).await
    }

    /// The same on a system with this key store.
    pub(crate) async fn with_keys(name: &str, keys: Keys) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let paths = Paths::below(folder.path());
        let mut desk = Self::start(name, paths, Arc::new(keys)).await?;
        desk.folder = Some(folder);
        Ok(desk)
    }

    async fn start(name: &str, paths: Paths, keys: Arc<Keys>) -> Result<Self> {
        // A failing test shows what the app and the server had to say.
        let _ = tracing_subscriber::fmt()
            .with_test_writer()
            .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
            .try_init();
        let (board, clock) = (Arc::new(Board::default()), Arc::new(MovedClock::default()));
        let (backend, between) = (Arc::new(AsyncMutex::new(None)), Between::default());
        let config = AppConfig {
            profile: name.to_owned(),
            paths: paths.clone(),
            clock: clock.clone(),
            notifier: board.clone(),
            key_store: keys.clone(),
            start_local_backend: start_backend(name, &paths, (clock.clone(), between.clone()), backend.clone()),
        };
        let app = App::start(config).await?;
        let desk = Self { app, board, clock, keys, between, backend, folder: None, paths };
        desk.until("the directory is here", || async {
            let state = desk.call("app_state", Value::Null).await?;
            Ok(state["directory"]["people"].as_array().is_some_and(|it| !it.is_empty()))
        })
        .await?;
        Ok(desk)
    }

    /// Ends the app as a crash would, and starts it again on the same files.
    pub(crate) async fn restart(self) -> Result<Self> {
        self.restart_after(|_| Ok(())).await
    }

    /// The same, with something done to the data folder while nothing runs.
    pub(crate) async fn restart_after(self, change: impl FnOnce(&Path) -> Result<()>) -> Result<Self> {
        let stopped = self.stop().await;
        change(&stopped.paths.data)?;
        stopped.start().await
    }

    /// Ends the app and leaves its files.
    pub(crate) async fn stop(self) -> Stopped {
        let Self { app, board, clock, keys, between: _, backend, folder, paths } = self;
        app.stop().await;
        drop((app, board, clock));
        if let Some(running) = backend.lock().await.take() {
            running.stop().await;
        }
        Stopped { keys, folder, paths }
    }

    /// The embedded backend goes away, as when the host's machine is switched off.
    pub(crate) async fn stop_backend(&self) -> Option<SocketAddr> {
        let running = self.backend.lock().await.take()?;
        let address = running.address;
        running.stop().await;
        Some(address)
    }

    /// Calls a command of the interface.
    pub(crate) async fn call(&self, name: &str, args: Value) -> Result<Value> {
        match commands::call(&self.app, name, args).await {
            Ok(value) => Ok(value),
            Err(error) => bail!("{name}: {error}"),
        }
    }

    /// Calls a command that has to fail, and gives its code.
    pub(crate) async fn refused(&self, name: &str, args: Value) -> Result<String> {
        match commands::call(&self.app, name, args).await {
            Ok(value) => bail!("{name} went through: {value}"),
            Err(error) => Ok(error.code),
        }
    }

    /// Where the backend of this desk is reached, while it runs.
    pub(crate) async fn address(&self) -> Option<String> {
        self.backend.lock().await.as_ref().map(|running| running.url.clone())
    }

    /// Where the app keeps what it has.
    pub(crate) fn data(&self) -> &Path {
        &self.paths.data
    }

    /// Where the app puts what somebody saves.
    pub(crate) fn downloads(&self) -> &Path {
        &self.paths.downloads
    }

    pub(crate) async fn me(&self) -> Result<String> {
        let state = self.call("app_state", Value::Null).await?;
        Ok(state["directory"]["me"].as_str().context("I am somebody")?.to_owned())
    }

    pub(crate) async fn find_person(&self, name: &str) -> Result<String> {
        let state = self.call("app_state", Value::Null).await?;
        let people = state["directory"]["people"].as_array().cloned().unwrap_or_default();
        let found = people.iter().find(|it| it["name"] == name).with_context(|| format!("{name} is known"))?;
        Ok(found["id"].as_str().context("everybody has an id")?.to_owned())
    }

    pub(crate) async fn open(&self, request: &str) -> Result<Value> {
        self.call("open_request", json!({ "request": request })).await
    }

    /// Waits until `request` is in `stage` here.
    pub(crate) async fn until_stage(&self, request: &str, stage: &str) -> Result<()> {
        self.until(stage, || async { Ok(self.open(request).await.is_ok_and(|it| it["row"]["stage"] == stage)) }).await
    }

    /// Waits until everything is sent.
    pub(crate) async fn until_sent(&self) -> Result<()> {
        self.until("everything is sent", || async { Ok(self.call("sync_now", Value::Null).await?["unsent"] == 0) })
            .await
    }

    /// Waits for a notification whose title contains `words`.
    pub(crate) async fn until_noticed(&self, words: &str) -> Result<Notice> {
        self.until(words, || async { Ok(self.noticed(words).is_some()) }).await?;
        self.noticed(words).context("it was just there")
    }

    pub(crate) fn noticed(&self, words: &str) -> Option<Notice> {
        let notices = self.board.0.lock().expect("nobody panicked with the board");
        notices.iter().find(|it| it.title.contains(words)).cloned()
    }

    pub(crate) async fn answer(&self, notice: &Notice, action: Action) -> Option<Value> {
        let after = self.app.answer_notice(notice.subject.clone(), action).await;
        after.map(|it| serde_json::to_value(it).expect("places serialize"))
    }

    pub(crate) async fn until<F: Future<Output = Result<bool>>>(
        &self,
        what: &str,
        holds: impl Fn() -> F,
    ) -> Result<()> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while tokio::time::Instant::now() < deadline {
            if holds().await? {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        bail!("waited in vain: {what}")
    }
}

fn start_backend(
    name: &str,
    paths: &Paths,
    (clock, between): (Arc<MovedClock>, Between),
    running: Arc<AsyncMutex<Option<Embedded>>>,
) -> StartLocalBackend {
    let (name, data_dir) = (name.to_owned(), paths.embedded_backend());
    Arc::new(move |file_key| {
        let (name, data_dir, clock, running) = (name.clone(), data_dir.clone(), clock.clone(), running.clone());
        let between = between.clone();
        Box::pin(async move {
            let mut running = running.lock().await;
            if running.is_none() {
                let config = EmbeddedConfig {
                    data_dir,
                    file_key,
                    listen: None,
                    owner_name: name,
                    zone: chrono_tz::Europe::Berlin,
                    locale: "en".into(),
                    clock: {
                        let clock = clock.clone();
                        goodturn_server::Clock::new(move || clock.now())
                    },
                    calendars_from_private_networks: true,
                    demo: false,
                };
                *running = Some(embedded::start(config).await.map_err(|cause| cause.to_string())?);
            }
            let embedded = running.as_ref().ok_or("it was just started")?;
            Ok(LocalBackend {
                url: between.lead_to(&embedded.url).await.map_err(|cause| cause.to_string())?,
                token: embedded.token.clone(),
                organization: embedded.organization,
                person: embedded.person,
            })
        })
    })
}

/// Two desks in the organization of the first: Anna hosts it, Sam has joined by her invitation.
pub(crate) async fn anna_and_sam() -> Result<(Desk, Desk)> {
    let (anna, sam) = (Desk::of("Anna").await?, Desk::of("Sam").await?);
    join(&anna, &sam, "Sam").await?;
    anna.until("Sam is known", || async { Ok(anna.find_person("Sam").await.is_ok()) }).await?;
    Ok((anna, sam))
}

/// Anna, Sam, and Kim who has nothing to do with the two.
pub(crate) async fn anna_sam_and_kim() -> Result<(Desk, Desk, Desk)> {
    let (anna, sam) = anna_and_sam().await?;
    let kim = Desk::of("Kim").await?;
    join(&anna, &kim, "Kim").await?;
    for desk in [&anna, &sam] {
        desk.until("Kim is known", || async { Ok(desk.find_person("Kim").await.is_ok()) }).await?;
    }
    Ok((anna, sam, kim))
}

/// `guest` joins the organization that `host` hosts.
pub(crate) async fn join(host: &Desk, guest: &Desk, name: &str) -> Result<()> {
    let email = format!("{}@example.org", name.to_lowercase());
    let invite = json!({ "email": email, "name": name, "role": "member", "teams": [] });
    host.until("the backend can be reached", || async { Ok(host.call("invite", invite.clone()).await.is_ok()) })
        .await?;
    let link = host.call("invite", invite.clone()).await?["link"].clone();
    guest
        .call(
            "join",
            json!({ "link": link, "name": name, "password": "a calm long password", "passphrase": "for the test" }),
        )
        .await?;
    Ok(())
}
