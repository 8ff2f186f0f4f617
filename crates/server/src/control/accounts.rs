//! Accounts: the e-mail address and password of a person.

use goodturn_domain::{OrganizationId, PersonId, Timestamp};
use goodturn_store::StoreError;

use super::database::{ControlTransaction, Row};
use super::passwords::{close_resets, keep_session};
use super::sessions::TokenHash;
use super::{Control, ControlError};

/// Who somebody is once they have proved it.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) person: PersonId,
    pub(crate) password_hash: Option<String>,
}

impl Account {
    fn from_row(row: &Row) -> Result<Self, ControlError> {
        let password_hash = row.optional_text("password_hash")?.map(str::to_owned);
        Ok(Self { person: PersonId::new(row.id("person_id")?), password_hash })
    }
}

impl Control {
    /// The account with that address, in lower case.
    pub(crate) fn find_account(&self, email: &str) -> Result<Option<Account>, StoreError> {
        self.read(|db| {
            let found = db.find("select person_id, password_hash from accounts where email = ?1", &[email.into()])?;
            found.as_ref().map(Account::from_row).transpose()
        })
    }

    /// Gives the person another address, and says whether it was free. Links for a new password no
    /// longer work. With a session to keep every other one ends; without, all of them stay.
    pub(crate) fn change_email(
        &self,
        person: PersonId,
        email: &str,
        kept: Option<&TokenHash>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(|db| {
            let id = person.uuid();
            let account = "select person_id from accounts where email = ?1 and person_id <> ?2";
            let invited = "select person_id from invitations
                 where email = ?1 and person_id <> ?2 and used_at is null and expires_at > ?3";
            if db.find(account, &[email.into(), id.into()])?.is_some()
                || db.find(invited, &[email.into(), id.into(), now.into()])?.is_some()
            {
                return Ok(false);
            }
            close_resets(db, person)?;
            // Whoever has the former address may have the link to it as well.
            db.execute("delete from invitations where person_id = ?1 and used_at is null", &[id.into()])?;
            let raised = i64::from(kept.is_some());
            let account = "update accounts set email = ?2, security_version = security_version + ?3
                 where person_id = ?1 and email is not null";
            db.execute(account, &[id.into(), email.into(), raised.into()])?;
            if let Some(kept) = kept {
                keep_session(db, person, kept)?;
            }
            Ok::<_, ControlError>(true)
        })
    }

    /// Whether anybody has an account.
    pub(crate) fn has_accounts(&self) -> Result<bool, StoreError> {
        self.read(|db| Ok(db.find("select person_id from accounts limit 1", &[])?.is_some()))
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
    db: &ControlTransaction<'_>,
    person: PersonId,
    organization: OrganizationId,
    email: Option<&str>,
    password_hash: Option<&str>,
    now: Timestamp,
) -> Result<(), ControlError> {
    db.execute(
        "insert into accounts (person_id, organization_id, email, password_hash, created_at)
         values (?1, ?2, ?3, ?4, ?5) on conflict (person_id) do nothing",
        &[person.uuid().into(), organization.uuid().into(), email.into(), password_hash.into(), now.into()],
    )?;
    Ok(())
}
