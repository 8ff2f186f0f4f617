//! Saved views: kept, changed, shared and dropped.

use super::{Context, Records, Stop, acting_person, team, view_of};
use crate::entity::Entity;
use crate::operation::Intent;
use crate::refusal::Refusal;
use crate::view::View;

pub(super) fn decide(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    let (known, changed) = match intent.clone() {
        Intent::KeepView { view, name, list, search, team: shared } => {
            let known = match records.find(view.into())? {
                Some(Entity::View(known)) => Some(known),
                _ => None,
            };
            if let Some(shared) = shared.filter(|it| known.as_ref().and_then(|known| known.team) != Some(*it))
                && !team(records, shared)?.is_active
            {
                return Err(Refusal::Inactive.into());
            }
            // Who takes a view from a team for themselves has it then.
            let owner = match &known {
                Some(known) if known.team.is_none() || shared.is_some() => known.owner,
                _ => acting_person(context)?,
            };
            let made_at = known.as_ref().map_or(context.now, |it| it.made_at);
            let kept = View { id: view, owner, name, list, search, team: shared, made_at, is_dropped: false };
            (known, kept)
        }
        Intent::DropView { view } => {
            let known = view_of(records, view)?;
            (Some(known.clone()), View { is_dropped: true, ..known })
        }
        _ => return Err(Refusal::NotFound.into()),
    };
    Ok(if known.as_ref() == Some(&changed) { Vec::new() } else { vec![changed.into()] })
}
