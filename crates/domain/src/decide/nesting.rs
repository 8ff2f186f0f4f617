//! Teams that are parts of others: what a team is put under, and what a change of a team means to its parts.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Records, Stop, team};
use crate::clock::Timestamp;
use crate::entity::Entity;
use crate::id::TeamId;
use crate::person::Team;
use crate::refusal::Refusal;
use crate::team_place::TeamPlace;

/// Puts a team under another one, or lets it stand by itself.
pub(super) fn place(
    records: &impl Records,
    now: Timestamp,
    id: TeamId,
    part_of: Option<TeamId>,
    is_led_from_above: bool,
) -> Result<Vec<Entity>, Stop> {
    let mut moved = team(records, id)?;
    let is_led_from_above = is_led_from_above && part_of.is_some();
    let is_led_already = std::mem::replace(&mut moved.place.is_led_from_above, is_led_from_above) == is_led_from_above;
    if moved.place.part_of == part_of {
        return if is_led_already { Ok(Vec::new()) } else { with_parts(records, now, vec![moved]) };
    }
    let mut changed = Vec::new();
    if let Some(mut from) = look_up(records, moved.place.part_of)? {
        from.place.parts.remove(&id);
        changed.push(from);
    }
    if let Some(above) = part_of {
        check(records, &moved, above)?;
        let mut to = team(records, above)?;
        to.place.parts.insert(id);
        changed.push(to);
    }
    moved.place.part_of = part_of;
    changed.push(moved);
    with_parts(records, now, changed)
}

/// Closes a team. Its parts become parts of what it was part of.
pub(super) fn close(records: &impl Records, now: Timestamp, id: TeamId) -> Result<Vec<Entity>, Stop> {
    let mut closed = Team { is_active: false, ..team(records, id)? };
    let parts = std::mem::take(&mut closed.place.parts);
    let mut changed = Vec::new();
    if !parts.is_empty()
        && let Some(mut above) = look_up(records, closed.place.part_of)?
    {
        above.place.parts.extend(&parts);
        changed.push(above);
    }
    let (part_of, is_led_from_above) = (closed.place.part_of, closed.place.is_led_from_above);
    changed.push(closed);
    for part in parts {
        if let Some(mut lifted) = look_up(records, Some(part))? {
            lifted.place.part_of = part_of;
            // Nobody comes to lead it who did not before.
            lifted.place.is_led_from_above &= is_led_from_above;
            changed.push(lifted);
        }
    }
    with_parts(records, now, changed)
}

/// Those teams as they were changed, those above first, with what it means to their parts and the parts of those. A
/// device may not know all of them; the server does.
pub(super) fn with_parts(records: &impl Records, now: Timestamp, changed: Vec<Team>) -> Result<Vec<Entity>, Stop> {
    let mut next: VecDeque<TeamId> = changed.iter().map(|it| it.id).collect();
    let mut teams: BTreeMap<TeamId, Team> = changed.into_iter().map(|it| (it.id, it)).collect();
    for id in next.clone() {
        settle(records, now, &mut teams, id)?;
    }
    while let Some(id) = next.pop_front() {
        let parts = teams.get(&id).map(|it| it.place.parts.clone()).unwrap_or_default();
        for part in parts {
            if settle(records, now, &mut teams, part)? {
                next.push_back(part);
            }
        }
    }
    Ok(teams.into_values().map(Entity::from).collect())
}

/// Lets a team have what it has from the team above. Whether that changed it.
fn settle(
    records: &impl Records,
    now: Timestamp,
    teams: &mut BTreeMap<TeamId, Team>,
    id: TeamId,
) -> Result<bool, Stop> {
    let find = |id| match teams.get(&id) {
        Some(known) => Ok(Some(known.clone())),
        None => look_up(records, Some(id)),
    };
    let Some(before) = find(id)? else { return Ok(false) };
    let above = before.place.part_of.map(find).transpose()?.flatten();
    if above.is_none() && before.place.part_of.is_some() {
        return Ok(false);
    }
    let mut after = before.clone();
    after.inherit(above.as_ref(), now);
    let is_changed = after != before;
    if is_changed {
        teams.insert(id, after);
    }
    Ok(is_changed)
}

/// A team is put under one that is open, does not stand below it, and leaves it and its parts room.
fn check(records: &impl Records, moved: &Team, above: TeamId) -> Result<(), Stop> {
    if !team(records, above)?.is_active {
        return Err(Refusal::Inactive.into());
    }
    let (mut next, mut passed) = (Some(above), BTreeSet::new());
    while let Some(id) = next.filter(|it| passed.insert(*it)) {
        if id == moved.id {
            return Err(Refusal::PartOfItself.into());
        }
        next = look_up(records, Some(id))?.and_then(|it| it.place.part_of);
    }
    if passed.len() + depth(records, moved)? > TeamPlace::MOST_DEEP {
        return Err(Refusal::TeamsTooDeep { most: TeamPlace::MOST_DEEP }.into());
    }
    Ok(())
}

/// How many teams there are from that one down to its last part.
fn depth(records: &impl Records, top: &Team) -> Result<usize, Stop> {
    let (mut level, mut depth) = (top.place.parts.clone(), 1);
    // Where somebody else is just moving teams, a device may for a moment know of more.
    while !level.is_empty() && depth <= TeamPlace::MOST_DEEP {
        depth += 1;
        let mut below = BTreeSet::new();
        for id in level {
            below.extend(look_up(records, Some(id))?.into_iter().flat_map(|it| it.place.parts));
        }
        level = below;
    }
    Ok(depth)
}

fn look_up(records: &impl Records, id: Option<TeamId>) -> Result<Option<Team>, Stop> {
    Ok(match id.map(|it| records.find(it.into())).transpose()?.flatten() {
        Some(Entity::Team(team)) => Some(team),
        _ => None,
    })
}
