//! By which hours a team works and what it aims for, for who leads it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use goodturn_domain::calendar::Interval;
use goodturn_domain::holiday::Country;
use goodturn_domain::{Intent, NextWordSince, ServiceLevel, Target, TeamId, Title, WorkingCalendar};

use super::{clocks, id_of, requests, structure};
use crate::App;
use crate::calendar_file;
use crate::error::CommandError;
use crate::present;
use crate::shown::{
    self, CalendarFile, DayOff, Hours, SetServiceLevels, SetTeamCalendar, TargetUnit, TeamCalendar, TeamRef, TeamTerms,
};

pub(super) async fn team_terms(app: &App, args: TeamRef) -> Result<TeamTerms, CommandError> {
    let id: TeamId = id_of(&args.team)?;
    app.blocking(move |workspace, _| {
        let people = workspace.people()?;
        let team = people.teams.iter().find(|it| it.id == id).ok_or_else(CommandError::not_found)?;
        let levels = team.levels().iter().map(shown_level).collect();
        Ok(TeamTerms { calendar: team.calendar().map(shown_calendar), levels })
    })
    .await
}

pub(super) async fn set_team_calendar(app: &App, args: SetTeamCalendar) -> Result<(), CommandError> {
    let calendar = args.calendar.map(calendar_of).transpose()?;
    requests::perform(app, Ok(Intent::SetTeamCalendar { team: id_of(&args.team)?, calendar })).await
}

pub(super) async fn set_service_levels(app: &App, args: SetServiceLevels) -> Result<(), CommandError> {
    let levels = args.levels.into_iter().map(level_of).collect::<Result<_, _>>()?;
    requests::perform(app, Ok(Intent::SetServiceLevels { team: id_of(&args.team)?, levels })).await
}

/// Whose public holidays are known.
pub(super) async fn list_countries(_: &App, (): ()) -> Result<Vec<String>, CommandError> {
    Ok(Country::all().map(|it| it.to_string()).collect())
}

/// The days that a calendar file names, from this year on.
pub(super) async fn read_calendar_file(app: &App, args: CalendarFile) -> Result<Vec<DayOff>, CommandError> {
    app.blocking(move |workspace, now| {
        let today = workspace.people()?.calendar_of(workspace.me()).local(now).date_naive();
        let days = calendar_file::read(&args.text, today)?;
        Ok(days.into_iter().map(|(date, name)| day_off(date, name.as_str())).collect())
    })
    .await
}

fn day_off(date: NaiveDate, name: &str) -> DayOff {
    DayOff { date: date.to_string(), name: name.to_owned() }
}

pub(super) fn country_of(code: &str) -> Result<Country, CommandError> {
    Country::new(code).ok_or_else(|| CommandError::new("malformed", format!("{code:?} is not a country")))
}

pub(super) fn week_of(week: &[Vec<Hours>]) -> Result<[Vec<Interval>; 7], CommandError> {
    let days = week.iter().map(|day| day.iter().map(|it| Interval { from: it.from, to: it.to }).collect());
    let days: Vec<Vec<Interval>> = days.collect();
    days.try_into().map_err(|_| CommandError::new("malformed", "the week has seven days".to_owned()))
}

pub(super) fn shown_week(calendar: &WorkingCalendar) -> Vec<Vec<Hours>> {
    let hours = |day: &Vec<Interval>| day.iter().map(|it| Hours { from: it.from, to: it.to }).collect();
    calendar.week.iter().map(hours).collect()
}

fn shown_calendar(calendar: &WorkingCalendar) -> TeamCalendar {
    TeamCalendar {
        zone: calendar.zone.to_string(),
        week: shown_week(calendar),
        country: calendar.holidays.map(|it| it.to_string()),
        days_off: calendar.days_off.iter().map(|(date, name)| day_off(*date, name.as_str())).collect(),
    }
}

fn calendar_of(calendar: TeamCalendar) -> Result<WorkingCalendar, CommandError> {
    let zone = calendar
        .zone
        .parse()
        .map_err(|_| CommandError::new("unknown_zone", "there is no such time zone".to_owned()))?;
    let date = |it: DayOff| {
        let date = it.date.parse::<NaiveDate>();
        let date = date.map_err(|cause| CommandError::new("malformed", format!("{:?}: {cause}", it.date)))?;
        Ok((date, Title::new(&it.name)?))
    };
    let days_off = calendar.days_off.into_iter().map(date).collect::<Result<BTreeMap<_, _>, CommandError>>()?;
    let holidays = calendar.country.as_deref().map(country_of).transpose()?;
    Ok(WorkingCalendar { holidays, days_off, ..WorkingCalendar::new(zone, week_of(&calendar.week)?) })
}

fn shown_level(level: &ServiceLevel) -> shown::ServiceLevel {
    shown::ServiceLevel {
        name: level.name.to_string(),
        priority: level.priority.map(present::priority),
        kind: level.kind.as_ref().map(ToString::to_string),
        acknowledge: level.acknowledge.map(clocks::target),
        next_word: level.next_word.map(clocks::target),
        next_word_since: match level.next_word_since {
            NextWordSince::LastWord => shown::NextWordSince::LastWord,
            NextWordSince::LastQuestion => shown::NextWordSince::LastQuestion,
        },
        deliver: level.deliver.map(clocks::target),
        warns: level.warns,
        steps: level.steps,
    }
}

fn level_of(level: shown::ServiceLevel) -> Result<ServiceLevel, CommandError> {
    let kind = level.kind.filter(|it| !it.trim().is_empty());
    Ok(ServiceLevel {
        name: Title::new(&level.name)?,
        priority: level.priority.map(structure::priority_of),
        kind: kind.as_deref().map(Title::new).transpose()?,
        acknowledge: level.acknowledge.as_ref().map(target_of),
        next_word: level.next_word.as_ref().map(target_of),
        next_word_since: match level.next_word_since {
            shown::NextWordSince::LastWord => NextWordSince::LastWord,
            shown::NextWordSince::LastQuestion => NextWordSince::LastQuestion,
        },
        deliver: level.deliver.as_ref().map(target_of),
        warns: level.warns,
        steps: level.steps,
    })
}

fn target_of(target: &shown::Target) -> Target {
    match target.unit {
        TargetUnit::Minutes => Target::WorkingMinutes(target.count),
        // What does not fit is out of bounds, and refused as such.
        TargetUnit::Days => Target::WorkingDays(u16::try_from(target.count).unwrap_or(u16::MAX)),
    }
}
