//! What Goodturn's tests are made of: a cast of colleagues, builders, deeds drawn by chance, a book that plain decisions
//! are written into, and a world of replicas around one authority with a network that loses things.
//! With features, a desktop, databases and other servers of the tests' own.
//!
//! The world is deterministic: ids are counted, time is set by hand. Not in here: tests.

mod book;
pub mod builders;
pub mod cast;
mod deeds;
#[cfg(feature = "desktop")]
pub mod desktop;
mod ids;
mod kept_deeds;
#[cfg(all(feature = "postgres", unix))]
pub mod nats;
mod pages;
#[cfg(all(feature = "postgres", unix))]
pub mod postgres;
#[cfg(feature = "proxy")]
pub mod proxy;
pub mod recurrences;
pub mod rules;
#[cfg(all(feature = "postgres", unix))]
pub mod s3;
pub mod services;
pub mod world;

pub use book::Book;
pub use builders::{RequestBuilder, a_request, label, title, words};
pub use cast::{founding, monday, team, who};
pub use deeds::{Deed, Deeds};
pub use ids::Ids;
pub use pages::an_empty_page;
pub use world::{Device, DiskWorld, MemoryWorld, Performed, World, keys_made_by};
