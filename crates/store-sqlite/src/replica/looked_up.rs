//! What was looked up on the server, and whom this device does not know.

use goodturn_domain::{EntityKey, Scope};
use goodturn_store::StoreError;
use rusqlite::params;
use uuid::Uuid;

use super::SqliteReplica;
use crate::column::{blob, single, single_id};

/// More are asked for with the next look.
const MOST_NAMES: i64 = 600;

impl SqliteReplica {
    /// Whether the entity is here because it was looked up.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn is_looked_up(&self, key: EntityKey) -> Result<bool, StoreError> {
        self.list(|db| {
            let mut find = db.prepare_cached(
                "select exists (select 1 from entities e join entity_scopes s on s.entity_id = e.entity_id
                 join scopes n on n.scope_id = s.scope_id
                 where e.kind = ?1 and e.id = ?2 and n.name = ?3)",
            )?;
            Ok(find.query_row(params![key.kind.name(), blob(key.id), Scope::LookedUp.to_string()], single)?)
        })
    }

    /// People and teams that requests, their timelines, thanks and answers name and that are not here.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_unknown_names(&self) -> Result<Vec<Uuid>, StoreError> {
        self.list(|db| {
            let mut list = db.prepare_cached(
                "select named.id from (
                     select requester as id from requests union select holder from requests
                     union select asked_team from requests union select author from entries
                     union select giver from thanks union select person from thanks_recipients
                     union select unhex(replace(body ->> '$.team', '-', '')) from entities where kind = 'known_answer'
                     union select unhex(replace(body ->> '$.owner', '-', '')) from entities where kind = 'known_answer'
                 ) named
                 where named.id is not null and not exists (
                     select 1 from entities e where e.kind in ('person', 'team') and e.id = named.id) limit ?1",
            )?;
            Ok(list.query_map([MOST_NAMES], single_id)?.collect::<Result<_, _>>()?)
        })
    }
}
