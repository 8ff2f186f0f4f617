//! Goodturn's storage over PostgreSQL: all organizations of a server in one database
//! ([`PostgresDatabase`]), each served by any number of processes ([`PostgresAuthority`]), and beside
//! them what belongs to none ([`PostgresSchema`]).
//!
//! Every statement about an organization names it as `$1`, and row security shows it no other. Not in
//! here: wire types, HTTP, rules. A new entity gets a projection in `authority/` when a decision
//! asks for it, and a migration that fills it.

mod authority;
mod channel;
mod connection;
mod database;
mod fault;
mod migrations;
mod moment;
mod schema;
mod transaction;

pub use authority::PostgresAuthority;
pub use channel::PostgresChannel;
pub use database::{PostgresAddress, PostgresDatabase};
pub use schema::{PostgresSchema, SchemaTransaction};
