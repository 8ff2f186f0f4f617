//! Thanks.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::talk::RETRACT_SECONDS;
use super::{Context, Records, Stop, acting_person, person, request_of, standing, thanks_of};
use crate::entity::Entity;
use crate::entry::{Entry, Event};
use crate::id::{EntryId, PersonId, ServiceRequestId, ThanksId};
use crate::operation::{Intent, Operation};
use crate::policy::{self, Party};
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
        check_request(records, context, from, request)?;
    }
    let given = Thanks { id: thanks, from, to, words: Some(words), values, request, is_private, at: context.now };
    let told = request.filter(|_| !is_private).map(|request| Entry {
        id: EntryId::derived(operation.id.uuid(), "entry:0"),
        request,
        author: Some(from),
        at: context.now,
        event: Event::Thanked { thanks },
    });
    Ok([given.into()].into_iter().chain(told.map(Entity::from)).collect())
}

/// Thanks for a request come from those who see it, up to 90 days after its end.
fn check_request(records: &impl Records, context: &Context, from: PersonId, id: ServiceRequestId) -> Result<(), Stop> {
    let request = request_of(records, id)?;
    let parties: Vec<Party> = standing(records, from)?.parties(&request);
    policy::permit(crate::operation::IntentName::Thank, request.stage.name(), &parties)?;
    let days = Thanks::DAYS_AFTER_CLOSE;
    match request.stage.ended_at() {
        Some(ended) if context.now.since(ended) > TimeDelta::days(days) => Err(Refusal::TooLateToThank { days }.into()),
        _ => Ok(()),
    }
}

fn retract(records: &impl Records, context: &Context, id: ThanksId) -> Result<Vec<Entity>, Stop> {
    let mut thanks = thanks_of(records, id)?;
    if thanks.from != acting_person(context)? {
        return Err(Refusal::SomebodyElses.into());
    }
    if thanks.words.is_none() {
        return Ok(Vec::new());
    }
    if context.now.since(thanks.at) > TimeDelta::seconds(RETRACT_SECONDS) {
        return Err(Refusal::TooLateToRetract.into());
    }
    thanks.words = None;
    Ok(vec![thanks.into()])
}
