//! Sessions: opaque tokens, kept as hashes, each for one device; and whose device is whose.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use goodturn_domain::{DeviceId, OrganizationId, PersonId, Timestamp};
use goodturn_store::StoreError;
use goodturn_sync::problem::EndedBy;
use goodturn_sync::session::{Secret, SessionDevice};
use uuid::Uuid;

use super::database::ControlTransaction;
use super::{Control, ControlError, values};

/// *Last seen* is written at most this often, in minutes: it is for people, not for order.
const SEEN_MINUTES: i64 = 5;

/// A session that was not used for so many days no longer holds: its device is lost or forgotten.
pub(super) const IDLE_DAYS: i64 = 180;

/// A token or code of 256 random bits.
#[derive(Clone)]
pub(crate) struct Token(String);

impl Token {
    /// A new one. Fails when the system has no randomness.
    pub(crate) fn draw() -> Result<Self, getrandom::Error> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bits)))
    }

    /// One that somebody sent.
    pub(crate) fn sent(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The token that replaces it: nobody finds it who does not have this one and the salt.
    pub(super) fn successor(&self, salt: &[u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(blake3::keyed_hash(salt, self.0.as_bytes()).as_bytes()))
    }

    /// What is kept of it.
    pub(crate) fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }

    /// The text that its owner gets.
    pub(crate) fn reveal(self) -> Secret {
        Secret::new(self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The hash of a token: of no use to who steals the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TokenHash([u8; 32]);

impl TokenHash {
    /// Of the text that somebody sent.
    pub(crate) fn of(text: &str) -> Self {
        Self(*blake3::hash(text.as_bytes()).as_bytes())
    }

    /// As it was kept.
    pub(super) fn kept(bytes: &[u8]) -> Result<Self, ControlError> {
        let hash = bytes.try_into().map_err(|_| ControlError::unreadable("token_hash", "a hash has 32 bytes"));
        hash.map(Self)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A session that holds; a stale one is to be noted as used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownSession {
    pub(crate) person: PersonId,
    pub(crate) organization: OrganizationId,
    pub(crate) is_stale: bool,
}

impl Control {
    /// Begins a session of the person on the device, in place of an earlier one on it. Without a
    /// device it is the session of the app around this backend. True when an earlier one gave way.
    pub(crate) fn open_session(
        &self,
        token: &Token,
        person: PersonId,
        device: Option<DeviceId>,
        device_name: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(|db| insert_session(db, token, person, device, device_name, now))
    }

    /// The session of that token, if it still holds.
    pub(crate) fn find_session(&self, token: &TokenHash, now: Timestamp) -> Result<Option<KnownSession>, StoreError> {
        self.read(|db| {
            let too_old = now.plus(-TimeDelta::days(IDLE_DAYS));
            let found = db.find(
                "select s.person_id, a.organization_id, s.last_seen_at, s.first_used_at from sessions s
                 join accounts a on a.person_id = s.person_id and a.security_version = s.security_version
                 where s.token_hash = ?1 and s.revoked_at is null and s.last_seen_at > ?2
                 and (s.ends_at is null or s.ends_at > ?3)",
                &[token.bytes().into(), too_old.into(), now.into()],
            )?;
            let Some(row) = found else { return Ok(None) };
            Ok(Some(KnownSession {
                person: PersonId::new(row.id("person_id")?),
                organization: OrganizationId::new(row.id("organization_id")?),
                is_stale: row.is_null("first_used_at")?
                    || now.since(row.timestamp("last_seen_at")?) > TimeDelta::minutes(SEEN_MINUTES),
            }))
        })
    }

    /// How the session of that token was ended from elsewhere, if it was.
    pub(crate) fn find_end(&self, token: &TokenHash) -> Result<Option<EndedBy>, StoreError> {
        self.read(|db| {
            let sql = "select ended_by from ended_sessions where token_hash = ?1";
            let found = db.find(sql, &[token.bytes().into()])?;
            found.map(|row| values::ended_by(&row, "ended_by")).transpose()
        })
    }

    /// Begins a session on a new device of an installation, in place of those that it had before.
    /// True when an earlier one gave way.
    pub(crate) fn move_session(
        &self,
        token: &Token,
        person: PersonId,
        device: &SessionDevice,
        former: &BTreeSet<DeviceId>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(|db| {
            let mut ended = insert_session(db, token, person, Some(device.id), &device.name, now)?;
            for former in former.iter().filter(|it| **it != device.id) {
                ended |= end_session_on(db, person, Some(former.uuid()), now)?;
            }
            Ok(ended)
        })
    }

    /// Ends a session, for good: every token that it had on its device.
    pub(crate) fn revoke_session(&self, token: &TokenHash, now: Timestamp) -> Result<(), StoreError> {
        self.write(|db| {
            let sql = "update sessions set revoked_at = ?2 where revoked_at is null and exists (
                 select 1 from sessions known where known.token_hash = ?1 and known.person_id = sessions.person_id
                 and known.device_id is not distinct from sessions.device_id)";
            db.execute(sql, &[token.bytes().into(), now.into()])?;
            Ok(())
        })
    }

    /// Whether the device is known to be the person's, without looking into the file.
    pub(crate) fn has_claimed(&self, device: DeviceId, person: PersonId) -> bool {
        self.claims.owner(device) == Some(person)
    }

    /// Whether the device is the person's: it belongs to whom it was used by first, so that
    /// nobody can use up the numbers of somebody else's.
    pub(crate) fn claim_device(&self, device: DeviceId, person: PersonId, now: Timestamp) -> Result<bool, StoreError> {
        let owner = |db: &ControlTransaction<'_>| -> Result<Option<PersonId>, ControlError> {
            let found = db.find("select person_id from devices where device_id = ?1", &[device.uuid().into()])?;
            found.map(|row| row.id("person_id").map(PersonId::new)).transpose()
        };
        if let Some(known) = self.claims.owner(device) {
            return Ok(known == person);
        }
        let known = match self.read(owner)? {
            Some(known) => Some(known),
            None => self.write_aside(|db| {
                db.execute(
                    "insert into devices (device_id, person_id, claimed_at) values (?1, ?2, ?3) on conflict do nothing",
                    &[device.uuid().into(), person.uuid().into(), now.into()],
                )?;
                owner(db)
            })?,
        };
        if let Some(known) = known {
            self.claims.remember(device, known);
        }
        Ok(known == Some(person))
    }
}

pub(super) fn insert_session(
    db: &ControlTransaction<'_>,
    token: &Token,
    person: PersonId,
    device: Option<DeviceId>,
    device_name: &str,
    now: Timestamp,
) -> Result<bool, ControlError> {
    let device = device.map(DeviceId::uuid);
    let ended = end_session_on(db, person, device, now)?;
    let person = person.uuid();
    db.execute(
        "insert into sessions
             (token_hash, person_id, device_id, device_name, security_version, created_at, last_seen_at, first_used_at)
         select ?1, ?2, ?3, ?4, security_version, ?5, ?5, ?5 from accounts where person_id = ?2",
        &[token.hash().bytes().into(), person.into(), device.into(), device_name.into(), now.into()],
    )?;
    Ok(ended)
}

/// Whether there was one.
fn end_session_on(
    db: &ControlTransaction<'_>,
    person: PersonId,
    device: Option<Uuid>,
    now: Timestamp,
) -> Result<bool, ControlError> {
    let ended = db.execute(
        "update sessions set revoked_at = ?3
         where person_id = ?1 and device_id is not distinct from ?2 and revoked_at is null",
        &[person.uuid().into(), device.into(), now.into()],
    )?;
    Ok(ended > 0)
}
