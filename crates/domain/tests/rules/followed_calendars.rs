//! A calendar on the web whose days off are those of a team.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::UTC;
use goodturn_domain::clocks::ClockKind;
use goodturn_domain::operation::IntentName;
use goodturn_domain::{
    Actor, CalendarAddress, CalendarProblem, CalendarReading, Entity, FollowedCalendar, Intent, Refusal, Team, Title,
    WorkingCalendar,
};
use goodturn_test_support::{Book, a_request, monday, team, title, who};

use crate::service_levels::{a_level, clocks_of, first, known_team, set_calendar, set_levels};

const FREE: &str = "webcal://example.org/free.ics";
const OTHER: &str = "https://example.org/other.ics";

fn address(text: &str) -> CalendarAddress {
    CalendarAddress::new(text).expect("it is one")
}

fn follow(text: &str) -> Intent {
    Intent::FollowCalendar { team: team("legal"), address: Some(address(text)) }
}

fn follow_nothing() -> Intent {
    Intent::FollowCalendar { team: team("legal"), address: None }
}

/// So many days after the Monday of the tests.
fn day(ahead: i64) -> NaiveDate {
    monday().to_utc().date_naive() + TimeDelta::days(ahead)
}

fn days(ahead: &[i64]) -> BTreeMap<NaiveDate, Title> {
    ahead.iter().map(|it| (day(*it), title(&format!("Free {it}")))).collect()
}

fn took(text: &str, reading: CalendarReading) -> Intent {
    Intent::TakeCalendar { team: team("legal"), address: address(text), reading }
}

fn read(book: &mut Book, ahead: &[i64]) -> Vec<Entity> {
    let reading = CalendarReading::Days(days(ahead));
    book.decide(Actor::Server, took(FREE, reading)).expect("the server reads")
}

fn failed(book: &mut Book, problem: CalendarProblem) -> Vec<Entity> {
    book.decide(Actor::Server, took(FREE, CalendarReading::Problem(problem))).expect("the server says so")
}

fn legal(book: &Book) -> Team {
    known_team(book, team("legal"))
}

fn followed(book: &Book) -> FollowedCalendar {
    legal(book).followed.expect("it follows one")
}

fn free(book: &Book) -> Vec<NaiveDate> {
    legal(book).calendar().map(|it| it.followed.keys().copied().collect()).unwrap_or_default()
}

/// Legal has hours of its own and follows a calendar that nobody has read yet.
fn following() -> Book {
    let mut book = Book::founded();
    book.does(who("lena"), set_calendar("legal", Some(WorkingCalendar::weekdays(UTC))));
    book.does(who("lena"), follow(FREE));
    book
}

/// For the table of rights.
pub(crate) fn calendar_followed(book: &mut Book, name: IntentName) -> Intent {
    book.does(who("lena"), set_calendar("legal", Some(WorkingCalendar::weekdays(UTC))));
    if name == IntentName::FollowCalendar {
        return follow(FREE);
    }
    book.does(who("lena"), follow(FREE));
    took(FREE, CalendarReading::Days(days(&[1])))
}

#[test]
fn a_team_follows_a_calendar_once_it_has_hours() {
    let mut book = Book::founded();

    assert_eq!(book.tries(who("lena"), follow(FREE)), Err(Refusal::NoHoursOfItsOwn));
    book.does(who("lena"), set_calendar("legal", Some(WorkingCalendar::weekdays(UTC))));
    assert_eq!(book.tries(who("sam"), follow(FREE)), Err(Refusal::NotAdministrator));
    book.does(who("lena"), follow(FREE));

    assert_eq!(followed(&book), FollowedCalendar::new(address("https://example.org/free.ics")));
    assert_eq!(book.does(who("olga"), follow(FREE)), [], "it does already");
}

#[test]
fn nobody_but_the_server_says_what_it_has_read() {
    let mut book = following();
    let reading = took(FREE, CalendarReading::Days(days(&[1])));

    assert_eq!(book.tries(who("lena"), reading.clone()), Err(Refusal::ServerOnly));
    assert_eq!(book.tries(who("olga"), reading), Err(Refusal::ServerOnly));
}

#[test]
fn a_day_of_the_calendar_is_no_working_day() {
    let mut book = following();
    book.does(who("lena"), set_levels("legal", vec![a_level("Usual")]));
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));
    let due = |book: &Book| first(&clocks_of(book, request), ClockKind::Deliver).due.expect("it has a target");
    let before = due(&book);

    read(&mut book, &[1]);

    assert_eq!(due(&book).since(before), TimeDelta::days(1));
    assert_eq!(legal(&book).calendar().and_then(|it| it.day_off(day(1)).map(str::to_owned)), Some("Free 1".into()));
}

#[test]
fn a_day_of_its_own_is_called_what_the_team_calls_it() {
    let mut book = following();
    let own = WorkingCalendar { days_off: [(day(1), title("Outing"))].into(), ..WorkingCalendar::weekdays(UTC) };
    book.does(who("lena"), set_calendar("legal", Some(own)));
    read(&mut book, &[1]);

    assert_eq!(legal(&book).calendar().and_then(|it| it.day_off(day(1))).map(str::to_owned), Some("Outing".into()));
}

#[test]
fn reading_the_same_again_changes_nothing() {
    let mut book = following();
    assert_eq!(read(&mut book, &[1, 2]).len(), 1);
    let taken = followed(&book).taken;
    book.wait(TimeDelta::hours(24));

    assert_eq!(read(&mut book, &[1, 2]), []);
    assert_eq!((taken, followed(&book).taken), (Some(monday()), Some(monday())));
}

#[test]
fn days_to_come_may_change_as_often_as_they_like() {
    let mut book = following();
    for ahead in 0..60 {
        book.wait(TimeDelta::hours(24));
        read(&mut book, &[ahead + 10, ahead + 11]);
    }

    let calendars = legal(&book).calendars;
    assert!(calendars.len() < 5, "what people have set is not forgotten for it: {} changes", calendars.len());
    assert_eq!(free(&book).last(), Some(&day(70)));
}

#[test]
fn what_is_over_stays_counted() {
    let mut book = following();
    read(&mut book, &[1, 9]);
    book.wait(TimeDelta::days(3));

    // Many calendars leave out what is over; and one that is put right now was wrong all the same.
    read(&mut book, &[2, 9, 10]);

    assert_eq!(free(&book), [day(1), day(9), day(10)]);
    assert_eq!(legal(&book).calendars.len(), 1);
}

#[test]
fn a_day_that_has_begun_is_free_from_now_on() {
    let mut book = following();
    read(&mut book, &[5]);
    book.wait(TimeDelta::hours(3));

    read(&mut book, &[0, 5]);

    let calendars = legal(&book).calendars;
    let begun = calendars.iter().map(|it| (it.since, it.calendar.as_ref().is_some_and(|it| !it.works_on(day(0)))));
    assert_eq!(begun.collect::<Vec<_>>(), [(monday(), false), (book.now, true)]);
}

#[test]
fn a_feed_that_flips_a_day_that_is_free_anyway_changes_nothing_that_counts() {
    let mut book = following();
    let own = WorkingCalendar { days_off: [(day(0), title("Outing"))].into(), ..WorkingCalendar::weekdays(UTC) };
    book.does(who("lena"), set_calendar("legal", Some(own)));
    let before = legal(&book).calendars.len();

    // An outing, and then a Saturday.
    for (wait, today) in [(2, 0), (2, 0), (5 * 24, 5), (1, 5)] {
        book.wait(TimeDelta::hours(wait));
        read(&mut book, &[today, 20]);
        book.wait(TimeDelta::hours(2));
        read(&mut book, &[20]);
    }

    assert_eq!((legal(&book).calendars.len(), free(&book)), (before, vec![day(20)]));
}

#[test]
fn what_is_in_trouble_is_tried_again_when_somebody_says_so() {
    let mut book = following();
    read(&mut book, &[1, 2]);
    failed(&mut book, CalendarProblem::TooSlow);
    book.wait(TimeDelta::hours(1));

    book.does(who("lena"), follow(FREE));

    assert_eq!(followed(&book), FollowedCalendar::new(address(FREE)), "as one that nobody has read yet");
    assert_eq!(free(&book), [day(1), day(2)]);
    failed(&mut book, CalendarProblem::TooSlow);
    assert_eq!(followed(&book).trouble.map(|it| it.since), Some(book.now));
}

#[test]
fn a_calendar_that_cannot_be_read_keeps_its_days_and_says_since_when() {
    let mut book = following();
    read(&mut book, &[1, 2]);
    book.wait(TimeDelta::hours(24));
    let broke = book.now;

    assert_eq!(failed(&mut book, CalendarProblem::Unreachable).len(), 1);
    book.wait(TimeDelta::hours(1));
    assert_eq!(failed(&mut book, CalendarProblem::Unreachable), [], "it is known");
    failed(&mut book, CalendarProblem::AnsweredWith { status: 404 });

    let trouble = followed(&book).trouble.expect("it says so");
    assert_eq!((trouble.since, trouble.problem), (broke, CalendarProblem::AnsweredWith { status: 404 }));
    assert_eq!(free(&book), [day(1), day(2)]);
    read(&mut book, &[1, 2]);
    assert_eq!((followed(&book).trouble, followed(&book).taken), (None, Some(monday())));
}

#[test]
fn an_address_that_moves_keeps_the_days_until_the_new_one_is_read() {
    let mut book = following();
    read(&mut book, &[1]);

    book.does(who("lena"), follow(OTHER));

    assert_eq!((followed(&book).taken, free(&book)), (None, vec![day(1)]));
    assert_eq!(read(&mut book, &[5]), [], "the server still had the old address");
    book.decide(Actor::Server, took(OTHER, CalendarReading::Days(days(&[4])))).expect("the server reads");
    assert_eq!(free(&book), [day(4)]);
}

#[test]
fn who_follows_no_longer_works_on_those_days() {
    let mut book = following();
    read(&mut book, &[1]);
    book.wait(TimeDelta::hours(2));

    book.does(who("lena"), follow_nothing());

    assert_eq!((legal(&book).followed, free(&book)), (None, vec![]));
    assert!(legal(&book).calendar().is_some_and(|it| it.works_on(day(1))));
    assert_eq!(book.does(who("lena"), follow_nothing()), []);
    assert_eq!(read(&mut book, &[1]), []);
}

#[test]
fn other_hours_keep_what_is_followed_whatever_a_device_sends() {
    let mut book = following();
    read(&mut book, &[1]);
    book.wait(TimeDelta::hours(2));
    let mut other = WorkingCalendar::weekdays(UTC);
    other.week[4].clear();

    book.does(who("lena"), set_calendar("legal", Some(other.clone())));
    assert_eq!(free(&book), [day(1)], "an older device does not know of it");
    book.does(who("lena"), set_calendar("legal", Some(WorkingCalendar { followed: days(&[3]), ..other })));
    assert_eq!(free(&book), [day(1)], "what is followed is the server's to say");

    book.does(who("lena"), set_calendar("legal", None));
    assert_eq!(legal(&book).followed, None);
    book.does(who("lena"), set_calendar("legal", Some(WorkingCalendar::weekdays(UTC))));
    assert_eq!(free(&book), []);
}

#[test]
fn more_days_than_a_calendar_holds_are_refused_and_old_ones_make_room() {
    let mut book = following();
    let many = |first: i64| (first..first + WorkingCalendar::MOST_DAYS_OFF as i64).collect::<Vec<_>>();
    let too_many = took(FREE, CalendarReading::Days(days(&many(1)).into_iter().chain(days(&[900])).collect()));
    assert_eq!(book.decide(Actor::Server, too_many), Err(Refusal::CalendarInvalid));
    read(&mut book, &many(1));
    book.wait(TimeDelta::days(10));

    read(&mut book, &many(20));

    assert_eq!((free(&book).len(), free(&book).first()), (WorkingCalendar::MOST_DAYS_OFF, Some(&day(20))));
    assert_eq!(legal(&book).calendars.len(), 2, "what is over is remembered by the calendar before");
}

#[test]
fn a_part_is_free_with_the_team_above_and_days_to_come_are_no_change_of_its_own() {
    let mut book = following();
    let part_of = Some(team("legal"));
    book.does(who("olga"), Intent::PlaceTeam { team: team("sales"), part_of, is_led_from_above: false });
    let part = |book: &Book| known_team(book, team("sales"));
    let free = |book: &Book| part(book).calendar().map(|it| it.followed.clone()).unwrap_or_default();

    for read_then in [&[3][..], &[3, 4], &[4]] {
        book.wait(TimeDelta::hours(1));
        read(&mut book, read_then);
        assert_eq!(free(&book), days(read_then));
    }
    assert_eq!(part(&book).place.calendars.len(), 1);

    book.wait(TimeDelta::hours(1));
    book.does(who("lena"), follow_nothing());
    assert_eq!(free(&book), days(&[]));
    assert_eq!(part(&book).followed, None);
}

#[test]
fn a_team_of_before_can_be_read() {
    let book = following();
    let mut old = serde_json::to_value(legal(&book)).expect("it has string keys");
    old.as_object_mut().expect("a team").remove("followed");

    let read: Team = serde_json::from_value(old).expect("what is new may be missing");

    assert_eq!((read.followed, read.calendars), (None, legal(&book).calendars));
}
