//! Values of the control data: roles as words.

use goodturn_domain::Role;

use super::ControlError;
use super::database::Row;

/// The word for a role, as on the wire.
pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::ServiceAccount => "service_account",
        Role::Guest => "guest",
        Role::Member => "member",
        Role::Administrator => "administrator",
        Role::Owner => "owner",
    }
}

pub(super) fn role(row: &Row, column: &str) -> Result<Role, ControlError> {
    let name = row.text(column)?;
    let unknown = || ControlError::unreadable(column, &format!("no role is {name:?}"));
    Role::ALL.iter().copied().find(|role| role_name(*role) == name).ok_or_else(unknown)
}
