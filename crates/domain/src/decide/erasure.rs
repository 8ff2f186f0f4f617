//! Erasing a person: what is decided about them and their teams. Their name in the words of others
//! is for the server to find, which alone has all of them.

use super::administration::require_another_owner;
use super::{Context, Records, Stop, nesting, person, team};
use crate::entity::Entity;
use crate::id::PersonId;
use crate::person::Role;

/// The person without anything that tells who they were, and their teams without them.
pub(super) fn erase(records: &impl Records, context: &Context, id: PersonId) -> Result<Vec<Entity>, Stop> {
    let known = person(records, id)?;
    if known.is_erased {
        return Ok(Vec::new());
    }
    if known.is_active && known.role == Role::Owner {
        require_another_owner(records)?;
    }
    let mut left = Vec::new();
    for (team_id, _) in records.list_memberships(id)? {
        let mut known = team(records, team_id)?;
        if known.members.remove(&id).is_some() {
            left.push(known);
        }
    }
    let mut changes = vec![Entity::from(known.erased())];
    changes.extend(nesting::with_parts(records, context.now, left)?);
    Ok(changes)
}
