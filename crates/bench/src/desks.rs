//! A change made in one app, seen in another.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use goodturn_client::{
    App, AppConfig, AppEvent, LocalBackend, Notice, Notifier, Paths, StartLocalBackend, Subject, SystemClock,
    SystemKeyStore, commands,
};
use goodturn_server::embedded::{self, Embedded, EmbeddedConfig};
use serde_json::{Value, json};
use tokio::sync::{Mutex, broadcast};
use tokio::time::{sleep, timeout};

use crate::figures::{Figure, Times};
use crate::floor;

const PATIENCE: Duration = Duration::from_secs(20);
/// The longest conversation that a change is a line of.
const LINES: usize = 20;
/// Between two changes, so that each travels alone and meets a machine at rest.
pub(crate) const PAUSE: Duration = Duration::from_millis(40);

/// Notifications are no part of what is measured.
#[derive(Debug)]
struct Silent;

impl Notifier for Silent {
    fn show(&self, _: Notice) {}
    fn withdraw(&self, _: &Subject) {}
}

/// An app without windows, and the backend inside of it once it has asked for one.
pub(crate) struct Desk {
    pub(crate) app: App,
    backend: Arc<Mutex<Option<Embedded>>>,
}

impl Desk {
    /// Ends both and closes their files.
    pub(crate) async fn stop(self) {
        self.app.stop().await;
        if let Some(backend) = self.backend.lock().await.take() {
            backend.stop().await;
        }
    }
}

pub(crate) async fn measure(folder: &Path, changes: usize) -> Result<Vec<Figure>> {
    let anna = start("Anna", &folder.join("anna"), false).await?;
    let sam = start("Sam", &folder.join("sam"), false).await?;
    join(&anna.app, &sam.app).await?;
    let mut requests = Vec::new();
    for _ in 0..changes.div_ceil(LINES) {
        requests.push(ask(&sam.app, &anna.app).await?);
    }
    let mut times = Vec::new();
    for (index, request) in (0..changes).zip(requests.iter().cycle()) {
        sleep(PAUSE).await;
        times.push(travel(&anna.app, &sam.app, request, index).await?);
    }
    anna.stop().await;
    sam.stop().await;
    let (times, floor) = (Times::of(times), Times::of(floor::measure(folder, changes).await?));
    Ok(vec![
        Figure::new("W3.p50_ms", times.millis(50), "ms").over(floor.millis(50)).at_most(3.0),
        Figure::new("W3.p99_ms", times.millis(99), "ms").over(floor.millis(99)).at_most(7.0),
    ])
}

/// Anna says something; done once Sam's app has it as its window would get it.
async fn travel(anna: &App, sam: &App, request: &str, index: usize) -> Result<Duration> {
    let words = format!("The county has form {index}.");
    let mut events = sam.events();
    let started = Instant::now();
    call(anna, "say", json!({ "request": request, "words": words })).await?;
    loop {
        timeout(PATIENCE, until_told(&mut events, request)).await.context("waiting for Sam's app")??;
        let shown = commands::call_for_text(sam, "open_request", json!({ "request": request })).await;
        let arrived = started.elapsed();
        let shown: Value = serde_json::from_str(&shown.context("opening the request")?)?;
        let timeline = shown["timeline"].as_array().context("a request has a timeline")?;
        if timeline.iter().any(|entry| entry["words"] == words.as_str()) {
            // As a window does that somebody looks at; it falls into the pause.
            call(sam, "mark_read", json!({ "request": request })).await?;
            return Ok(arrived);
        }
    }
}

async fn until_told(events: &mut broadcast::Receiver<AppEvent>, request: &str) -> Result<()> {
    loop {
        match events.recv().await {
            Ok(AppEvent::Changed(changed)) if changed.requests.iter().any(|it| it == request) => return Ok(()),
            Ok(_) => {}
            Err(broadcast::error::RecvError::Lagged(_)) => return Ok(()),
            Err(broadcast::error::RecvError::Closed) => bail!("the app ended"),
        }
    }
}

/// An app without windows on its own folder, with a sample organization or none.
pub(crate) async fn start(name: &str, folder: &Path, demo: bool) -> Result<Desk> {
    let (paths, backend) = (Paths::below(folder), Arc::default());
    let config = AppConfig {
        profile: name.to_owned(),
        start_local_backend: start_backend(name, &paths, demo, &backend),
        paths,
        clock: Arc::new(SystemClock),
        notifier: Arc::new(Silent),
        key_store: Arc::new(SystemKeyStore),
    };
    let app = App::start(config).await.with_context(|| format!("starting {name}'s app"))?;
    Ok(Desk { app, backend })
}

fn start_backend(name: &str, paths: &Paths, demo: bool, running: &Arc<Mutex<Option<Embedded>>>) -> StartLocalBackend {
    let (name, data_dir, running) = (name.to_owned(), paths.embedded_backend(), running.clone());
    Arc::new(move |file_key| {
        let (name, data_dir, running) = (name.clone(), data_dir.clone(), running.clone());
        Box::pin(async move {
            let mut running = running.lock().await;
            let embedded = match running.take() {
                Some(embedded) => embedded,
                None => {
                    let config = EmbeddedConfig { file_key, ..config(name, data_dir, demo) };
                    embedded::start(config).await.map_err(|cause| cause.to_string())?
                }
            };
            let backend = LocalBackend {
                url: embedded.url.clone(),
                token: embedded.token.clone(),
                organization: embedded.organization,
                person: embedded.person,
            };
            *running = Some(embedded);
            Ok(backend)
        })
    })
}

fn config(owner_name: String, data_dir: std::path::PathBuf, demo: bool) -> EmbeddedConfig {
    EmbeddedConfig {
        data_dir,
        file_key: None,
        listen: None,
        owner_name,
        zone: chrono_tz::Europe::Berlin,
        locale: "en".into(),
        clock: goodturn_server::Clock::system(),
        calendars_from_private_networks: false,
        demo,
    }
}

pub(crate) async fn call(app: &App, name: &str, args: Value) -> Result<Value> {
    match commands::call(app, name, args).await {
        Ok(value) => Ok(value),
        Err(error) => bail!("{name}: {error}"),
    }
}

/// Sam joins the organization that Anna hosts.
async fn join(anna: &App, sam: &App) -> Result<()> {
    let invite = json!({ "email": "sam@example.org", "name": "Sam", "role": "member", "teams": [] });
    let made = until("the backend", || call(anna, "invite", invite.clone())).await?;
    let password = "a calm long password";
    let joining = json!({ "link": made["link"], "name": "Sam", "password": password, "passphrase": "for the bench" });
    call(sam, "join", joining).await?;
    Ok(())
}

async fn ask(sam: &App, anna: &App) -> Result<String> {
    let line = json!({ "text": "Riparian grant for listing 4471 @anna", "literal": [] });
    let saved = call(sam, "save_quick_add", line).await?;
    let request = saved["request"].as_str().context("a request was made")?.to_owned();
    until("the request", || call(anna, "open_request", json!({ "request": request }))).await?;
    Ok(request)
}

/// Tries until it goes through.
async fn until<T, F: Future<Output = Result<T>>>(what: &str, attempt: impl Fn() -> F) -> Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match attempt().await {
            Err(_) if Instant::now() < deadline => sleep(Duration::from_millis(20)).await,
            Err(error) => return Err(error.context(format!("waiting for {what}"))),
            Ok(done) => return Ok(done),
        }
    }
}
