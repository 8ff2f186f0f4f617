//! Whom the clocks of a request tell something, when, and when that stops by itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use chrono_tz::{Tz, UTC};
use goodturn_domain::calendar::Interval;
use goodturn_domain::clocks::{ClockKind, ClockState, ClockStep, History, Surroundings};
use goodturn_domain::person::Absence;
use goodturn_domain::policy::{Party, Standing};
use goodturn_domain::service_level::CalendarSince;
use goodturn_domain::warnings::{Desk, Plan};
use goodturn_domain::{
    Actor, Addressee, Entity, Entry, FollowUp, FollowUpReason, FollowUpState, Intent, Operation, Person, PersonId,
    Priority, Records, ServiceLevel, ServiceRequestId, StageName, Target, Team, TeamId, Timestamp, WorkingCalendar,
};
use goodturn_test_support::{Book, a_request, monday, team, title, who, words};
use proptest::prelude::*;

use crate::then::{acknowledge, deliver, in_days, not_yet, renegotiate};

struct Around {
    people: BTreeMap<PersonId, Person>,
    teams: BTreeMap<TeamId, Team>,
}

impl Around {
    fn of(book: &Book) -> Self {
        let teams = [team("sales"), team("legal")].map(|id| match book.find(id.into()) {
            Ok(Some(Entity::Team(team))) => (id, team),
            other => panic!("{id} is a team, not {other:?}"),
        });
        Self { people: book.people().map(|it| (it.id, it.clone())).collect(), teams: teams.into() }
    }
}

impl Surroundings for Around {
    fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id)
    }

    fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(&id)
    }

    fn zone(&self) -> Tz {
        UTC
    }
}

fn history(book: &Book, request: ServiceRequestId, around: &Around) -> History {
    let mut entries: Vec<Entry> = book.entries().filter(|it| it.request == request).cloned().collect();
    entries.sort_by_key(|it| (it.at, it.id));
    History::of(book.request(request), &entries, around)
}

fn plan(book: &Book, request: ServiceRequestId) -> Plan {
    let around = Around::of(book);
    let history = history(book, request, &around);
    let follow_ups = book.list_follow_ups(request).expect("a book can be read");
    let desk = Desk { request: book.request(request), history: &history, follow_ups: &follow_ups, around: &around };
    desk.plan(book.now)
}

/// The server looks at the clocks of the request, and does what it finds.
fn looks(book: &mut Book, request: ServiceRequestId) -> Vec<FollowUp> {
    let mut made = Vec::new();
    for Operation { intent, .. } in plan(book, request).operations {
        let changes = book.decide(Actor::Server, intent).expect("a warning is never refused");
        made.extend(changes.into_iter().filter_map(|it| match it {
            Entity::FollowUp(it) if it.is_open() => Some(it),
            _ => None,
        }));
    }
    made
}

/// The server looks every ten minutes until then. What it has told, in order.
fn looks_until(book: &mut Book, request: ServiceRequestId, until: Timestamp) -> Vec<FollowUp> {
    let mut made = Vec::new();
    while book.now < until {
        book.now = book.now.plus(TimeDelta::minutes(10)).min(until);
        made.extend(looks(book, request));
    }
    made
}

fn told(made: &[FollowUp]) -> Vec<(PersonId, FollowUpReason, ClockKind)> {
    made.iter().map(|it| (it.owner, it.reason, it.clock.expect("a clock made it").clock)).collect()
}

fn at(day: i64, hours: i64, minutes: i64) -> Timestamp {
    in_days(day).plus(TimeDelta::hours(hours - 9) + TimeDelta::minutes(minutes))
}

fn hours(count: u32) -> Option<Target> {
    Some(Target::WorkingMinutes(count * 60))
}

/// Legal aims for an answer within four hours, from before anybody asks.
fn with_level(level: ServiceLevel) -> Book {
    let mut book = Book::founded();
    book.does(who("lena"), Intent::SetServiceLevels { team: team("legal"), levels: vec![level] });
    book.wait(TimeDelta::minutes(1));
    book.now = monday();
    if let Ok(Some(Entity::Team(mut known))) = book.find(team("legal").into()) {
        let since = monday().plus(-TimeDelta::days(30));
        known.levels[0].since = since;
        known.calendars = vec![CalendarSince { since, calendar: Some(WorkingCalendar::weekdays(UTC)) }];
        book.put(Entity::Team(known));
    }
    book
}

fn level() -> ServiceLevel {
    ServiceLevel { acknowledge: hours(4), deliver: hours(12), ..ServiceLevel::named(title("Usual")) }
}

fn only_answer() -> ServiceLevel {
    ServiceLevel { deliver: None, ..level() }
}

fn only_delivery() -> ServiceLevel {
    ServiceLevel { acknowledge: None, ..level() }
}

fn works(book: &mut Book, name: &str, from: u16, to: u16) {
    let mut person = book.people().find(|it| it.id == who(name)).expect("they are there").clone();
    person.calendar =
        WorkingCalendar::new(UTC, std::array::from_fn(|_| vec![Interval { from: from * 60, to: to * 60 }]));
    book.put(Entity::Person(person));
}

fn goes_away(book: &mut Book, name: &str, days: i64, substitute: Option<&str>) {
    let absence =
        Absence { from: book.now, until: book.now.plus(TimeDelta::days(days)), substitute: substitute.map(who) };
    book.does(who(name), Intent::SetAbsence { person: who(name), absence: Some(absence) });
}

#[test]
fn who_was_asked_is_told_before_and_at_due_then_a_colleague_then_who_leads() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    let answer = ClockKind::Acknowledge;
    let (sam, tom, lena) = (who("sam"), who("tom"), who("lena"));
    assert_eq!(
        told(&made),
        [
            (sam, FollowUpReason::DueSoon, answer),
            (sam, FollowUpReason::Late, answer),
            (tom, FollowUpReason::MayStepIn, answer),
            (lena, FollowUpReason::LateInTeam, answer),
        ]
    );
    let rings: Vec<Timestamp> = made.iter().map(|it| it.due).collect();
    assert_eq!(rings, [at(0, 12, 0), at(0, 13, 0), at(0, 14, 0), at(0, 15, 0)]);
    assert_eq!(book.open_follow_ups(sam), [FollowUpReason::Late].into(), "it takes the place of the one before");
    assert_eq!(plan(&book, request), Plan::default(), "nothing is left to say");
}

#[test]
fn a_whole_team_does_not_ring_for_what_is_asked_of_it() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    let owners: Vec<PersonId> = made.iter().map(|it| it.owner).collect();
    assert_eq!(owners[..2], [who("lena"), who("lena")], "who leads it is told, before and at due");
    assert_eq!(made.len(), 3, "then one of its members, and who leads it knows already");
    assert_eq!(made[2].reason, FollowUpReason::MayStepIn);
    assert!([who("sam"), who("tom")].contains(&owners[2]));
}

#[test]
fn a_team_chooses_how_many_steps_there_are_and_whether_it_warns() {
    let reasons = |level: ServiceLevel| {
        let mut book = with_level(level);
        let request = book.ask(who("anna"), a_request().to(who("sam")));
        let made = looks_until(&mut book, request, at(1, 17, 0));
        made.iter().map(|it| it.reason).collect::<Vec<_>>()
    };

    assert_eq!(reasons(ServiceLevel { steps: 0, ..only_answer() }), [FollowUpReason::DueSoon]);
    assert_eq!(reasons(ServiceLevel { steps: 1, is_quiet: true, ..only_answer() }), [FollowUpReason::Late]);
    let two = [FollowUpReason::DueSoon, FollowUpReason::Late, FollowUpReason::MayStepIn];
    assert_eq!(reasons(ServiceLevel { steps: 2, ..only_answer() }), two);
    assert_eq!(reasons(ServiceLevel { steps: 0, is_quiet: true, ..only_answer() }), []);
    assert!(!ServiceLevel { steps: 4, ..only_answer() }.is_valid());
}

#[test]
fn a_level_of_before_warns_with_every_step() {
    let known: ServiceLevel = serde_json::from_str(r#"{"name":"Usual"}"#).expect("it is a level");

    assert_eq!(known, ServiceLevel::named(title("Usual")));
    assert_eq!((known.is_quiet, known.steps), (false, 3));
    assert_eq!(serde_json::to_value(&known).expect("it is JSON").get("steps"), None);
}

#[test]
fn an_answer_stops_what_the_clock_has_told() {
    for answers in [false, true] {
        let mut book = with_level(only_answer());
        let request = book.ask(who("anna"), a_request().to(who("sam")));
        looks_until(&mut book, request, at(0, 14, 30));
        assert_eq!(book.open_follow_ups(who("tom")), [FollowUpReason::MayStepIn].into());

        if answers {
            book.say(who("sam"), request, "We look at it");
        } else {
            book.does(who("sam"), acknowledge(request, in_days(2)));
        }

        assert_eq!(book.open_follow_ups(who("tom")), [].into());
        assert!(!book.open_follow_ups(who("sam")).contains(&FollowUpReason::Late));
        assert_eq!(told(&looks_until(&mut book, request, at(1, 17, 0))), []);
    }
}

#[test]
fn words_of_the_requester_and_notes_stop_nothing() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    looks_until(&mut book, request, at(0, 13, 30));

    book.say(who("anna"), request, "Any news?");
    let entry = book.fresh_entry();
    book.does(who("sam"), Intent::Note { request, entry, words: words("Among us"), mentions: [].into() });

    assert_eq!(book.open_follow_ups(who("sam")), [FollowUpReason::Late].into());
}

#[test]
fn it_rings_when_its_receiver_works_and_never_at_night() {
    let mut book = with_level(only_answer());
    works(&mut book, "sam", 15, 22);
    works(&mut book, "tom", 6, 10);
    let request = book.ask(who("anna"), a_request().to(who("sam")));

    let made = looks_until(&mut book, request, at(2, 17, 0));

    let rings: Vec<(PersonId, Timestamp)> = made.iter().map(|it| (it.owner, it.due)).collect();
    let sam = rings.iter().filter(|(owner, _)| *owner == who("sam")).map(|(_, due)| *due).collect::<Vec<_>>();
    assert_eq!(sam, [at(0, 15, 0), at(0, 15, 0)], "what was late at 13:00 takes the place of what was due soon");
    let tom = rings.iter().find(|(owner, _)| *owner == who("tom")).expect("he is told");
    assert_eq!(tom.1, at(1, 6, 0), "an hour after Sam heard of it he has gone home");
}

#[test]
fn what_waits_on_the_requester_says_nothing_and_rings_late_on_waking_at_work() {
    let mut book = with_level(only_delivery());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.does(who("sam"), Intent::Acknowledge { request, promise: None, next_word: Some(in_days(4)), words: None });
    // Due on Tuesday at 13:00.
    looks_until(&mut book, request, at(1, 13, 30));
    assert!(book.open_follow_ups(who("sam")).contains(&FollowUpReason::Late));

    book.does(who("sam"), Intent::WaitOnRequester { request, question: words("Which floor?") });
    assert!(!book.open_follow_ups(who("sam")).contains(&FollowUpReason::Late), "it waits");
    assert_eq!(told(&looks_until(&mut book, request, at(2, 22, 0))), []);
    book.say(who("anna"), request, "The third");
    let made = looks_until(&mut book, request, at(3, 12, 30));

    assert_eq!(
        told(&made),
        [
            (who("sam"), FollowUpReason::LateOnWaking, ClockKind::Deliver),
            (who("tom"), FollowUpReason::MayStepIn, ClockKind::Deliver)
        ]
    );
    // A quarter of twelve hours lies between two steps: three hours.
    assert_eq!(made[0].due, at(3, 9, 0), "not at ten in the evening");
    assert_eq!(made[1].due, at(3, 12, 0));
}

#[test]
fn who_stands_in_is_told_in_the_place_of_who_is_away() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    goes_away(&mut book, "sam", 7, Some("tom"));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    let owners: Vec<PersonId> = made.iter().map(|it| it.owner).collect();
    assert_eq!(owners, [who("tom"), who("tom"), who("lena")]);
}

#[test]
fn who_stands_in_and_does_not_see_it_is_left_out() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    goes_away(&mut book, "sam", 7, Some("kim"));

    let made = looks_until(&mut book, request, at(0, 14, 30));

    assert!(!made.iter().any(|it| it.owner == who("kim")), "{made:?}");
    assert_eq!(made.iter().map(|it| it.due).max(), Some(in_days(7)), "Sam hears of it when he is back");
    let tom = made.iter().find(|it| it.owner == who("tom")).expect("a colleague does not wait for him");
    assert_eq!(tom.due, at(0, 14, 0));
}

#[test]
fn what_is_confidential_is_told_only_within_the_team_that_handles_it() {
    let mut book = with_level(only_delivery());
    let request = book.ask(who("anna"), a_request().to_team(team("legal")).private());
    book.does(who("sam"), Intent::Acknowledge { request, promise: None, next_word: Some(in_days(4)), words: None });
    goes_away(&mut book, "sam", 7, Some("kim"));

    let made = looks_until(&mut book, request, at(2, 17, 0));

    let owners: BTreeSet<PersonId> = made.iter().map(|it| it.owner).collect();
    assert_eq!(owners, [who("sam"), who("tom"), who("lena")].into(), "Kim stands in and does not see it");
}

#[test]
fn what_is_private_between_two_people_concerns_no_team() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")).private());

    assert_eq!(told(&looks_until(&mut book, request, at(1, 17, 0))), []);
}

#[test]
fn who_asked_is_told_nothing_of_their_own_request() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("lena"), a_request().to_team(team("legal")));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    assert!(!made.is_empty() && made.iter().all(|it| it.owner != who("lena")), "{made:?}");
}

#[test]
fn a_hand_over_takes_it_from_the_old_helper_and_tells_the_new_one() {
    let mut book = with_level(only_delivery());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.does(who("sam"), Intent::Acknowledge { request, promise: None, next_word: Some(in_days(4)), words: None });
    looks_until(&mut book, request, at(1, 13, 30));
    assert!(book.open_follow_ups(who("sam")).contains(&FollowUpReason::Late));

    let to = Addressee::Person(who("tom"));
    book.does(who("sam"), Intent::HandOver { request, to, reason: words("You know it better") });
    let made = looks_until(&mut book, request, at(1, 14, 0));

    assert!(!book.open_follow_ups(who("sam")).contains(&FollowUpReason::Late));
    assert_eq!(told(&made), [(who("tom"), FollowUpReason::Late, ClockKind::Deliver)]);
    let made = looks_until(&mut book, request, at(2, 17, 0));
    let lena = [(who("lena"), FollowUpReason::LateInTeam, ClockKind::Deliver)];
    assert_eq!(told(&made), lena, "nobody asks Sam to step in, who has just handed it over");
}

#[test]
fn a_promise_reminds_by_itself_and_its_clock_adds_the_later_steps() {
    let mut book = with_level(ServiceLevel { acknowledge: None, deliver: None, ..level() });
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.does(who("sam"), acknowledge(request, at(0, 13, 0)));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    let promise = ClockKind::Promise;
    let steps = [(who("tom"), FollowUpReason::MayStepIn, promise), (who("lena"), FollowUpReason::LateInTeam, promise)];
    assert_eq!(told(&made), steps);
    assert!(book.open_follow_ups(who("sam")).contains(&FollowUpReason::Promise));
    book.does(who("sam"), renegotiate(request, at(0, 13, 0), in_days(5)));
    assert_eq!(book.open_follow_ups(who("tom")), [].into(), "another time was promised");
    assert_eq!(book.open_follow_ups(who("lena")), [].into());
}

#[test]
fn two_clocks_of_a_request_do_not_ring_for_somebody_within_the_hour() {
    let mut book = with_level(ServiceLevel { deliver: hours(4), ..level() });
    let request = book.ask(who("anna"), a_request().to(who("sam")));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    assert!(made.len() >= 6, "{made:?}");
    judge_rings(&book, request).expect("they are an hour apart");
}

#[test]
fn what_was_late_before_the_level_was_set_says_nothing() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.now = in_days(2);
    book.does(who("lena"), Intent::SetServiceLevels { team: team("legal"), levels: vec![level()] });

    assert_eq!(told(&looks_until(&mut book, request, in_days(4))), []);
}

#[test]
fn after_an_outage_steps_come_one_by_one_and_not_all_at_once() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.now = at(1, 10, 0);

    let first = looks(&mut book, request);
    assert_eq!(told(&first), [(who("sam"), FollowUpReason::Late, ClockKind::Acknowledge)]);
    let later = looks_until(&mut book, request, at(1, 13, 0));
    let rings: Vec<Timestamp> = later.iter().map(|it| it.due).collect();
    assert_eq!(rings, [at(1, 11, 0), at(1, 12, 0)]);
}

#[test]
fn a_warning_that_comes_after_something_has_changed_does_nothing() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.now = at(0, 13, 0);
    let found = plan(&book, request).operations;
    let intent = found.first().expect("it is late").intent.clone();

    book.now = at(0, 13, 1);
    book.does(who("sam"), acknowledge(request, in_days(2)));

    assert_eq!(book.decide(Actor::Server, intent.clone()), Ok(Vec::new()));
    assert!(book.tries(who("olga"), intent).is_err(), "nobody but the server warns");
}

#[test]
fn what_is_done_or_was_told_is_not_told_again() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.now = at(0, 13, 0);
    let found = plan(&book, request).operations;
    let made = looks(&mut book, request);
    book.does(who("sam"), Intent::FinishFollowUp { follow_up: made[0].id });

    for Operation { intent, .. } in found {
        assert_eq!(book.decide(Actor::Server, intent), Ok(Vec::new()));
    }
    assert_eq!(told(&looks(&mut book, request)), []);
}

/// The server says that a request is late.
pub(crate) fn warn_of_clock(book: &Book, request: ServiceRequestId) -> Intent {
    let known = book.request(request);
    let (tell, since, seen) = ([(known.requester, book.now)].into(), known.asked_at, known.changed_at);
    let (clock, step) = (ClockKind::Deliver, ClockStep::Late);
    Intent::WarnOfClock { request, clock, since, due: since, step, tell, seen }
}

/// Something that happens, and how long it is until the next.
#[derive(Clone, Debug)]
struct Happens {
    deed: usize,
    actor: usize,
    choice: usize,
    minutes: i64,
    is_looked_at: bool,
}

const ACTORS: [&str; 6] = ["anna", "sam", "tom", "lena", "ben", "kim"];

fn happenings() -> impl Strategy<Value = Vec<Happens>> {
    let one = (0..24_usize, 0..ACTORS.len(), 0..6_usize, 0..700_i64, proptest::bool::weighted(0.7)).prop_map(
        |(deed, actor, choice, minutes, is_looked_at)| Happens { deed, actor, choice, minutes, is_looked_at },
    );
    proptest::collection::vec(one, 1..60)
}

fn does(book: &mut Book, it: &Happens, request: ServiceRequestId) {
    let actor = who(ACTORS[it.actor]);
    let other = who(ACTORS[it.choice]);
    let time = book.now.plus(TimeDelta::hours(1 + 9 * i64::try_from(it.choice).unwrap_or(0)));
    let intent = match it.deed {
        0 | 1 => acknowledge(request, time),
        2 => Intent::Acknowledge { request, promise: None, next_word: Some(time), words: None },
        3 => Intent::HandOver { request, to: Addressee::Person(other), reason: words("Yours") },
        4 => Intent::HandOver { request, to: Addressee::Team(team("legal")), reason: words("Yours") },
        5 | 6 => Intent::WaitOnRequester { request, question: words("Which?") },
        7 | 8 => Intent::Say { request, entry: book.fresh_entry(), words: words("Well"), mentions: [].into() },
        9 => Intent::Say { request, entry: book.fresh_entry(), words: words("Well"), mentions: [].into() },
        10 => deliver(request),
        11 => not_yet(request),
        12 => {
            let priority = if it.choice.is_multiple_of(2) { Priority::Urgent } else { Priority::Normal };
            Intent::ChangePriority { request, priority }
        }
        13 => {
            let until = book.now.plus(TimeDelta::hours(30));
            let substitute = Some(other).filter(|it| *it != actor);
            Intent::SetAbsence { person: actor, absence: Some(Absence { from: book.now, until, substitute }) }
        }
        14 => Intent::SetAbsence { person: actor, absence: None },
        15 => {
            let steps = u8::try_from(it.choice % 4).unwrap_or(0);
            let level = ServiceLevel { steps, next_word: hours(6), ..level() };
            Intent::SetServiceLevels { team: team("legal"), levels: vec![level] }
        }
        16 => Intent::Withdraw { request, reason: None },
        17 => Intent::SetTeamCalendar { team: team("legal"), calendar: Some(WorkingCalendar::weekdays(UTC)) },
        18 => Intent::WaitOnOther { request, reason: words("The vendor") },
        _ => return,
    };
    drop(book.tries(actor, intent));
}

fn sees(book: &Book, person: &Person, request: ServiceRequestId) -> bool {
    let memberships = book.list_memberships(person.id).expect("a book can be read").into_iter().collect();
    let standing = Standing { person: person.id, role: person.role, is_respect_officer: false, memberships };
    standing.parties(book.request(request)).contains(&Party::Viewer)
}

/// Everything that has to hold for what was just told, judged by the clocks alone.
fn judge(book: &Book, request: ServiceRequestId, made: &FollowUp) -> Result<(), TestCaseError> {
    let about = made.clock.expect("a clock made it");
    let clocks = history(book, request, &Around::of(book)).latest(book.now);
    let clock = clocks.iter().find(|it| it.kind == about.clock && it.started_at == about.since);
    let clock = clock.ok_or_else(|| TestCaseError::fail(format!("there is no such clock: {made:?}")))?;
    prop_assert_eq!(clock.stopped_at, None);
    prop_assert!(clock.state != ClockState::Paused);
    let stage = book.request(request).stage.name();
    prop_assert!(!stage.is_final() && !matches!(stage, StageName::Delivered | StageName::WaitingOnRequester));
    let moment = if about.step == ClockStep::DueSoon { clock.warn_at } else { clock.due };
    prop_assert!(moment.is_some_and(|it| it <= book.now && it <= made.due), "before its moment: {:?}", made);
    if matches!(about.step, ClockStep::Colleague | ClockStep::Lead) {
        prop_assert!(clock.due.is_some_and(|due| made.due > due), "who serves it has had no time: {:?}", made);
    }
    let owner = book.people().find(|it| it.id == made.owner).expect("they are there");
    prop_assert_eq!(owner.calendar.next_working_instant(made.due), made.due, "outside of their hours");
    prop_assert!(owner.absence.is_none_or(|it| made.due < it.from || it.until <= made.due), "while they are away");
    prop_assert!(sees(book, owner, request) && owner.id != book.request(request).requester);
    Ok(())
}

fn judge_rings(book: &Book, request: ServiceRequestId) -> Result<(), TestCaseError> {
    let rang = |it: &&FollowUp| match it.state {
        FollowUpState::Stopped { at } | FollowUpState::Done { at } => it.due <= at,
        _ => true,
    };
    let of_clocks: Vec<&FollowUp> = book.follow_ups().filter(|it| it.clock.is_some()).filter(rang).collect();
    for one in &of_clocks {
        for other in &of_clocks {
            let (about, beside) = (one.clock.expect("a clock"), other.clock.expect("a clock"));
            let is_other = one.owner == other.owner && (about.clock, about.since) != (beside.clock, beside.since);
            let apart = one.due.since(other.due).abs();
            prop_assert!(!is_other || apart >= TimeDelta::hours(1), "within the hour: {one:?} and {other:?}");
        }
    }
    let stage = book.request(request).stage.name();
    let is_at_rest = stage.is_final() || matches!(stage, StageName::Delivered | StageName::WaitingOnRequester);
    prop_assert!(!is_at_rest || of_clocks.iter().all(|it| !it.is_open()), "what rests rings for nobody");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_each_step_is_told_once_in_time_at_work_and_never_in_a_pause(
        happens in happenings(),
        is_of_team in any::<bool>(),
        is_private in any::<bool>(),
    ) {
        let mut book = with_level(ServiceLevel { next_word: hours(6), ..level() });
        works(&mut book, "sam", 7, 15);
        works(&mut book, "tom", 14, 22);
        let asked = if is_of_team { a_request().to_team(team("legal")) } else { a_request().to(who("sam")) };
        let request = book.ask(who("anna"), if is_private { asked.private() } else { asked });
        let mut told = BTreeSet::new();
        for it in &happens {
            book.wait(TimeDelta::minutes(it.minutes));
            if it.is_looked_at {
                for made in looks(&mut book, request) {
                    let about = made.clock.expect("a clock made it");
                    let step = (about.clock, about.since, about.step, made.owner);
                    prop_assert!(told.insert(step), "told twice: {step:?}");
                    judge(&book, request, &made)?;
                }
                prop_assert_eq!(&plan(&book, request).operations, &[], "a look leaves nothing for the next one");
            }
            does(&mut book, it, request);
            judge_rings(&book, request)?;
        }
    }
}
