//! The organization, its people and teams.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Records, Stop, nesting, person, team};
use crate::calendar::WorkingCalendar;
use crate::entity::Entity;
use crate::id::PersonId;
use crate::operation::Intent;
use crate::organization::{Directory, Organization, RatingShare};
use crate::person::{Absence, Membership, Person, Role, Team};
use crate::refusal::Refusal;
use crate::retention::Retention;
use crate::team_place::TeamPlace;

/// The intents about the organization.
pub(super) fn decide(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    let changed = match intent.clone() {
        Intent::Found { organization, name, zone, values } => {
            if records.find_organization()?.is_some() {
                return Err(Refusal::AlreadyExists.into());
            }
            let (confirm_reminder_days, lapse_days) = (Organization::CONFIRM_REMINDER_DAYS, Organization::LAPSE_DAYS);
            let retention = Retention::default();
            let (directory, rating_share) = (Directory::Whole, RatingShare::Every);
            Organization {
                id: organization,
                name,
                zone,
                values,
                confirm_reminder_days,
                lapse_days,
                rating_share,
                directory,
                retention,
            }
            .into()
        }
        Intent::ChangeOrganization { .. } => change_organization(records, intent.clone())?,
        Intent::ChangeRetention { requests_days, follow_ups_days, thanks_days, audit_days } => {
            let retention = Retention { requests_days, follow_ups_days, thanks_days, audit_days };
            if !retention.is_valid() {
                return Err(Refusal::RetentionTooShort { least: Retention::LEAST_DAYS }.into());
            }
            let organization = records.find_organization()?.ok_or(Refusal::NotFound)?;
            Organization { retention, ..organization }.into()
        }
        Intent::SwitchDirectory { directory } => {
            let organization = records.find_organization()?.ok_or(Refusal::NotFound)?;
            if organization.directory == directory {
                return Ok(Vec::new());
            }
            Organization { directory, ..organization }.into()
        }
        Intent::AddPerson { .. } => add_person(records, intent.clone())?,
        Intent::ChangeProfile { .. } => change_profile(records, intent.clone())?,
        Intent::ChangeEmail { person: id, email } => {
            let known = person(records, id)?;
            if known.is_erased {
                return Err(Refusal::Inactive.into());
            }
            Person { email: Some(email), ..known }.into()
        }
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
        Intent::Reactivate { person: id } => {
            let known = person(records, id)?;
            if known.is_erased {
                return Err(Refusal::Inactive.into());
            }
            Person { is_active: true, ..known }.into()
        }
        Intent::SetManager { person: id, manager } => set_manager(records, id, manager)?,
        Intent::PlaceTeam { team, part_of, is_led_from_above } => {
            return nesting::place(records, context.now, team, part_of, is_led_from_above);
        }
        Intent::CloseTeam { team } => return nesting::close(records, context.now, team),
        // A team's name is nothing to its parts.
        named @ (Intent::AddTeam { .. } | Intent::RenameTeam { .. } | Intent::ChangePrefix { .. }) => {
            change_team(records, named)?.into()
        }
        team_intent => {
            let changed = change_team(records, team_intent)?;
            return nesting::with_parts(records, context.now, vec![changed]);
        }
    };
    Ok(vec![changed])
}

fn change_organization(records: &impl Records, intent: Intent) -> Result<Entity, Stop> {
    let Intent::ChangeOrganization { name, zone, values, confirm_reminder_days, lapse_days, rating_share } = intent
    else {
        return Err(Refusal::NotFound.into());
    };
    let longest = Organization::LONGEST_LAPSE_DAYS;
    if confirm_reminder_days == 0 || lapse_days > longest || confirm_reminder_days >= lapse_days {
        return Err(Refusal::LapseOutOfRange { longest }.into());
    }
    let organization = records.find_organization()?.ok_or(Refusal::NotFound)?;
    let rating_share = rating_share.unwrap_or(organization.rating_share);
    Ok(Organization { name, zone, values, confirm_reminder_days, lapse_days, rating_share, ..organization }.into())
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
        manager: None,
        absence: None,
        is_respect_officer: false,
        skills: Vec::new(),
        is_active: true,
        is_erased: false,
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
    if known.is_erased {
        return Err(Refusal::Inactive.into());
    }
    Ok(Person { name, position, zone, locale, calendar, ..known }.into())
}

/// Goes up the reporting line from the new manager. A device may not know all of it; the server does.
fn set_manager(records: &impl Records, id: PersonId, manager: Option<PersonId>) -> Result<Entity, Stop> {
    let changed = person(records, id)?;
    if let Some(manager) = manager
        && !person(records, manager)?.is_active
    {
        return Err(Refusal::Inactive.into());
    }
    let (mut next, mut passed) = (manager, BTreeSet::new());
    while let Some(above) = next.filter(|above| passed.insert(*above)) {
        if above == id {
            return Err(Refusal::ReportsToThemselves.into());
        }
        next = match records.find(above.into())? {
            Some(Entity::Person(person)) => person.manager,
            _ => None,
        };
    }
    Ok(Person { manager, ..changed }.into())
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

fn change_team(records: &impl Records, intent: Intent) -> Result<Team, Stop> {
    let changed = match intent {
        Intent::AddTeam { team: id, name, prefix } => {
            if records.find(id.into())?.is_some() {
                return Err(Refusal::AlreadyExists.into());
            }
            let members = BTreeMap::new();
            let (calendars, levels, services) = (Vec::new(), Vec::new(), BTreeSet::new());
            let (followed, place) = (None, TeamPlace::default());
            Team { id, name, prefix, members, calendars, levels, followed, services, place, is_active: true }
        }
        Intent::RenameTeam { team: id, name } => Team { name, ..team(records, id)? },
        Intent::ChangePrefix { team: id, prefix } => Team { prefix, ..team(records, id)? },
        Intent::ReopenTeam { team: id } => Team { is_active: true, ..team(records, id)? },
        Intent::SetMembership { team: id, person: who, membership } => {
            let mut known = team(records, id)?;
            set_membership(records, &mut known, who, membership)?;
            known
        }
        Intent::SetMemberships { team: id, memberships } => {
            let mut known = team(records, id)?;
            for (who, membership) in memberships {
                set_membership(records, &mut known, who, membership)?;
            }
            known
        }
        _ => return Err(Refusal::NotFound.into()),
    };
    Ok(changed)
}

fn set_membership(
    records: &impl Records,
    team: &mut Team,
    who: PersonId,
    membership: Option<Membership>,
) -> Result<(), Stop> {
    if !person(records, who)?.is_active && membership.is_some() {
        return Err(Refusal::Inactive.into());
    }
    match membership {
        Some(membership) => team.members.insert(who, membership),
        None => team.members.remove(&who),
    };
    Ok(())
}

pub(super) fn require_another_owner(records: &impl Records) -> Result<(), Stop> {
    if records.count_owners()? > 1 { Ok(()) } else { Err(Refusal::OwnerProtected.into()) }
}
