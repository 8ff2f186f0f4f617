//! Templates: written, changed and removed by whose they are.

use super::{Records, Stop, team, template_of};
use crate::canned_text::TextOwner;
use crate::entity::Entity;
use crate::operation::Intent;
use crate::refusal::Refusal;
use crate::template::Template;

pub(super) fn decide(records: &impl Records, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    match intent.clone() {
        Intent::WriteTemplate { template: id, owner, name, wish } => {
            write(records, Template { id, owner, name, wish: Some(*wish) })
        }
        Intent::RemoveTemplate { template } => {
            let mut known = template_of(records, template)?;
            Ok(if known.wish.take().is_some() { vec![(*known).into()] } else { Vec::new() })
        }
        _ => Err(Refusal::NotFound.into()),
    }
}

/// Also brings back one that was removed: that is how a removal is taken back.
fn write(records: &impl Records, written: Template) -> Result<Vec<Entity>, Stop> {
    if let Some(wish) = &written.wish {
        wish.check()?;
    }
    match records.find(written.id.into())? {
        Some(Entity::Template(known)) if known.owner != written.owner => Err(Refusal::AlreadyExists.into()),
        Some(Entity::Template(known)) if *known == written => Ok(Vec::new()),
        Some(Entity::Template(_)) => Ok(vec![written.into()]),
        _ => match written.owner {
            TextOwner::Team(of) if !team(records, of)?.is_active => Err(Refusal::Inactive.into()),
            _ => Ok(vec![written.into()]),
        },
    }
}
