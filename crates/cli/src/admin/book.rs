//! Finding people and teams by what they are called.

use goodturn_domain::{Person, PersonId, Role, Team};
use goodturn_sync::administration::Directory;

use crate::failure::Missing;

/// The active or former colleague with that address; the active one when there are both.
pub(super) fn person<'a>(directory: &'a Directory, email: &str) -> anyhow::Result<&'a Person> {
    let email = email.trim().to_lowercase();
    let has_it = |it: &&Person| it.email.as_ref().is_some_and(|it| it.as_str().to_lowercase() == email);
    if directory.people.iter().filter(has_it).filter(|it| it.is_active).count() > 1 {
        anyhow::bail!("several colleagues have the address {email}: give one of them another first");
    }
    let found = directory.people.iter().filter(has_it).max_by_key(|it| it.is_active);
    found.ok_or_else(|| Missing(format!("nobody has the address {email}")).into())
}

/// The team with that name or those letters.
pub(super) fn team<'a>(directory: &'a Directory, name: &str) -> anyhow::Result<&'a Team> {
    let name = name.trim().to_lowercase();
    let found = directory.teams.iter().find(|it| it.name.as_str().to_lowercase() == name);
    let found = found.or_else(|| directory.teams.iter().find(|it| it.prefix.as_str().to_lowercase() == name));
    found.ok_or_else(|| Missing(format!("there is no team {name:?}")).into())
}

/// How somebody is called in a table: by address, else by name.
pub(super) fn called(directory: &Directory, id: PersonId) -> String {
    let found = directory.people.iter().find(|it| it.id == id);
    found.map(|it| it.email.as_ref().unwrap_or(&it.name).to_string()).unwrap_or_default()
}

pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::ServiceAccount => "service_account",
        Role::Guest => "guest",
        Role::Member => "member",
        Role::Administrator => "administrator",
        Role::Owner => "owner",
    }
}

/// For the command line.
pub(super) fn read_role(text: &str) -> Result<Role, String> {
    Role::ALL
        .iter()
        .copied()
        .find(|it| *it != Role::ServiceAccount && role_name(*it) == text)
        .ok_or_else(|| "guest, member, administrator and owner are roles".to_owned())
}
