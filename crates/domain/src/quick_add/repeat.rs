//! Repeating: `every 2 weeks`, `every mon and thu`, `every! month`.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::cursor::Cursor;
use super::language::{Meaning, Unit};
use super::when::unit;

/// How often something comes again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// Every so many units, at least 1.
    pub every: u32,
    pub unit: Unit,
    /// On these days of the week, when the unit is the week and days were named.
    pub weekdays: Vec<Weekday>,
    /// Counted from the completion and not from when it was due.
    pub from_completion: bool,
}

/// Reads a repetition, the word *every* included.
pub(super) fn read_repeat(cursor: &mut Cursor<'_>) -> Option<Repeat> {
    cursor.read(|it| (it == Meaning::Every).then_some(()))?;
    let is_marked = cursor.words[..cursor.at].last().is_some_and(|it| it.raw.ends_with('!'));
    let is_mark = !is_marked && cursor.peek().is_some_and(|it| it.raw == "!");
    cursor.at += usize::from(is_mark);
    let from_completion = is_marked || is_mark;
    let every = if cursor.skip(Meaning::Other) { 2 } else { 1 };
    let weekdays = read_weekdays(cursor);
    if !weekdays.is_empty() {
        return Some(Repeat { every, unit: Unit::Week, weekdays, from_completion });
    }
    if cursor.is_at_unclear() {
        return None;
    }
    let amount = cursor.read(|it| if let Meaning::Amount(every, unit) = it { Some((every, unit)) } else { None });
    let (every, unit) = match amount.filter(|_| every == 1) {
        Some(amount) => amount,
        None => (if every == 1 { cursor.number().unwrap_or(1) } else { every }, cursor.read(unit)?),
    };
    if matches!(unit, Unit::Minute | Unit::Hour) {
        return None;
    }
    Some(Repeat { every, unit, weekdays, from_completion })
}

fn read_weekdays(cursor: &mut Cursor<'_>) -> Vec<Weekday> {
    let weekday = |it| if let Meaning::Weekday(weekday) = it { Some(weekday) } else { None };
    let mut weekdays: Vec<Weekday> = cursor.read(weekday).into_iter().collect();
    while !weekdays.is_empty() {
        let further = cursor.attempt(|it| {
            let is_listed = it.words[..it.at].last().is_some_and(|it| it.raw.ends_with(','));
            if it.skip(Meaning::And) || is_listed { it.read(weekday) } else { None }
        });
        let Some(further) = further else { break };
        if !weekdays.contains(&further) {
            weekdays.push(further);
        }
    }
    weekdays
}
