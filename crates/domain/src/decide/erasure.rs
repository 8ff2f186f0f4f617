//! Erasing a person: what is decided about them and their teams. Their name in the words of others
//! is for the server to find, which alone has all of them.

use super::administration::require_another_owner;
use super::{Records, Stop, person, team};
use crate::entity::Entity;
use crate::id::PersonId;
use crate::person::Role;

/// The person without anything that tells who they were, and their teams without them.
pub(super) fn erase(records: &impl Records, id: PersonId) -> Result<Vec<Entity>, Stop> {
    let known = person(records, id)?;
    if known.is_erased {
        return Ok(Vec::new());
    }
    if known.is_active && known.role == Role::Owner {
        require_another_owner(records)?;
    }
    let mut changes = vec![Entity::from(known.erased())];
    for (team_id, _) in records.list_memberships(id)? {
        let mut left = team(records, team_id)?;
        left.members.remove(&id);
        changes.push(left.into());
    }
    Ok(changes)
}
