//! Where people are signed in, and how it ends.

use chrono::TimeDelta;
use goodturn_domain::{DeviceId, PersonId, Timestamp};
use goodturn_store::StoreError;
use rusqlite::{OptionalExtension, Row, params};

use super::Control;
use super::sessions::{IDLE_DAYS, TokenHash};
use super::values::{id, optional_id, timestamp, uuid};

/// A session that holds.
#[derive(Clone, Debug)]
pub(crate) struct OpenSession {
    pub(crate) token: TokenHash,
    pub(crate) device: Option<DeviceId>,
    pub(crate) device_name: String,
    pub(crate) signed_in_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
}

impl OpenSession {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            token: TokenHash::kept(row.get("token_hash")?),
            device: optional_id(row, "device_id")?.map(DeviceId::new),
            device_name: row.get("device_name")?,
            signed_in_at: timestamp(row, "created_at")?,
            last_seen_at: timestamp(row, "last_seen_at")?,
        })
    }
}

/// Which sessions of a person are to end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    On(DeviceId),
    AllBut(TokenHash),
    All,
}

/// What is known of how somebody comes in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entrance {
    pub(crate) person: PersonId,
    pub(crate) has_account: bool,
    pub(crate) invited_until: Option<Timestamp>,
    pub(crate) last_seen_at: Option<Timestamp>,
}

impl Control {
    /// Where the person is signed in, last used first.
    pub(crate) fn list_sessions(&self, person: PersonId, now: Timestamp) -> Result<Vec<OpenSession>, StoreError> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "select s.token_hash, s.device_id, s.device_name, s.created_at, s.last_seen_at from sessions s
                 join accounts a on a.person_id = s.person_id and a.security_version = s.security_version
                 where s.person_id = ?1 and s.revoked_at is null and s.last_seen_at > ?2
                 order by s.last_seen_at desc, s.token_hash",
            )?;
            let too_old = now.plus(-TimeDelta::days(IDLE_DAYS));
            let rows = query.query_map(params![uuid(person.uuid()), too_old.micros()], OpenSession::from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Ends sessions of the person for good, and says how many.
    pub(crate) fn revoke_sessions(&self, person: PersonId, which: Which, now: Timestamp) -> Result<usize, StoreError> {
        let (person, now) = (uuid(person.uuid()), now.micros());
        let all = "update sessions set revoked_at = ?2 where person_id = ?1 and revoked_at is null";
        self.write(|db| {
            Ok(match which {
                Which::All => db.execute(all, params![person, now])?,
                Which::On(device) => {
                    let sql = format!("{all} and device_id = ?3");
                    db.execute(&sql, params![person, now, uuid(device.uuid())])?
                }
                // The app around this backend stays signed in: nobody could sign it in again.
                Which::AllBut(token) => {
                    let sql = format!("{all} and token_hash <> ?3 and device_id is not null");
                    db.execute(&sql, params![person, now, token.bytes()])?
                }
            })
        })
    }

    /// Whether the person has an account, and with which address.
    pub(crate) fn find_email(&self, person: PersonId) -> Result<Option<String>, StoreError> {
        self.read(|db| {
            let sql = "select email from accounts where person_id = ?1";
            let found = db.query_row(sql, [uuid(person.uuid())], |row| row.get(0)).optional()?;
            Ok(found.flatten())
        })
    }

    /// How everybody comes in who has an account or an invitation that can still be accepted.
    pub(crate) fn list_entrances(&self, now: Timestamp) -> Result<Vec<Entrance>, StoreError> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "select a.person_id, 1 as has_account, null as invited_until, max(s.last_seen_at) as last_seen_at
                 from accounts a left join sessions s on s.person_id = a.person_id group by a.person_id
                 union all
                 select i.person_id, 0, max(i.expires_at), null from invitations i
                 where i.used_at is null and i.expires_at > ?1
                 and not exists (select 1 from accounts a where a.person_id = i.person_id) group by i.person_id",
            )?;
            let rows = query.query_map([now.micros()], |row| {
                let at =
                    |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_micros));
                Ok(Entrance {
                    person: PersonId::new(id(row, "person_id")?),
                    has_account: row.get::<_, i64>("has_account")? == 1,
                    invited_until: at("invited_until")?,
                    last_seen_at: at("last_seen_at")?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
