//! Replacing a token by a new one, so that one which leaked is worth little.
//!
//! The successor is made of the token and a salt that is kept: asking again gives the same one,
//! although only hashes are kept. The replaced token holds until the successor is in use, because
//! an answer can get lost, and for a minute longer, because requests overtake each other.

use chrono::TimeDelta;
use goodturn_domain::Timestamp;
use goodturn_store::StoreError;

use super::database::ControlTransaction;
use super::sessions::{Token, TokenHash};
use super::{Control, ControlError};

/// How long a token still holds once its successor is in use.
const GRACE: TimeDelta = TimeDelta::seconds(60);

impl Control {
    /// The successor of a token that holds: always the same one, made with `salt` the first time.
    /// None when there is no such session.
    pub(crate) fn rotate_session(
        &self,
        token: &Token,
        salt: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<Token>, StoreError> {
        self.write(|db| {
            let find = "select successor_salt from sessions where token_hash = ?1 and revoked_at is null";
            let Some(row) = db.find(find, &[token.hash().bytes().into()])? else { return Ok(None) };
            if row.is_null("successor_salt")? {
                let successor = token.successor(&salt);
                replace(db, &token.hash(), &successor.hash(), &salt, now)?;
                return Ok(Some(successor));
            }
            let used = row.blob("successor_salt")?.try_into();
            let used = used.map_err(|_| ControlError::unreadable("successor_salt", "a salt has 32 bytes"))?;
            Ok(Some(token.successor(used)))
        })
    }

    /// Notes that the session was used. The token before it ends soon after the first time.
    pub(crate) fn touch_session(&self, token: &TokenHash, now: Timestamp) -> Result<(), StoreError> {
        self.write(|db| {
            let end = "update sessions set ends_at = ?2 where successor_hash = ?1 and ends_at is null";
            db.execute(end, &[token.bytes().into(), now.plus(GRACE).into()])?;
            let sql = "update sessions set last_seen_at = ?2, first_used_at = coalesce(first_used_at, ?2)
                 where token_hash = ?1";
            db.execute(sql, &[token.bytes().into(), now.into()])?;
            Ok(())
        })
    }
}

fn replace(
    db: &ControlTransaction<'_>,
    token: &TokenHash,
    successor: &TokenHash,
    salt: &[u8; 32],
    now: Timestamp,
) -> Result<(), ControlError> {
    // Only the immediate predecessor is of any use to anybody.
    db.execute("delete from sessions where successor_hash = ?1", &[token.bytes().into()])?;
    db.execute(
        "insert into sessions
             (token_hash, person_id, device_id, device_name, security_version, created_at, last_seen_at)
         select ?2, person_id, device_id, device_name, security_version, ?3, ?3 from sessions where token_hash = ?1",
        &[token.bytes().into(), successor.bytes().into(), now.into()],
    )?;
    db.execute(
        "update sessions set successor_hash = ?2, successor_salt = ?3 where token_hash = ?1",
        &[token.bytes().into(), successor.bytes().into(), salt.as_slice().into()],
    )?;
    Ok(())
}
