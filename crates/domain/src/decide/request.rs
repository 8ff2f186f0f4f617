//! The beginning of a service and its side exits: ask, decline, hand over, withdraw, watch.

use std::collections::{BTreeMap, BTreeSet};

use super::turn::{Turn, nth_line_at};
use super::{Context, Records, Stop, acting_person, approval, offered_services, person, structure, team};
use crate::entity::Entity;
use crate::entry::{Entry, Event};
use crate::id::{EntryId, PersonId, TeamId};
use crate::operation::{Intent, Operation};
use crate::person::Membership;
use crate::refusal::Refusal;
use crate::rule::ChosenBy;
use crate::service_request::{Addressee, Link, ServiceRequest, Stage, Visibility};
use crate::text::Words;

pub(super) fn ask(records: &impl Records, context: &Context, operation: &Operation) -> Result<Vec<Entity>, Stop> {
    let Intent::Ask {
        request,
        title,
        details,
        mut addressee,
        mut visibility,
        priority,
        mut kind,
        needed_by,
        written,
        mut watchers,
        link,
        form,
    } = operation.intent.clone()
    else {
        return Err(Refusal::NotFound.into());
    };
    let requester = acting_person(context)?;
    if records.find(request.into())?.is_some() {
        return Err(Refusal::AlreadyExists.into());
    }
    let served = match &form {
        Some(asked) => Some(offered_services::serve(records, context, requester, asked)?),
        None => None,
    };
    if let Some(served) = &served {
        // The team is asked, not who usually helps: any of them takes it while that one is away.
        (addressee, kind) = (Addressee::Team(served.team), Some(served.form.name.clone()));
        watchers.extend(served.helper);
        if served.is_confidential {
            visibility = Visibility::Private;
        }
    }
    if addressee == Addressee::Person(requester) {
        return Err(Refusal::AskedOneself.into());
    }
    let helper_teams = match &served {
        Some(served) if served.is_elsewhere => BTreeSet::from([served.team]),
        _ => teams_of_addressee(records, addressee)?,
    };
    for watcher in &watchers {
        person(records, *watcher)?;
    }
    // What is asked is worth more than what it has to do with something that has gone meanwhile.
    let link = match link {
        Some(link) if link.to != request => structure::visible(records, requester, link.to)?.map(|_| link),
        _ => None,
    };
    let group = served.as_ref().filter(|it| it.is_confidential).map(|it| it.team);
    let first_word = served.as_ref().and_then(|it| it.first_word.clone()).map(|words| Event::FirstWord { words });
    let required = served.as_ref().map_or(&[][..], |it| &it.approvals);
    let (approvals, skipped) = approval::required(records, request, requester, required)?;
    let (form, checklist) = served.map(|it| (it.form, it.checklist)).unzip();
    let mut asked = ServiceRequest {
        id: request,
        number: None,
        title,
        details,
        requester,
        addressee,
        visibility,
        group,
        for_team: None,
        priority,
        kind,
        needed_by,
        written: written.filter(|_| needed_by.is_some()),
        asked_at: context.now,
        requester_teams: teams_of(records, requester)?,
        helper_teams,
        watchers,
        labels: BTreeSet::new(),
        links: link.map(|it| (it.to, it.kind)).into_iter().collect(),
        form,
        checklist: checklist.unwrap_or_default(),
        recurrence: None,
        approvals,
        merged: None,
        took_in: BTreeMap::new(),
        stage: Stage::Asked { since: context.now, offer: None },
        rated: None,
        first_acknowledged_at: None,
        reopen_count: 0,
        hand_over_count: 0,
        changed_at: context.now,
    };
    let opened = approval::open(records, context.now, &mut asked)?.map(|(_, event)| event);
    let told = [Some(Event::Asked), link.map(|Link { to, kind }| Event::Linked { to, kind }), first_word];
    let told = told.into_iter().flatten().chain(skipped).chain(opened);
    let entries = told.enumerate().map(|(line, event)| {
        let id = EntryId::derived(operation.id.uuid(), &format!("entry:{line}"));
        let is_nobodys = matches!(event, Event::FirstWord { .. } | Event::ApprovalSkipped { .. });
        let author = if is_nobodys { None } else { Some(requester) };
        Entry::new(id, request, author, nth_line_at(context.now, line), event)
    });
    Ok([asked.into()].into_iter().chain(entries.map(Entity::from)).collect())
}

pub(super) fn decline(turn: &mut Turn<'_, impl Records>, reason: Words, alternative: Words) -> Result<(), Stop> {
    let by = turn.actor()?;
    turn.request.stage = Stage::Declined { by, at: turn.now, reason: reason.clone(), alternative: alternative.clone() };
    turn.tell(Event::Declined { reason, alternative });
    Ok(())
}

/// Back to *asked* with a new acknowledgement clock; the first acknowledgement stays counted.
pub(super) fn hand_over(
    turn: &mut Turn<'_, impl Records>,
    to: Addressee,
    reason: Words,
    chosen_by: Option<ChosenBy>,
) -> Result<(), Stop> {
    let from = turn.request.stage.helper();
    let holder = from.or(turn.request.addressee.person());
    if to == Addressee::Person(turn.request.requester) {
        return Err(Refusal::AskedOneself.into());
    }
    if holder.map(Addressee::Person) == Some(to) || (from.is_none() && turn.request.addressee == to) {
        return Err(Refusal::AlreadyTheirs.into());
    }
    let teams = teams_of_addressee(turn.records, to)?;
    turn.request.group = staying(turn.records, turn.request.group, to)?;
    turn.request.for_team = staying(turn.records, turn.request.for_team, to)?.filter(|_| to.person().is_some());
    // What stays a matter of one team has nothing to do with the other teams of whom it goes to.
    let teams = turn.request.group.or(turn.request.for_team).map_or(teams, |it| BTreeSet::from([it]));
    let from_teams = std::mem::replace(&mut turn.request.helper_teams, teams);
    let asked_of = Some(std::mem::replace(&mut turn.request.addressee, to));
    turn.request.hand_over_count += 1;
    turn.request.stage = Stage::Asked { since: turn.now, offer: None };
    turn.tell(Event::HandedOver { from, to, reason, from_teams, asked_of, chosen_by });
    Ok(())
}

/// The team, where it is with them still.
fn staying(records: &impl Records, team: Option<TeamId>, with: Addressee) -> Result<Option<TeamId>, Stop> {
    let Some(team) = team else { return Ok(None) };
    Ok(is_within(records, team, with)?.then_some(team))
}

/// Whether it is with a team still when it is with somebody.
fn is_within(records: &impl Records, team: TeamId, with: Addressee) -> Result<bool, Stop> {
    Ok(match (with, records.find(team.into())?) {
        (Addressee::Team(other), _) => other == team,
        (Addressee::Person(person), Some(Entity::Team(team))) => team.membership_of(person).is_some(),
        (Addressee::Person(_), _) => false,
    })
}

pub(super) fn withdraw(turn: &mut Turn<'_, impl Records>, reason: Option<Words>) -> Result<(), Stop> {
    let service = turn.request.stage.service().cloned();
    turn.request.stage = Stage::Withdrawn { at: turn.now, service };
    turn.tell(Event::Withdrawn { reason });
    Ok(())
}

pub(super) fn watch(turn: &mut Turn<'_, impl Records>, watcher: PersonId) -> Result<(), Stop> {
    if !person(turn.records, watcher)?.is_active {
        return Err(Refusal::Inactive.into());
    }
    if turn.request.watchers.insert(watcher) {
        turn.tell(Event::Watched { person: watcher });
    }
    Ok(())
}

pub(super) fn unwatch(turn: &mut Turn<'_, impl Records>, watcher: PersonId) -> Result<(), Stop> {
    if turn.request.watchers.remove(&watcher) {
        turn.tell(Event::Unwatched { person: watcher });
    }
    Ok(())
}

/// The teams to which somebody belongs themselves: what concerns who leads a team above is not for all of its parts
/// to see.
fn teams_of(records: &impl Records, person: PersonId) -> Result<BTreeSet<TeamId>, Stop> {
    let mut teams = BTreeSet::new();
    for (id, membership) in records.list_memberships(person)? {
        if membership == Membership::Member || team(records, id)?.has(person) {
            teams.insert(id);
        }
    }
    Ok(teams)
}

/// The teams on the side of who is asked, who has to be active.
fn teams_of_addressee(records: &impl Records, addressee: Addressee) -> Result<BTreeSet<TeamId>, Stop> {
    let (is_active, teams) = match addressee {
        Addressee::Person(id) => (person(records, id)?.is_active, teams_of(records, id)?),
        Addressee::Team(id) => (team(records, id)?.is_active, BTreeSet::from([id])),
    };
    if is_active { Ok(teams) } else { Err(Refusal::Inactive.into()) }
}
