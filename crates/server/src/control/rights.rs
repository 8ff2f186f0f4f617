//! What is kept of a person to let them in: given out to them, and erased.

use chrono::TimeDelta;
use goodturn_domain::{PersonId, Timestamp};
use goodturn_store::StoreError;
use goodturn_sync::problem::EndedBy;
use serde::Serialize;

use super::database::{Row, Value};
use super::devices::note_ends;
use super::{Control, ControlError};

/// So long it can be told which devices somebody used, in days; an idle session ends before.
const FORGOTTEN_DAYS: i64 = 400;

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

impl DescribedSession {
    fn from_row(row: &Row) -> Result<Self, ControlError> {
        let revoked_at = if row.is_null("revoked_at")? { None } else { Some(row.timestamp("revoked_at")?) };
        Ok(Self {
            device_name: row.text("device_name")?.to_owned(),
            created_at: row.timestamp("created_at")?,
            last_seen_at: row.timestamp("last_seen_at")?,
            revoked_at,
        })
    }
}

impl Control {
    /// What is kept of a person to let them in.
    pub(crate) fn describe_account(&self, person: PersonId) -> Result<DescribedAccount, StoreError> {
        self.read(|db| {
            let account = "select email, created_at from accounts where person_id = ?1";
            let account = db.find(account, &[person.uuid().into()])?;
            let sessions = "select device_name, created_at, last_seen_at, revoked_at from sessions
                 where person_id = ?1 order by created_at";
            let sessions = db.rows(sessions, &[person.uuid().into()])?;
            let email = match &account {
                Some(account) => account.optional_text("email")?.map(str::to_owned),
                None => None,
            };
            Ok(DescribedAccount {
                email,
                created_at: account.map(|account| account.timestamp("created_at")).transpose()?,
                sessions: sessions.iter().map(DescribedSession::from_row).collect::<Result<_, _>>()?,
            })
        })
    }

    /// Deletes everything by which a person was let in; whom they invited stays invited. What is
    /// kept of their sessions names nobody, and has their devices delete what they hold. Gives
    /// whether there was anything.
    pub(crate) fn erase_account(&self, person: PersonId, now: Timestamp) -> Result<bool, StoreError> {
        self.write(|db| {
            let id = || -> [Value; 1] { [person.uuid().into()] };
            let open = "person_id = ?1 and revoked_at is null";
            note_ends(db, open, [person.uuid().into()], EndedBy::Erasure, now)?;
            let mut changed = db.execute("delete from sessions where person_id = ?1", &id())?;
            db.execute("delete from password_resets where person_id = ?1", &id())?;
            db.execute("delete from invitations where invited_by = ?1 and used_at is null", &id())?;
            db.execute("update invitations set invited_by = null where invited_by = ?1", &id())?;
            changed += db.execute(
                "delete from invitations where person_id = ?1
                 or email = (select email from accounts where person_id = ?1)",
                &id(),
            )?;
            changed += db.execute("delete from accounts where person_id = ?1", &id())?;
            Ok(changed > 0)
        })
    }

    /// Forgets sessions that ended or were not used for long, and invitations that nobody took up.
    pub(crate) fn forget_old(&self, now: Timestamp) -> Result<(), StoreError> {
        let before = now.plus(-TimeDelta::days(FORGOTTEN_DAYS));
        self.write(|db| {
            db.execute("delete from sessions where last_seen_at < ?1 or revoked_at < ?1", &[before.into()])?;
            db.execute("delete from ended_sessions where ended_at < ?1", &[before.into()])?;
            db.execute("delete from invitations where expires_at < ?1", &[before.into()])?;
            Ok(())
        })
    }

    /// Takes what was deleted out of the file, where there is one.
    pub(crate) fn purge(&self) {
        self.database.rewrite();
    }
}
