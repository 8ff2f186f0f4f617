//! A rule fires: what it says is done on one request, and told.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::turn::Turn;
use super::{Records, Stop, approval, assignment, request, rules, structure};
use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::entity::Entity;
use crate::entry::{Entry, Event};
use crate::id::{ApprovalId, RuleId, TeamId};
use crate::rule::{Cause, Deed, Directory, Firing, Rule, RuleAction, Scene, Skip, TeamRules, Trigger, foresee};
use crate::service_request::{Addressee, ServiceRequest, StageName};
use crate::text::Words;

/// So long after what caused it the lines of a rule stand: behind all lines of that, for every device.
const BEHIND: TimeDelta = TimeDelta::milliseconds(1);

/// Nothing changes where the rule has gone, does not hold or was fired for that cause before: whoever asks again does no
/// harm. An action that cannot be done is told and left out, and the others are done.
pub(super) fn fire(
    mut turn: Turn<'_, impl Records>,
    (team, id): (TeamId, RuleId),
    cause: Cause,
    looked_at: Timestamp,
) -> Result<Vec<Entity>, Stop> {
    let Some(mut known) = rules::find(turn.records, team)? else { return Ok(Vec::new()) };
    let Some(rule) = known.find(id).cloned() else { return Ok(Vec::new()) };
    let happened_at = happened_at(&turn, &rule, cause)?;
    let is_told = turn.records.find(turn.first_line().into())?.is_some();
    let Some(happened_at) = happened_at.filter(|_| !is_told && !rule.body.is_off) else { return Ok(Vec::new()) };
    // A rule of a team says nothing of what is with others, also where an earlier one has just handed it over.
    if turn.request.addressee != Addressee::Team(team) {
        return Ok(Vec::new());
    }
    let calendar = calendar(&turn, team)?;
    let scene = Scene { request: &turn.request, calendar: &calendar, happened_at, now: turn.now };
    if rule.body.failing(&scene).is_some() {
        return Ok(Vec::new());
    }
    turn.now = turn.now.max(happened_at).max(turn.request.changed_at).plus(BEHIND);
    turn.tell(Event::Started);
    let (deeds, note) = act(&mut turn, &rule, &mut known, looked_at)?;
    if deeds.iter().all(|it| it.skipped == Some(Skip::AlreadySo)) {
        return Ok(Vec::new());
    }
    let (when, name) = (rule.body.when, rule.body.name.clone());
    turn.retell_first(Event::RuleFired {
        team,
        rule: id,
        name: name.clone(),
        when,
        ifs: rule.body.ifs.clone(),
        deeds: deeds.clone(),
        note,
    });
    let (request, number) = (turn.request.id, turn.request.number.clone());
    known.remember(Firing { rule: id, name, request, number, at: turn.now, when, deeds });
    let mut changes = turn.finish()?;
    changes.push(known.into());
    Ok(changes)
}

/// When that happened which lets it fire; none where it is not what the rule waits for.
fn happened_at(turn: &Turn<'_, impl Records>, rule: &Rule, cause: Cause) -> Result<Option<Timestamp>, Stop> {
    let is_meant = |entry: &Entry| entry.request == turn.request.id && rule.body.when.is_met_by(entry, &turn.request);
    Ok(match cause {
        Cause::Line(entry) => match turn.records.find(entry.into())? {
            Some(Entity::Entry(entry)) if is_meant(&entry) => Some(entry.at),
            _ => None,
        },
        Cause::Moment(since) => is_still_due(rule.body.when, &turn.request, since).then_some(turn.now),
    })
}

/// Whether nobody has done meanwhile what the rule would have found missing, as far as the request itself tells.
fn is_still_due(when: Trigger, request: &ServiceRequest, since: Timestamp) -> bool {
    let stage = request.stage.name();
    let is_to_come = !stage.is_final() && stage != StageName::Delivered;
    match when {
        Trigger::AnswerDueSoon | Trigger::AnswerLate => stage == StageName::Asked,
        Trigger::PromiseLate => is_to_come && request.promise().is_some_and(|it| it.due == since),
        Trigger::Silent { .. } => is_to_come,
        _ => false,
    }
}

/// By which hours the team works: its own, or weekdays where the organization is.
fn calendar(turn: &Turn<'_, impl Records>, id: TeamId) -> Result<WorkingCalendar, Stop> {
    let own = super::team(turn.records, id)?.calendar().cloned();
    let zone = || Ok::<_, Stop>(turn.records.find_organization()?.map_or(chrono_tz::UTC, |it| it.zone));
    own.map_or_else(|| zone().map(WorkingCalendar::weekdays), Ok)
}

/// Does everything that the rule says, in order; with what it noted.
fn act(
    turn: &mut Turn<'_, impl Records>,
    rule: &Rule,
    known: &mut TeamRules,
    looked_at: Timestamp,
) -> Result<(Vec<Deed>, Option<Words>), Stop> {
    let directory = directory(turn, rule)?;
    let (mut deeds, mut notes) = (Vec::new(), Vec::new());
    for (place, action) in rule.body.thens.iter().enumerate() {
        let skipped = foresee(action, &turn.request, &directory);
        let deed = Deed { act: action.act(), skipped };
        if let (None, RuleAction::Assign { how, reason }) = (skipped, action) {
            let reason = reason_of(turn, rule, reason.as_ref())?;
            deeds.push(assignment::assign(turn, how, reason, known, looked_at)?);
            continue;
        }
        deeds.push(deed);
        match (skipped, action) {
            (Some(_), _) => {}
            (None, RuleAction::Note { words }) => notes.push(filled(turn, words)?.to_string()),
            (None, action) => act_once(turn, rule, place, action.clone())?,
        }
    }
    Ok((deeds, Words::new(&notes.join("\n\n")).ok()))
}

/// Does what was found possible.
fn act_once(turn: &mut Turn<'_, impl Records>, rule: &Rule, place: usize, action: RuleAction) -> Result<(), Stop> {
    match action {
        RuleAction::Label { label } => structure::add_label(turn, label),
        RuleAction::Unlabel { label } => structure::remove_label(turn, &label),
        RuleAction::Priority { priority } => structure::change_priority(turn, priority),
        RuleAction::Watch { person } => request::watch(turn, person),
        RuleAction::HandOver { to, reason } => match reason_of(turn, rule, reason.as_ref())? {
            Some(reason) => request::hand_over(turn, to, reason, None),
            None => Ok(()),
        },
        RuleAction::Say { words } => {
            let words = filled(turn, &words)?;
            turn.tell(Event::RuleSaid { rule: rule.id, words });
            Ok(())
        }
        RuleAction::Note { .. } | RuleAction::Assign { .. } => Ok(()),
        RuleAction::AskApproval { approvers, needed } => {
            let id = ApprovalId::derived(turn.first_line().uuid(), &format!("approval:{place}"));
            // Whoever set up the rule stands for it, or who asks where nobody is left who did.
            let by = rule.changed_by.unwrap_or(turn.request.requester);
            approval::ask_for(turn, id, (approvers, needed), by, true)
        }
    }
}

/// Why it is handed over: what the rule says, or what it is called.
fn reason_of(turn: &Turn<'_, impl Records>, rule: &Rule, reason: Option<&Words>) -> Result<Option<Words>, Stop> {
    let own = || Words::new(rule.body.name.as_str()).ok();
    Ok(reason.map(|it| filled(turn, it)).transpose()?.or_else(own))
}

/// Who is here, of those whom the rule names.
fn directory(turn: &Turn<'_, impl Records>, rule: &Rule) -> Result<Directory, Stop> {
    let mut directory = Directory::default();
    for person in rule.body.people() {
        if matches!(turn.records.find(person.into())?, Some(Entity::Person(it)) if it.is_active) {
            directory.people.insert(person);
        }
    }
    let teams: BTreeSet<TeamId> = rule.body.thens.iter().filter_map(handed_to).collect();
    for team in teams {
        if matches!(turn.records.find(team.into())?, Some(Entity::Team(it)) if it.is_active) {
            directory.teams.insert(team);
        }
    }
    Ok(directory)
}

fn handed_to(action: &RuleAction) -> Option<TeamId> {
    match action {
        RuleAction::HandOver { to, .. } => to.team(),
        _ => None,
    }
}

/// The words with what stands for their variables. What is empty or unknown stays as it was written.
fn filled(turn: &Turn<'_, impl Records>, words: &Words) -> Result<Words, Stop> {
    let values = values(turn)?;
    let (mut text, mut rest) = (String::new(), words.as_str());
    // From left to right, so that what was filled in is not filled in once more.
    while let Some(at) = rest.find('{') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = values.iter().find(|(place, _)| rest.starts_with(place));
        text.push_str(found.map_or("{", |(_, value)| value));
        rest = &rest[found.map_or(1, |(place, _)| place.len())..];
    }
    text.push_str(rest);
    Ok(Words::new(&text).unwrap_or_else(|_| words.clone()))
}

/// What each variable stands for, of those for which there is something.
fn values(turn: &Turn<'_, impl Records>) -> Result<Vec<(&'static str, String)>, Stop> {
    let mut values = vec![("{title}", turn.request.title.to_string())];
    values.extend(turn.request.number.as_ref().map(|it| ("{number}", it.to_string())));
    if let Some(Entity::Person(requester)) = turn.records.find(turn.request.requester.into())? {
        values.push(("{requester}", given_name(requester.name.as_str()).to_owned()));
    }
    if let Some(helper) = turn.request.stage.helper()
        && let Some(Entity::Person(helper)) = turn.records.find(helper.into())?
    {
        values.push(("{helper}", helper.name.to_string()));
    }
    if let Some(team) = turn.request.addressee.team()
        && let Some(Entity::Team(team)) = turn.records.find(team.into())?
    {
        values.push(("{team}", team.name.to_string()));
    }
    Ok(values)
}

/// What friends call somebody: the first word of the name that is no title such as `Dr.`
fn given_name(name: &str) -> &str {
    name.split_whitespace().find(|it| !it.ends_with('.')).unwrap_or(name)
}
