//! Muting a request for oneself, and taking that back.

use super::{Context, Records, Stop, acting_person};
use crate::entity::Entity;
use crate::id::ServiceRequestId;
use crate::mute::Mute;

/// The request stays as it is: nobody else hears of it.
pub(super) fn set(
    records: &impl Records,
    context: &Context,
    request: ServiceRequestId,
    is_muted: bool,
) -> Result<Vec<Entity>, Stop> {
    let person = acting_person(context)?;
    let id = Mute::id_of(person, request);
    let is_so = match records.find(id.into())? {
        Some(Entity::Mute(known)) => known.is_muted,
        _ => false,
    };
    Ok(if is_so == is_muted { Vec::new() } else { vec![Mute { id, person, request, is_muted }.into()] })
}
