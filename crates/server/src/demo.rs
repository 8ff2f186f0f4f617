//! A believable organization to look around in: forty people who have asked, promised, delivered
//! and thanked for half a year. Told as operations, so that it obeys every rule; the same for the
//! same moment, so that two screenshots can be compared.

mod answers;
mod canned;
mod company;
mod dice;
mod life;
mod mine;
mod rules;
mod script;
mod services;
mod skills;
mod texts;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::{Actor, Entity, EntityKind, Intent, Operation, OperationId, Scope, Timestamp};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use goodturn_sync::Verdict;
use goodturn_sync::authority::WarningWatch;

use crate::backend::{Backend, StartError};
use crate::founding::Owner;
use company::Company;
use dice::Dice;
use life::Narrator;
use script::Script;
use texts::{Need, Texts};

/// How far back the history goes.
const DAYS: u32 = 182;
/// How many requests it holds, besides those of the person who looks around.
const REQUESTS: usize = 380;
/// So many of them were asked lately, so that much is under way.
const LATELY: usize = 60;
/// The days that count as lately.
const LATELY_DAYS: u32 = 9;
/// What is older has come to its end. What is younger and touches the person who looks around is
/// written by hand.
const SETTLED_DAYS: u32 = 26;
/// Thanks that belong to no request.
const KUDOS: u32 = 40;
/// More than one person can be concerned by here.
const MOST_ROWS: usize = 100_000;

/// Founds the sample organization with `owner` as one of its people.
pub(crate) fn found(backend: &Backend, owner: &Owner) -> Result<(), StartError> {
    let now = backend.clock.now();
    let operations = tell(backend, owner, now);
    let verdicts = backend.authority.act(&operations, now)?;
    let refused = verdicts.iter().zip(&operations).filter(|(it, _)| matches!(it, Verdict::Rejected { .. }));
    for (verdict, (_, operation)) in refused {
        tracing::warn!(?verdict, intent = ?operation.intent.name(), "a part of the sample was refused");
    }
    warn(backend, now)?;
    silence(backend, now)
}

/// What the clocks of requests have to say was said before anybody looks around.
fn warn(backend: &Backend, now: Timestamp) -> Result<(), StartError> {
    let mut watch = WarningWatch::default();
    loop {
        let due = backend.authority.list_due_warnings(&mut watch, now)?;
        if due.is_empty() {
            return Ok(());
        }
        backend.authority.act(&due, now)?;
    }
}

fn tell(backend: &Backend, owner: &Owner, now: Timestamp) -> Vec<(Actor, Operation)> {
    let texts = Texts::read();
    let mut script = Script::new(backend.organization, now);
    let founded_at = now.plus(-TimeDelta::days(i64::from(DAYS) + 20));
    let company = Company::gather(&mut script, &texts, backend.organization, backend.first_owner(), owner, founded_at);
    let mut dice = Dice::new("Harbor & Pine");
    let deck = deal(&company, &mut dice);
    let mut titles = BTreeSet::new();
    let mut narrator = Narrator { company: &company, talk: &texts.talk, dice: &mut dice, script: &mut script };
    for (place, (team, need)) in deck.iter().enumerate() {
        let is_late = place < LATELY;
        let days =
            if is_late { narrator.dice.between(0, LATELY_DAYS) } else { narrator.dice.between(LATELY_DAYS, DAYS) };
        let asked_at = asked_at(&mut narrator, now, days);
        let need = fill_anew(&texts, need, narrator.dice, &mut titles);
        let label = format!("sample request {place}");
        narrator.tell_life(&label, &company.teams[*team], &need, asked_at, days >= SETTLED_DAYS);
    }
    tell_kudos(&mut narrator, &texts.kudos, now);
    canned::tell(&company, &mut script, now);
    services::tell(&mut script, &company, now);
    rules::tell(&company, &mut script, now);
    answers::tell(&mut script, &company, now);
    skills::tell(&mut script, &company, now);
    mine::tell(&company, &mut script, now);
    script.into_operations()
}

/// Which needs arise, as (team, need): those with gaps many times, the others once.
fn deal(company: &Company, dice: &mut Dice) -> Vec<(usize, Need)> {
    let mut deck = Vec::new();
    for (place, team) in company.teams.iter().enumerate() {
        for need in &team.needs {
            let times = if need.has_gaps() { 6 } else { 1 };
            deck.extend(std::iter::repeat_n((place, need.clone()), times));
        }
    }
    dice.shuffle(&mut deck);
    deck.truncate(REQUESTS);
    deck
}

/// Fills the gaps so that no title comes twice, if that can be had.
fn fill_anew(texts: &Texts, need: &Need, dice: &mut Dice, titles: &mut BTreeSet<String>) -> Need {
    let mut filled = texts.fill(need, dice);
    for _ in 0..20 {
        if titles.insert(filled.title.clone()) {
            break;
        }
        filled = texts.fill(need, dice);
    }
    filled
}

fn asked_at(narrator: &mut Narrator<'_>, now: Timestamp, days: u32) -> Timestamp {
    let minutes = narrator.dice.between(0, 7 * 60);
    let morning = now.plus(-TimeDelta::days(i64::from(days))).plus(-TimeDelta::hours(8));
    narrator.company.later(morning, minutes)
}

fn tell_kudos(narrator: &mut Narrator<'_>, kudos: &[String], now: Timestamp) {
    let mut kudos: Vec<&String> = kudos.iter().collect();
    narrator.dice.shuffle(&mut kudos);
    for (place, text) in (0..KUDOS).zip(kudos.into_iter().cycle()) {
        let days = i64::from(place * place * DAYS / (KUDOS * KUDOS));
        let minutes = narrator.dice.between(30, 6 * 60);
        let at = narrator.company.later(now.plus(-TimeDelta::days(days + 1)), minutes);
        let (who, to) = (*narrator.dice.pick(&narrator.company.people), *narrator.dice.pick(&narrator.company.people));
        if who != to && who != narrator.company.me {
            let values = narrator.values();
            narrator.script.thank(at, who, &[to], None, text, &values);
        }
    }
}

/// What asked for attention before today has rung before today; only the reminders that the
/// person made themselves still ring.
fn silence(backend: &Backend, now: Timestamp) -> Result<(), StartError> {
    let me = backend.first_owner();
    let scope = Scope::Person(me);
    let rung = backend.authority.storage().read(|tx: &dyn AuthorityRead| {
        let mut rung = Vec::new();
        for row in tx.list_feed(&scope, 0, MOST_ROWS)? {
            if row.key.kind != EntityKind::FollowUp {
                continue;
            }
            let Some(Entity::FollowUp(follow_up)) = tx.find_entity(row.key)? else { continue };
            let is_automatic = follow_up.words.is_none();
            rung.extend(follow_up.rings_at().filter(|at| is_automatic && *at <= now).map(|at| (follow_up.id, at)));
        }
        Ok::<_, StoreError>(rung)
    })?;
    let rings = rung.into_iter().map(|(follow_up, asked_at)| {
        let id = OperationId::derived(follow_up.uuid(), "rung");
        (Actor::Person(me), Operation { id, at: now, intent: Intent::Ring { follow_up, asked_at, by: None } })
    });
    backend.authority.act(&rings.collect::<Vec<_>>(), now)?;
    Ok(())
}
