//! Values of the control file: ids as blobs, roles as words.

use goodturn_domain::{Role, Timestamp};
use rusqlite::Row;
use rusqlite::types::Type;
use uuid::Uuid;

pub(super) fn uuid(id: Uuid) -> [u8; 16] {
    *id.as_bytes()
}

pub(super) fn id(row: &Row<'_>, column: &str) -> rusqlite::Result<Uuid> {
    Ok(Uuid::from_bytes(row.get(column)?))
}

pub(super) fn optional_id(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Uuid>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(Uuid::from_bytes))
}

pub(super) fn timestamp(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    Ok(Timestamp::from_micros(row.get(column)?))
}

/// The word for a role, as on the wire.
pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Guest => "guest",
        Role::Member => "member",
        Role::Administrator => "administrator",
        Role::Owner => "owner",
    }
}

pub(super) fn role(row: &Row<'_>, column: &str) -> rusqlite::Result<Role> {
    let name: String = row.get(column)?;
    let all = [Role::Guest, Role::Member, Role::Administrator, Role::Owner];
    let unknown = || rusqlite::Error::FromSqlConversionFailure(0, Type::Text, format!("no role is {name:?}").into());
    all.into_iter().find(|role| role_name(*role) == name).ok_or_else(unknown)
}
