//! How pressing a request is, and what it is found by.

use goodturn_domain::{Event, Intent, Priority, Refusal, ServiceRequest, StageName};
use goodturn_test_support::{Book, a_request, label, who};

fn labels(request: &ServiceRequest) -> Vec<&str> {
    request.labels.iter().map(|it| it.as_str()).collect()
}

#[test]
fn a_priority_changes_with_what_it_was_and_is_kept_when_it_is_the_same() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request());
    let change = |priority| Intent::ChangePriority { request, priority };

    book.does(who("sam"), change(Priority::Urgent));
    let again = book.decide(goodturn_domain::Actor::Person(who("anna")), change(Priority::Urgent));

    assert_eq!(again, Ok(Vec::new()), "it is urgent already");
    assert_eq!(book.request(request).priority, Priority::Urgent);
    let told = Event::PriorityChanged { from: Priority::Normal, to: Priority::Urgent };
    assert_eq!(book.events(request), [&Event::Asked, &told]);
}

#[test]
fn a_label_is_one_whatever_its_case() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request());

    book.does(who("anna"), Intent::AddLabel { request, label: label(" Office  move ") });
    book.does(who("sam"), Intent::AddLabel { request, label: label("OFFICE MOVE") });
    assert_eq!(labels(book.request(request)), ["Office move"]);

    book.does(who("sam"), Intent::RemoveLabel { request, label: label("office move") });
    book.does(who("anna"), Intent::RemoveLabel { request, label: label("Office move") });

    assert_eq!(labels(book.request(request)), [""; 0]);
    let (on, off) =
        (Event::Labelled { label: label("Office move") }, Event::Unlabelled { label: label("Office move") });
    assert_eq!(book.events(request), [&Event::Asked, &on, &off], "each once");
}

#[test]
fn labels_end_somewhere() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request());
    let most = ServiceRequest::MOST_LABELS;
    for number in 0..most {
        book.does(who("anna"), Intent::AddLabel { request, label: label(&format!("Label {number}")) });
    }

    let more = book.tries(who("anna"), Intent::AddLabel { request, label: label("One more") });

    assert_eq!(more, Err(Refusal::TooManyLabels { most }));
    assert!(goodturn_domain::Label::new(&"x".repeat(41)).is_err(), "a label is short");
}

#[test]
fn what_has_ended_is_still_labelled() {
    let mut book = Book::founded();
    let request = book.fresh_request();
    book.put(a_request().in_stage(StageName::Closed).build(request));

    book.does(who("anna"), Intent::AddLabel { request, label: label("Deed") });

    assert_eq!(labels(book.request(request)), ["Deed"]);
    let urgent = Intent::ChangePriority { request, priority: Priority::Urgent };
    assert!(matches!(book.tries(who("anna"), urgent), Err(Refusal::WrongStage { .. })));
}
