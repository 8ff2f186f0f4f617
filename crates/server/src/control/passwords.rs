//! New passwords: changed by who knows the old one, or set by a link that works once.

use goodturn_domain::{PersonId, Timestamp};
use goodturn_store::StoreError;

use super::database::{ControlTransaction, Row};
use super::sessions::TokenHash;
use super::{Control, ControlError};

/// A link for a new password, to be made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewReset {
    pub(crate) person: PersonId,
    pub(crate) made_by: PersonId,
    pub(crate) expires_at: Timestamp,
}

/// A link for a new password that was made.
#[derive(Clone, Debug)]
pub(crate) struct Reset {
    pub(crate) person: PersonId,
    pub(crate) made_by: PersonId,
    pub(crate) email: String,
    pub(crate) expires_at: Timestamp,
    pub(crate) is_used: bool,
}

impl Reset {
    fn from_row(row: &Row) -> Result<Self, ControlError> {
        Ok(Self {
            person: PersonId::new(row.id("person_id")?),
            made_by: PersonId::new(row.id("made_by")?),
            email: row.text("email")?.to_owned(),
            expires_at: row.timestamp("expires_at")?,
            is_used: !row.is_null("used_at")?,
        })
    }
}

impl Control {
    /// Keeps a link. Earlier unused ones for the same person no longer work.
    pub(crate) fn insert_reset(&self, code: &TokenHash, reset: NewReset, now: Timestamp) -> Result<(), StoreError> {
        let NewReset { person, made_by, expires_at } = reset;
        self.write(|db| {
            close_resets(db, person)?;
            db.execute(
                "insert into password_resets (code_hash, person_id, made_by, created_at, expires_at)
                 values (?1, ?2, ?3, ?4, ?5)",
                &[code.bytes().into(), person.uuid().into(), made_by.uuid().into(), now.into(), expires_at.into()],
            )?;
            Ok(())
        })
    }

    /// The link with that code, used ones included.
    pub(crate) fn find_reset(&self, code: &TokenHash) -> Result<Option<Reset>, StoreError> {
        self.read(|db| {
            let sql = "select r.person_id, r.made_by, a.email, r.expires_at, r.used_at from password_resets r
                       join accounts a on a.person_id = r.person_id
                       where r.code_hash = ?1 and a.email is not null";
            db.find(sql, &[code.bytes().into()])?.as_ref().map(Reset::from_row).transpose()
        })
    }

    /// Uses the link up for a new password, which ends every session of its person; false when
    /// somebody was faster.
    pub(crate) fn use_reset(
        &self,
        code: &TokenHash,
        person: PersonId,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(|db| {
            let used = db.execute(
                "update password_resets set used_at = ?2
                 where code_hash = ?1 and used_at is null and expires_at > ?2",
                &[code.bytes().into(), now.into()],
            )?;
            if used == 1 {
                set_password(db, person, password_hash)?;
            }
            Ok::<_, ControlError>(used == 1)
        })
    }

    /// Sets a new password, which ends every session of the person but the one that holds `kept`.
    pub(crate) fn change_password(
        &self,
        person: PersonId,
        password_hash: &str,
        kept: &TokenHash,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            set_password(db, person, password_hash)?;
            keep_session(db, person, kept)
        })
    }
}

fn set_password(db: &ControlTransaction<'_>, person: PersonId, password_hash: &str) -> Result<(), ControlError> {
    db.execute(
        "update accounts set password_hash = ?2, security_version = security_version + 1 where person_id = ?1",
        &[person.uuid().into(), password_hash.into()],
    )?;
    close_resets(db, person)
}

/// After the security version was raised: the sessions on the device of that token go on.
pub(super) fn keep_session(
    db: &ControlTransaction<'_>,
    person: PersonId,
    kept: &TokenHash,
) -> Result<(), ControlError> {
    db.execute(
        "update sessions set security_version =
         (select security_version from accounts where accounts.person_id = sessions.person_id)
         where person_id = ?2 and revoked_at is null and exists (select 1 from sessions known
         where known.token_hash = ?1 and known.device_id is not distinct from sessions.device_id)",
        &[kept.bytes().into(), person.uuid().into()],
    )?;
    Ok(())
}

/// Links for a new password that nobody has used no longer work.
pub(super) fn close_resets(db: &ControlTransaction<'_>, person: PersonId) -> Result<(), ControlError> {
    let sql = "delete from password_resets where person_id = ?1 and used_at is null";
    db.execute(sql, &[person.uuid().into()])?;
    Ok(())
}
