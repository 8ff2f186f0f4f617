//! The clocks of one request, computed from a long history.

use std::hint::black_box;

use anyhow::{Result, ensure};
use chrono::TimeDelta;
use goodturn_domain::clocks::{ClockKind, happenings, latest, terms_of};
use goodturn_domain::person::Membership;
use goodturn_domain::service_level::LevelsSince;
use goodturn_domain::{
    Entry, EntryId, Event, ServiceLevel, ServiceRequest, ServiceRequestId, StageName, Target, Team, TeamId,
    WorkingCalendar,
};
use goodturn_test_support::{a_request, monday, title, who, words};
use uuid::Uuid;

use crate::figures::{Figure, Times, timed};

const EVENTS: i64 = 1_000;
const RUNS: usize = 2_000;

/// Half an hour between two of them: a history of three weeks in which both sides speak, and now and then it waits.
fn history(request: &ServiceRequest) -> Vec<Entry> {
    let (requester, helper) = (request.requester, who("sam"));
    let event = |index: i64| match index % 20 {
        _ if index == 0 => (requester, Event::Asked),
        _ if index == 1 => (helper, Event::Started),
        7 => (helper, Event::WaitingOnRequester { question: words("Which one?") }),
        9 => (requester, Event::Resumed),
        it if it % 2 == 0 => (requester, Event::Said { words: words("Is there news?") }),
        _ => (helper, Event::Said { words: words("It is under way") }),
    };
    let entry = |index: i64| {
        let (author, event) = event(index);
        let id = EntryId::derived(request.id.uuid(), &format!("entry:{index}"));
        Entry::new(id, request.id, Some(author), monday().plus(TimeDelta::minutes(30 * index)), event)
    };
    (0..EVENTS).map(entry).collect()
}

fn legal() -> Team {
    let level = ServiceLevel {
        name: title("Standard"),
        priority: None,
        kind: None,
        acknowledge: Some(Target::WorkingMinutes(240)),
        next_word: Some(Target::WorkingMinutes(480)),
        next_word_since: Default::default(),
        deliver: Some(Target::WorkingDays(10)),
        ..ServiceLevel::named(title("Standard"))
    };
    let since = monday().plus(-TimeDelta::days(400));
    Team {
        id: TeamId::new(Uuid::from_u128(1)),
        name: title("Legal"),
        prefix: title("L"),
        members: [(who("sam"), Membership::Member)].into(),
        calendars: Vec::new(),
        levels: vec![LevelsSince { since, levels: vec![level] }],
        followed: None,
        services: [].into(),
        place: Default::default(),
        is_active: true,
    }
}

pub(crate) fn measure() -> Result<Vec<Figure>> {
    let team = legal();
    let request = ServiceRequest {
        helper_teams: [team.id].into(),
        ..a_request().to_team(team.id).in_stage(StageName::InProgress).build(ServiceRequestId::new(Uuid::nil()))
    };
    let entries = history(&request);
    let own = WorkingCalendar::weekdays(chrono_tz::Europe::Berlin);
    let now = monday().plus(TimeDelta::minutes(30 * EVENTS));
    let (mut times, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (clocks, time) = timed(|| {
            let terms = terms_of(&request, &entries, |id| (id == team.id).then_some(&team), &own);
            latest(&happenings(&request, &entries, |_, _| true), &terms, now)
        });
        ensure!(clocks.iter().any(|it| it.kind == ClockKind::Deliver && it.due.is_some()), "no clock runs");
        times.push(time);
        let spoken = || entries.iter().filter(|it| matches!(it.event, Event::Said { .. })).map(|it| it.at).max();
        floor.push(timed(|| black_box(spoken())).1);
    }
    let (times, floor) = (Times::of(times), Times::of(floor));
    Ok(vec![
        Figure::new("clocks.of_1k_events_p50_us", times.micros(50), "µs").over(floor.micros(50)).at_most(50.0),
        Figure::new("clocks.of_1k_events_p99_us", times.micros(99), "µs"),
    ])
}
