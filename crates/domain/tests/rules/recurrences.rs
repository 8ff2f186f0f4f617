//! What is asked again and again: when, by whom, and when not.

use chrono::TimeDelta;
use goodturn_domain::erasure::Traces;
use goodturn_domain::recurrence::PauseReason;
use goodturn_domain::{
    Actor, Addressee, Cycle, CycleUnit, Entity, Event, FollowUpReason, Intent, Records, Recurrence, Refusal, Scope,
    ServiceRequestId, Timestamp,
};
use goodturn_test_support::recurrences::{a_wish, keep, recur, recurrence, weekly};
use goodturn_test_support::services::{a_service, answers, choice, publish, service};
use goodturn_test_support::{Book, a_request, label, monday, team, title, who, words};

use crate::then::{acknowledge, confirm, deliver, in_days, not_yet};

fn sam() -> Addressee {
    Addressee::Person(who("sam"))
}

fn known(book: &Book, name: &str) -> Recurrence {
    match book.find(recurrence(name).into()) {
        Ok(Some(Entity::Recurrence(known))) => *known,
        other => panic!("there is no recurrence {name}: {other:?}"),
    }
}

/// Anna's, every week from Tuesday on.
fn with_a_weekly() -> Book {
    let mut book = Book::founded();
    book.does(who("anna"), keep("plants", a_wish("Water the plants", sam()), weekly(), in_days(1)));
    book
}

/// The server's job, at `now`: gives the request that it asked.
fn server_asks(book: &mut Book, name: &str, now: Timestamp) -> Option<ServiceRequestId> {
    book.now = now;
    let recurrence = known(book, name);
    let due = recurrence.due().filter(|due| *due <= now)?;
    let intent = recur(&recurrence, due);
    let Intent::Recur { request, .. } = intent.clone() else { panic!("it recurs") };
    book.decide(Actor::Server, intent).expect("the server may");
    matches!(book.find(request.into()), Ok(Some(_))).then_some(request)
}

fn recurred(book: &Book, request: ServiceRequestId) -> Option<u32> {
    book.events(request).iter().find_map(|it| match it {
        Event::Recurred { left_out, .. } => Some(*left_out),
        _ => None,
    })
}

#[test]
fn what_is_due_is_asked_for_its_requester_with_everything_that_was_wished() {
    let mut book = Book::founded();
    let mut wish = a_wish("Water the plants", Addressee::Team(team("legal")));
    wish.details = Some(words("Those on the second floor"));
    wish.labels = [label("Office")].into();
    wish.watchers = [who("kim")].into();
    wish.needed = Some(goodturn_domain::recurrence::NeededAfter { days: 1, minutes: 17 * 60 });
    book.does(who("anna"), keep("plants", wish, weekly(), in_days(1)));

    let asked = server_asks(&mut book, "plants", in_days(1)).expect("it is asked");

    let request = book.request(asked);
    assert_eq!((request.requester, request.addressee), (who("anna"), Addressee::Team(team("legal"))));
    assert_eq!(request.labels, [label("Office")].into());
    assert_eq!(request.watchers, [who("kim")].into());
    assert_eq!(request.needed_by, Some(in_days(2).plus(TimeDelta::hours(8))));
    assert_eq!(request.recurrence, Some(recurrence("plants")));
    assert_eq!(recurred(&book, asked), Some(0));
    assert_eq!(known(&book, "plants").next, Some(in_days(8)));
}

#[test]
fn the_same_instant_is_asked_once() {
    let mut book = with_a_weekly();
    let intent = recur(&known(&book, "plants"), in_days(1));
    book.now = in_days(1);
    book.decide(Actor::Server, intent.clone()).expect("the server may");

    let again = book.decide(Actor::Server, intent).expect("the server may");

    assert_eq!(again, []);
    assert_eq!(book.requests().count(), 1);
}

#[test]
fn after_a_long_time_off_one_is_asked_and_says_how_many_were_left_out() {
    let mut book = with_a_weekly();

    let asked = server_asks(&mut book, "plants", in_days(80)).expect("it is asked");

    assert_eq!(book.requests().count(), 1, "one instance, not twelve");
    assert_eq!(recurred(&book, asked), Some(11));
    assert_eq!(known(&book, "plants").next, Some(in_days(85)));
    assert_eq!(book.request(asked).asked_at, in_days(80));
}

#[test]
fn while_the_last_one_is_open_none_is_asked_and_its_timeline_says_so_once() {
    let mut book = with_a_weekly();
    let open = server_asks(&mut book, "plants", in_days(1)).expect("it is asked");

    assert_eq!(server_asks(&mut book, "plants", in_days(8)), None);
    assert_eq!(server_asks(&mut book, "plants", in_days(15)), None);

    let told = book.events(open).iter().filter(|it| matches!(it, Event::RepeatLeftOut { .. })).count();
    assert_eq!((book.requests().count(), told), (1, 1));

    book.does(who("sam"), acknowledge(open, in_days(17)));
    book.does(who("sam"), deliver(open));
    let next = server_asks(&mut book, "plants", in_days(22)).expect("a delivery is enough");
    assert_eq!(recurred(&book, next), Some(2));
    assert_eq!(known(&book, "plants").left_out, 0);
}

#[test]
fn from_completion_the_next_one_waits_until_the_last_is_done() {
    let mut book = Book::founded();
    let cycle = Cycle { every: 3, unit: CycleUnit::Day, from_completion: true, ..weekly() };
    book.does(who("anna"), keep("plants", a_wish("Water the plants", sam()), cycle, in_days(1)));
    let first = server_asks(&mut book, "plants", in_days(1)).expect("it is asked");
    assert_eq!(known(&book, "plants").next, None);

    book.now = in_days(10);
    book.does(who("sam"), acknowledge(first, in_days(11)));
    book.does(who("sam"), deliver(first));
    assert_eq!(known(&book, "plants").next, Some(in_days(13)));

    book.does(who("anna"), not_yet(first));
    assert_eq!(known(&book, "plants").next, None, "it is not done");

    book.now = in_days(12);
    book.does(who("sam"), deliver(first));
    book.now = in_days(14);
    book.does(who("anna"), confirm(first));
    assert_eq!(known(&book, "plants").next, Some(in_days(15)), "the delivery counts, not the thanks");
}

#[test]
fn ones_own_request_becomes_the_first_of_many() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    let plants = recurrence("plants");
    let wish = Box::new(a_wish("Water the plants", sam()));
    let keep = Intent::KeepRecurrence {
        recurrence: plants,
        wish,
        cycle: weekly(),
        zone: chrono_tz::UTC,
        first: monday(),
        request: Some(request),
    };

    assert_eq!(book.tries(who("ben"), keep.clone()), Err(Refusal::SomebodyElses));
    book.does(who("anna"), keep.clone());

    assert_eq!(book.request(request).recurrence, Some(plants));
    assert!(book.events(request).contains(&&Event::Repeats { recurrence: plants }));
    assert_eq!(known(&book, "plants").next, Some(in_days(7)));
    assert_eq!(book.tries(who("anna"), keep), Ok(Vec::new()), "once is enough");
}

#[test]
fn only_its_requester_sees_it_and_changes_it() {
    let mut book = with_a_weekly();
    let plants = recurrence("plants");

    assert_eq!(Entity::from(known(&book, "plants")).scopes(None), [Scope::Person(who("anna"))].into());
    for intent in [
        keep("plants", a_wish("Mine", sam()), weekly(), in_days(1)),
        Intent::PauseRecurrence { recurrence: plants },
        Intent::ResumeRecurrence { recurrence: plants },
        Intent::DropRecurrence { recurrence: plants },
        Intent::RestoreRecurrence { recurrence: plants },
    ] {
        for stranger in ["sam", "olga"] {
            assert_eq!(book.tries(who(stranger), intent.clone()), Err(Refusal::SomebodyElses));
        }
    }
    let intent = recur(&known(&book, "plants"), in_days(1));
    assert_eq!(book.tries(who("anna"), intent), Err(Refusal::ServerOnly));
}

#[test]
fn nothing_is_made_up_for_after_a_pause() {
    let mut book = with_a_weekly();
    let plants = recurrence("plants");
    book.does(who("anna"), Intent::PauseRecurrence { recurrence: plants });
    assert_eq!(server_asks(&mut book, "plants", in_days(20)), None);

    book.does(who("anna"), Intent::ResumeRecurrence { recurrence: plants });

    assert_eq!(known(&book, "plants").due(), Some(in_days(22)));
    assert_eq!(book.tries(who("anna"), Intent::ResumeRecurrence { recurrence: plants }), Ok(Vec::new()));
}

#[test]
fn what_was_dropped_is_asked_no_more_and_can_be_kept_again() {
    let mut book = with_a_weekly();
    book.does(who("anna"), Intent::DropRecurrence { recurrence: recurrence("plants") });
    assert_eq!(Entity::from(known(&book, "plants")).scopes(None), [].into());
    assert_eq!(server_asks(&mut book, "plants", in_days(1)), None);

    book.does(who("anna"), keep("plants", a_wish("Water the plants", sam()), weekly(), in_days(1)));

    assert_eq!(known(&book, "plants").due(), Some(in_days(8)), "the time that has passed is left out");
}

#[test]
fn what_was_dropped_is_brought_back_with_its_form_and_its_pause() {
    let mut book = Book::founded();
    book.does(who("lena"), publish("legal", "review", 0, a_service("Review")));
    let mut wish = a_wish("Review the lease", Addressee::Team(team("legal")));
    wish.form = Some(answers("review", 1, vec![(1, choice("Lease"))]));
    let lease = recurrence("lease");
    book.does(who("anna"), keep("lease", wish, weekly(), in_days(1)));
    book.does(who("anna"), Intent::PauseRecurrence { recurrence: lease });
    let before = known(&book, "lease");
    book.does(who("anna"), Intent::DropRecurrence { recurrence: lease });

    book.does(who("anna"), Intent::RestoreRecurrence { recurrence: lease });

    assert_eq!(known(&book, "lease"), before);
    assert_eq!(book.tries(who("anna"), Intent::RestoreRecurrence { recurrence: lease }), Ok(Vec::new()));
    let forgotten = Intent::RestoreRecurrence { recurrence: recurrence("forgotten") };
    assert_eq!(book.tries(who("anna"), forgotten), Ok(Vec::new()), "a device leaves it to the server");
}

#[test]
fn a_change_that_comes_late_asks_nothing_twice_and_stops_nothing() {
    let mut book = with_a_weekly();
    let due = known(&book, "plants").next.expect("it is planned");
    server_asks(&mut book, "plants", in_days(2)).expect("it is asked");
    let daily = Cycle { unit: CycleUnit::Day, ..weekly() };

    // Her device was away since Monday; the server takes the change as of then.
    book.now = monday();
    book.does(who("anna"), keep("plants", a_wish("Water the plants", sam()), daily, in_days(1)));
    let planned = known(&book, "plants");
    assert_eq!(planned.next, Some(in_days(3)));

    // A program of before has planned it into the past.
    book.put(Recurrence { next: Some(due), ..planned.clone() });
    assert!(server_asks(&mut book, "plants", in_days(2)).is_some());
    assert_eq!(book.requests().count(), 1);
    assert_eq!((known(&book, "plants").pause, known(&book, "plants").left_out), (None, 0));
    assert_eq!(known(&book, "plants").next, Some(in_days(3)));
}

#[test]
fn other_words_leave_the_next_time_as_it_is_and_another_cycle_moves_it() {
    let mut book = with_a_weekly();
    server_asks(&mut book, "plants", in_days(1));

    book.does(who("anna"), keep("plants", a_wish("Water the flowers", sam()), weekly(), in_days(1)));
    assert_eq!(known(&book, "plants").next, Some(in_days(8)));

    let daily = Cycle { unit: CycleUnit::Day, ..weekly() };
    book.does(who("anna"), keep("plants", a_wish("Water the flowers", sam()), daily, in_days(1)));
    assert_eq!(known(&book, "plants").next, Some(in_days(2)));
}

#[test]
fn whose_helper_has_left_pauses_and_tells_its_requester() {
    let mut book = with_a_weekly();
    book.does(who("olga"), Intent::Deactivate { person: who("sam") });

    assert_eq!(server_asks(&mut book, "plants", in_days(1)), None);

    let refused = PauseReason::Refused { refusal: Refusal::Inactive };
    assert_eq!(known(&book, "plants").pause, Some(refused));
    assert!(book.open_follow_ups(who("anna")).contains(&FollowUpReason::RecurrenceStopped));
    assert_eq!(server_asks(&mut book, "plants", in_days(8)), None);

    let mended = keep("plants", a_wish("Water the plants", Addressee::Person(who("tom"))), weekly(), in_days(1));
    book.does(who("anna"), mended);
    assert!(server_asks(&mut book, "plants", in_days(15)).is_some(), "a change mends it");
}

#[test]
fn who_has_left_asks_nothing_any_more() {
    let mut book = with_a_weekly();
    book.does(who("olga"), Intent::Deactivate { person: who("anna") });

    assert_eq!(server_asks(&mut book, "plants", in_days(1)), None);

    assert_eq!(known(&book, "plants").pause, Some(PauseReason::RequesterLeft));
    assert!(book.open_follow_ups(who("anna")).is_empty());
    book.does(who("olga"), Intent::Reactivate { person: who("anna") });
    assert_eq!(server_asks(&mut book, "plants", in_days(8)), None, "it is theirs to go on with");
}

#[test]
fn by_a_service_it_is_asked_by_the_version_in_force_or_pauses() {
    let mut book = Book::founded();
    book.does(who("lena"), publish("legal", "review", 0, a_service("Review")));
    let mut wish = a_wish("Review the lease", Addressee::Team(team("legal")));
    wish.form = Some(answers("review", 1, vec![(1, choice("Lease"))]));
    book.does(who("anna"), keep("lease", wish, weekly(), in_days(1)));
    book.does(who("lena"), publish("legal", "review", 1, a_service("Review of a contract")));

    let asked = server_asks(&mut book, "lease", in_days(1)).expect("it is asked");
    let form = book.request(asked).form.clone().expect("by a service");
    assert_eq!((form.version, form.name), (2, title("Review of a contract")));

    book.does(who("anna"), Intent::Withdraw { request: asked, reason: None });
    book.does(who("lena"), Intent::RetireService { team: team("legal"), service: service("review") });
    assert_eq!(server_asks(&mut book, "lease", in_days(8)), None);
    assert!(matches!(known(&book, "lease").pause, Some(PauseReason::Refused { .. })));
}

#[test]
fn what_cannot_be_asked_is_refused_at_once() {
    let mut book = Book::founded();
    let anna = who("anna");
    let wish = || a_wish("Water the plants", sam());

    let none = keep("plants", wish(), Cycle { every: 0, ..weekly() }, in_days(1));
    assert_eq!(book.tries(anna, none), Err(Refusal::CycleInvalid));
    let nowhere = keep("plants", wish(), Cycle { weekdays: [9].into(), ..weekly() }, in_days(1));
    assert_eq!(book.tries(anna, nowhere), Err(Refusal::CycleInvalid));
    let oneself = keep("plants", a_wish("Rest", Addressee::Person(anna)), weekly(), in_days(1));
    assert_eq!(book.tries(anna, oneself), Err(Refusal::AskedOneself));
    let labels = (0..20).map(|it| label(&format!("Label {it}"))).collect();
    let labelled = keep("plants", goodturn_domain::Wish { labels, ..wish() }, weekly(), in_days(1));
    assert!(matches!(book.tries(anna, labelled), Err(Refusal::TooManyLabels { .. })));
}

#[test]
fn what_has_to_be_answered_each_time_does_not_repeat() {
    let mut book = Book::founded();
    book.does(who("lena"), publish("legal", "review", 0, a_service("Review")));
    let by = |given| {
        let mut wish = a_wish("Review the lease", Addressee::Team(team("legal")));
        wish.form = Some(answers("review", 1, given));
        keep("lease", wish, weekly(), in_days(1))
    };
    let day = goodturn_domain::offered_service::Answer::Date { date: in_days(3).to_utc().date_naive() };

    let ahead = book.tries(who("anna"), by(vec![(1, choice("Lease")), (4, day)]));
    let missing = book.tries(who("anna"), by(vec![(1, choice("Sale"))]));

    assert_eq!(ahead, Err(Refusal::AnsweredEachTime { field: title("Needed on") }));
    assert_eq!(missing, Err(Refusal::AnsweredEachTime { field: title("Buyer") }));
}

#[test]
fn it_begins_within_a_year_or_one_cycle_on() {
    let mut book = Book::founded();
    let biennial = Cycle { every: 2, unit: CycleUnit::Year, ..weekly() };
    let mut begins = |cycle: Cycle, first| book.tries(who("anna"), keep("a", a_wish("Plan", sam()), cycle, first));

    assert_eq!(begins(weekly(), in_days(-400)), Err(Refusal::FirstOutOfRange));
    assert_eq!(begins(weekly(), in_days(4_000)), Err(Refusal::FirstOutOfRange));
    assert!(begins(biennial, in_days(730)).is_ok());
}

#[test]
fn working_days_that_were_missed_are_counted_from_the_one_that_was_due() {
    let mut book = Book::founded();
    let cycle = Cycle { unit: CycleUnit::WorkingDay, ..weekly() };
    book.does(who("anna"), keep("plants", a_wish("Water the plants", sam()), cycle, in_days(1)));

    // From Tuesday to the Tuesday after: three more that week, and two.
    let asked = server_asks(&mut book, "plants", in_days(8)).expect("it is asked");

    assert_eq!(recurred(&book, asked), Some(5));
}

#[test]
fn nothing_is_left_of_what_an_erased_person_asked_again_and_again() {
    let mut book = with_a_weekly();
    let anna = book.people().find(|it| it.id == who("anna")).expect("she is there").clone();
    let erased = Traces::of(&anna, false).taken_from(&known(&book, "plants").into()).expect("it was hers");

    assert!(!erased.to_json().contains("plants\""), "{}", erased.to_json());
    book.put(match erased {
        Entity::Recurrence(it) => *it,
        other => panic!("{other:?}"),
    });
    assert_eq!(known(&book, "plants").wish.title, title("[erased]"));
}
