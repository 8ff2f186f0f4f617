//! The server over real HTTP with real files: what it does, refuses, and survives.

mod events;
mod exchange;
mod invitations;
mod place;
mod restart;
mod session;
mod sync;
