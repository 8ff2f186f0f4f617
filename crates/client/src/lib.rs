//! The whole Goodturn desktop app without a window: commands, local store, sync loop, follow-up
//! scheduler and notification policy.
//!
//! No window, tray or notification service is in here: the shell hands in a [`Notifier`] and shows
//! what [`AppEvent`]s say. To add something the interface can do: a line in [`commands`], its
//! types in [`shown`].

pub mod account;
mod address;
mod app;
pub mod bindings;
mod blocking;
pub mod clock;
pub mod commands;
mod commits;
pub mod error;
mod file_key;
mod files;
mod http;
mod i18n;
pub mod key_store;
mod lookups;
mod markdown;
mod notices;
pub mod notify;
pub mod paths;
pub mod people_csv;
mod present;
mod reached;
mod rebuild;
mod schedule;
mod secrets;
mod service_file;
mod settings;
pub mod shown;
mod status;
mod sync_loop;
pub mod transfer;
mod tray;
mod watchdog;
mod wiping;
mod workspace;

pub use address::read_server;
pub use app::{App, AppConfig, AppEvent, LocalBackend, StartError, StartLocalBackend};
pub use clock::{Clock, SystemClock};
pub use error::CommandError;
pub use goodturn_domain::Timestamp;
pub use goodturn_store_sqlite::FileKey;
pub use http::{CallError, Http};
pub use key_store::{KeyStore, KeyStoreError, SystemKeyStore};
pub use notices::{Followed, notices_of};
pub use notify::{Action, AfterAnswer, Notice, Notifier, Subject};
pub use paths::Paths;
pub use tray::{TrayLine, TraySummary};
