//! Starting the core: its backend, itself, and what follows it for as long as it lives.

use std::path::PathBuf;
use std::sync::Arc;

use goodturn_client::{
    Action, App, AppConfig, Clock, CommandError, Paths, StartError, Subject, SystemClock, SystemKeyStore,
};
use goodturn_store::StoreError;
use serde_json::Value;
use tauri::{AppHandle, Manager};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::arguments::Arguments;
use crate::notifications::{Answer, Order, Setup, SystemNotifier};
use crate::shell::{Core, Shell};
use crate::{backend, events, in_app, lean, lifecycle, main_window, quick_add_window, resume, tray, wish};

/// Starts the core beside the windows: what they ask of it meanwhile waits for it.
pub(crate) fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        #[cfg(unix)]
        tauri::async_runtime::spawn(lifecycle::end_when_asked(app.clone()));
        #[cfg(target_os = "linux")]
        tauri::async_runtime::spawn(lean::bury_former_self());
        let shell = app.state::<Shell>();
        let (undelivered, in_app) = mpsc::unbounded_channel();
        let (notifier, answers) = SystemNotifier::start(notifications(&shell, undelivered));
        tauri::async_runtime::spawn(in_app::follow(app.clone(), in_app));
        shell.notifier.put(notifier.clone());
        loop {
            let started = start_core(&app, notifier.clone()).await;
            shell.core.send_replace(Some(started.clone()));
            match started {
                Ok(core) => return accompany(&app, &core, answers),
                Err(failure) => tracing::error!(?failure, "the core could not start"),
            }
            tray::redraw(&app);
            shell.until_asked_again().await;
        }
    });
}

fn notifications(shell: &Shell, undelivered: UnboundedSender<Order>) -> Setup {
    Setup {
        open_label: shell.text.say("notice-open"),
        bus: None,
        icon: icon_file(&shell.paths),
        kept_in: Some(shell.paths.state.join("shown-notices.json")),
        undelivered: Some(undelivered),
    }
}

/// Our icon as a file, which desktops show also of an app that was not installed.
#[cfg(target_os = "linux")]
fn icon_file(paths: &Paths) -> Option<PathBuf> {
    let file = paths.cache.join("notification.png");
    let written = std::fs::create_dir_all(&paths.cache)
        .and_then(|()| std::fs::write(&file, include_bytes!("../../icons/128x128.png")));
    written.inspect_err(|cause| tracing::warn!(%cause, "notifications come without our icon")).ok().map(|()| file)
}

/// Our icon as a file; this system takes it from the app itself.
#[cfg(not(target_os = "linux"))]
fn icon_file(_paths: &Paths) -> Option<PathBuf> {
    None
}

async fn start_core(app: &AppHandle, notifier: SystemNotifier) -> Core {
    let shell = app.state::<Shell>();
    let config = AppConfig {
        profile: shell.arguments.profile.clone(),
        paths: shell.paths.clone(),
        clock: Arc::clone(&shell.clock),
        notifier: Arc::new(notifier),
        key_store: Arc::new(SystemKeyStore),
        start_local_backend: backend::starter(app),
    };
    App::start(config).await.map_err(|cause| could_not_start(&cause))
}

fn could_not_start(cause: &StartError) -> CommandError {
    let code = match cause {
        StartError::LocalBackend(_) => "backend_not_started",
        StartError::Workspaces(_) => "storage_unavailable",
        StartError::Encrypted => "encrypted",
        StartError::KeyUnavailable(_) => "file_key_unavailable",
        StartError::KeyNotKept(_) => "file_key_not_kept",
        StartError::KeyGone => "file_key_gone",
        StartError::Store(StoreError::NewerSchema { .. }) => "newer_schema",
        StartError::Store(_) => "storage_unavailable",
    };
    CommandError { code: code.to_owned(), message: cause.to_string(), details: Value::Null }
}

fn accompany(app: &AppHandle, core: &App, answers: UnboundedReceiver<Answer>) {
    tauri::async_runtime::spawn(events::follow(app.clone(), core.clone()));
    tauri::async_runtime::spawn(pass_on(app.clone(), core.clone(), answers));
    tauri::async_runtime::spawn(resume::watch(app.clone()));
    tauri::async_runtime::spawn(lean::watch(app.clone()));
}

/// Passes on what people chose on notifications, and shows the place where it goes on.
async fn pass_on(app: AppHandle, core: App, mut answers: UnboundedReceiver<Answer>) {
    while let Some(answer) = answers.recv().await {
        carry_out(&app, &core, answer).await;
    }
}

/// Carries out what was chosen on a notice inside the app, as if it had been one of the system's.
pub(crate) fn answer(app: &AppHandle, answer: Answer) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(core) = app.state::<Shell>().core().await {
            carry_out(&app, &core, answer).await;
        }
    });
}

async fn carry_out(app: &AppHandle, core: &App, Answer { subject, action }: Answer) {
    // The shell's own notices say something about the app, so a click on one means the app.
    if subject == Subject::App(wish::NOT_ADDED.to_owned()) && action == Action::Open {
        quick_add_window::open(app);
    } else if matches!(subject, Subject::App(_)) && action == Action::Open {
        main_window::open(app, None);
    } else if let Some(place) = core.answer_notice(subject, action).await {
        main_window::open(app, Some(place));
    }
}

/// The folders that these arguments mean.
pub(crate) fn paths(arguments: &Arguments) -> Paths {
    arguments.data_dir.as_deref().map_or_else(|| Paths::of(&arguments.profile), Paths::below)
}

/// The clock that these arguments mean.
#[cfg(not(feature = "test-clock"))]
pub(crate) fn clock(_arguments: &Arguments) -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// The clock that these arguments mean.
#[cfg(feature = "test-clock")]
pub(crate) fn clock(arguments: &Arguments) -> Arc<dyn Clock> {
    match &arguments.clock {
        Some(file) => Arc::new(goodturn_client::clock::FileClock(file.clone())),
        None => Arc::new(SystemClock),
    }
}
