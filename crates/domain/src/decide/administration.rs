//! The organization, its people and teams.

use std::collections::BTreeMap;

use super::{Actor, Context, Records, Stop, acting_person, person, standing, team};
use crate::calendar::WorkingCalendar;
use crate::entity::Entity;
use crate::id::PersonId;
use crate::operation::Intent;
use crate::organization::Organization;
use crate::person::{Membership, Person, Role, Team};
use crate::refusal::Refusal;

/// The intents about the organization.
pub(super) fn decide(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    let changed = match intent.clone() {
        Intent::Found { organization, name, zone, values } => {
            if context.actor != Actor::Server {
                return Err(Refusal::ServerOnly.into());
            }
            if records.find_organization()?.is_some() {
                return Err(Refusal::AlreadyExists.into());
            }
            let (confirm_reminder_days, lapse_days) = (Organization::CONFIRM_REMINDER_DAYS, Organization::LAPSE_DAYS);
            Organization { id: organization, name, zone, values, confirm_reminder_days, lapse_days }.into()
        }
        Intent::ChangeOrganization { .. } => change_organization(records, context, intent.clone())?,
        Intent::AddPerson { .. } => add_person(records, context, intent.clone())?,
        Intent::ChangeProfile { .. } => change_profile(records, context, intent.clone())?,
        Intent::ChangeRole { person: id, role } => {
            let mut changed = changeable_person(records, context, id)?;
            require_owner_for(records, context, role)?;
            if changed.role == Role::Owner && role != Role::Owner {
                require_another_owner(records)?;
            }
            changed.role = role;
            changed.into()
        }
        Intent::Deactivate { person: id } => {
            let mut changed = changeable_person(records, context, id)?;
            if changed.role == Role::Owner {
                require_another_owner(records)?;
            }
            changed.is_active = false;
            changed.into()
        }
        team_intent => change_team(records, context, team_intent)?,
    };
    Ok(vec![changed])
}

fn change_organization(records: &impl Records, context: &Context, intent: Intent) -> Result<Entity, Stop> {
    let Intent::ChangeOrganization { name, zone, values, confirm_reminder_days, lapse_days } = intent else {
        return Err(Refusal::NotFound.into());
    };
    require_administrator(records, context)?;
    let longest = Organization::LONGEST_LAPSE_DAYS;
    if confirm_reminder_days == 0 || lapse_days > longest || confirm_reminder_days >= lapse_days {
        return Err(Refusal::LapseOutOfRange { longest }.into());
    }
    let organization = records.find_organization()?.ok_or(Refusal::NotFound)?;
    Ok(Organization { name, zone, values, confirm_reminder_days, lapse_days, ..organization }.into())
}

fn add_person(records: &impl Records, context: &Context, intent: Intent) -> Result<Entity, Stop> {
    let Intent::AddPerson { person: id, name, email, position, role, zone, locale } = intent else {
        return Err(Refusal::NotFound.into());
    };
    require_administrator(records, context)?;
    require_owner_for(records, context, role)?;
    if records.find(id.into())?.is_some() {
        return Err(Refusal::AlreadyExists.into());
    }
    let calendar = WorkingCalendar::weekdays(zone);
    Ok(Person { id, name, email, position, role, zone, locale, calendar, is_active: true }.into())
}

fn change_profile(records: &impl Records, context: &Context, intent: Intent) -> Result<Entity, Stop> {
    let Intent::ChangeProfile { person: id, name, position, zone, locale, calendar } = intent else {
        return Err(Refusal::NotFound.into());
    };
    if context.actor != Actor::Person(id) {
        require_administrator(records, context)?;
    }
    if !calendar.is_valid() {
        return Err(Refusal::CalendarInvalid.into());
    }
    let known = person(records, id)?;
    Ok(Person { name, position, zone, locale, calendar, ..known }.into())
}

fn change_team(records: &impl Records, context: &Context, intent: Intent) -> Result<Entity, Stop> {
    let changed = match intent {
        Intent::AddTeam { team: id, name, prefix } => {
            require_administrator(records, context)?;
            if records.find(id.into())?.is_some() {
                return Err(Refusal::AlreadyExists.into());
            }
            Team { id, name, prefix, members: BTreeMap::new(), is_active: true }
        }
        Intent::RenameTeam { team: id, name } => {
            let known = team(records, id)?;
            require_lead(records, context, &known)?;
            Team { name, ..known }
        }
        Intent::SetMembership { team: id, person: who, membership } => {
            let mut known = team(records, id)?;
            require_lead(records, context, &known)?;
            if !person(records, who)?.is_active && membership.is_some() {
                return Err(Refusal::Inactive.into());
            }
            match membership {
                Some(membership) => known.members.insert(who, membership),
                None => known.members.remove(&who),
            };
            known
        }
        _ => return Err(Refusal::NotFound.into()),
    };
    Ok(changed.into())
}

/// A person whom the actor may change as an administrator.
fn changeable_person(records: &impl Records, context: &Context, id: PersonId) -> Result<Person, Stop> {
    require_administrator(records, context)?;
    let known = person(records, id)?;
    require_owner_for(records, context, known.role)?;
    Ok(known)
}

fn require_administrator(records: &impl Records, context: &Context) -> Result<(), Stop> {
    match context.actor {
        Actor::Server => Ok(()),
        Actor::Person(id) if standing(records, id)?.role.administers() => Ok(()),
        Actor::Person(_) => Err(Refusal::NotAdministrator.into()),
    }
}

/// Only an owner gives or takes the role of an owner.
fn require_owner_for(records: &impl Records, context: &Context, role: Role) -> Result<(), Stop> {
    if role != Role::Owner || context.actor == Actor::Server {
        return Ok(());
    }
    let role = standing(records, acting_person(context)?)?.role;
    if role == Role::Owner { Ok(()) } else { Err(Refusal::OwnerProtected.into()) }
}

fn require_another_owner(records: &impl Records) -> Result<(), Stop> {
    if records.count_owners()? > 1 { Ok(()) } else { Err(Refusal::OwnerProtected.into()) }
}

fn require_lead(records: &impl Records, context: &Context, team: &Team) -> Result<(), Stop> {
    match context.actor {
        Actor::Person(id) if standing(records, id)?.memberships.get(&team.id) == Some(&Membership::Lead) => Ok(()),
        _ => require_administrator(records, context),
    }
}
