//! By which hours a team works and what it aims for, for who leads it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use goodturn_domain::calendar::Interval;
use goodturn_domain::holiday::Country;
use goodturn_domain::team_place::TeamPlace;
use goodturn_domain::{Intent, NextWordSince, ServiceLevel, Target, Team, TeamId, Title, WorkingCalendar};

use super::{clocks, followed_calendars, id_of, requests, structure};
use crate::App;
use crate::error::CommandError;
use crate::present;
use crate::shown::{
    self, CalendarFile, DayOff, Hours, SetServiceLevels, SetTeamCalendar, TargetUnit, TeamCalendar, TeamRef, TeamTerms,
    TermsAbove,
};

pub(super) async fn team_terms(app: &App, args: TeamRef) -> Result<TeamTerms, CommandError> {
    let id: TeamId = id_of(&args.team)?;
    app.blocking(move |workspace, now| {
        let people = workspace.people()?;
        let team = people.teams.iter().find(|it| it.id == id).ok_or_else(CommandError::not_found)?;
        let followed = team.followed.as_ref().map(|it| followed_calendars::shown(team, it, now));
        Ok(TeamTerms {
            calendar: team.own_calendar().map(shown_calendar),
            levels: team.own_levels().iter().map(shown_level).collect(),
            followed,
            above: terms_above(&people.teams, team),
        })
    })
    .await
}

fn terms_above(teams: &[Team], team: &Team) -> TermsAbove {
    let calendar = team.place.calendars.last().and_then(|it| it.calendar.as_ref());
    let levels = team.place.levels.last().map_or(&[][..], |it| &it.levels);
    let nearest = |has: fn(&Team) -> bool| above(teams, team).find(|it| has(it)).map(|it| it.name.to_string());
    TermsAbove {
        calendar_of: calendar.and_then(|_| nearest(|it| it.own_calendar().is_some())),
        calendar: calendar.map(shown_calendar),
        levels_of: nearest(|it| !it.own_levels().is_empty()),
        levels: levels.iter().map(shown_level).collect(),
    }
}

/// The teams above one, the nearest first, as far as they are known.
fn above<'a>(teams: &'a [Team], team: &'a Team) -> impl Iterator<Item = &'a Team> {
    let up = |it: &&'a Team| teams.iter().find(|above| Some(above.id) == it.place.part_of);
    std::iter::successors(Some(team), up).skip(1).take(TeamPlace::MOST_DEEP)
}

pub(super) async fn set_team_calendar(app: &App, args: SetTeamCalendar) -> Result<(), CommandError> {
    let calendar = args.calendar.map(calendar_of).transpose()?;
    requests::perform(app, Ok(Intent::SetTeamCalendar { team: id_of(&args.team)?, calendar })).await
}

pub(super) async fn set_service_levels(app: &App, args: SetServiceLevels) -> Result<(), CommandError> {
    let levels = args.levels.into_iter().map(|it| level_of(it).map(Into::into)).collect::<Result<_, _>>()?;
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
        let days = goodturn_calendar_file::read(&args.text, today)?;
        Ok(days.into_iter().map(|(date, name)| day_off(date, name.as_str())).collect())
    })
    .await
}

pub(super) fn day_off(date: NaiveDate, name: &str) -> DayOff {
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

pub(super) fn target_of(target: &shown::Target) -> Target {
    match target.unit {
        TargetUnit::Minutes => Target::WorkingMinutes(target.count),
        // What does not fit is out of bounds, and refused as such.
        TargetUnit::Days => Target::WorkingDays(u16::try_from(target.count).unwrap_or(u16::MAX)),
    }
}
