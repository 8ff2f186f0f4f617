//! The calendar and the service levels of a team: who sets them, and which hold for a request when.

use chrono::TimeDelta;
use chrono_tz::UTC;
use goodturn_domain::calendar::Interval;
use goodturn_domain::clocks::{Clock, ClockKind, ClockState, Terms, What, clocks, happenings, terms_of};
use goodturn_domain::service_level::MOST_CHANGES;
use goodturn_domain::{
    Addressee, Entity, Entry, Event, Intent, PersonId, Priority, Records, Refusal, ServiceLevel, ServiceRequestId,
    Target, Team, TeamId, Timestamp, WorkingCalendar,
};
use goodturn_test_support::{Book, a_request, monday, team, title, who, words};

use crate::then::{acknowledge, in_days};

pub(crate) fn a_level(name: &str) -> ServiceLevel {
    let (acknowledge, deliver) = (Some(Target::WorkingMinutes(240)), Some(Target::WorkingDays(2)));
    ServiceLevel { acknowledge, deliver, ..ServiceLevel::named(title(name)) }
}

pub(crate) fn set_levels(of: &str, levels: Vec<ServiceLevel>) -> Intent {
    Intent::SetServiceLevels { team: team(of), levels: levels.into_iter().map(Into::into).collect() }
}

pub(crate) fn set_calendar(of: &str, calendar: Option<WorkingCalendar>) -> Intent {
    Intent::SetTeamCalendar { team: team(of), calendar }
}

pub(crate) fn mornings() -> WorkingCalendar {
    WorkingCalendar::new(UTC, std::array::from_fn(|_| vec![Interval { from: 540, to: 720 }]))
}

pub(crate) fn known_team(book: &Book, id: TeamId) -> Team {
    match book.find(id.into()) {
        Ok(Some(Entity::Team(team))) => team,
        other => panic!("{id} is a team, not {other:?}"),
    }
}

fn entries(book: &Book, request: ServiceRequestId) -> Vec<Entry> {
    let mut entries: Vec<Entry> = book.entries().filter(|it| it.request == request).cloned().collect();
    entries.sort_by_key(|it| (it.at, it.id));
    entries
}

pub(crate) fn terms(book: &Book, request: ServiceRequestId) -> Vec<Terms> {
    let teams = [team("sales"), team("legal")].map(|id| known_team(book, id));
    let own = WorkingCalendar::weekdays(UTC);
    terms_of(book.request(request), &entries(book, request), |id| teams.iter().find(|it| it.id == id), &own)
}

/// The clocks as everybody sees them at the book's moment.
pub(crate) fn clocks_of(book: &Book, request: ServiceRequestId) -> Vec<Clock> {
    let is_member = |person: PersonId, team: TeamId| known_team(book, team).has(person);
    let happened = happenings(book.request(request), &entries(book, request), is_member);
    clocks(&happened, &terms(book, request), book.now)
}

pub(crate) fn first(clocks: &[Clock], kind: ClockKind) -> &Clock {
    clocks.iter().find(|it| it.kind == kind).expect("it was asked")
}

fn hours_after_monday(hours: i64) -> Timestamp {
    monday().plus(TimeDelta::hours(hours))
}

#[test]
fn a_lead_says_what_the_team_aims_for() {
    let mut book = Book::founded();

    assert_eq!(book.tries(who("sam"), set_levels("legal", vec![a_level("Usual")])), Err(Refusal::NotAdministrator));
    assert_eq!(book.tries(who("anna"), set_calendar("legal", Some(mornings()))), Err(Refusal::NotAdministrator));
    book.does(who("lena"), set_levels("legal", vec![a_level("Usual")]));
    book.does(who("olga"), set_calendar("legal", Some(mornings())));

    let legal = known_team(&book, team("legal"));
    assert_eq!((legal.levels().len(), legal.calendar()), (1, Some(&mornings())));
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let mut book = Book::founded();
    let refused = Err(Refusal::ServiceLevelsInvalid { most: ServiceLevel::MOST });
    let never = ServiceLevel { deliver: Some(Target::WorkingMinutes(0)), ..a_level("Never") };
    let many = (0..=ServiceLevel::MOST).map(|it| a_level(&format!("Level {it}"))).collect();

    assert_eq!(book.tries(who("lena"), set_levels("legal", vec![never])), refused);
    assert_eq!(book.tries(who("lena"), set_levels("legal", vec![a_level("Same"), a_level("Same")])), refused);
    assert_eq!(book.tries(who("lena"), set_levels("legal", many)), refused);
    let overlapping = WorkingCalendar::new(UTC, std::array::from_fn(|_| vec![Interval { from: 60, to: 30 }]));
    assert_eq!(book.tries(who("lena"), set_calendar("legal", Some(overlapping))), Err(Refusal::CalendarInvalid));
}

#[test]
fn setting_the_same_again_changes_nothing() {
    let mut book = Book::founded();
    book.does(who("lena"), set_levels("legal", vec![a_level("Usual")]));
    book.wait(TimeDelta::hours(1));

    assert_eq!(book.does(who("lena"), set_levels("legal", vec![a_level("Usual")])), []);
    assert_eq!(book.does(who("lena"), set_calendar("legal", None)), []);
}

#[test]
fn a_version_that_does_not_know_of_warnings_leaves_them_as_they_are() {
    let mut book = Book::founded();
    book.does(who("lena"), set_levels("legal", vec![ServiceLevel { steps: 2, ..a_level("Usual") }]));
    book.wait(TimeDelta::hours(1));
    let json = r#"[{"name":"Usual","acknowledge":{"unit":"working_minutes","count":60}},{"name":"Other"}]"#;
    let levels = serde_json::from_str(json).expect("they are levels");

    book.does(who("lena"), Intent::SetServiceLevels { team: team("legal"), levels });

    let legal = known_team(&book, team("legal"));
    let set: Vec<_> = legal.levels().iter().map(|it| (it.acknowledge, it.warns, it.steps)).collect();
    assert_eq!(set, [(Some(Target::WorkingMinutes(60)), true, 2), (None, false, 0)]);
    let none = ServiceLevel { warns: false, steps: 0, ..a_level("Usual") };
    book.does(who("lena"), set_levels("legal", vec![none.clone()]));
    assert_eq!(known_team(&book, team("legal")).levels(), [none], "who knows of them may choose none");
}

#[test]
fn a_team_remembers_the_latest_changes() {
    let mut book = Book::founded();
    for number in 0..40 {
        book.wait(TimeDelta::hours(1));
        book.does(who("lena"), set_levels("legal", vec![a_level(&format!("Level {number}"))]));
    }

    let legal = known_team(&book, team("legal"));
    assert_eq!(legal.levels.len(), MOST_CHANGES);
    assert_eq!(legal.levels()[0].name, title("Level 39"));
}

#[test]
fn the_first_level_that_fits_holds() {
    let mut book = Book::founded();
    let urgent = ServiceLevel {
        priority: Some(Priority::High),
        acknowledge: Some(Target::WorkingMinutes(60)),
        ..a_level("Urgent")
    };
    let contracts = ServiceLevel { kind: Some(title("Contract")), ..a_level("Contracts") };
    book.does(who("lena"), set_levels("legal", vec![urgent, contracts, a_level("Usual")]));
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));

    let level_of = |book: &Book| {
        terms(book, request).last().and_then(|it| it.level.clone()).map(|it| it.name.to_string()).expect("one fits")
    };
    assert_eq!(level_of(&book), "Usual");
    let mut changed = book.request(request).clone();
    changed.kind = Some(title("contract"));
    book.put(changed.clone());
    assert_eq!(level_of(&book), "Contracts");
    changed.priority = Priority::Urgent;
    book.put(changed);
    assert_eq!(level_of(&book), "Urgent");
}

#[test]
fn a_higher_priority_holds_from_then_on_and_not_for_what_is_over() {
    let mut book = Book::founded();
    let urgent = ServiceLevel {
        priority: Some(Priority::Urgent),
        acknowledge: Some(Target::WorkingMinutes(30)),
        ..a_level("Urgent")
    };
    book.does(who("lena"), set_levels("legal", vec![urgent, a_level("Usual")]));
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));
    book.wait(TimeDelta::hours(2));
    book.does(who("sam"), acknowledge(request, in_days(3)));
    book.wait(TimeDelta::hours(1));
    book.does(who("anna"), Intent::ChangePriority { request, priority: Priority::Urgent });

    let names: Vec<_> = terms(&book, request).into_iter().map(|it| it.level.map(|it| it.name.to_string())).collect();

    assert_eq!(names, [Some("Usual".to_owned()), Some("Urgent".to_owned())]);
    assert_eq!(first(&clocks_of(&book, request), ClockKind::Acknowledge).state, ClockState::Met);
}

#[test]
fn a_member_answers_for_the_team_and_a_passer_by_does_not() {
    let mut book = Book::founded();
    book.does(who("lena"), set_levels("legal", vec![a_level("Usual")]));
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));
    book.wait(TimeDelta::hours(1));

    book.say(who("ben"), request, "I wait for it as well");
    assert_eq!(first(&clocks_of(&book, request), ClockKind::Acknowledge).state, ClockState::Running);

    book.say(who("tom"), request, "We are on it");
    let answered = first(&clocks_of(&book, request), ClockKind::Acknowledge).clone();
    assert_eq!((answered.state, answered.stopped_at), (ClockState::Met, Some(book.now)));
}

#[test]
fn an_internal_note_answers_nobody() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));
    let entry = book.fresh_entry();
    book.does(who("sam"), Intent::Note { request, entry, words: words("Who takes it?"), mentions: [].into() });

    assert_eq!(first(&clocks_of(&book, request), ClockKind::Acknowledge).stopped_at, None);
}

#[test]
fn another_team_counts_by_its_own_calendar_from_the_hand_over_on() {
    let mut book = Book::founded();
    book.does(who("anna"), set_calendar("sales", Some(mornings())));
    book.does(who("anna"), set_levels("sales", vec![a_level("Sales")]));
    book.does(who("lena"), set_levels("legal", vec![a_level("Legal")]));
    book.wait(TimeDelta::hours(1));
    let request = book.ask(who("kim"), a_request().to_team(team("sales")));
    book.wait(TimeDelta::hours(1));

    let to = Addressee::Team(team("legal"));
    book.does(who("anna"), Intent::HandOver { request, to, reason: words("It is about law") });
    book.now = hours_after_monday(8);

    let names: Vec<_> = terms(&book, request).into_iter().map(|it| it.level.map(|it| it.name.to_string())).collect();
    assert_eq!(names, [Some("Sales".to_owned()), Some("Legal".to_owned())]);
    // An hour of Sales before, and Legal's whole afternoon.
    assert_eq!(first(&clocks_of(&book, request), ClockKind::Deliver).counted, TimeDelta::hours(7));
}

#[test]
fn what_was_set_later_does_not_change_what_is_over() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));
    book.wait(TimeDelta::hours(2));
    book.does(who("sam"), acknowledge(request, in_days(3)));
    book.wait(TimeDelta::hours(1));
    let strict = ServiceLevel { acknowledge: Some(Target::WorkingMinutes(60)), ..a_level("Strict") };
    book.does(who("lena"), set_levels("legal", vec![strict]));

    let clocks = clocks_of(&book, request);

    assert_eq!(
        (first(&clocks, ClockKind::Acknowledge).state, first(&clocks, ClockKind::Acknowledge).due),
        (ClockState::Met, None)
    );
    assert_eq!(first(&clocks, ClockKind::Deliver).due, Some(hours_after_monday(56)));
}

#[test]
fn an_answer_of_a_slow_clock_is_an_answer_all_the_same() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));
    let mut told = entries(&book, request);
    let mut answer = told[0].clone();
    answer.author = Some(who("tom"));
    answer.at = told[0].at.plus(TimeDelta::minutes(-5));
    answer.event = Event::Said { words: words("We are on it") };
    told.push(answer);

    let happened = happenings(book.request(request), &told, |person, _| person == who("tom"));

    assert_eq!(happened.iter().map(|it| it.what).collect::<Vec<_>>(), [What::Asked, What::HelperSaid]);
    assert!(happened.is_sorted_by_key(|it| it.at));
}

#[test]
fn whoever_answered_for_the_team_before_a_hand_over_has_answered() {
    let mut book = Book::founded();
    let request = book.ask(who("kim"), a_request().to_team(team("sales")));
    book.wait(TimeDelta::hours(1));
    book.say(who("ben"), request, "It is one for Legal");
    book.wait(TimeDelta::hours(1));
    book.does(who("anna"), Intent::HandOver { request, to: Addressee::Team(team("legal")), reason: words("Law") });

    let clocks = clocks_of(&book, request);

    let answers: Vec<_> = clocks.iter().filter(|it| it.kind == ClockKind::Acknowledge).map(|it| it.state).collect();
    assert_eq!(answers, [ClockState::Met, ClockState::Running]);
}

#[test]
fn a_colleague_of_who_was_asked_in_person_does_not_answer_for_them() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.say(who("tom"), request, "I should like that as well");

    assert_eq!(first(&clocks_of(&book, request), ClockKind::Acknowledge).state, ClockState::Running);
}

#[test]
fn what_was_passed_on_is_held_against_the_level_of_who_had_it() {
    let mut book = Book::founded();
    book.does(who("anna"), set_levels("sales", vec![a_level("Sales")]));
    let strict = ServiceLevel { acknowledge: Some(Target::WorkingMinutes(1)), ..a_level("Legal") };
    book.does(who("lena"), set_levels("legal", vec![strict]));
    let request = book.ask(who("kim"), a_request().to_team(team("sales")));
    book.wait(TimeDelta::hours(1));
    book.does(who("anna"), Intent::HandOver { request, to: Addressee::Team(team("legal")), reason: words("Law") });

    let clocks = clocks_of(&book, request);

    let passed_on = first(&clocks, ClockKind::Acknowledge);
    assert_eq!((passed_on.state, passed_on.target), (ClockState::PassedOn, Some(Target::WorkingMinutes(240))));
}

#[test]
fn a_change_made_by_a_slow_clock_hides_nothing_that_was_set_before() {
    let mut book = Book::founded();
    book.does(who("lena"), set_levels("legal", vec![a_level("First")]));
    book.now = hours_after_monday(-1_000);
    book.does(who("lena"), set_levels("legal", vec![a_level("Second")]));

    let legal = known_team(&book, team("legal"));

    assert_eq!(legal.levels()[0].name, title("Second"));
    assert_eq!(legal.levels.first().map(|it| it.since), Some(monday()));
}
