//! The server over real HTTP with real files: what it does, refuses, and survives.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod admission;
mod archive;
mod backup;
mod events;
mod exchange;
mod files;
mod invitations;
#[cfg(target_os = "linux")]
mod killed;
mod place;
mod restart;
mod session;
mod sync;
