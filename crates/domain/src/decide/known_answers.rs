//! Answers that teams keep: written, changed, looked at again, retired and judged.

use chrono::{NaiveDate, TimeDelta};

use super::{Actor, Context, Records, Stop, acting_person, known_answer, person, request_of, standing, team};
use crate::entity::Entity;
use crate::id::{KnownAnswerId, PersonId, ServiceRequestId, TeamId};
use crate::known_answer::{Judgement, KnownAnswer};
use crate::operation::Intent;
use crate::policy::Party;
use crate::refusal::Refusal;

pub(super) fn decide(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    match intent {
        Intent::WriteAnswer { .. } => write(records, context, intent.clone()),
        Intent::ChangeAnswer { .. } => change(records, context, intent.clone()),
        Intent::ReviewAnswer { answer, review_on } => review(records, context, *answer, *review_on),
        Intent::RetireAnswer { answer } => set_retired(records, context, *answer, true),
        Intent::RestoreAnswer { answer } => set_retired(records, context, *answer, false),
        Intent::JudgeAnswer { answer, is_helpful } => judge(records, context, *answer, *is_helpful),
        _ => Err(Refusal::NotFound.into()),
    }
}

fn write(records: &impl Records, context: &Context, intent: Intent) -> Result<Vec<Entity>, Stop> {
    let Intent::WriteAnswer { answer: id, team: of, title, words, owner, audience, review_on, source } = intent else {
        return Err(Refusal::NotFound.into());
    };
    if records.find(id.into())?.is_some() {
        return Err(Refusal::AlreadyExists.into());
    }
    if !team(records, of)?.is_active {
        return Err(Refusal::Inactive.into());
    }
    check_owner(records, of, owner)?;
    check_review(records, context, review_on)?;
    if let Some(source) = source {
        check_source(records, context, source)?;
    }
    let written = KnownAnswer {
        id,
        team: of,
        title,
        words,
        owner,
        written_by: acting_person(context)?,
        audience,
        review_on,
        source,
        written_at: context.now,
        version: 1,
        changed_at: context.now,
        helped: 0,
        not_helped: 0,
        retired_at: None,
    };
    Ok(vec![written.into()])
}

/// Whose words were written on others than those in force loses none of them: they are told, and write again.
fn change(records: &impl Records, context: &Context, intent: Intent) -> Result<Vec<Entity>, Stop> {
    let Intent::ChangeAnswer { answer: id, from, title, words, owner, audience, review_on } = intent else {
        return Err(Refusal::NotFound.into());
    };
    let known = known_answer(records, id)?;
    if known.version != from {
        return Err(Refusal::AnswerChangedMeanwhile.into());
    }
    if owner != known.owner {
        check_owner(records, known.team, owner)?;
    }
    let review_on = review_on.unwrap_or(known.review_on);
    if review_on != known.review_on {
        check_review(records, context, review_on)?;
    }
    let changed = KnownAnswer { title, words, owner, audience, review_on, ..known.clone() };
    if changed == known {
        return Ok(Vec::new());
    }
    let version = known.version.saturating_add(1);
    Ok(vec![KnownAnswer { version, changed_at: context.now, ..changed }.into()])
}

/// Of two people who have looked at it without knowing of each other, the one who comes last says when it is looked at again.
fn review(
    records: &impl Records,
    context: &Context,
    id: KnownAnswerId,
    review_on: NaiveDate,
) -> Result<Vec<Entity>, Stop> {
    check_review(records, context, review_on)?;
    let known = known_answer(records, id)?;
    if known.review_on == review_on {
        return Ok(Vec::new());
    }
    Ok(vec![KnownAnswer { review_on, ..known }.into()])
}

fn set_retired(
    records: &impl Records,
    context: &Context,
    id: KnownAnswerId,
    is_retired: bool,
) -> Result<Vec<Entity>, Stop> {
    let known = seen(records, context, id)?;
    if known.retired_at.is_some() == is_retired {
        return Ok(Vec::new());
    }
    Ok(vec![KnownAnswer { retired_at: is_retired.then_some(context.now), ..known }.into()])
}

/// One voice for each person, whichever of their devices it comes from: the later one counts instead.
fn judge(
    records: &impl Records,
    context: &Context,
    id: KnownAnswerId,
    is_helpful: Option<bool>,
) -> Result<Vec<Entity>, Stop> {
    let (mut known, person) = (seen(records, context, id)?, acting_person(context)?);
    if [known.owner, known.written_by].contains(&person) {
        return Err(Refusal::OwnAnswer.into());
    }
    let judgement = Judgement::id_of(person, id);
    let before = match records.find(judgement.into())? {
        Some(Entity::Judgement(before)) => before.is_helpful,
        _ => None,
    };
    if before == is_helpful {
        return Ok(Vec::new());
    }
    known.recount(before, is_helpful);
    Ok(vec![known.into(), Judgement { id: judgement, person, answer: id, is_helpful }.into()])
}

/// The answer, if the actor may read it.
fn seen(records: &impl Records, context: &Context, id: KnownAnswerId) -> Result<KnownAnswer, Stop> {
    let known = known_answer(records, id)?;
    match context.actor {
        Actor::Person(person) if standing(records, person)?.scopes().is_disjoint(&known.scopes()) => {
            Err(Refusal::NotFound.into())
        }
        _ => Ok(known),
    }
}

fn check_owner(records: &impl Records, of: TeamId, owner: PersonId) -> Result<(), Stop> {
    if team(records, of)?.membership_of(owner).is_none() {
        return Err(Refusal::AnswerOwnerNotInTeam.into());
    }
    let owner = person(records, owner)?;
    if !owner.role.is_colleague() {
        return Err(Refusal::AnswerOwnerNotInTeam.into());
    }
    if owner.is_active { Ok(()) } else { Err(Refusal::Inactive.into()) }
}

/// By the day that it is where the actor lives.
fn check_review(records: &impl Records, context: &Context, review_on: NaiveDate) -> Result<(), Stop> {
    let zone = person(records, acting_person(context)?)?.zone;
    let today = context.now.to_utc().with_timezone(&zone).date_naive();
    let most = KnownAnswer::LONGEST_REVIEW_DAYS;
    let is_in_range = review_on >= today && review_on - today <= TimeDelta::days(most);
    if is_in_range { Ok(()) } else { Err(Refusal::ReviewOutOfRange { most }.into()) }
}

/// A request that the writer sees.
fn check_source(records: &impl Records, context: &Context, source: ServiceRequestId) -> Result<(), Stop> {
    let (request, standing) = (request_of(records, source)?, standing(records, acting_person(context)?)?);
    if standing.parties(&request).contains(&Party::Viewer) { Ok(()) } else { Err(Refusal::NotFound.into()) }
}
