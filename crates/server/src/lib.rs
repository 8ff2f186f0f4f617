//! The Goodturn backend: sync, sign-in and invitations over HTTP, kept in SQLite.
//!
//! A data folder holds `control.db` (who may come in) and one file with everything of the
//! organization. The `goodturn-server` binary serves it alone ([`run`]); the desktop app serves
//! its own in process ([`embedded`]). Not in here: what is allowed (`domain`), how changes are
//! ordered and fed (`sync`), what a person sees (`client`). To add a route: a line in `router.rs`
//! and its function in `routes/`.

mod admissions;
mod auth;
mod backend;
pub mod backup;
mod client_address;
mod clock;
mod config;
mod control;
mod demo;
pub mod embedded;
mod error;
mod exchange;
mod founding;
mod group_commit;
mod lapse;
mod password;
mod router;
mod routes;
mod run;
mod serving;

pub use backend::StartError;
pub use clock::Clock;
pub use config::{Arguments, Config, Task};
pub use password::PasswordCost;
pub use run::{Running, start};
