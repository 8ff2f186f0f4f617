//! Invitations: links that make somebody a person of the organization, once.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{DeviceId, OrganizationId, PersonId, Role, TeamId, Timestamp};
use goodturn_store::StoreError;

use super::accounts::insert_account;
use super::database::{ControlTransaction, Row};
use super::sessions::{Token, TokenHash, insert_session};
use super::values::{role, role_name};
use super::{Control, ControlError};

/// An invitation to be made.
#[derive(Clone, Debug)]
pub(crate) struct NewInvitation {
    pub(crate) person: PersonId,
    pub(crate) invited_by: Option<PersonId>,
    /// In lower case.
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) teams: BTreeSet<TeamId>,
    pub(crate) expires_at: Timestamp,
}

/// An invitation that was made.
#[derive(Clone, Debug)]
pub(crate) struct Invitation {
    pub(crate) offered: NewInvitation,
    pub(crate) is_used: bool,
}

impl Invitation {
    fn from_row(row: &Row) -> Result<Self, ControlError> {
        let offered = NewInvitation {
            person: PersonId::new(row.id("person_id")?),
            invited_by: row.optional_id("invited_by")?.map(PersonId::new),
            email: row.text("email")?.to_owned(),
            name: row.text("name")?.to_owned(),
            role: role(row, "role")?,
            teams: serde_json::from_str(row.text("teams")?).unwrap_or_default(),
            expires_at: row.timestamp("expires_at")?,
        };
        Ok(Self { offered, is_used: !row.is_null("used_at")? })
    }
}

/// What accepting an invitation adds, all or nothing.
#[derive(Clone, Debug)]
pub(crate) struct Acceptance<'a> {
    pub(crate) organization: OrganizationId,
    pub(crate) password_hash: &'a str,
    pub(crate) device: DeviceId,
    pub(crate) device_name: &'a str,
}

fn insert_invitation(
    db: &ControlTransaction<'_>,
    code: &TokenHash,
    invitation: &NewInvitation,
    now: Timestamp,
) -> Result<(), ControlError> {
    let teams = serde_json::to_string(&invitation.teams).expect("ids are strings in JSON");
    let person = invitation.person.uuid();
    db.execute("delete from invitations where person_id = ?1 and used_at is null", &[person.into()])?;
    db.execute(
        "insert into invitations
         (code_hash, person_id, invited_by, email, name, role, teams, created_at, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &[
            code.bytes().into(),
            person.into(),
            invitation.invited_by.map(PersonId::uuid).into(),
            invitation.email.as_str().into(),
            invitation.name.as_str().into(),
            role_name(invitation.role).into(),
            teams.into(),
            now.into(),
            invitation.expires_at.into(),
        ],
    )?;
    Ok(())
}

impl Control {
    /// Keeps an invitation. Earlier unused ones for the same person no longer work.
    pub(crate) fn insert_invitation(
        &self,
        code: &TokenHash,
        invitation: &NewInvitation,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(|db| insert_invitation(db, code, invitation, now))
    }

    /// Keeps several, all or none.
    pub(crate) fn insert_invitations(
        &self,
        invitations: &[(TokenHash, NewInvitation)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            invitations.iter().try_for_each(|(code, invitation)| insert_invitation(db, code, invitation, now))
        })
    }

    /// Whom the invitations that nobody has accepted are for, by their address.
    pub(crate) fn list_invited(&self) -> Result<BTreeMap<String, PersonId>, StoreError> {
        self.read(|db| {
            let sql = "select email, person_id from invitations where used_at is null order by created_at";
            let rows = db.rows(sql, &[])?;
            rows.iter().map(|row| Ok((row.text("email")?.to_owned(), PersonId::new(row.id("person_id")?)))).collect()
        })
    }

    /// The invitation with that code, used ones included.
    pub(crate) fn find_invitation(&self, code: &TokenHash) -> Result<Option<Invitation>, StoreError> {
        self.read(|db| {
            let sql = "select * from invitations where code_hash = ?1";
            db.find(sql, &[code.bytes().into()])?.as_ref().map(Invitation::from_row).transpose()
        })
    }

    /// Uses the invitation up for an account with a session; false when somebody was faster.
    pub(crate) fn accept_invitation(
        &self,
        code: &TokenHash,
        invitation: &NewInvitation,
        acceptance: &Acceptance<'_>,
        token: &Token,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Acceptance { organization, password_hash, device, device_name } = acceptance;
        self.write(|db| {
            // Who has an account signs in; no link opens a session beside it.
            let known = "select person_id from accounts where person_id = ?1";
            if db.find(known, &[invitation.person.uuid().into()])?.is_some() {
                return Ok(false);
            }
            let used = db.execute(
                "update invitations set used_at = ?2 where code_hash = ?1 and used_at is null",
                &[code.bytes().into(), now.into()],
            )?;
            if used == 0 {
                return Ok(false);
            }
            let (person, email) = (invitation.person, Some(invitation.email.as_str()));
            insert_account(db, person, *organization, email, Some(password_hash), now)?;
            insert_session(db, token, person, Some(*device), device_name, now)?;
            Ok::<_, ControlError>(true)
        })
    }
}
