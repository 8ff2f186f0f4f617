//! The rules of a team: kept, changed, moved and dropped.

use super::{Actor, Context, Records, Stop, team};
use crate::entity::Entity;
use crate::id::{RuleId, TeamId};
use crate::operation::Intent;
use crate::refusal::Refusal;
use crate::rule::{KeptRule, Rule, RuleBody, RuleFlaw, TeamRules};

pub(super) fn decide(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    let (known, mut changed) = match intent {
        Intent::KeepRule { team, .. } | Intent::DropRule { team, .. } | Intent::MoveRule { team, .. } => {
            let known = find(records, *team)?;
            (known.clone(), known.unwrap_or_else(|| TeamRules::none_of(*team)))
        }
        _ => return Err(Refusal::NotFound.into()),
    };
    match intent.clone() {
        Intent::KeepRule { team: of, rule, body } => {
            if !team(records, of)?.is_active {
                return Err(Refusal::Inactive.into());
            }
            keep(&mut changed, rule, *body, context)?;
        }
        Intent::DropRule { rule, .. } => changed.rules.retain(|it| it.id() != Some(rule)),
        Intent::MoveRule { rule, before, .. } => {
            let place = changed.place(rule).ok_or(Refusal::NotFound)?;
            let moved = changed.rules.remove(place);
            // In front of what has gone meanwhile is behind all others.
            let to = before.and_then(|it| changed.place(it)).unwrap_or(changed.rules.len());
            changed.rules.insert(if before == Some(rule) { place } else { to }, moved);
        }
        _ => return Err(Refusal::NotFound.into()),
    }
    let is_unchanged = known.map_or_else(|| changed.rules.is_empty(), |known| known == changed);
    Ok(if is_unchanged { Vec::new() } else { vec![changed.into()] })
}

/// The rules of a team; none before the first.
pub(super) fn find(records: &impl Records, team: TeamId) -> Result<Option<TeamRules>, Stop> {
    Ok(match records.find(TeamRules::id_of(team).into())? {
        Some(Entity::TeamRules(known)) if known.team == team => Some(known),
        _ => None,
    })
}

fn keep(rules: &mut TeamRules, id: RuleId, body: RuleBody, context: &Context) -> Result<(), Refusal> {
    body.check().map_err(|flaw| Refusal::RuleInvalid { flaw })?;
    let place = rules.place(id);
    if place.is_some_and(|place| rules.rules[place].known().is_some_and(|it| it.body == body)) {
        return Ok(());
    }
    let changed_by = match context.actor {
        Actor::Person(person) => Some(person),
        Actor::Server => None,
    };
    let kept = KeptRule::Known(Box::new(Rule { id, body, changed_by, changed_at: context.now }));
    match place {
        Some(place) => rules.rules[place] = kept,
        None if rules.rules.len() >= TeamRules::MOST => {
            return Err(Refusal::TooManyRules { most: TeamRules::MOST });
        }
        None => rules.rules.push(kept),
    }
    let bytes = serde_json::to_string(&rules.rules).map_or(0, |json| json.len());
    if bytes > TeamRules::MOST_BYTES {
        return Err(Refusal::RuleInvalid { flaw: RuleFlaw::TeamTooLong });
    }
    Ok(())
}
