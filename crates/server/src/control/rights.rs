//! What is kept of a person to let them in: given out to them, and erased.

use goodturn_domain::{PersonId, Timestamp};
use goodturn_store::StoreError;
use rusqlite::OptionalExtension;
use serde::Serialize;

use super::Control;
use super::values::{timestamp, uuid};

/// What is kept of a person to let them in, without what would let others in.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DescribedAccount {
    email: Option<String>,
    created_at: Option<Timestamp>,
    sessions: Vec<DescribedSession>,
}

#[derive(Clone, Debug, Serialize)]
struct DescribedSession {
    device_name: String,
    created_at: Timestamp,
    last_seen_at: Timestamp,
    revoked_at: Option<Timestamp>,
}

impl Control {
    /// What is kept of a person to let them in.
    pub(crate) fn describe_account(&self, person: PersonId) -> Result<DescribedAccount, StoreError> {
        self.read(|db| {
            let account = db.query_row(
                "select email, created_at from accounts where person_id = ?1",
                [uuid(person.uuid())],
                |row| Ok((row.get("email")?, timestamp(row, "created_at")?)),
            );
            let (email, created_at) = account.optional()?.map_or((None, None), |(email, at)| (email, Some(at)));
            let mut list = db.prepare_cached(
                "select device_name, created_at, last_seen_at, revoked_at from sessions
                 where person_id = ?1 order by created_at",
            )?;
            let sessions = list.query_map([uuid(person.uuid())], |row| {
                Ok(DescribedSession {
                    device_name: row.get("device_name")?,
                    created_at: timestamp(row, "created_at")?,
                    last_seen_at: timestamp(row, "last_seen_at")?,
                    revoked_at: row.get::<_, Option<i64>>("revoked_at")?.map(Timestamp::from_micros),
                })
            })?;
            Ok(DescribedAccount { email, created_at, sessions: sessions.collect::<Result<_, _>>()? })
        })
    }

    /// Deletes everything by which a person was let in; whom they invited stays invited. Gives
    /// whether there was anything.
    pub(crate) fn erase_account(&self, person: PersonId) -> Result<bool, StoreError> {
        self.write(|db| {
            let id = uuid(person.uuid());
            let mut changed = db.execute("delete from sessions where person_id = ?1", [id])?;
            db.execute("update invitations set invited_by = null where invited_by = ?1", [id])?;
            changed += db.execute(
                "delete from invitations where person_id = ?1
                 or email = (select email from accounts where person_id = ?1)",
                [id],
            )?;
            changed += db.execute("delete from accounts where person_id = ?1", [id])?;
            Ok(changed > 0)
        })
    }

    /// Takes what was deleted out of the file.
    pub(crate) fn purge(&self) {
        self.database.rewrite();
    }
}
