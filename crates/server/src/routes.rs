//! The routes, one file for each family.

pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod devices;
pub(crate) mod directory;
pub(crate) mod emails;
pub(crate) mod events;
pub(crate) mod export;
pub(crate) mod files;
pub(crate) mod health;
pub(crate) mod invitations;
pub(crate) mod meta;
pub(crate) mod pages;
pub(crate) mod passwords;
pub(crate) mod presence;
pub(crate) mod retention;
pub(crate) mod service_accounts;
pub(crate) mod session;
pub(crate) mod sync;
