//! A rule hands over to somebody of its team.

use std::collections::BTreeSet;

use super::turn::Turn;
use super::{Records, Stop, request, team};
use crate::clock::Timestamp;
use crate::entity::Entity;
use crate::id::PersonId;
use crate::rule::{Act, Assignment, Candidate, Deed, Skip, TeamRules, passed_over};
use crate::service_request::Addressee;
use crate::text::Words;

/// Hands over to whom it comes, whose turn it was then. Where nobody fits it stays with the team, and that is told.
pub(super) fn assign(
    turn: &mut Turn<'_, impl Records>,
    how: &Assignment,
    reason: Option<Words>,
    known: &mut TeamRules,
    looked_at: Timestamp,
) -> Result<Deed, Stop> {
    let deed = |to, skipped| Deed { act: Act::Assign { how: how.clone(), to }, skipped };
    // What the same rule has just handed over is nobody's here any more.
    if turn.request.addressee != Addressee::Team(known.team) {
        return Ok(deed(None, Some(Skip::AlreadySo)));
    }
    let members: BTreeSet<PersonId> = team(turn.records, known.team)?.members.into_keys().collect();
    let fitting = fitting(turn, how, &members, looked_at)?;
    let (Some(person), Some(reason)) = (how.choose(fitting, &known.turns), reason) else {
        return Ok(deed(None, Some(Skip::NobodyFree)));
    };
    request::hand_over(turn, Addressee::Person(person), reason, Some(how.by))?;
    // It stays a matter of this team, which can take it back: its levels go on, and other teams of that person have
    // nothing to do with it.
    turn.request.for_team = Some(known.team);
    turn.request.helper_teams = BTreeSet::from([known.team]);
    known.take_turn(person, |it| members.contains(&it));
    Ok(deed(Some(person), None))
}

fn fitting(
    turn: &Turn<'_, impl Records>,
    how: &Assignment,
    members: &BTreeSet<PersonId>,
    looked_at: Timestamp,
) -> Result<Vec<Candidate>, Stop> {
    // Without a hand-over nobody has passed it on, and the timeline need not be read.
    let entries =
        if turn.request.hand_over_count > 0 { turn.records.list_entries(turn.request.id)? } else { Vec::new() };
    let passed_over = passed_over(&turn.request, &entries);
    let mut fitting = Vec::new();
    for person in members.difference(&passed_over) {
        let fits = matches!(turn.records.find((*person).into())?,
            Some(Entity::Person(it)) if how.fits(&it, looked_at));
        if fits {
            let open = if how.counts() { turn.records.count_open(*person)? } else { 0 };
            fitting.push(Candidate { person: *person, open });
        }
    }
    Ok(fitting)
}
