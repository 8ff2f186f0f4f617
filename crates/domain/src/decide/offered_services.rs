//! Services that a team offers: publishing, retiring, asking by one, and the steps of its checklist.

use super::turn::Turn;
use super::{Context, Records, Stop, offered_service, person, team};
use crate::entity::Entity;
use crate::entry::Event;
use crate::id::{OfferedServiceId, PersonId, TeamId};
use crate::offered_service::{
    Answer, FilledForm, FormAnswers, OfferedService, RequiredApproval, ServiceDescription, ServiceFlaw, Step, Tick,
};
use crate::operation::Intent;
use crate::person::Team;
use crate::refusal::Refusal;
use crate::text::{Title, Words};

pub(super) fn decide(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    match intent {
        Intent::PublishService { team, service, from, description } => {
            publish(records, context, (*team, *service), *from, description)
        }
        Intent::RetireService { team, service } => set_retired(records, (*team, *service), true),
        Intent::RestoreService { team, service } => set_retired(records, (*team, *service), false),
        _ => Err(Refusal::NotFound.into()),
    }
}

/// A version stands on the one that its writer had before them: what somebody else has published meanwhile is not
/// written over unseen, and a number never means two things.
fn publish(
    records: &impl Records,
    context: &Context,
    (of, id): (TeamId, OfferedServiceId),
    from: u32,
    description: &ServiceDescription,
) -> Result<Vec<Entity>, Stop> {
    description.check().map_err(|flaw| Refusal::ServiceInvalid { flaw })?;
    let mut owner = team(records, of)?;
    check_people(records, &owner, description)?;
    let known = match records.find(id.into())? {
        Some(Entity::OfferedService(known)) if known.team == of => Some(known),
        Some(_) => return Err(Refusal::AlreadyExists.into()),
        None => None,
    };
    if known.as_ref().map_or(0, OfferedService::number) != from {
        return Err(Refusal::ServiceChangedMeanwhile.into());
    }
    check_name(records, &owner.services, id, &description.name)?;
    let mut changes = Vec::new();
    if owner.services.insert(id) {
        if owner.services.len() > OfferedService::MOST_OF_A_TEAM {
            return Err(Refusal::TooManyServices { most: OfferedService::MOST_OF_A_TEAM }.into());
        }
        changes.push(owner.into());
    }
    let fresh = || OfferedService { id, team: of, versions: Vec::new(), is_retired: false };
    let mut service = known.unwrap_or_else(fresh);
    if service.latest().is_some_and(|it| it.description == *description) {
        return Ok(Vec::new());
    }
    service.publish(description.clone(), context.now);
    changes.push(service.into());
    Ok(changes)
}

/// Who serves it and who is to agree have to be there.
fn check_people(records: &impl Records, owner: &Team, description: &ServiceDescription) -> Result<(), Stop> {
    let invalid = |flaw| Err(Refusal::ServiceInvalid { flaw }.into());
    let serves = match description.handled_by.filter(|it| *it != owner.id) {
        None => description.helper.is_none_or(|it| owner.has(it)),
        Some(group) => match records.find(group.into())? {
            Some(Entity::Team(group)) if group.is_active => description.helper.is_none_or(|it| group.has(it)),
            _ => return invalid(ServiceFlaw::GroupGone),
        },
    };
    if !serves {
        return invalid(ServiceFlaw::HelperNotInTeam);
    }
    for approver in description.approvals.iter().flat_map(RequiredApproval::people) {
        if !person(records, approver)?.is_active {
            return invalid(ServiceFlaw::ApproverGone);
        }
    }
    Ok(())
}

/// Levels go by the name: no two services that a team offers have the same.
fn check_name<'a>(
    records: &impl Records,
    services: impl IntoIterator<Item = &'a OfferedServiceId>,
    own: OfferedServiceId,
    name: &Title,
) -> Result<(), Stop> {
    for other in services.into_iter().filter(|it| **it != own) {
        if let Some(Entity::OfferedService(other)) = records.find((*other).into())?
            && !other.is_retired
            && other
                .latest()
                .is_some_and(|it| it.description.name.as_str().to_lowercase() == name.as_str().to_lowercase())
        {
            return Err(Refusal::ServiceInvalid { flaw: ServiceFlaw::NameTaken }.into());
        }
    }
    Ok(())
}

fn set_retired(
    records: &impl Records,
    (of, id): (TeamId, OfferedServiceId),
    is_retired: bool,
) -> Result<Vec<Entity>, Stop> {
    let mut service = offered_service(records, id)?;
    if service.team != of {
        return Err(Refusal::NotFound.into());
    }
    if service.is_retired == is_retired {
        return Ok(Vec::new());
    }
    if !is_retired && let Some(version) = service.latest() {
        check_name(records, &team(records, of)?.services, id, &version.description.name)?;
    }
    service.is_retired = is_retired;
    Ok(vec![service.into()])
}

/// What a service makes of what is asked by it.
pub(super) struct Served {
    /// Who serves it.
    pub(super) team: TeamId,
    /// Whether that is another team than the one that offers it.
    pub(super) is_elsewhere: bool,
    pub(super) form: FilledForm,
    pub(super) checklist: Vec<Step>,
    pub(super) first_word: Option<Words>,
    pub(super) approvals: Vec<RequiredApproval>,
    pub(super) is_confidential: bool,
    /// Who usually serves it, while they are there to be told.
    pub(super) helper: Option<PersonId>,
}

/// Judges what was answered by the version that its requester had before them, whatever has become of the service
/// since: who asks without a connection cannot know.
pub(super) fn serve(
    records: &impl Records,
    context: &Context,
    requester: PersonId,
    asked: &FormAnswers,
) -> Result<Served, Stop> {
    let service = offered_service(records, asked.service)?;
    let version = service.version(asked.version).ok_or(Refusal::ServiceVersionGone)?;
    let description = &version.description;
    let today = context.now.to_utc().with_timezone(&person(records, requester)?.zone).date_naive();
    let answers = description.fill(&asked.answers, today)?;
    for given in &answers {
        if let Answer::Person { person: named } = given.answer {
            person(records, named)?;
        }
    }
    let serving = serving_team(records, &service, description)?;
    let known = match records.find(serving.into())? {
        Some(Entity::Team(known)) => Some(known),
        _ => None,
    };
    let has = |it: PersonId| known.as_ref().is_some_and(|team| team.has(it));
    let helper = match description.helper.filter(|it| has(*it) && *it != requester) {
        Some(id) => person(records, id)?.is_active.then_some(id),
        None => None,
    };
    let (name, icon) = (description.name.clone(), description.icon);
    let asked_of = Some(serving);
    let form = FilledForm { service: service.id, version: version.number, name, icon, helper, asked_of, answers };
    Ok(Served {
        team: serving,
        is_elsewhere: serving != service.team,
        form,
        checklist: description.checklist.iter().map(|it| Step { title: it.clone(), ticked: None }).collect(),
        first_word: description.first_word.clone(),
        approvals: description.approvals.clone(),
        is_confidential: description.is_confidential,
        helper,
    })
}

/// Who serves it now. What is confidential goes to nobody but the group that it was meant for: once that is gone it is
/// refused. All else goes to the team that offers it then: who asks without a connection cannot know.
fn serving_team(
    records: &impl Records,
    service: &OfferedService,
    description: &ServiceDescription,
) -> Result<TeamId, Stop> {
    let Some(group) = description.handled_by else { return Ok(service.team) };
    match records.find(group.into())? {
        Some(Entity::Team(known)) if known.is_active => Ok(group),
        // A device may not know it; the server does.
        None => Ok(group),
        Some(_) if description.is_confidential => Err(Refusal::ServiceGroupGone.into()),
        Some(_) => Ok(service.team),
    }
}

/// Two people who tick the same step without knowing of each other have both done it: the first stands.
pub(super) fn tick(turn: &mut Turn<'_, impl Records>, step: u16) -> Result<(), Stop> {
    let tick = Tick { by: turn.actor()?, at: turn.now };
    let chosen = turn.request.checklist.get_mut(usize::from(step)).ok_or(Refusal::NotFound)?;
    if chosen.ticked.is_some() {
        return turn.leave();
    }
    chosen.ticked = Some(tick);
    let title = chosen.title.clone();
    turn.tell(Event::StepTicked { title });
    Ok(())
}

pub(super) fn untick(turn: &mut Turn<'_, impl Records>, step: u16) -> Result<(), Stop> {
    let chosen = turn.request.checklist.get_mut(usize::from(step)).ok_or(Refusal::NotFound)?;
    if chosen.ticked.take().is_none() {
        return turn.leave();
    }
    let title = chosen.title.clone();
    turn.tell(Event::StepUnticked { title });
    Ok(())
}
