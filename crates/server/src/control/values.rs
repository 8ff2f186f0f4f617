//! Values of the control data: words of closed lists, as on the wire.

use goodturn_domain::Role;
use goodturn_sync::problem::EndedBy;

use super::ControlError;
use super::database::Row;

/// How sessions are ended from elsewhere, each with its word.
const ENDS: [(EndedBy, &str); 4] = [
    (EndedBy::Oneself, "oneself"),
    (EndedBy::Administrator, "administrator"),
    (EndedBy::Deactivation, "deactivation"),
    (EndedBy::Erasure, "erasure"),
];

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

pub(super) fn ended_by_name(by: EndedBy) -> &'static str {
    ENDS.iter().find(|(known, _)| *known == by).map_or("administrator", |(_, name)| name)
}

pub(super) fn ended_by(row: &Row, column: &str) -> Result<EndedBy, ControlError> {
    let name = row.text(column)?;
    let unknown = || ControlError::unreadable(column, &format!("no session ends by {name:?}"));
    ENDS.iter().find(|(_, known)| *known == name).map(|(by, _)| *by).ok_or_else(unknown)
}
