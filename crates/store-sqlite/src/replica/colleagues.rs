//! With whom somebody has had most to do.

use std::collections::BTreeMap;

use goodturn_domain::{PersonId, Timestamp};
use goodturn_store::StoreError;
use rusqlite::params;
use uuid::Uuid;

use super::SqliteReplica;
use crate::column::blob;

impl SqliteReplica {
    /// In how many requests since then `me` and each other person had to do with each other.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn count_requests_with_others(
        &self,
        me: PersonId,
        since: Timestamp,
    ) -> Result<BTreeMap<PersonId, u32>, StoreError> {
        let sql = "select other, count(*) from (
                 select holder as other from requests indexed by requests_by_requester
                     where requester = ?1 and is_ended in (0, 1) and changed_at >= ?2 and holder is not null
                 union all
                 select requester from requests indexed by requests_by_holder
                     where holder = ?1 and is_ended in (0, 1) and asked_at >= ?2)
             where other <> ?1 group by other";
        self.list(|db| {
            let mut count = db.prepare_cached(sql)?;
            let counts = count.query_map(params![blob(me.uuid()), since.micros()], |row| {
                Ok((PersonId::new(Uuid::from_bytes(row.get(0)?)), row.get(1)?))
            })?;
            Ok(counts.collect::<Result<_, _>>()?)
        })
    }
}
