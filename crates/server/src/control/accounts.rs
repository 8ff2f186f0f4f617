//! Accounts: the e-mail address and password of a person.

use goodturn_domain::{OrganizationId, PersonId, Timestamp};
use goodturn_store::StoreError;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::values::{id, uuid};
use super::{Control, ControlError};

/// Who somebody is once they have proved it.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) person: PersonId,
    pub(crate) password_hash: Option<String>,
}

impl Account {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { person: PersonId::new(id(row, "person_id")?), password_hash: row.get("password_hash")? })
    }
}

impl Control {
    /// The account with that address, in lower case.
    pub(crate) fn find_account(&self, email: &str) -> Result<Option<Account>, StoreError> {
        self.read(|db| {
            let found = db.query_row(
                "select person_id, password_hash from accounts where email = ?1",
                [email],
                Account::from_row,
            );
            Ok(found.optional()?)
        })
    }

    /// Whether anybody has an account.
    pub(crate) fn has_accounts(&self) -> Result<bool, StoreError> {
        self.read(|db| Ok(db.query_row("select exists (select 1 from accounts)", [], |row| row.get(0))?))
    }

    /// The account of a person who uses the app that this backend runs inside of: without a
    /// password until they set one.
    pub(crate) fn ensure_account(
        &self,
        person: PersonId,
        organization: OrganizationId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(|db| insert_account(db, person, organization, None, None, now))
    }
}

/// Adds the account of a person who has none yet.
pub(super) fn insert_account(
    db: &Connection,
    person: PersonId,
    organization: OrganizationId,
    email: Option<&str>,
    password_hash: Option<&str>,
    now: Timestamp,
) -> Result<(), ControlError> {
    db.execute(
        "insert into accounts (person_id, organization_id, email, password_hash, created_at)
         values (?1, ?2, ?3, ?4, ?5) on conflict (person_id) do nothing",
        params![uuid(person.uuid()), uuid(organization.uuid()), email, password_hash, now.micros()],
    )?;
    Ok(())
}
