//! Thanks.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::talk::RETRACT_SECONDS;
use super::{Context, Records, Stop, acting_person, person, request_of, thanks_of};
use crate::entity::Entity;
use crate::entry::{Entry, Event};
use crate::id::{EntryId, ServiceRequestId, ThanksId};
use crate::operation::{Intent, Operation};
use crate::recognition::Thanks;
use crate::refusal::Refusal;

/// The intents about thanks.
pub(super) fn decide(records: &impl Records, context: &Context, operation: &Operation) -> Result<Vec<Entity>, Stop> {
    match &operation.intent {
        Intent::Thank { .. } => thank(records, context, operation),
        Intent::RetractThanks { thanks } => retract(records, context, *thanks),
        _ => Err(Refusal::NotFound.into()),
    }
}

fn thank(records: &impl Records, context: &Context, operation: &Operation) -> Result<Vec<Entity>, Stop> {
    let Intent::Thank { thanks, to, words, mut values, request, is_private } = operation.intent.clone() else {
        return Err(Refusal::NotFound.into());
    };
    let from = acting_person(context)?;
    if records.find(thanks.into())?.is_some() {
        return Err(Refusal::AlreadyExists.into());
    }
    if to.is_empty() || to.contains(&from) {
        return Err(Refusal::ThankedOneself.into());
    }
    if to.len() > Thanks::MOST_RECIPIENTS {
        return Err(Refusal::TooManyThanked { most: Thanks::MOST_RECIPIENTS }.into());
    }
    for recipient in &to {
        if !person(records, *recipient)?.is_active {
            return Err(Refusal::Inactive.into());
        }
    }
    let known = records.find_organization()?.map(|it| it.values).unwrap_or_default();
    let mut seen = BTreeSet::new();
    values.retain(|value| seen.insert(value.clone()));
    if values.iter().any(|value| !known.contains(value)) {
        return Err(Refusal::UnknownValue.into());
    }
    if let Some(request) = request {
        check_time(records, context, request)?;
    }
    let given = Thanks { id: thanks, from, to, words: Some(words), values, request, is_private, at: context.now };
    let told = request.filter(|_| !is_private).map(|request| {
        let id = EntryId::derived(operation.id.uuid(), "entry:0");
        Entry::new(id, request, Some(from), context.now, Event::Thanked { thanks })
    });
    Ok([given.into()].into_iter().chain(told.map(Entity::from)).collect())
}

/// Thanks for a request come up to 90 days after its end.
fn check_time(records: &impl Records, context: &Context, request: ServiceRequestId) -> Result<(), Stop> {
    let days = Thanks::DAYS_AFTER_CLOSE;
    match request_of(records, request)?.stage.ended_at() {
        Some(ended) if context.now.since(ended) > TimeDelta::days(days) => Err(Refusal::TooLateToThank { days }.into()),
        _ => Ok(()),
    }
}

fn retract(records: &impl Records, context: &Context, id: ThanksId) -> Result<Vec<Entity>, Stop> {
    let mut thanks = thanks_of(records, id)?;
    if thanks.words.is_none() {
        return Ok(Vec::new());
    }
    if context.now.since(thanks.at) > TimeDelta::seconds(RETRACT_SECONDS) {
        return Err(Refusal::TooLateToRetract.into());
    }
    thanks.words = None;
    Ok(vec![thanks.into()])
}
