//! The routes, one file for each family.

pub(crate) mod events;
pub(crate) mod health;
pub(crate) mod invitations;
pub(crate) mod meta;
pub(crate) mod service_accounts;
pub(crate) mod session;
pub(crate) mod sync;
