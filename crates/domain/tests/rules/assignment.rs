//! Rules hand over within a team: by turns, to who has least open, and never to who cannot have it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::person::{Absence, Membership};
use goodturn_domain::rule::{Act, Cause, ChosenBy, Skip, TeamRules};
use goodturn_domain::{
    Actor, Addressee, Entity, Event, Intent, Label, PersonId, Records, Refusal, RuleId, ServiceRequestId, Timestamp,
};
use goodturn_test_support::rules::{a_rule, a_rule_id, keep_rule};
use goodturn_test_support::{Book, a_request, team, who, words};

use crate::then::{acknowledge, deliver, in_days};

pub(crate) const LEGAL: [&str; 4] = ["lena", "sam", "tom", "kim"];

/// Lena, Sam, Tom and Kim are Legal, which has one rule.
pub(crate) fn with_rule(text: &str) -> Book {
    let mut book = Book::founded();
    let membership = Some(Membership::Member);
    let joins = Intent::SetMembership { team: team("legal"), person: who("kim"), membership };
    book.decide(Actor::Server, joins).expect("Kim joins");
    book.does(who("lena"), keep_rule("legal", "it", a_rule("Turns", text)));
    book
}

fn asked(book: &mut Book, requester: &str) -> ServiceRequestId {
    let request = book.ask(who(requester), a_request().to_team(team("legal")));
    book.wait(TimeDelta::minutes(1));
    request
}

/// The rule is looked at for what was told last. To whom it came, or why to nobody.
pub(crate) fn fires(book: &mut Book, request: ServiceRequestId) -> Result<PersonId, Skip> {
    let is_passed_on = book.request(request).hand_over_count > 0;
    let rules = ids_of_rules(book);
    let rule = if is_passed_on && rules.contains(&a_rule_id("again")) { "again" } else { "it" };
    fires_at(book, request, a_rule_id(rule), None)
}

fn fires_at(
    book: &mut Book,
    request: ServiceRequestId,
    rule: RuleId,
    looked_at: Option<Timestamp>,
) -> Result<PersonId, Skip> {
    let mut lines: Vec<_> = book.entries().filter(|it| it.request == request && it.author.is_some()).collect();
    lines.sort_by_key(|it| (it.at, it.id));
    let cause = Cause::Line(lines.last().expect("something was told").id);
    let fire = Intent::FireRule { team: team("legal"), rule, request, cause, looked_at };
    let changes = book.decide(Actor::Server, fire).expect("a rule is never refused");
    let told = changes.into_iter().find_map(|it| match it {
        Entity::Entry(line) => match line.event {
            Event::RuleFired { deeds, .. } => Some(deeds),
            _ => None,
        },
        _ => None,
    });
    let deed = told.and_then(|it| it.first().cloned()).expect("it fires, and tells what came of it");
    let Act::Assign { to, .. } = deed.act else { panic!("it is that") };
    deed.skipped.map_or_else(|| Ok(to.expect("it came to somebody")), Err)
}

fn ids_of_rules(book: &Book) -> Vec<RuleId> {
    match book.find(TeamRules::id_of(team("legal")).into()) {
        Ok(Some(Entity::TeamRules(known))) => known.known().map(|it| it.id).collect(),
        _ => Vec::new(),
    }
}

fn turns(book: &Book) -> Vec<PersonId> {
    match book.find(TeamRules::id_of(team("legal")).into()) {
        Ok(Some(Entity::TeamRules(known))) => known.turns,
        other => panic!("there are rules, not {other:?}"),
    }
}

pub(crate) fn goes_away(book: &mut Book, name: &str) {
    let (from, until) = (book.now, book.now.plus(TimeDelta::days(3)));
    let absence = Some(Absence { from, until, substitute: None });
    book.does(who(name), Intent::SetAbsence { person: who(name), absence });
}

fn sorted(names: &[&str]) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = names.iter().map(|it| who(it)).collect();
    people.sort_unstable();
    people
}

#[test]
fn by_turns_everybody_gets_one_before_anybody_gets_a_second() {
    let mut book = with_rule("when asked then hand over by turns");
    let mut came_to = Vec::new();
    for _ in 0..8 {
        let request = asked(&mut book, "anna");
        came_to.push(fires(&mut book, request).expect("somebody is there"));
        assert_eq!(book.request(request).addressee, Addressee::Person(*came_to.last().expect("it is there")));
    }

    assert_eq!(came_to[..4], sorted(&LEGAL));
    assert_eq!(came_to[4..], came_to[..4], "and then in the same order");
}

#[test]
fn the_timeline_says_who_got_it_and_why() {
    for (text, by, reason) in [
        ("when asked then hand over by turns", ChosenBy::Turns, "Turns"),
        (
            "when asked then hand over to who has least saying \"You have room, {requester} waits\"",
            ChosenBy::LeastOpen,
            "You have room, anna waits",
        ),
    ] {
        let mut book = with_rule(text);
        let request = asked(&mut book, "anna");
        let person = fires(&mut book, request).expect("somebody is there");

        let told = book.events(request).into_iter().find_map(|it| match it {
            Event::HandedOver { to, reason, chosen_by, .. } => Some((*to, reason.to_string(), *chosen_by)),
            _ => None,
        });

        assert_eq!(told, Some((Addressee::Person(person), reason.to_owned(), Some(by))), "{text}");
    }
}

#[test]
fn turns_are_known_however_short_the_log_is() {
    let mut book = with_rule("when asked then hand over by turns");
    let request = asked(&mut book, "anna");
    let first = fires(&mut book, request).expect("somebody is there");
    let other = a_rule("Other", "when asked then say \"x\"");
    book.does(who("lena"), keep_rule("legal", "other", other));
    for _ in 0..TeamRules::MOST_FIRINGS + 1 {
        let request = asked(&mut book, "anna");
        let line = book.entries().find(|it| it.request == request).expect("it was asked").id;
        let (team, rule) = (team("legal"), a_rule_id("other"));
        let fire = Intent::FireRule { team, rule, request, cause: Cause::Line(line), looked_at: None };
        book.decide(Actor::Server, fire).expect("a rule is never refused");
    }

    let next: Vec<_> = (0..3)
        .map(|_| {
            let request = asked(&mut book, "anna");
            fires(&mut book, request).expect("somebody is there")
        })
        .collect();

    assert!(!next.contains(&first), "the others come first: {next:?}");
}

#[test]
fn who_has_least_open_gets_it_and_equals_by_their_turn() {
    let mut book = with_rule("when asked then hand over to who has least");
    for name in ["lena", "sam", "sam", "kim"] {
        book.ask(who("anna"), a_request().to(who(name)));
    }
    let mut came_to = Vec::new();
    for _ in 0..4 {
        let request = asked(&mut book, "anna");
        came_to.push(fires(&mut book, request).expect("somebody is there"));
    }

    assert_eq!(came_to[0], who("tom"), "he had nothing");
    let second = BTreeSet::from_iter(came_to[1..3].iter().copied());
    assert_eq!(second, BTreeSet::from([who("lena"), who("kim")]), "they had one, and never a turn");
    assert_eq!(came_to[3], who("tom"), "all have two, and Sam: never a turn comes before one");
}

#[test]
fn delivered_is_no_longer_open() {
    let mut book = with_rule("when asked then hand over by turns at most 1");
    let mut came_to = Vec::new();
    for _ in 0..4 {
        let request = asked(&mut book, "anna");
        came_to.push((fires(&mut book, request).expect("somebody is there"), request));
    }
    let fifth = asked(&mut book, "anna");
    assert_eq!(fires(&mut book, fifth), Err(Skip::NobodyFree));
    assert_eq!(book.request(fifth).addressee, Addressee::Team(team("legal")), "it stays in the queue");

    let (person, first) = came_to[2];
    book.does(person, acknowledge(first, in_days(2)));
    book.does(person, deliver(first));
    let sixth = asked(&mut book, "anna");
    assert_eq!(fires(&mut book, sixth), Ok(person));
}

#[test]
fn who_asks_is_away_is_gone_or_has_passed_it_on_never_gets_it() {
    let mut book = with_rule("when handed over then hand over by turns");
    goes_away(&mut book, "tom");
    let request = book.ask(who("lena"), a_request().to(who("kim")));
    let (to, reason) = (Addressee::Team(team("legal")), words("Not mine"));
    book.wait(TimeDelta::minutes(1));
    book.does(who("kim"), Intent::HandOver { request, to, reason: reason.clone() });
    book.wait(TimeDelta::minutes(1));
    assert_eq!(fires(&mut book, request), Ok(who("sam")), "Lena asks, Kim has passed it on, Tom is away");

    book.wait(TimeDelta::minutes(1));
    book.does(who("sam"), acknowledge(request, in_days(2)));
    book.wait(TimeDelta::minutes(1));
    book.does(who("sam"), Intent::HandOver { request, to, reason });
    book.wait(TimeDelta::minutes(1));

    assert_eq!(fires(&mut book, request), Err(Skip::NobodyFree));
    let mut book = with_rule("when asked then hand over by turns");
    for name in ["lena", "sam", "tom"] {
        book.does(who("olga"), Intent::Deactivate { person: who(name) });
    }
    let request = asked(&mut book, "anna");
    assert_eq!(fires(&mut book, request), Ok(who("kim")));
}

#[test]
fn only_who_works_now_gets_it_where_the_rule_says_so() {
    let text = "when asked then hand over by turns who is at work";
    let mut book = with_rule(text);
    let request = asked(&mut book, "anna");
    assert!(fires(&mut book, request).is_ok(), "it is Monday morning");

    let request = asked(&mut book, "anna");
    let night = Some(book.now.plus(TimeDelta::hours(14)));
    assert_eq!(
        fires_at(&mut book, request, a_rule_id("it"), night),
        Err(Skip::NobodyFree),
        "what was asked by day and came at night is for nobody"
    );
}

#[test]
fn only_who_knows_it_gets_it_where_the_rule_says_so() {
    let mut book = with_rule("when asked then hand over by turns who knows Payroll");
    let request = asked(&mut book, "anna");
    assert_eq!(fires(&mut book, request), Err(Skip::NobodyFree));
    for (name, skill) in [("tom", "Payroll in Germany"), ("sam", "Leases"), ("anna", "Payroll")] {
        book.does(who(name), Intent::SetSkills { skills: vec![Label::new(skill).expect("it is short")] });
    }

    for _ in 0..2 {
        let request = asked(&mut book, "ben");
        assert_eq!(fires(&mut book, request), Ok(who("tom")), "Anna is not in the team");
    }
}

#[test]
fn what_the_same_rule_has_given_away_is_given_away_once() {
    let mut book = with_rule("when asked then hand over by turns, hand over to who has least, hand over by turns");
    let request = asked(&mut book, "anna");

    assert!(fires(&mut book, request).is_ok());

    assert_eq!((book.request(request).hand_over_count, turns(&book).len()), (1, 1));
}

#[test]
fn who_leaves_the_team_or_is_erased_has_no_turn_any_more() {
    let mut book = with_rule("when asked then hand over by turns");
    let mut came_to = Vec::new();
    for _ in 0..3 {
        let request = asked(&mut book, "anna");
        came_to.push(fires(&mut book, request).expect("somebody is there"));
    }
    let leaves = Intent::SetMembership { team: team("legal"), person: came_to[0], membership: None };
    book.decide(Actor::Server, leaves).expect("they leave");
    let request = asked(&mut book, "anna");
    let last = fires(&mut book, request).expect("somebody is there");

    assert_eq!(turns(&book), [came_to[1], came_to[2], last]);
}

#[test]
fn what_goes_to_somebody_of_several_teams_stays_with_the_one_that_gave_it() {
    let mut book = with_rule("when asked then hand over by turns who knows Deeds");
    let also = Intent::SetMembership { team: team("sales"), person: who("kim"), membership: Some(Membership::Member) };
    book.decide(Actor::Server, also).expect("Kim is in both");
    book.does(who("kim"), Intent::SetSkills { skills: vec![Label::new("Deeds").expect("it is short")] });
    let request = asked(&mut book, "tom");

    assert_eq!(fires(&mut book, request), Ok(who("kim")));

    assert_eq!(book.request(request).helper_teams, BTreeSet::from([team("legal")]));
}

#[test]
fn what_was_given_to_somebody_is_taken_back_by_the_team() {
    for is_private in [false, true] {
        let mut book = with_rule("when asked then hand over by turns");
        let draft = a_request().to_team(team("legal"));
        let request = book.ask(who("anna"), if is_private { draft.private() } else { draft });
        book.wait(TimeDelta::minutes(1));
        let first = fires(&mut book, request).expect("somebody is there");
        let others: Vec<PersonId> =
            LEGAL.map(who).into_iter().filter(|it| *it != first && *it != who("lena")).collect();
        let hands = |to| Intent::HandOver { request, to, reason: words("They are ill") };
        book.wait(TimeDelta::minutes(1));

        let not_his = book.tries(who("ben"), hands(Addressee::Person(who("ben"))));
        assert_eq!(matches!(not_his, Err(Refusal::NotFound)), is_private, "it is not his team");
        assert!(not_his.is_err());
        let by = if first == who("lena") { others[1] } else { who("lena") };
        book.does(by, hands(Addressee::Person(others[0])));
        assert_eq!(book.request(request).helper_teams, BTreeSet::from([team("legal")]));
        book.wait(TimeDelta::minutes(1));
        book.does(by, acknowledge(request, in_days(2)));

        assert_eq!(book.request(request).stage.helper(), Some(by), "who takes it has it");
        book.wait(TimeDelta::minutes(1));
        book.does(by, hands(Addressee::Person(who("ben"))));
        assert!(book.tries(first, acknowledge(request, in_days(2))).is_err(), "it is not theirs any more");
    }
}

#[test]
fn what_comes_back_to_the_team_goes_to_nobody_who_had_it() {
    let mut book = with_rule("when asked then hand over by turns");
    book.does(who("lena"), keep_rule("legal", "again", a_rule("Again", "when handed over then hand over by turns")));
    let request = asked(&mut book, "anna");
    let first = fires(&mut book, request).expect("somebody is there");
    assert_eq!(book.request(request).for_team, Some(team("legal")));
    let to = Addressee::Team(team("legal"));
    book.does(who("lena"), Intent::HandOver { request, to, reason: words("They are ill") });
    assert_eq!(book.request(request).for_team, None, "the team itself has it");
    book.wait(TimeDelta::minutes(1));

    let second = fires(&mut book, request).expect("somebody is there");

    assert!(![first, who("lena")].contains(&second), "one has had it, and Lena has passed it on");
}

#[test]
fn who_takes_what_was_given_to_somebody_meanwhile_has_taken_it() {
    let mut book = with_rule("when asked then hand over by turns");
    let request = asked(&mut book, "anna");
    let first = fires(&mut book, request).expect("somebody is there");
    let other = LEGAL.map(who).into_iter().find(|it| *it != first).expect("there are four");

    book.does(other, acknowledge(request, in_days(2)));
    book.wait(TimeDelta::minutes(1));
    book.does(first, acknowledge(request, in_days(3)));

    assert_eq!(book.request(request).stage.helper(), Some(other));
    assert!(book.events(request).iter().any(|it| matches!(it, Event::AlsoTook { .. })), "and both are told");
}

#[test]
fn who_got_something_is_known_wherever_the_rules_are_read() {
    let mut book = with_rule("when asked then hand over by turns");
    let request = asked(&mut book, "anna");
    let person = fires(&mut book, request).expect("somebody is there");
    let rules = |book: &Book| match book.find(TeamRules::id_of(team("legal")).into()) {
        Ok(Some(Entity::TeamRules(known))) => known,
        other => panic!("there are rules, not {other:?}"),
    };

    assert_eq!(Entity::from(rules(&book)).people(), BTreeSet::from([person]), "no rule names them");
    let log_alone = TeamRules { turns: Vec::new(), ..rules(&book) };
    assert_eq!(Entity::from(log_alone).people(), BTreeSet::from([person]), "the log does");
    let turns_alone = TeamRules { firings: Vec::new(), ..rules(&book) };
    assert_eq!(Entity::from(turns_alone).people(), BTreeSet::from([person]), "and the turns");
}

#[test]
fn what_it_is_capped_at_is_checked() {
    use goodturn_domain::Refusal;
    use goodturn_domain::rule::{RuleAction, RuleFlaw};
    let mut body = a_rule("Turns", "when asked then hand over by turns at most 5");
    for most in [0, 100] {
        if let Some(RuleAction::Assign { how, .. }) = body.thens.first_mut() {
            how.at_most = Some(most);
        }
        let tried = Book::founded().tries(who("lena"), keep_rule("legal", "it", body.clone()));
        assert_eq!(tried, Err(Refusal::RuleInvalid { flaw: RuleFlaw::MostOutOfRange }));
    }
}
