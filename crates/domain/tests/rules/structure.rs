//! How pressing a request is, what it is found by, and what it has to do with others.

use chrono::TimeDelta;
use goodturn_domain::{Event, Intent, LinkKind, Priority, Refusal, ServiceRequest, StageName};
use goodturn_test_support::{Book, a_request, label, who};

fn labels(request: &ServiceRequest) -> Vec<&str> {
    request.labels.iter().map(|it| it.as_str()).collect()
}

#[test]
fn a_priority_changes_with_what_it_was_and_is_kept_when_it_is_the_same() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request());
    let change = |priority| Intent::ChangePriority { request, priority };

    book.wait(TimeDelta::minutes(1));
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

    book.wait(TimeDelta::minutes(1));
    book.does(who("anna"), Intent::AddLabel { request, label: label(" Office  move ") });
    book.does(who("sam"), Intent::AddLabel { request, label: label("OFFICE MOVE") });
    assert_eq!(labels(book.request(request)), ["Office move"]);

    book.wait(TimeDelta::minutes(1));
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

#[test]
fn a_link_is_said_once_and_only_on_the_side_that_says_it() {
    let mut book = Book::founded();
    let (anna, sam) = (who("anna"), who("sam"));
    let (one, other) = (book.ask(anna, a_request()), book.ask(anna, a_request()));

    book.wait(TimeDelta::minutes(1));
    book.does(anna, Intent::Link { request: one, to: other, kind: LinkKind::Related });
    book.does(sam, Intent::Link { request: other, to: one, kind: LinkKind::Related });

    assert_eq!(book.request(one).links, [(other, LinkKind::Related)].into());
    assert_eq!(book.request(other).links, [].into(), "that they are related is said already");
    assert_eq!(book.events(other), [&Event::Asked], "whoever sees this one may not see the other");

    book.wait(TimeDelta::minutes(1));
    book.does(sam, Intent::Unlink { request: one, to: other });
    assert_eq!(book.request(one).links, [].into());
    let told = [
        &Event::Asked,
        &Event::Linked { to: other, kind: LinkKind::Related },
        &Event::Unlinked { to: other, kind: LinkKind::Related },
    ];
    assert_eq!(book.events(one), told);
}

#[test]
fn no_chain_of_duplicates_or_of_what_follows_leads_back() {
    for kind in [LinkKind::DuplicateOf, LinkKind::Follows] {
        let mut book = Book::founded();
        let anna = who("anna");
        let first = book.ask(anna, a_request());
        let second = book.ask(anna, a_request().linked(kind, first));
        let third = book.ask(anna, a_request().linked(kind, second));

        let back = Intent::Link { request: first, to: third, kind };

        assert_eq!(book.tries(anna, back), Err(Refusal::LinkLeadsBack), "{kind:?}");
        book.does(anna, Intent::Link { request: first, to: third, kind: LinkKind::Related });
    }
}

#[test]
fn a_chain_that_never_ends_is_not_followed_for_ever() {
    let mut book = Book::founded();
    let anna = who("anna");
    let first = book.ask(anna, a_request());
    let mut last = first;
    for _ in 0..600 {
        let next = book.fresh_request();
        book.put(a_request().linked(LinkKind::PartOf, last).build(next));
        last = next;
    }
    let apart = book.ask(anna, a_request());

    let far = book.tries(anna, Intent::Link { request: apart, to: last, kind: LinkKind::PartOf });

    assert_eq!(far, Err(Refusal::LinkLeadsBack), "nobody can tell within a look, so it is not said");
}

#[test]
fn nobody_links_to_what_they_do_not_see() {
    let mut book = Book::founded();
    let mine = book.ask(who("anna"), a_request());
    let theirs = book.ask(who("kim"), a_request().to(who("gus")).private());

    let link = Intent::Link { request: mine, to: theirs, kind: LinkKind::Related };
    assert_eq!(book.tries(who("anna"), link), Err(Refusal::NotFound));

    let asked = book.ask(who("anna"), a_request().linked(LinkKind::Follows, theirs));
    assert_eq!(book.request(asked).links, [].into(), "the request goes out all the same");
}

#[test]
fn a_whole_is_no_part_of_its_parts() {
    let mut book = Book::founded();
    let anna = who("anna");
    let whole = book.ask(anna, a_request());
    let part = book.ask(anna, a_request().linked(LinkKind::PartOf, whole));
    let smaller = book.ask(anna, a_request().linked(LinkKind::PartOf, part));
    assert!(book.events(part).contains(&&Event::Linked { to: whole, kind: LinkKind::PartOf }));

    let link = |to, kind| Intent::Link { request: whole, to, kind };
    assert_eq!(book.tries(anna, link(smaller, LinkKind::PartOf)), Err(Refusal::LinkLeadsBack));
    assert_eq!(book.tries(anna, link(whole, LinkKind::Related)), Err(Refusal::LinkedToItself));
    book.does(anna, link(smaller, LinkKind::Related));
}

#[test]
fn links_end_somewhere() {
    let mut book = Book::founded();
    let (anna, most) = (who("anna"), ServiceRequest::MOST_LINKS);
    let request = book.ask(anna, a_request());
    let others: Vec<_> = (0..=most).map(|_| book.ask(anna, a_request())).collect();
    let link = |to: &goodturn_domain::ServiceRequestId, kind| Intent::Link { request, to: *to, kind };
    for other in &others[..most] {
        book.does(anna, link(other, LinkKind::Related));
    }

    assert_eq!(book.tries(anna, link(&others[most], LinkKind::Related)), Err(Refusal::TooManyLinks { most }));
    book.does(anna, link(&others[0], LinkKind::Follows));
    assert_eq!(book.request(request).links.len(), most, "another kind is no further link");
}
