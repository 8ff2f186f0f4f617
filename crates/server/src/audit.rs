//! The audit log of a place that no server uses.

use goodturn_sync::Authority;
use goodturn_sync::rights::AuditCheck;

use crate::migrate::{Contents, Location, MigrateError};

/// A line of an audit log as it was known: its number, and its hash in hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    n: u64,
    hash: [u8; 32],
}

impl std::str::FromStr for Anchor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("{text:?} is not a number and a hash, as in 120:0f3a…");
        let (n, hash) = text.split_once(':').ok_or_else(expected)?;
        let hash = blake3::Hash::from_hex(hash).map_err(|_| expected())?;
        Ok(Self { n: n.parse().map_err(|_| expected())?, hash: *hash.as_bytes() })
    }
}

/// Reads the whole audit log and tells whether it is as it was written, and whether it holds what
/// was kept of it elsewhere.
///
/// # Errors
/// When a server uses the place, or it cannot be read.
pub fn verify(place: &Location, anchor: Option<&Anchor>) -> Result<AuditCheck, MigrateError> {
    let contents = Contents::open(place, false)?;
    Ok(Authority::new(contents.storage).verify_audit(anchor.map(|it| (it.n, it.hash)))?)
}
