//! Services that another team serves than the one that offers them.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::offered_service::ServiceFlaw;
use goodturn_domain::person::Membership;
use goodturn_domain::{Actor, Addressee, Intent, Refusal, Scope, ServiceDescription, ServiceRequestId, Visibility};
use goodturn_test_support::services::{a_service, publish};
use goodturn_test_support::{Book, a_request, team, who, words};

use crate::offered_services::{a_lease, flaw, people};
use crate::service_levels::{a_level, set_levels, terms};
use crate::then::{acknowledge, in_days};

/// Legal offers it, and Sales serves it.
fn served_by_sales(is_confidential: bool) -> ServiceDescription {
    ServiceDescription { handled_by: Some(team("sales")), is_confidential, ..a_service("Contract review") }
}

fn closes(book: &mut Book, of: &str) {
    book.does(who("olga"), Intent::CloseTeam { team: team(of) });
}

fn asks_as_kim(book: &mut Book) -> Result<ServiceRequestId, Refusal> {
    let request = book.fresh_request();
    book.tries(who("kim"), a_request().by(a_lease()).ask(request)).map(|_| request)
}

#[test]
fn what_a_group_serves_goes_to_the_group_and_only_its_members_help_with_it() {
    let mut book = Book::founded();
    let helped_by = |name| ServiceDescription { helper: Some(who(name)), ..served_by_sales(true) };
    let publishes = |description| publish("legal", "review", 0, description);
    assert_eq!(
        book.tries(who("lena"), publishes(helped_by("sam"))),
        Err(flaw(ServiceFlaw::HelperNotInTeam)),
        "Sam is in the team that offers it alone"
    );
    book.does(who("lena"), publishes(helped_by("ben")));

    let request = asks_as_kim(&mut book).expect("the form is filled in");

    let asked = book.request(request).clone();
    assert_eq!((asked.addressee, asked.visibility), (Addressee::Team(team("sales")), Visibility::Private));
    assert!(asked.watchers.contains(&who("ben")));
    assert!(asked.scopes().iter().all(|it| *it != Scope::Team(team("legal"))));
    assert_eq!(
        book.tries(who("lena"), acknowledge(request, in_days(2))),
        Err(Refusal::NotFound),
        "for her it is not there"
    );
    book.does(who("ben"), acknowledge(request, in_days(2)));
}

#[test]
fn the_group_sees_it_until_it_goes_to_somebody_else() {
    let mut book = Book::founded();
    book.does(who("lena"), publish("legal", "review", 0, served_by_sales(true)));
    let request = asks_as_kim(&mut book).expect("the form is filled in");
    let sees = |book: &Book, of: &str| {
        let asked = book.request(request);
        [asked.scopes(), asked.note_scopes()].map(|it| it.contains(&Scope::Team(team(of)))) == [true; 2]
    };
    let hands = |to| Intent::HandOver { request, to, reason: words("You know this") };

    book.does(who("ben"), hands(Addressee::Person(who("anna"))));
    assert!(sees(&book, "sales"), "Anna is one of them");

    book.does(who("anna"), hands(Addressee::Person(who("sam"))));
    assert!(!sees(&book, "sales") && !sees(&book, "legal"), "it is between Kim and Sam now");
    book.does(who("sam"), hands(Addressee::Team(team("legal"))));
    assert!(!sees(&book, "sales") && sees(&book, "legal"));
    book.does(who("sam"), hands(Addressee::Person(who("tom"))));
    assert!(!sees(&book, "legal"), "they were never the group");
}

#[test]
fn it_stays_with_the_group_when_who_leads_it_from_above_gets_it() {
    let mut book = Book::founded();
    let (sales, part_of) = (team("sales"), Some(team("legal")));
    book.does(who("olga"), Intent::PlaceTeam { team: sales, part_of, is_led_from_above: true });
    book.does(who("lena"), publish("legal", "review", 0, served_by_sales(true)));
    let request = asks_as_kim(&mut book).expect("the form is filled in");

    let to = Addressee::Person(who("lena"));
    book.does(who("ben"), Intent::HandOver { request, to, reason: words("You know this") });

    let asked = book.request(request);
    assert_eq!(asked.group, Some(sales));
    assert!(asked.scopes().contains(&Scope::Team(sales)) && !asked.scopes().contains(&Scope::Team(team("legal"))));
}

#[test]
fn within_the_group_its_levels_hold_whatever_other_teams_its_members_are_in() {
    let mut book = Book::founded();
    book.does(who("lena"), publish("legal", "review", 0, served_by_sales(true)));
    let also = Intent::SetMembership { team: team("legal"), person: who("anna"), membership: Some(Membership::Member) };
    book.decide(Actor::Server, also).expect("Anna is in both");
    for (lead, of) in [("anna", "sales"), ("lena", "legal")] {
        book.does(who(lead), set_levels(of, vec![a_level(of)]));
    }
    book.wait(TimeDelta::hours(1));
    let request = asks_as_kim(&mut book).expect("the form is filled in");
    book.wait(TimeDelta::hours(1));

    let to = Addressee::Person(who("anna"));
    book.does(who("ben"), Intent::HandOver { request, to, reason: words("You know this") });

    assert_eq!(book.request(request).helper_teams, BTreeSet::from([team("sales")]));
    let levels: Vec<_> = terms(&book, request).into_iter().map(|it| it.level.map(|it| it.name.to_string())).collect();
    assert!(levels.iter().all(|it| it.as_deref() == Some("sales")), "{levels:?}");
    book.does(who("anna"), Intent::HandOver { request, to: Addressee::Person(who("lena")), reason: words("Not ours") });
    assert_eq!(book.request(request).helper_teams, BTreeSet::from([team("legal")]), "it left the group");
}

#[test]
fn once_the_group_is_gone_what_is_confidential_goes_to_nobody_else() {
    for (is_confidential, expected) in
        [(true, Err(Refusal::ServiceGroupGone)), (false, Ok(Addressee::Team(team("legal"))))]
    {
        let mut book = Book::founded();
        book.does(who("lena"), publish("legal", "review", 0, served_by_sales(is_confidential)));
        closes(&mut book, "sales");

        let asked = asks_as_kim(&mut book);

        assert_eq!(asked.map(|id| book.request(id).addressee), expected);
        let again = publish("legal", "review", 1, ServiceDescription { first_word: None, ..served_by_sales(true) });
        assert_eq!(book.tries(who("lena"), again), Err(flaw(ServiceFlaw::GroupGone)));
    }
}

#[test]
fn who_leads_the_group_goes_on_without_what_the_service_asks_for() {
    let mut book = Book::founded();
    let description = ServiceDescription { approvals: vec![people(&["tom"], 1)], ..served_by_sales(false) };
    book.does(who("lena"), publish("legal", "review", 0, description));
    let request = asks_as_kim(&mut book).expect("the form is filled in");
    let step = book.request(request).approvals[0].id;
    let waive = Intent::WaiveApproval { request, approval: step };

    assert!(book.tries(who("ben"), waive.clone()).is_err(), "he does not lead it");
    book.does(who("anna"), waive);

    assert!(book.request(request).approvals.is_empty());
}

#[test]
fn once_the_group_is_gone_who_leads_the_team_that_offers_it_goes_on_without() {
    for is_closed_before in [true, false] {
        let mut book = Book::founded();
        let description = ServiceDescription { approvals: vec![people(&["tom"], 1)], ..served_by_sales(false) };
        book.does(who("lena"), publish("legal", "review", 0, description));
        if is_closed_before {
            closes(&mut book, "sales");
        }
        let request = asks_as_kim(&mut book).expect("the form is filled in");
        if !is_closed_before {
            let to = Addressee::Team(team("legal"));
            book.does(who("ben"), Intent::HandOver { request, to, reason: words("We are closing") });
            closes(&mut book, "sales");
        }
        let waive = Intent::WaiveApproval { request, approval: book.request(request).approvals[0].id };

        assert!(book.tries(who("anna"), waive.clone()).is_err(), "her team is gone");
        book.does(who("lena"), waive);

        assert!(book.request(request).approvals.is_empty());
    }
}

#[test]
fn a_group_that_opens_again_has_nothing_to_do_with_what_went_to_the_team_that_offers_it() {
    let mut book = Book::founded();
    let description = ServiceDescription { approvals: vec![people(&["tom"], 1)], ..served_by_sales(false) };
    book.does(who("lena"), publish("legal", "review", 0, description));
    closes(&mut book, "sales");
    let request = asks_as_kim(&mut book).expect("the form is filled in");
    book.does(who("olga"), Intent::ReopenTeam { team: team("sales") });
    let waive = Intent::WaiveApproval { request, approval: book.request(request).approvals[0].id };

    assert!(book.tries(who("anna"), waive.clone()).is_err());
    book.does(who("lena"), waive);
}
