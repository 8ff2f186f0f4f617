//! When calendars are read, and what is kept of a reading.

use goodturn_domain::{FollowedCalendar, WorkingCalendar};
use goodturn_test_support::{monday, title};
use serde_json::Value;
use uuid::Uuid;

use super::*;

const HOUR: TimeDelta = TimeDelta::hours(1);

fn team(number: u128, address: &str) -> Team {
    let json = serde_json::json!({
        "id": Uuid::from_u128(number), "name": "Legal", "prefix": "LEG", "members": {}, "is_active": true,
        "calendars": [{ "since": monday(), "calendar": WorkingCalendar::weekdays(chrono_tz::UTC) }],
    });
    let team: Team = serde_json::from_value(json).unwrap();
    Team { followed: Some(FollowedCalendar::new(CalendarAddress::new(address).unwrap())), ..team }
}

const HEAD: Head = Head { epoch: Uuid::nil(), seq: 0, chain: [0; 32] };

fn days(ahead: i64) -> Read {
    Read::Days([((monday().to_utc() + TimeDelta::days(ahead)).date_naive(), title("Free"))].into(), None)
}

/// What is due then is read with that result, and what is kept of it holds.
fn read(watch: &mut Watch, now: Timestamp, result: impl Fn() -> Read) -> usize {
    let due = watch.list_due(now);
    for (team, feed) in &due {
        let Some((operation, plan)) = watch.settle(team, feed, result(), now) else { continue };
        let Intent::TakeCalendar { address, reading, .. } = operation.intent else { panic!("it is a reading") };
        let changed = team.after_reading(&address, &reading, now).expect("it changes something");
        let teams = watch.teams.iter().map(|it| if it.id == team.id { changed.clone() } else { it.clone() }).collect();
        watch.plan(team.id, plan);
        watch.take(HEAD, teams, now);
    }
    due.len()
}

fn watching(teams: &[Team]) -> Watch {
    let mut watch = Watch::default();
    watch.take(HEAD, teams.to_vec(), monday());
    watch
}

fn followed(watch: &Watch) -> &FollowedCalendar {
    watch.teams[0].followed.as_ref().expect("it follows one")
}

#[test]
fn a_calendar_is_read_at_once_and_then_every_day() {
    let mut watch = watching(&[team(1, "https://example.org/free.ics")]);

    assert_eq!(read(&mut watch, monday(), || days(1)), 1);
    assert_eq!(read(&mut watch, monday().plus(HOUR * 23), || days(2)), 0);
    assert_eq!(read(&mut watch, monday().plus(HOUR * 24), || days(2)), 1);
    assert_eq!(read(&mut watch, monday().plus(HOUR * 48), || Read::Unchanged), 1);
    assert_eq!(read(&mut watch, monday().plus(HOUR * 49), || Read::Unchanged), 0);
    assert_eq!(followed(&watch).taken, Some(monday().plus(HOUR * 24)));
}

#[test]
fn what_fails_is_tried_again_after_an_hour_six_hours_and_a_day() {
    let mut watch = watching(&[team(1, "https://example.org/free.ics")]);
    let failing = || Read::Problem(CalendarProblem::Unreachable);
    let tried = (0..60).filter(|hour| read(&mut watch, monday().plus(HOUR * *hour), failing) > 0).collect::<Vec<_>>();

    assert_eq!(tried, [0, 1, 7, 31, 55]);
    assert_eq!(followed(&watch).trouble.map(|it| it.since), Some(monday()), "who begins to follow it hears at once");
}

#[test]
fn one_failure_of_what_was_read_before_is_nobodys_business() {
    let mut watch = watching(&[team(1, "https://example.org/free.ics")]);
    let failing = || Read::Problem(CalendarProblem::TooSlow);
    read(&mut watch, monday(), || days(1));

    read(&mut watch, monday().plus(HOUR * 24), failing);
    assert_eq!(followed(&watch).trouble, None);
    read(&mut watch, monday().plus(HOUR * 25), failing);
    assert_eq!(followed(&watch).trouble.map(|it| it.problem), Some(CalendarProblem::TooSlow));
    read(&mut watch, monday().plus(HOUR * 31), || days(1));
    assert_eq!(followed(&watch).trouble, None);
}

#[test]
fn what_could_not_be_kept_is_read_again_soon_and_wholly() {
    let mut watch = watching(&[team(1, "https://example.org/free.ics")]);
    read(&mut watch, monday(), || days(1));
    let (tomorrow, soon) = (monday().plus(HOUR * 24), monday().plus(HOUR * 24 + UNKEPT));
    let (team, feed) = watch.list_due(tomorrow).remove(0);
    let version = Version::of_test();
    let Read::Days(two, _) = days(2) else { unreachable!() };
    let read_then = || Read::Days(two.clone(), Some(Known { version: version.clone(), year: 2026 }));

    let lost = watch.settle(&team, &feed, read_then(), tomorrow);
    assert!(lost.is_some(), "it is to be kept, and is not");

    let (team, feed) = watch.list_due(soon).pop().expect("it is due again");
    assert!(feed.version.is_none(), "the host is not to say that nothing is new");
    let (_, plan) = watch.settle(&team, &feed, read_then(), soon).expect("it is to be kept");
    watch.plan(team.id, plan);
    assert_eq!(watch.list_due(soon.plus(HOUR * 23)).len(), 0);
    assert!(watch.list_due(soon.plus(HOUR * 24))[0].1.version.is_some());
    for (verdicts, is) in [(Verdict::Applied { seq: 1 }, true), (Verdict::Unchanged, true), (Verdict::Deferred, false)]
    {
        assert_eq!(is_kept(&[verdicts]), is);
    }
    assert!(!is_kept(&[]) && !is_kept(&[Verdict::Rejected { code: "full".into(), details: Value::Null }]));
}

#[test]
fn one_in_trouble_that_is_followed_once_more_is_read_at_once() {
    let calendar = team(1, "https://example.org/free.ics");
    let mut watch = watching(std::slice::from_ref(&calendar));
    read(&mut watch, monday(), || Read::Problem(CalendarProblem::TooSlow));
    let later = monday().plus(TimeDelta::minutes(1));
    assert!(watch.list_due(later).is_empty());

    watch.take(HEAD, vec![calendar], later);

    assert_eq!(read(&mut watch, later, || Read::Problem(CalendarProblem::Empty)), 1);
    assert_eq!(followed(&watch).trouble.map(|it| it.problem), Some(CalendarProblem::Empty), "it is told at once");
}

#[test]
fn another_address_and_one_that_is_followed_anew_are_read_at_once() {
    let mut watch = watching(&[team(1, "https://example.org/free.ics")]);
    read(&mut watch, monday(), || days(1));
    let later = monday().plus(HOUR);

    watch.take(HEAD, vec![team(1, "https://example.org/other.ics")], later);
    assert_eq!(read(&mut watch, later, || Read::Problem(CalendarProblem::Empty)), 1);
    watch.take(HEAD, Vec::new(), later);
    watch.take(HEAD, vec![team(1, "https://example.org/other.ics")], later);
    assert_eq!(read(&mut watch, later, || days(1)), 1);
}

#[test]
fn a_host_is_asked_once_in_a_round_and_what_is_new_goes_first() {
    let read_before = |number| {
        let known = team(number, "https://Example.org/free.ics");
        known.after_reading(&known.followed.clone().unwrap().address, &CalendarReading::Days([].into()), monday())
    };
    let mut watch =
        watching(&[read_before(1).unwrap(), team(2, "https://example.org/a.ics"), team(3, "https://e.org/b.ics")]);
    let later = monday().plus(HOUR * 2);

    let due: Vec<_> = watch.list_due(later).into_iter().map(|(team, _)| team.id.uuid().as_u128()).collect();

    assert_eq!(due, [2, 3]);
    assert_eq!(read(&mut watch, later, || days(1)), 2);
    assert_eq!(read(&mut watch, later, || days(1)), 1, "the next round comes to the one that waits");
}

#[test]
fn after_a_start_what_is_known_is_read_again_within_the_hour_and_not_by_everybody_at_once() {
    let read_before = |number: u128| {
        let known = team(number * 2, &format!("https://{number}.example.org/free.ics"));
        known.after_reading(&known.followed.clone().unwrap().address, &CalendarReading::Days([].into()), monday())
    };
    let watch = watching(&(1..=100).map(|it| read_before(it).unwrap()).collect::<Vec<_>>());
    let mut next: Vec<_> = watch.feeds.values().map(|it| it.next).collect();
    next.sort();
    next.dedup();

    assert!(next.len() > 50, "{next:?}");
    assert!(next.iter().all(|it| *it < monday().plus(HOUR)));
}

#[tokio::test]
async fn what_lies_there_is_told_by_what_it_is() {
    let entry = |lines: &str| {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n")
    };
    let free = entry("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Eve\r\n");
    let meeting = entry("DTSTART:20261124T090000Z\r\nSUMMARY:Weekly\r\n");
    let always =
        entry("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20270101\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Off\r\n");
    let html = "<!doctype html><title>Sign in</title>".to_owned();
    let mut routes = axum::Router::new();
    for (path, text) in [("/free", free), ("/meeting", meeting), ("/always", always), ("/html", html)] {
        routes = routes.route(path, axum::routing::get(move || async move { text }));
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let fetcher = Fetcher::new(Reach::PRIVATE, Limits::default()).unwrap();
    let read = async |path: &str| {
        let watch = watching(&[team(1, &format!("http://{at}{path}"))]);
        let (team, feed) = watch.list_due(monday()).remove(0);
        match read_one(&fetcher, &team, &feed, monday()).await {
            Read::Days(days, _) => Ok(days.into_values().map(String::from).collect::<Vec<_>>()),
            Read::Problem(problem) => Err(problem),
            Read::Unchanged => panic!("nothing was known before"),
        }
    };

    assert_eq!(read("/free").await, Ok(vec!["Eve".to_owned()]));
    assert_eq!(read("/meeting").await, Err(CalendarProblem::Empty));
    assert_eq!(read("/always").await, Err(CalendarProblem::TooManyDays));
    assert_eq!(read("/html").await, Err(CalendarProblem::NotACalendar));
    assert_eq!(read("/nothing").await, Err(CalendarProblem::AnsweredWith { status: 404 }));
}
