//! Where people are signed in, and how it ends.

use chrono::TimeDelta;
use goodturn_domain::{DeviceId, PersonId, Timestamp};
use goodturn_store::StoreError;
use goodturn_sync::problem::EndedBy;

use super::database::{ControlTransaction, Row, Value};
use super::sessions::{IDLE_DAYS, TokenHash};
use super::{Control, ControlError, values};

/// Where somebody is signed in. A session may have two tokens for a while, the new one and the one
/// before.
#[derive(Clone, Debug)]
pub(crate) struct OpenSession {
    pub(crate) tokens: Vec<TokenHash>,
    pub(crate) device: Option<DeviceId>,
    pub(crate) device_name: String,
    pub(crate) signed_in_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
}

impl OpenSession {
    fn from_row(row: &Row) -> Result<Self, ControlError> {
        let began = if row.is_null("claimed_at")? { "created_at" } else { "claimed_at" };
        Ok(Self {
            tokens: vec![TokenHash::kept(row.blob("token_hash")?)?],
            device: row.optional_id("device_id")?.map(DeviceId::new),
            device_name: row.text("device_name")?.to_owned(),
            signed_in_at: row.timestamp(began)?,
            last_seen_at: row.timestamp("last_seen_at")?,
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
            let too_old = now.plus(-TimeDelta::days(IDLE_DAYS));
            let rows = db.rows(
                "select s.token_hash, s.device_id, s.device_name, s.created_at, s.last_seen_at, d.claimed_at
                 from sessions s
                 join accounts a on a.person_id = s.person_id and a.security_version = s.security_version
                 left join devices d on d.device_id = s.device_id
                 where s.person_id = ?1 and s.revoked_at is null and s.last_seen_at > ?2
                 and (s.ends_at is null or s.ends_at > ?3)
                 order by s.last_seen_at desc, s.token_hash",
                &[person.uuid().into(), too_old.into(), now.into()],
            )?;
            let mut open: Vec<OpenSession> = Vec::new();
            for row in &rows {
                let next = OpenSession::from_row(row)?;
                match open.iter_mut().find(|known| known.device == next.device) {
                    Some(known) => known.tokens.extend(next.tokens),
                    None => open.push(next),
                }
            }
            Ok(open)
        })
    }

    /// Ends sessions of the person for good, has their devices delete what they hold, and says how
    /// many there are.
    pub(crate) fn revoke_sessions(
        &self,
        person: PersonId,
        which: Which,
        by: EndedBy,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let open = self.list_sessions(person, now)?;
        let ending = open.iter().filter(|session| match which {
            Which::All => true,
            Which::On(device) => session.device == Some(device),
            Which::AllBut(token) => session.device.is_some() && !session.tokens.contains(&token),
        });
        let ending = ending.count();
        let id = || -> Value { person.uuid().into() };
        let (ends, values): (&str, Vec<Value>) = match which {
            Which::All => ("person_id = ?1", vec![id()]),
            Which::On(device) => ("person_id = ?1 and device_id = ?2", vec![id(), device.uuid().into()]),
            // The app around this backend stays signed in: nobody could sign it in again.
            Which::AllBut(token) => (
                "person_id = ?1 and device_id is not null and not exists (select 1 from sessions known
                 where known.token_hash = ?2 and known.device_id is not distinct from sessions.device_id)",
                vec![id(), token.bytes().into()],
            ),
        };
        let open = format!("{ends} and revoked_at is null");
        self.write(|db| {
            note_ends(db, &open, values.clone(), by, now)?;
            let at = values.len() + 1;
            let sql = format!("update sessions set revoked_at = ?{at} where {open}");
            db.execute(&sql, &values.into_iter().chain([now.into()]).collect::<Vec<_>>())?;
            Ok(())
        })?;
        Ok(ending)
    }

    /// The address by which the person signs in, if they do.
    pub(crate) fn find_email(&self, person: PersonId) -> Result<Option<String>, StoreError> {
        self.read(|db| {
            let found = db.find("select email from accounts where person_id = ?1", &[person.uuid().into()])?;
            let email = found.as_ref().map(|row| row.optional_text("email")).transpose()?;
            Ok(email.flatten().map(str::to_owned))
        })
    }

    /// How everybody comes in who has an account or an invitation that can still be accepted.
    pub(crate) fn list_entrances(&self, now: Timestamp) -> Result<Vec<Entrance>, StoreError> {
        self.read(|db| {
            let joined = db.rows(
                "select a.person_id, max(s.last_seen_at) as last_seen_at from accounts a
                 left join sessions s on s.person_id = a.person_id group by a.person_id",
                &[],
            )?;
            let invited = db.rows(
                "select i.person_id, max(i.expires_at) as invited_until from invitations i
                 left join accounts a on a.person_id = i.person_id
                 where i.used_at is null and i.expires_at > ?1 and a.person_id is null group by i.person_id",
                &[now.into()],
            )?;
            let joined = joined.iter().map(|row| {
                let last_seen_at = optional_timestamp(row, "last_seen_at")?;
                Ok(Entrance {
                    person: PersonId::new(row.id("person_id")?),
                    has_account: true,
                    invited_until: None,
                    last_seen_at,
                })
            });
            let invited = invited.iter().map(|row| {
                let invited_until = optional_timestamp(row, "invited_until")?;
                Ok(Entrance {
                    person: PersonId::new(row.id("person_id")?),
                    has_account: false,
                    invited_until,
                    last_seen_at: None,
                })
            });
            joined.chain(invited).collect()
        })
    }
}

fn optional_timestamp(row: &Row, column: &str) -> Result<Option<Timestamp>, ControlError> {
    if row.is_null(column)? { Ok(None) } else { row.timestamp(column).map(Some) }
}

/// Notes how the sessions `which` end, for their devices, under every token that they had.
pub(super) fn note_ends(
    db: &ControlTransaction<'_>,
    which: &str,
    values: impl IntoIterator<Item = Value>,
    by: EndedBy,
    now: Timestamp,
) -> Result<(), ControlError> {
    let mut parameters: Vec<Value> = values.into_iter().collect();
    let (by_at, now_at) = (parameters.len() + 1, parameters.len() + 2);
    parameters.extend([values::ended_by_name(by).into(), now.into()]);
    let sql = format!(
        "insert into ended_sessions (token_hash, ended_by, ended_at)
         select token_hash, ?{by_at}, ?{now_at} from sessions where {which} on conflict (token_hash) do nothing"
    );
    db.execute(&sql, &parameters)?;
    Ok(())
}
