//! Services that a team offers: who publishes them, what is judged by which version, and their checklists.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use goodturn_domain::clocks::{ClockKind, clocks, happenings, terms_of};
use goodturn_domain::offered_service::{Answer, FieldKind, FormAnswers, OfferedService, ServiceFlaw};
use goodturn_domain::{
    Addressee, Entity, Entry, Event, Intent, PersonId, Records, Refusal, RequiredApproval, ServiceDescription,
    ServiceRequestId, Visibility, WorkingCalendar,
};
use goodturn_test_support::services::{a_field, a_service, answers, choice, publish, service};
use goodturn_test_support::{Book, a_request, team, title, who, words};

use crate::then::{acknowledge, in_days};

/// Legal offers to review contracts.
fn offering() -> Book {
    let mut book = Book::founded();
    book.does(who("lena"), publish("legal", "review", 0, a_service("Contract review")));
    book
}

fn known(book: &Book) -> OfferedService {
    match book.find(service("review").into()) {
        Ok(Some(Entity::OfferedService(known))) => known,
        other => panic!("it is a service, not {other:?}"),
    }
}

pub(crate) fn a_lease() -> FormAnswers {
    answers("review", 1, vec![(1, choice("Lease"))])
}

fn asks(book: &mut Book, form: FormAnswers) -> Result<ServiceRequestId, Refusal> {
    let request = book.fresh_request();
    book.tries(who("anna"), a_request().by(form).ask(request)).map(|_| request)
}

pub(crate) fn flaw(flaw: ServiceFlaw) -> Refusal {
    Refusal::ServiceInvalid { flaw }
}

fn field(name: &str) -> goodturn_domain::Title {
    title(name)
}

#[test]
fn leads_and_administrators_say_what_a_team_offers() {
    let mut book = Book::founded();
    let first = || publish("legal", "review", 0, a_service("Contract review"));

    assert_eq!(book.tries(who("sam"), first()), Err(Refusal::NotAdministrator));
    assert_eq!(book.tries(who("anna"), first()), Err(Refusal::NotAdministrator));
    book.does(who("lena"), first());
    book.does(who("olga"), publish("legal", "review", 1, a_service("Contract check")));

    assert_eq!(known(&book).latest().map(|it| it.description.name.as_str()), Some("Contract check"));
    assert_eq!(known(&book).number(), 2);
}

#[test]
fn what_somebody_else_published_meanwhile_is_not_written_over() {
    let mut book = offering();
    book.does(who("olga"), publish("legal", "review", 1, a_service("Contract check")));

    let late = book.tries(who("lena"), publish("legal", "review", 1, a_service("Contract reading")));

    assert_eq!(late, Err(Refusal::ServiceChangedMeanwhile));
    let stolen = book.tries(who("anna"), publish("sales", "review", 2, a_service("Contract check")));
    assert_eq!(stolen, Err(Refusal::AlreadyExists));
}

#[test]
fn a_description_that_nobody_could_fill_in_is_refused_with_its_flaw() {
    let with = |change: fn(&mut ServiceDescription)| {
        let mut description = a_service("Contract review");
        change(&mut description);
        description
    };
    let many = |count: usize| vec![title("Step"); count];
    for (description, wrong) in [
        (with(|it| it.fields[1].key = 1), ServiceFlaw::FieldTwice),
        (with(|it| it.fields[1].title = title("contract")), ServiceFlaw::FieldTwice),
        (
            with(|it| it.fields[0].kind = FieldKind::Choice { options: vec![title("Lease")] }),
            ServiceFlaw::OptionsInvalid,
        ),
        (with(|it| it.fields[2].kind = FieldKind::Number { least: Some(2), most: Some(1) }), ServiceFlaw::RangeInvalid),
        (with(|it| it.fields.swap(0, 1)), ServiceFlaw::ConditionInvalid),
        (with(|it| it.helper = Some(who("anna"))), ServiceFlaw::HelperNotInTeam),
        (with(|it| it.name = title(&"n".repeat(101))), ServiceFlaw::TooLong),
        (with(|it| it.details = Some(words(&"n".repeat(4_001)))), ServiceFlaw::TooLong),
        (ServiceDescription { checklist: many(21), ..a_service("Review") }, ServiceFlaw::TooManySteps),
        (ServiceDescription { attachments: many(11), ..a_service("Review") }, ServiceFlaw::TooManyAttachments),
        (
            with(|it| it.fields.extend((9..40).map(|key| a_field(key, "More", FieldKind::File)))),
            ServiceFlaw::TooManyFields,
        ),
    ] {
        let tried = Book::founded().tries(who("lena"), publish("legal", "review", 0, description));
        assert_eq!(tried, Err(flaw(wrong)));
    }
}

#[test]
fn no_two_services_that_a_team_offers_have_the_same_name() {
    let mut book = offering();
    let again = || publish("legal", "another", 0, a_service("contract REVIEW"));

    assert_eq!(book.tries(who("lena"), again()), Err(flaw(ServiceFlaw::NameTaken)));
    let retire = Intent::RetireService { team: team("legal"), service: service("review") };
    book.does(who("lena"), retire);
    book.does(who("lena"), again());

    let restore = Intent::RestoreService { team: team("legal"), service: service("review") };
    assert_eq!(book.tries(who("lena"), restore), Err(flaw(ServiceFlaw::NameTaken)));
}

#[test]
fn the_first_word_stands_behind_what_was_asked_on_every_device() {
    let mut book = offering();

    let request = asks(&mut book, a_lease()).expect("the form is filled in");

    let at = |is_meant: fn(&Event) -> bool| {
        let line = book.entries().find(|it| it.request == request && is_meant(&it.event));
        line.map(|it| it.at)
    };
    let (asked, said) = (at(|it| *it == Event::Asked), at(|it| matches!(it, Event::FirstWord { .. })));
    assert!(asked.is_some() && asked < said, "{asked:?}, {said:?}");
}

#[test]
fn a_request_keeps_a_copy_of_what_it_was_asked_by() {
    let mut book = offering();

    let request = asks(&mut book, a_lease()).expect("the form is filled in");
    book.does(
        who("lena"),
        publish("legal", "review", 1, ServiceDescription { checklist: vec![], ..a_service("Other") }),
    );

    let asked = book.request(request);
    assert_eq!((asked.addressee, asked.kind.clone()), (Addressee::Team(team("legal")), Some(title("Contract review"))));
    let form = asked.form.as_ref().expect("it was asked by a service");
    assert_eq!((form.version, form.answers.len()), (1, 1));
    assert_eq!(form.answers[0].title, title("Contract"));
    assert_eq!(asked.checklist.len(), 2);
}

#[test]
fn an_ask_is_judged_by_the_version_that_its_requester_had() {
    let mut book = offering();
    let stricter = |number: u32| {
        let mut description = a_service("Contract review");
        description.fields[2].is_required = true;
        description.details = Some(words(&format!("Version {number}")));
        description
    };
    for from in 1..10 {
        book.does(who("lena"), publish("legal", "review", from, stricter(from)));
    }

    asks(&mut book, a_lease()).expect("the first version asks for no number of pages");
    let by_the_latest = FormAnswers { version: 10, ..a_lease() };
    assert_eq!(asks(&mut book, by_the_latest), Err(Refusal::AnswerMissing { field: field("Pages") }));
    book.does(who("lena"), publish("legal", "review", 10, stricter(10)));
    assert_eq!(asks(&mut book, a_lease()), Err(Refusal::ServiceVersionGone));
    assert_eq!(asks(&mut book, FormAnswers { version: 12, ..a_lease() }), Err(Refusal::ServiceVersionGone));
}

#[test]
fn what_was_asked_before_the_service_was_retired_still_goes_through() {
    let mut book = offering();
    book.does(who("lena"), Intent::RetireService { team: team("legal"), service: service("review") });

    assert!(known(&book).is_retired);
    asks(&mut book, a_lease()).expect("who asked without a connection could not know");
}

#[test]
fn every_answer_has_to_fit_its_field() {
    let text = |words_: &str| Answer::Text { words: words(words_) };
    let day = |day| Answer::Date { date: NaiveDate::from_ymd_opt(2026, 11, day).expect("it is a day") };
    let lease = (1, choice("Lease"));
    for (given, expected) in [
        (vec![], Refusal::AnswerMissing { field: field("Contract") }),
        (vec![(1, choice("Gift"))], Refusal::AnswerNotOffered { field: field("Contract") }),
        (vec![(1, text("Lease"))], Refusal::AnswerOfOtherKind { field: field("Contract") }),
        (vec![(1, choice("Sale"))], Refusal::AnswerMissing { field: field("Buyer") }),
        (vec![lease.clone(), (3, text("12"))], Refusal::AnswerOfOtherKind { field: field("Pages") }),
        (vec![lease.clone(), (3, Answer::Number { number: 501 })], Refusal::AnswerOutOfRange { field: field("Pages") }),
        (vec![lease.clone(), (4, day(15))], Refusal::AnswerOutOfRange { field: field("Needed on") }),
        (vec![lease.clone(), (9, text("What?"))], Refusal::AnswerToNothing),
        (
            vec![(1, choice("Sale")), (2, text(&"b".repeat(501)))],
            Refusal::AnswerTooLong { field: field("Buyer"), most: 500 },
        ),
    ] {
        assert_eq!(asks(&mut offering(), answers("review", 1, given)), Err(expected));
    }
    asks(&mut offering(), answers("review", 1, vec![lease, (4, day(16))])).expect("today is not past");
}

#[test]
fn an_answer_in_a_field_that_is_hidden_is_dropped() {
    let mut book = offering();
    let changed_their_mind = vec![(1, choice("Lease")), (2, Answer::Number { number: 3 })];

    let request = asks(&mut book, answers("review", 1, changed_their_mind)).expect("only the lease counts");

    assert_eq!(book.request(request).form.as_ref().map(|it| it.answers.len()), Some(1));
}

#[test]
fn the_first_word_is_no_answer_of_a_human() {
    let mut book = offering();
    let request = asks(&mut book, a_lease()).expect("the form is filled in");
    book.wait(TimeDelta::hours(1));

    let events = book.events(request);
    assert!(events.iter().any(|it| matches!(it, Event::FirstWord { .. })), "{events:?}");
    let entries: Vec<Entry> = book.entries().filter(|it| it.request == request).cloned().collect();
    assert!(entries.iter().any(|it| it.author.is_none()), "nobody says it");
    let asked = book.request(request);
    let own = WorkingCalendar::weekdays(chrono_tz::UTC);
    let terms = terms_of(asked, &entries, |_| None, &own);
    let counted = clocks(&happenings(asked, &entries, |_, _| true), &terms, book.now);
    let waits = counted.iter().find(|it| it.kind == ClockKind::Acknowledge).expect("it was asked");
    assert_eq!(waits.stopped_at, None);
}

#[test]
fn who_usually_helps_hears_of_it_and_any_of_the_team_takes_it() {
    let mut book = Book::founded();
    let description = ServiceDescription { helper: Some(who("sam")), ..a_service("Contract review") };
    book.does(who("lena"), publish("legal", "review", 0, description));

    let request = asks(&mut book, a_lease()).expect("the form is filled in");

    assert!(book.request(request).watchers.contains(&who("sam")));
    book.does(who("tom"), acknowledge(request, in_days(2)));
}

#[test]
fn what_is_asked_by_a_confidential_service_stays_with_the_team() {
    let mut book = Book::founded();
    let description = ServiceDescription { is_confidential: true, ..a_service("Contract review") };
    book.does(who("lena"), publish("legal", "review", 0, description));

    let request = asks(&mut book, a_lease()).expect("the form is filled in");

    assert_eq!(book.request(request).visibility, Visibility::Private);
}

#[test]
fn the_helpers_side_ticks_the_steps() {
    let mut book = offering();
    let request = asks(&mut book, a_lease()).expect("the form is filled in");
    let tick = |step| Intent::TickStep { request, step };

    assert!(book.tries(who("anna"), tick(0)).is_err(), "the requester reads along");
    book.does(who("tom"), tick(0));
    assert_eq!(book.does(who("sam"), tick(0)), [], "the first stands");
    assert_eq!(book.tries(who("sam"), tick(7)), Err(Refusal::NotFound));

    assert_eq!(book.request(request).checklist[0].ticked.map(|it| it.by), Some(who("tom")));
    book.does(who("sam"), Intent::UntickStep { request, step: 0 });
    assert_eq!(book.request(request).checklist[0].ticked, None);
}

/// Reviews that Tom has to agree to, two of the three, and whom the requester reports to.
fn with_agreement(required: Vec<RequiredApproval>) -> ServiceDescription {
    ServiceDescription { approvals: required, ..a_service("Review") }
}

pub(crate) fn people(names: &[&str], needed: u8) -> RequiredApproval {
    RequiredApproval::People { people: names.iter().map(|it| who(it)).collect(), needed }
}

fn asked_with_agreement(book: &mut Book, required: Vec<RequiredApproval>) -> ServiceRequestId {
    book.does(who("lena"), publish("legal", "review", 0, with_agreement(required)));
    book.ask(who("anna"), a_request().by(answers("review", 1, vec![(1, choice("Lease"))])))
}

fn skipped(book: &Book, request: ServiceRequestId) -> Vec<BTreeSet<PersonId>> {
    let people = |it: &&Event| if let Event::ApprovalSkipped { people } = it { Some(people.clone()) } else { None };
    book.events(request).iter().filter_map(people).collect()
}

#[test]
fn a_service_asks_for_agreement_at_once_and_nothing_is_begun_before() {
    let mut book = Book::founded();
    book.does(who("olga"), Intent::SetManager { person: who("anna"), manager: Some(who("kim")) });
    let request = asked_with_agreement(&mut book, vec![RequiredApproval::Manager, people(&["olga", "ben"], 2)]);

    let steps = &book.request(request).approvals;
    assert_eq!(steps.len(), 2);
    assert_eq!(book.request(request).missing_approvers().collect::<Vec<_>>(), [who("kim")]);
    book.does(who("sam"), acknowledge(request, in_days(2)));
    assert_eq!(book.tries(who("sam"), Intent::Start { request }), Err(Refusal::NotApproved));
    let [manager, both] = [0, 1].map(|at| book.request(request).approvals[at].id);
    book.does(who("kim"), Intent::Approve { request, approval: manager, words: None });
    for name in ["olga", "ben"] {
        book.does(who(name), Intent::Approve { request, approval: both, words: None });
    }

    book.does(who("sam"), Intent::Start { request });
    assert_eq!(skipped(&book, request), []);
}

#[test]
fn who_cannot_be_asked_is_left_out_and_the_timeline_says_so() {
    let mut book = Book::founded();
    book.does(
        who("lena"),
        publish(
            "legal",
            "review",
            0,
            with_agreement(vec![RequiredApproval::Manager, people(&["anna"], 1), people(&["ben", "kim", "anna"], 3)]),
        ),
    );
    book.does(who("olga"), Intent::Deactivate { person: who("ben") });

    let request = book.ask(who("anna"), a_request().by(answers("review", 1, vec![(1, choice("Lease"))])));

    let steps = &book.request(request).approvals;
    assert_eq!((steps.len(), steps[0].needed), (1, 1), "what nobody can give is not waited for");
    assert_eq!(steps[0].approvers, [who("kim")].into());
    let told = skipped(&book, request);
    assert_eq!(told, [BTreeSet::new(), [who("anna")].into(), [who("anna"), who("ben")].into()]);
}

#[test]
fn only_a_lead_does_without_what_the_service_asks_for() {
    let mut book = Book::founded();
    let request = asked_with_agreement(&mut book, vec![people(&["olga"], 1)]);
    let approval = book.request(request).approvals[0].id;
    let waive = Intent::WaiveApproval { request, approval };

    assert_eq!(book.tries(who("sam"), waive.clone()), Err(Refusal::WaivedByLead));
    book.does(who("lena"), waive);

    book.does(who("sam"), acknowledge(request, in_days(2)));
    book.does(who("sam"), Intent::Start { request });
}

#[test]
fn a_lead_does_not_waive_for_themselves_what_their_service_asks_for() {
    let mut book = Book::founded();
    book.does(who("lena"), publish("legal", "review", 0, with_agreement(vec![people(&["olga"], 1)])));
    let form = answers("review", 1, vec![(1, choice("Lease"))]);
    let request = book.ask(who("lena"), a_request().from(who("lena")).by(form));
    let approval = book.request(request).approvals[0].id;

    let refused = book.tries(who("lena"), Intent::WaiveApproval { request, approval });

    assert_eq!(refused, Err(Refusal::ApprovedOneself));
}

#[test]
fn after_a_hand_over_the_lead_of_the_service_does_without_and_no_other() {
    let mut book = Book::founded();
    let request = asked_with_agreement(&mut book, vec![people(&["olga"], 1)]);
    let approval = book.request(request).approvals[0].id;
    let mut handed = book.request(request).clone();
    handed.addressee = Addressee::Person(who("gus"));
    handed.watchers.insert(who("lena"));
    book.put(handed);
    let waive = Intent::WaiveApproval { request, approval };

    assert_eq!(book.tries(who("gus"), waive.clone()), Err(Refusal::WaivedByLead));
    book.does(who("lena"), waive);
}

#[test]
fn a_service_with_impossible_agreement_is_refused() {
    let mut book = Book::founded();
    let mut refused = |required: Vec<RequiredApproval>| match book
        .tries(who("lena"), publish("legal", "review", 0, with_agreement(required)))
    {
        Err(Refusal::ServiceInvalid { flaw }) => flaw,
        other => panic!("{other:?}"),
    };

    assert_eq!(refused(vec![people(&[], 0)]), ServiceFlaw::ApprovalInvalid);
    assert_eq!(refused(vec![people(&["olga"], 2)]), ServiceFlaw::ApprovalInvalid);
    assert_eq!(refused(vec![people(&["olga"], 0)]), ServiceFlaw::ApprovalInvalid);
    assert_eq!(refused(vec![RequiredApproval::Manager; 6]), ServiceFlaw::TooManyApprovals);
    book.does(who("olga"), Intent::Deactivate { person: who("ben") });
    let gone = publish("legal", "review", 0, with_agreement(vec![people(&["ben"], 1)]));
    assert_eq!(book.tries(who("lena"), gone), Err(Refusal::ServiceInvalid { flaw: ServiceFlaw::ApproverGone }));
}
