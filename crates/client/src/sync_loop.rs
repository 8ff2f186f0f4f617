//! The sync loop: sends what is in the outbox, fetches what changed, and waits for the next reason.

mod sending;
mod sent_pages;

use std::sync::Arc;
use std::time::Duration;

use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_sync::{PullAnswer, PullRequest, SyncError};
use tokio::time::{Instant, sleep, timeout};

use crate::app::App;
use crate::blocking::blocking;
use crate::error::CommandError;
use crate::http::{CallError, Http};
use crate::lookups;
use crate::notices::{self, Followed};
use crate::rebuild;
use crate::secrets::{Place, SecretError};
use crate::shown::Connection;
use crate::status::note_mismatched;
use crate::transfer::{Device, Pulled, TransferError};
use crate::watchdog::{Alarm, Watchdog};
use crate::wiping;
use crate::workspace::{Access, Kept, Workspace};
use sending::{Left, push_all};
use sent_pages::{PULL_EVERY, until_round_is_due};

const SHORTEST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The longest that a backend can have a device wait: it may have written nonsense.
const LONGEST_ASKED_PAUSE: Duration = Duration::from_secs(5 * 60);
/// So many texts are indexed by a transaction of their own, once nothing else is to be done.
const WORTH_A_COMMIT: i64 = 16;
/// A stream that held so long was no passing one, which some proxies cut at once, each time.
const STEADY: Duration = Duration::from_secs(5);

/// Why there is no way to the backend yet.
#[derive(Debug, thiserror::Error)]
enum NoWay {
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error(transparent)]
    Secret(#[from] SecretError),
}

/// Syncs `workspace` until the task is ended.
pub(crate) async fn run(app: App, workspace: Arc<Workspace>, access: Option<Access>) {
    let mut pause = SHORTEST_PAUSE;
    let http = loop {
        match connect(&app, &workspace, access.clone()).await {
            Ok(http) => break http,
            Err(error) => {
                note_no_way(&app, &error);
                rest(&app, &mut pause, None).await;
            }
        }
    };
    app.set_backend(Some(http.clone()));
    app.inner.wake_files.notify_one();
    let follow = tokio::spawn(follow(app.clone(), http.clone()));
    let _ended_with_us = EndOnDrop(follow.abort_handle());
    pause = SHORTEST_PAUSE;
    let (mut watchdog, mut pulled_at) = (Watchdog::default(), None);
    loop {
        app.set_status(|status| status.is_syncing = true);
        let round = round(&app, &workspace, &http, &mut pulled_at).await;
        // What has not come back yet is no end of it: a round follows at once.
        let goes_on = matches!(round, Ok(Left::More));
        app.set_status(|status| status.is_syncing = goes_on);
        watch(&app, &workspace, &mut watchdog, &round).await;
        match round {
            Ok(_) => {
                if pause > SHORTEST_PAUSE {
                    // The backend is back: its stream need not wait out its own pause.
                    app.inner.wake_stream.notify_one();
                }
                pause = SHORTEST_PAUSE;
                app.inner.wake_files.notify_one();
                let held = workspace.clone();
                blocking(move || {
                    held.store().index_words(WORTH_A_COMMIT);
                    held.store().time_answers();
                })
                .await;
                until_round_is_due(&app, &workspace, pulled_at).await;
            }
            Err(TransferError::Sync(SyncError::Ended(by))) => {
                wiping::begin(&app, workspace.clone(), http.clone(), by);
                app.set_status(|status| status.connection = Connection::SignedOut);
                rest(&app, &mut pause, None).await;
            }
            Err(TransferError::Sync(SyncError::ClonedDevice | SyncError::Gap { .. })) => {
                if let Err(error) = rebuild::renew_device(&app, &workspace) {
                    tracing::error!(%error, "the device cannot get a new name");
                }
                rest(&app, &mut pause, None).await;
            }
            Err(error) => {
                tracing::info!(%error, "sync did not go through; it is tried again");
                note_failure(&app, &error);
                rest(&app, &mut pause, asked_pause(&error)).await;
            }
        }
    }
}

/// Ends a task together with the one that started it.
struct EndOnDrop(tokio::task::AbortHandle);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn connect(app: &App, workspace: &Workspace, access: Option<Access>) -> Result<Http, NoWay> {
    let access = match (access, &workspace.identity.server) {
        (Some(access), _) => access,
        (None, None) => app.local_access().await.map_err(SyncError::Offline)?,
        (None, Some(server)) => match app.take_unlocked() {
            Some(access) => access,
            None => {
                let token = app.inner.secrets.load(&workspace.identity.secret_name()).await?;
                let token = renewed(app, workspace, server, token.ok_or(SyncError::SignedOut)?).await?;
                Access { url: server.clone(), token, kept: Kept::BySystem }
            }
        },
    };
    app.set_status(|status| status.kept = access.kept);
    Ok(Http::new(&access.url, Some(access.token))?)
}

/// A new token in place of the one from the key store, with each start. The old one holds as long
/// as the new one is not used, so that nothing is lost when the answer is, or when it is not kept.
async fn renewed(app: &App, workspace: &Workspace, server: &str, token: String) -> Result<String, SyncError> {
    let session = match Http::new(server, Some(token.clone()))?.refresh().await {
        Ok(session) => session,
        Err(error) => {
            tracing::debug!(%error, "the token stays the one it was");
            return Ok(token);
        }
    };
    let (name, new) = (workspace.identity.secret_name(), session.token.reveal());
    match app.inner.secrets.store(&name, new, &Place::KeyStore).await {
        Ok(()) => Ok(new.to_owned()),
        Err(cause) => {
            tracing::warn!(%cause, "the new token cannot be kept: the token stays the one it was");
            Ok(token)
        }
    }
}

fn note_no_way(app: &App, error: &NoWay) {
    let connection = match error {
        NoWay::Sync(error) => connection_after(error),
        NoWay::Secret(SecretError::KeyStore(_)) => Connection::KeyStoreSilent,
        NoWay::Secret(_) => Connection::Locked,
    };
    if app.status().connection == connection {
        // It is tried again for as long as it takes, and was said the first time.
        tracing::debug!(%error, "still no way to the backend");
    } else {
        tracing::warn!(%error, "no way to the backend yet");
    }
    app.set_status(|status| status.connection = connection);
}

/// Fetches everything for a workspace that was just joined, before it is shown.
pub(crate) async fn first_sync(app: &App, workspace: &Arc<Workspace>, http: &Http) -> Result<(), CommandError> {
    round(app, workspace, http, &mut None).await.map(drop).map_err(|error| match error {
        TransferError::Sync(error) => error.into(),
        TransferError::Store(failure) => failure.into(),
    })
}

/// Everything there is to send, then everything there is to fetch.
async fn round(
    app: &App,
    workspace: &Arc<Workspace>,
    http: &Http,
    pulled_at: &mut Option<Instant>,
) -> Result<Left, TransferError> {
    // Whoever never rests pulls now and then all the same: a pull compares what is in every scope.
    let is_fresh = pulled_at.is_some_and(|at| at.elapsed() < PULL_EVERY);
    let left = match push_all(app, workspace, http, is_fresh).await {
        Err(TransferError::Sync(SyncError::NewHistory)) => {
            tracing::warn!("the backend was restored: it gets again what this device has sent");
            pull_all(app, workspace, http).await?;
            push_all(app, workspace, http, false).await?
        }
        pushed => pushed?,
    };
    if matches!(left, Left::Returned | Left::More) {
        return Ok(left);
    }
    pull_all(app, workspace, http).await?;
    *pulled_at = Some(Instant::now());
    if let Err(error) = lookups::fill_names(app, workspace, http).await {
        tracing::debug!(%error, "some people are shown without their names for now");
    }
    Ok(left)
}

/// Tells when the outbox does not move although the backend answers.
async fn watch(app: &App, workspace: &Arc<Workspace>, watchdog: &mut Watchdog, round: &Result<Left, TransferError>) {
    let is_answered = match round {
        Ok(_) | Err(TransferError::Sync(SyncError::Protocol(_) | SyncError::Gap { .. } | SyncError::ClonedDevice)) => {
            true
        }
        // The backend, or a person, has to do something first, and that is shown already.
        Err(TransferError::Sync(_) | TransferError::Store(_)) => false,
    };
    let next = device(workspace).run(|it| it.next_unsent()).await;
    let (true, Ok(next)) = (is_answered, next) else { return watchdog.pause(Instant::now()) };
    match watchdog.look(next, matches!(round, Ok(Left::PutOff)), Instant::now()) {
        Alarm::Begins => {
            tracing::error!("the outbox does not move although the backend answers");
            app.set_status(|status| status.trouble = status.trouble.or(Some("stuck")));
        }
        Alarm::GoesOn => app.set_status(|status| status.trouble = status.trouble.or(Some("stuck"))),
        Alarm::None => app.set_status(|status| status.trouble = status.trouble.filter(|it| *it != "stuck")),
    }
}

fn device(workspace: &Arc<Workspace>) -> Device<Workspace> {
    Device::new(workspace.clone(), |it| &it.replica)
}

async fn pull_all(app: &App, workspace: &Arc<Workspace>, http: &Http) -> Result<(), TransferError> {
    let device = device(workspace);
    let mut pull = device.pull(http);
    let mut followed = None;
    while let Some(Pulled { pages, applied }) = pull.next().await? {
        note_mismatched(app, applied.mismatched);
        for (request, answer) in &pages {
            let followed = followed.get_or_insert_with(|| Followed::before(request));
            note_page(app, workspace, followed, (request, answer)).await;
        }
    }
    tracing::debug!(at = app.now().micros(), "synced");
    Ok(())
}

async fn note_page(
    app: &App,
    workspace: &Arc<Workspace>,
    followed: &mut Followed,
    page: (&PullRequest, &Arc<PullAnswer>),
) {
    let answer = page.1;
    if answer.is_new_history || !answer.lost.is_empty() {
        workspace.forget_asked();
    }
    let (now, server_time) = (app.now(), answer.server_time);
    app.set_status(|status| {
        status.reached(now, server_time);
        status.trouble = status.trouble.filter(|it| *it == "damaged");
    });
    if app.inner.moved.note_server_time(server_time.since(now)) {
        app.inner.wake_schedule.notify_one();
    }
    notices::after_pull(app, workspace, followed, page).await;
}

/// Follows the backend's stream; every poke is a reason to pull.
async fn follow(app: App, http: Http) {
    let mut pause = SHORTEST_PAUSE;
    loop {
        let begun = Instant::now();
        let ended = http.follow(|poke| app.hear(poke)).await;
        if begun.elapsed() > STEADY {
            pause = SHORTEST_PAUSE;
        }
        app.hear_nothing_more();
        match ended {
            Ok(()) => {}
            Err(CallError::Sync(SyncError::SignedOut | SyncError::Ended(_))) => pause = LONGEST_PAUSE,
            Err(error) => tracing::debug!(%error, "the stream of pokes ended"),
        }
        // Whether the backend is gone or only the stream, a round of the sync finds out.
        app.inner.wake_sync.notify_one();
        let _ = timeout(jittered(pause), app.inner.wake_stream.notified()).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Waits a little longer each time, or until there is something new to try. A backend that asked for
/// time gets it, whatever there is to try.
async fn rest(app: &App, pause: &mut Duration, asked: Option<Duration>) {
    match asked {
        Some(asked) => sleep(asked + jittered(*pause)).await,
        None => drop(timeout(jittered(*pause), until_woken(app)).await),
    }
    sleep(SHORTEST_PAUSE).await;
    *pause = (*pause * 2).min(LONGEST_PAUSE);
}

/// There is something to send or to fetch, or something has come: the backend is there again.
async fn until_woken(app: &App) {
    tokio::select! {
        () = app.inner.wake_sync.notified() => {}
        () = app.inner.wake_pages.notified() => {}
    }
}

/// How long the backend asked to be left alone.
fn asked_pause(error: &TransferError) -> Option<Duration> {
    match error {
        TransferError::Sync(SyncError::Busy { retry_after, .. }) => retry_after.map(|it| it.min(LONGEST_ASKED_PAUSE)),
        _ => None,
    }
}

/// Between three quarters and five quarters, so that devices do not come back all at once.
fn jittered(pause: Duration) -> Duration {
    let mut byte = [128];
    // Without randomness the pause is as long as it is.
    let _ = getrandom::fill(&mut byte);
    pause.mul_f64(0.75 + f64::from(byte[0]) / 512.0)
}

fn note_failure(app: &App, error: &TransferError) {
    match error {
        TransferError::Sync(error) => {
            let connection = connection_after(error);
            app.set_status(|status| status.connection = connection);
        }
        TransferError::Store(failure) => {
            if matches!(failure, StoreError::Full(_))
                && let Err(error) = app.workspace().drop_cached_files()
            {
                tracing::warn!(%error, "no room could be made");
            }
            let trouble = match failure {
                StoreError::Full(_) => "disk_full",
                StoreError::Damaged(_) | StoreError::Inconsistent { .. } => "damaged",
                StoreError::Unavailable(_) | StoreError::Conflict(_) | StoreError::NewerSchema { .. } => "read_only",
            };
            app.set_status(|status| status.trouble = Some(trouble));
        }
    }
}

fn connection_after(error: &SyncError) -> Connection {
    match error {
        SyncError::SignedOut | SyncError::Ended(_) => Connection::SignedOut,
        SyncError::OutOfDate => Connection::UpdateNeeded,
        _ => Connection::Offline,
    }
}

/// How many operations wait to be sent.
pub(crate) fn count_unsent(workspace: &Workspace) -> Result<u64, StoreError> {
    workspace.store().read(|tx| tx.count_unsent())
}
