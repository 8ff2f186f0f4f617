//! What the device's person has muted: few requests, so that they need no list of their own.

use std::collections::BTreeSet;

use goodturn_domain::{Entity, EntityKind, ServiceRequestId};
use goodturn_store::StoreError;
use rusqlite::Connection;

use super::SqliteReplica;
use crate::directory::parse;
use crate::fault::Fault;

impl SqliteReplica {
    /// The requests that are muted here.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_muted(&self) -> Result<BTreeSet<ServiceRequestId>, StoreError> {
        self.list(list)
    }
}

fn list(db: &Connection) -> Result<BTreeSet<ServiceRequestId>, Fault> {
    let mut list = db.prepare_cached("select body from entities where kind = 'mute' and is_understood = 1")?;
    let mut rows = list.query([])?;
    let mut muted = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get("body")?;
        if let Entity::Mute(mute) = parse(EntityKind::Mute, &body)?
            && mute.is_muted
        {
            muted.insert(mute.request);
        }
    }
    Ok(muted)
}
