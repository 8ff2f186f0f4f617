//! What the parts of the shell share: the arguments, the paths, and the core once it has started.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use goodturn_client::shown::{Navigate, Settings};
use goodturn_client::{App, Clock, CommandError, Paths};
use goodturn_server::embedded::Embedded;
use serde_json::Value;
use tokio::sync::watch;

use crate::arguments::Arguments;
use crate::i18n::Text;
use crate::in_app::Held;
use crate::notifications::SystemNotifier;
use crate::tray::Drawing;

/// The core, when it has started, or why it could not.
pub(crate) type Core = Result<App, CommandError>;

/// Shared by all parts of the shell, as Tauri state.
pub(crate) struct Shell {
    pub(crate) arguments: Arguments,
    pub(crate) paths: Paths,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) text: Text,
    pub(crate) core: watch::Sender<Option<Core>>,
    /// Whether the main window has shown that the core could not start.
    pub(crate) showed_failure: AtomicBool,
    pub(crate) notifier: Kept<SystemNotifier>,
    pub(crate) backend: tokio::sync::Mutex<Option<Embedded>>,
    pub(crate) settings: Kept<Settings>,
    /// A place to show as soon as the main window listens.
    pub(crate) destination: Kept<Navigate>,
    /// What the system did not show, and the app shows instead.
    pub(crate) told_in_app: Held,
    /// What the tray shows.
    pub(crate) tray: Kept<Drawing>,
    /// The shortcut that is registered with the system.
    pub(crate) shortcut: Kept<String>,
    /// Whether there has ever been a web view, which leaves memory behind.
    pub(crate) had_web_view: AtomicBool,
}

impl Shell {
    pub(crate) fn new(arguments: Arguments) -> Self {
        Self {
            paths: crate::startup::paths(&arguments),
            clock: crate::startup::clock(&arguments),
            arguments,
            text: Text::english(),
            core: watch::Sender::new(None),
            showed_failure: AtomicBool::new(false),
            notifier: Kept::empty(),
            backend: tokio::sync::Mutex::new(None),
            settings: Kept::empty(),
            destination: Kept::empty(),
            told_in_app: Held::default(),
            tray: Kept::empty(),
            shortcut: Kept::empty(),
            had_web_view: AtomicBool::new(false),
        }
    }

    /// The core, as soon as it has started.
    pub(crate) async fn core(&self) -> Core {
        let mut core = self.core.subscribe();
        let started = core.wait_for(Option::is_some).await;
        started.ok().and_then(|started| started.clone()).unwrap_or_else(|| Err(ending()))
    }

    /// A start that failed, and was shown to have failed, is tried again: somebody may have unlocked, freed or
    /// mended what it lacked.
    pub(crate) fn ask_again(&self) {
        if !self.showed_failure.swap(false, Ordering::SeqCst) {
            return;
        }
        self.core.send_if_modified(|core| core.take_if(|started| started.is_err()).is_some());
    }

    /// Returns once a start that failed is to be tried again.
    pub(crate) async fn until_asked_again(&self) {
        // The sender lives as long as this.
        let _ = self.core.subscribe().wait_for(Option::is_none).await;
    }

    /// The core, if it has started.
    pub(crate) fn core_now(&self) -> Option<App> {
        self.core.borrow().clone().and_then(Result::ok)
    }
}

fn ending() -> CommandError {
    CommandError { code: "ending".to_owned(), message: "the app is quitting".to_owned(), details: Value::Null }
}

/// A value that is put in later, by whichever thread.
#[derive(Debug)]
pub(crate) struct Kept<T>(Mutex<Option<T>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T> Kept<T> {
    fn empty() -> Self {
        Self(Mutex::new(None))
    }

    /// Puts a value in; the one that was there.
    pub(crate) fn put(&self, value: T) -> Option<T> {
        self.lock().replace(value)
    }

    pub(crate) fn take(&self) -> Option<T> {
        self.lock().take()
    }

    /// Whether a value is in it.
    #[cfg(feature = "updater")]
    pub(crate) fn is_full(&self) -> bool {
        self.lock().is_some()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<T>> {
        // Nobody panics while holding it, and an Option is whole at any time.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Kept<T> {
    pub(crate) fn get(&self) -> Option<T> {
        self.lock().clone()
    }
}
