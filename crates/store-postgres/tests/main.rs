//! What Goodturn's storage over PostgreSQL has to do, on a server of the tests' own.
#![cfg(unix)]

mod agreement;
mod conformance;
mod moments;
mod opening;
mod order;
mod outages;
mod schema;
mod server;
mod statements;
mod walls;
