//! Links between requests, from the side that does not hold them.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{LinkKind, ServiceRequestId};
use goodturn_store::StoreError;
use rusqlite::{Connection, params};

use super::SqliteReplica;
use super::rows::{ListedRequest, ids_of, requests_of};
use crate::column::blob;
use crate::fault::Fault;

/// More would be a list of its own, and a hub of thousands would never open.
const MOST_LINKING: i64 = 50;

impl SqliteReplica {
    /// The latest requests that are known here and link to this one. They count as read.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_linking_to(&self, id: ServiceRequestId) -> Result<Vec<ListedRequest>, StoreError> {
        self.list(|db| {
            let sql = "select entity_id from request_links where to_id = ?1 order by entity_id desc limit ?2";
            let ids = ids_of(db, sql, params![blob(id.uuid()), MOST_LINKING])?;
            requests_of(db, None, &ids)
        })
    }
}

/// The links of a request as its column has them; none when there are none.
pub(super) fn column(links: &BTreeMap<ServiceRequestId, LinkKind>) -> Option<String> {
    (!links.is_empty()).then(|| serde_json::to_string(links).expect("ids and words of a closed list are JSON"))
}

/// The request has other links than before.
pub(super) fn change(db: &Connection, entity_id: i64, before: Option<&str>, after: Option<&str>) -> Result<(), Fault> {
    if before == after {
        return Ok(());
    }
    let (before, after) = (read(before), read(after));
    for to in before.difference(&after) {
        db.prepare_cached("delete from request_links where to_id = ?1 and entity_id = ?2")?
            .execute(params![blob(to.uuid()), entity_id])?;
    }
    for to in after.difference(&before) {
        db.prepare_cached("insert into request_links (to_id, entity_id) values (?1, ?2)")?
            .execute(params![blob(to.uuid()), entity_id])?;
    }
    Ok(())
}

fn read(column: Option<&str>) -> BTreeSet<ServiceRequestId> {
    let links = column.and_then(|links| serde_json::from_str::<BTreeMap<_, LinkKind>>(links).ok());
    links.unwrap_or_default().into_keys().collect()
}
