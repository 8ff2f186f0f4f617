//! The Goodturn backend: sync, sign-in and invitations over HTTP, kept in SQLite or PostgreSQL.
//!
//! A data folder holds `control.db` (who may come in) and one file with everything of the
//! organization; a PostgreSQL database holds the same in tables, and serves several servers at once. The `goodturn-server` binary serves it alone ([`run`]); the desktop app serves
//! its own in process ([`embedded`]). Not in here: what is allowed (`domain`), how changes are
//! ordered and fed (`sync`), what a person sees (`client`). To add a route: a line in `router.rs`
//! and its function in `routes/`.

mod admissions;
mod again;
mod archiving;
mod attendance;
pub mod audit;
mod auth;
mod backend;
pub mod backup;
mod bus;
mod calendars;
mod charge;
mod client_address;
mod clock;
mod config;
mod control;
mod demo;
mod description;
pub mod embedded;
mod erasure;
mod error;
mod exchange;
pub mod export;
mod files;
mod founding;
mod group_commit;
mod lapse;
pub mod logs;
mod migrate;
mod organization_storage;
mod password;
mod people_import;
mod reached;
mod recurring;
mod retention;
mod router;
mod routes;
mod run;
mod serving;
mod watches;

pub use backend::StartError;
pub use bus::{Bus, NatsAddress};
pub use clock::Clock;
pub use config::{Arguments, Config, Task};
pub use control::layout as control_layout;
pub use files::{BucketAccess, FilesAt, FilesConfig, FilesMoved};
pub use goodturn_store_postgres::PostgresAddress;
pub use migrate::{Location, MigrateError, Migrated, migrate};
pub use password::PasswordCost;
pub use run::{Running, start};
