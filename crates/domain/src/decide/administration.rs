//! The organization, its people and teams.

use std::collections::BTreeMap;

use super::{Records, Stop, person, team};
use crate::calendar::WorkingCalendar;
use crate::entity::Entity;
use crate::id::PersonId;
use crate::operation::Intent;
use crate::organization::Organization;
use crate::person::{Absence, Person, Role, Team};
use crate::refusal::Refusal;

/// The intents about the organization.
pub(super) fn decide(records: &impl Records, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    let changed = match intent.clone() {
        Intent::Found { organization, name, zone, values } => {
            if records.find_organization()?.is_some() {
                return Err(Refusal::AlreadyExists.into());
            }
            let (confirm_reminder_days, lapse_days) = (Organization::CONFIRM_REMINDER_DAYS, Organization::LAPSE_DAYS);
            Organization { id: organization, name, zone, values, confirm_reminder_days, lapse_days }.into()
        }
        Intent::ChangeOrganization { .. } => change_organization(records, intent.clone())?,
        Intent::AddPerson { .. } => add_person(records, intent.clone())?,
        Intent::ChangeProfile { .. } => change_profile(records, intent.clone())?,
        Intent::ChangeRole { person: id, role } => {
            let mut changed = person(records, id)?;
            if changed.role == Role::Owner && role != Role::Owner {
                require_another_owner(records)?;
            }
            if (changed.role == Role::ServiceAccount) != (role == Role::ServiceAccount) {
                return Err(Refusal::ServiceAccountStays.into());
            }
            changed.role = role;
            changed.into()
        }
        Intent::SetAbsence { person: id, absence } => set_absence(records, id, absence)?,
        Intent::SetRespectOfficer { person: id, is_respect_officer } => {
            Person { is_respect_officer, ..person(records, id)? }.into()
        }
        Intent::Deactivate { person: id } => {
            let mut changed = person(records, id)?;
            if changed.role == Role::Owner {
                require_another_owner(records)?;
            }
            changed.is_active = false;
            changed.into()
        }
        team_intent => change_team(records, team_intent)?,
    };
    Ok(vec![changed])
}

fn change_organization(records: &impl Records, intent: Intent) -> Result<Entity, Stop> {
    let Intent::ChangeOrganization { name, zone, values, confirm_reminder_days, lapse_days } = intent else {
        return Err(Refusal::NotFound.into());
    };
    let longest = Organization::LONGEST_LAPSE_DAYS;
    if confirm_reminder_days == 0 || lapse_days > longest || confirm_reminder_days >= lapse_days {
        return Err(Refusal::LapseOutOfRange { longest }.into());
    }
    let organization = records.find_organization()?.ok_or(Refusal::NotFound)?;
    Ok(Organization { name, zone, values, confirm_reminder_days, lapse_days, ..organization }.into())
}

fn add_person(records: &impl Records, intent: Intent) -> Result<Entity, Stop> {
    let Intent::AddPerson { person: id, name, email, position, role, zone, locale } = intent else {
        return Err(Refusal::NotFound.into());
    };
    if records.find(id.into())?.is_some() {
        return Err(Refusal::AlreadyExists.into());
    }
    let calendar = WorkingCalendar::weekdays(zone);
    Ok(Person {
        id,
        name,
        email,
        position,
        role,
        zone,
        locale,
        calendar,
        absence: None,
        is_respect_officer: false,
        is_active: true,
    }
    .into())
}

fn change_profile(records: &impl Records, intent: Intent) -> Result<Entity, Stop> {
    let Intent::ChangeProfile { person: id, name, position, zone, locale, calendar } = intent else {
        return Err(Refusal::NotFound.into());
    };
    if !calendar.is_valid() {
        return Err(Refusal::CalendarInvalid.into());
    }
    let known = person(records, id)?;
    Ok(Person { name, position, zone, locale, calendar, ..known }.into())
}

fn set_absence(records: &impl Records, id: PersonId, absence: Option<Absence>) -> Result<Entity, Stop> {
    let changed = person(records, id)?;
    if let Some(absence) = absence {
        if absence.until <= absence.from || absence.substitute == Some(id) {
            return Err(Refusal::AbsenceInvalid.into());
        }
        if let Some(substitute) = absence.substitute
            && !person(records, substitute)?.is_active
        {
            return Err(Refusal::Inactive.into());
        }
    }
    Ok(Person { absence, ..changed }.into())
}

fn change_team(records: &impl Records, intent: Intent) -> Result<Entity, Stop> {
    let changed = match intent {
        Intent::AddTeam { team: id, name, prefix } => {
            if records.find(id.into())?.is_some() {
                return Err(Refusal::AlreadyExists.into());
            }
            Team { id, name, prefix, members: BTreeMap::new(), is_active: true }
        }
        Intent::RenameTeam { team: id, name } => Team { name, ..team(records, id)? },
        Intent::SetMembership { team: id, person: who, membership } => {
            let mut known = team(records, id)?;
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

fn require_another_owner(records: &impl Records) -> Result<(), Stop> {
    if records.count_owners()? > 1 { Ok(()) } else { Err(Refusal::OwnerProtected.into()) }
}
