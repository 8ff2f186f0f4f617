//! The rules of a team: kept, ordered, read and written as text, tried, and what they did.

mod parts;

use std::collections::BTreeSet;

use goodturn_domain::rule::{self, Deed, Directory, Firing, KeptRule, Names, Problem, RuleBody, TeamRules, Trial};
use goodturn_domain::{
    Entity, Entry, Event, Intent, PersonId, RuleId, ServiceRequest, Team, TeamId, Timestamp, Title, WorkingCalendar,
};
use goodturn_store::ReplicaStorage;

use super::{clocks, id_of, optional_id, requests};
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::present::{Presenter, number_of};
use crate::shown::{
    self, FiredRule, Id, KeepRule, MoveRule, ReadRule, RequestMention, RuleFiring, RuleOutcome, RuleProblem, RuleRef,
    RuleText, RuleTrial, RuleTrialRow, RuleVerdict, TeamRef, TeamRule, TryRule, WriteRule,
};
use crate::workspace::{People, Workspace, instant};

/// On so many of the latest requests of the team a rule is tried.
const MOST_TRIED: u32 = 100;

pub(super) async fn team_rules(app: &App, args: TeamRef) -> Result<shown::TeamRules, CommandError> {
    let id: TeamId = id_of(&args.team)?;
    app.blocking(move |workspace, now| {
        let presenter = Presenter::new(workspace, now)?;
        let (people, me) = (&presenter.people, presenter.me());
        let team = find_team(people, id)?;
        let administers = people.find(me).is_some_and(|it| it.role.administers());
        let is_known = team.membership_of(me).is_some();
        let can_change = is_known && (administers || team.is_led_by(me));
        let known = rules_of(workspace, id)?;
        let names = names(people);
        let rules = known.iter().flat_map(|it| &it.rules).filter_map(|it| shown_rule(it, &names)).collect();
        let latest = known.iter().flat_map(|it| it.firings.iter().rev());
        let firings = latest.map(|it| shown_firing(&presenter, it)).collect::<Result<_, _>>()?;
        Ok(shown::TeamRules { is_known, can_change, rules, firings })
    })
    .await
}

fn find_team(people: &People, id: TeamId) -> Result<&Team, CommandError> {
    people.teams.iter().find(|it| it.id == id).ok_or_else(CommandError::not_found)
}

fn rules_of(workspace: &Workspace, team: TeamId) -> Result<Option<TeamRules>, CommandError> {
    let found = workspace.store().read(|tx| tx.find_entity(TeamRules::id_of(team).into()))?;
    Ok(match found {
        Some(Entity::TeamRules(rules)) => Some(rules),
        _ => None,
    })
}

fn names(people: &People) -> Names {
    let person =
        |it: &goodturn_domain::Person| rule::Named { id: it.id, name: it.name.to_string(), is_active: it.is_active };
    let team = |it: &Team| rule::Named { id: it.id, name: it.name.to_string(), is_active: it.is_active };
    Names { people: people.people.iter().map(person).collect(), teams: people.teams.iter().map(team).collect() }
}

/// Nothing of what no version has written.
fn shown_rule(kept: &KeptRule, names: &Names) -> Option<TeamRule> {
    let (id, name) = (kept.id()?.to_string(), kept.name().unwrap_or_default().to_owned());
    let (is_off, parts, text, changed_by, changed_at) = match kept.known() {
        Some(rule) => (
            rule.body.is_off,
            Some(parts::shown_parts(&rule.body)),
            rule::print(&rule.body, names),
            rule.changed_by.map(|it| it.to_string()),
            Some(instant(rule.changed_at)),
        ),
        None => (false, None, String::new(), None, None),
    };
    Some(TeamRule { id, name, is_off, parts, text, changed_by, changed_at })
}

fn shown_firing(presenter: &Presenter<'_>, firing: &Firing) -> Result<RuleFiring, CommandError> {
    let (when, days) = parts::shown_trigger(firing.when);
    Ok(RuleFiring {
        rule: firing.rule.to_string(),
        name: firing.name.to_string(),
        when,
        days,
        request: presenter.mention(firing.request)?,
        number: firing.number.as_ref().map(ToString::to_string),
        at: instant(firing.at),
        outcomes: shown_outcomes(&firing.deeds),
    })
}

fn shown_outcomes(deeds: &[Deed]) -> Vec<RuleOutcome> {
    deeds.iter().map(parts::shown_outcome).collect()
}

/// By what a rule has chosen who got it.
pub(crate) fn shown_chosen_by(by: rule::ChosenBy) -> shown::ChosenBy {
    parts::shown_by(by)
}

/// What the line of a timeline tells of a rule.
pub(crate) fn shown_fired(event: &Event) -> Option<FiredRule> {
    let Event::RuleFired { name, when, ifs, deeds, .. } = event else { return None };
    let (when, days) = parts::shown_trigger(*when);
    let ifs = ifs.iter().map(parts::shown_test).collect();
    Some(FiredRule { name: name.to_string(), when, days, ifs, outcomes: shown_outcomes(deeds) })
}

pub(super) async fn keep_rule(app: &App, args: KeepRule) -> Result<Id, CommandError> {
    let known: Option<RuleId> = optional_id(args.rule.as_deref())?;
    let rule = known.unwrap_or_else(|| RuleId::new(fresh_id()));
    let body = RuleBody { is_off: args.is_off, ..parts::body_of(Title::new(&args.name)?, &args.parts)? };
    requests::perform(app, Ok(Intent::KeepRule { team: id_of(&args.team)?, rule, body: Box::new(body) })).await?;
    Ok(Id { id: rule.to_string() })
}

pub(super) async fn drop_rule(app: &App, args: RuleRef) -> Result<(), CommandError> {
    requests::perform(app, Ok(Intent::DropRule { team: id_of(&args.team)?, rule: id_of(&args.rule)? })).await
}

pub(super) async fn move_rule(app: &App, args: MoveRule) -> Result<(), CommandError> {
    let (team, rule) = (id_of(&args.team)?, id_of(&args.rule)?);
    requests::perform(app, Ok(Intent::MoveRule { team, rule, before: optional_id(args.before.as_deref())? })).await
}

/// What a text says, or why it says nothing.
pub(super) async fn read_rule(app: &App, args: RuleText) -> Result<ReadRule, CommandError> {
    app.blocking(move |workspace, _| {
        let names = names(&*workspace.people()?);
        Ok(match rule::parse(&args.text, no_name(), &names) {
            Ok(body) => ReadRule { parts: Some(parts::shown_parts(&body)), problem: None },
            Err(problem) => ReadRule { parts: None, problem: Some(shown_problem(&args.text, &problem)) },
        })
    })
    .await
}

pub(super) async fn write_rule(app: &App, args: WriteRule) -> Result<RuleText, CommandError> {
    app.blocking(move |workspace, _| {
        let body = parts::body_of(no_name(), &args.parts)?;
        Ok(RuleText { text: rule::print(&body, &names(&*workspace.people()?)) })
    })
    .await
}

/// The text of a rule has no name in it.
fn no_name() -> Title {
    Title::new("-").expect("it is a short line")
}

fn shown_problem(text: &str, problem: &Problem) -> RuleProblem {
    let units = |at: usize| u32::try_from(text.get(..at).map_or(0, |it| it.encode_utf16().count())).unwrap_or(0);
    RuleProblem {
        from: units(problem.place.start),
        to: units(problem.place.end),
        wrong: parts::shown_wrong(problem.wrong),
        would_do: problem.would_do.clone(),
    }
}

/// Tries a rule on the latest requests of the team. Nothing is done.
pub(super) async fn try_rule(app: &App, args: TryRule) -> Result<RuleTrial, CommandError> {
    let id: TeamId = id_of(&args.team)?;
    let body = parts::body_of(no_name(), &args.parts)?;
    app.blocking(move |workspace, now| {
        let people = workspace.people()?;
        let team = find_team(&people, id)?;
        let calendar = match team.calendar() {
            Some(calendar) => calendar.clone(),
            None => {
                let organization = workspace.store().read(|tx| tx.find_organization())?;
                WorkingCalendar::weekdays(organization.map_or(chrono_tz::UTC, |it| it.zone))
            }
        };
        let turns = rules_of(workspace, id)?.map(|it| it.turns).unwrap_or_default();
        let surroundings = (&calendar, &directory(&people, team, turns));
        let found = workspace.store().list_latest_of_team(id, MOST_TRIED)?;
        let mut rows = Vec::new();
        for listed in &found {
            rows.push(tried(workspace, &body, id, &listed.request, surroundings, now)?);
        }
        // A stable order: those that fire first, each as late as it was asked.
        rows.sort_by_key(|it| it.verdict != RuleVerdict::Fires);
        let fires = rows.iter().filter(|it| it.verdict == RuleVerdict::Fires).count();
        let count = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Ok(RuleTrial { looked_at: count(rows.len()), fires: count(fires), rows })
    })
    .await
}

fn tried(
    workspace: &Workspace,
    body: &RuleBody,
    team: TeamId,
    request: &ServiceRequest,
    surroundings: (&WorkingCalendar, &Directory),
    now: Timestamp,
) -> Result<RuleTrialRow, CommandError> {
    let entries: Vec<Entry> = workspace.store().list_entries(request.id)?.into_iter().map(|it| it.entry).collect();
    let running = if body.when.is_timed() { clocks::running(workspace, request, &entries, now)? } else { Vec::new() };
    let trial = rule::trial(body, team, (request, &entries, &running), surroundings, now);
    let id = request.id.to_string();
    let mention = RequestMention { id, number: number_of(request), title: request.title.to_string() };
    let row = |verdict| RuleTrialRow { request: mention, verdict, at: None, outcomes: Vec::new(), test: None };
    Ok(match trial {
        Trial::Fires { at, deeds } => {
            RuleTrialRow { at: Some(instant(at)), outcomes: shown_outcomes(&deeds), ..row(RuleVerdict::Fires) }
        }
        Trial::Fails(test) => RuleTrialRow { test: Some(parts::shown_test(&test)), ..row(RuleVerdict::Fails) },
        Trial::NotYet | Trial::Elsewhere => row(RuleVerdict::NotYet),
    })
}

fn directory(people: &People, team: &Team, turns: Vec<PersonId>) -> Directory {
    let here: BTreeSet<PersonId> = people.people.iter().filter(|it| it.is_active).map(|it| it.id).collect();
    let teams = people.teams.iter().filter(|it| it.is_active).map(|it| it.id).collect();
    // Where some are not known here, nobody knows whom it would come to.
    let colleagues = team.members.keys().map(|id| people.find(*id).cloned()).collect();
    Directory { people: here, teams, colleagues, turns }
}
