//! What this device keeps for itself: settings, drafts, what was typed and what was read.

use goodturn_domain::{PersonId, ServiceRequestId, Timestamp};
use goodturn_store::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::SqliteReplica;
use crate::column::{blob, single};
use crate::fault::Fault;

/// Lines of quick add that can be called up again.
const RECENT_LINES: i64 = 20;
/// Keys of notifications that are remembered; older ones no longer come up.
const NOTICED: i64 = 20_000;

impl SqliteReplica {
    /// A setting as JSON.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn find_setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.list(|db| find_text(db, "select value from settings where key = ?1", key))
    }

    /// Sets a setting to a JSON value.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be kept.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.change(|db| execute(db, "insert or replace into settings (key, value) values (?1, ?2)", [key, value]))
    }

    /// What was written somewhere and not sent.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn find_draft(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.list(|db| find_text(db, "select text from drafts where key = ?1", key))
    }

    /// Keeps what was written. A draft whose key names a request goes with it when the person
    /// may no longer see that.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be kept.
    pub fn save_draft(&self, key: &str, text: &str) -> Result<(), StoreError> {
        self.change(|db| execute(db, "insert or replace into drafts (key, text) values (?1, ?2)", [key, text]))
    }

    /// Forgets what was written.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be forgotten.
    pub fn delete_draft(&self, key: &str) -> Result<(), StoreError> {
        self.change(|db| execute(db, "delete from drafts where key = ?1", [key]))
    }

    /// The last lines of quick add, latest first.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_recent_quick_adds(&self) -> Result<Vec<String>, StoreError> {
        self.list(|db| {
            let mut list = db.prepare_cached("select line from quick_adds order by quick_add_id desc")?;
            Ok(list.query_map([], single)?.collect::<Result<_, _>>()?)
        })
    }

    /// Keeps a line of quick add as the latest.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be kept.
    pub fn add_recent_quick_add(&self, line: &str) -> Result<(), StoreError> {
        self.change(|db| {
            execute(db, "insert or replace into quick_adds (line) values (?1)", [line])?;
            let older = "delete from quick_adds where quick_add_id not in
                 (select quick_add_id from quick_adds order by quick_add_id desc limit ?1)";
            execute(db, older, [RECENT_LINES])
        })
    }

    /// `me` has read everything that is in the request here now. Gives whether there was something that
    /// they had not.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be kept.
    pub fn mark_read(&self, me: PersonId, request: ServiceRequestId, at: Timestamp) -> Result<bool, StoreError> {
        // Most of what is looked at was read before, and reading locks nobody out.
        if self.is_read(me, request)? {
            return Ok(false);
        }
        let sql = "insert or replace into read_marks (request_id, read_at, last_entity_id)
             select ?1, ?2, coalesce(max(entity_id), 0) from entries where request_id = ?1";
        self.change(|db| execute(db, sql, params![blob(request.uuid()), at.micros()]))?;
        Ok(true)
    }

    /// Whether `me` has looked at the request since the last line of somebody else came.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn is_read(&self, me: PersonId, request: ServiceRequestId) -> Result<bool, StoreError> {
        self.list(|db| {
            let mut find = db.prepare_cached(
                "select not exists (select 1 from entries where request_id = ?1 and author is not ?2 and entity_id >
                     coalesce((select last_entity_id from read_marks where request_id = ?1), 0))",
            )?;
            Ok(find.query_row([blob(request.uuid()), blob(me.uuid())], single)?)
        })
    }

    /// Entries up to this instant count as read, in every request: for a device that starts with
    /// a long history.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be kept.
    pub fn mark_all_read(&self, until: Timestamp) -> Result<(), StoreError> {
        self.change(|db| execute(db, "update state set read_until = max(read_until, ?1)", [until.micros()]))
    }

    /// Up to when entries count as read; 1970 at first.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub fn read_until(&self) -> Result<Timestamp, StoreError> {
        self.list(|db| Ok(db.query_row("select read_until from state", [], single).map(Timestamp::from_micros)?))
    }

    /// Which of these are noticed for the first time; from then on they are not.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be kept.
    pub fn mark_noticed(&self, keys: Vec<String>) -> Result<Vec<String>, StoreError> {
        // Most of what comes up again was noticed, and reading costs no fsync.
        let mut new = self.list(|db| {
            let mut unknown = Vec::new();
            for key in keys {
                if find_text(db, "select key from noticed where key = ?1", &key)?.is_none() {
                    unknown.push(key);
                }
            }
            Ok(unknown)
        })?;
        if new.is_empty() {
            return Ok(new);
        }
        self.change(|db| {
            let mut insert = db.prepare_cached("insert or ignore into noticed (key) values (?1)")?;
            let mut first = Vec::with_capacity(new.len());
            for key in new.drain(..) {
                if insert.execute([&key])? > 0 {
                    first.push(key);
                }
            }
            let older = "delete from noticed where noticed_id <= (select max(noticed_id) from noticed) - ?1";
            execute(db, older, [NOTICED])?;
            Ok(first)
        })
    }
}

/// Deletes what this device noted about a request.
pub(super) fn forget_request(db: &Connection, request: Uuid) -> Result<(), Fault> {
    execute(db, "delete from drafts where instr(key, ?1) > 0", [request.to_string()])?;
    execute(db, "delete from read_marks where request_id = ?1", [blob(request)])
}

fn find_text(db: &Connection, sql: &str, key: &str) -> Result<Option<String>, Fault> {
    Ok(db.prepare_cached(sql)?.query_row([key], single).optional()?)
}

fn execute(db: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<(), Fault> {
    db.prepare_cached(sql)?.execute(params)?;
    Ok(())
}
