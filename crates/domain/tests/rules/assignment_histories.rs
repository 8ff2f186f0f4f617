//! Over any history nobody is given a second before everybody who fits had one, and nobody more than they may have.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::rule::{ChosenBy, Skip};
use goodturn_domain::{Addressee, Intent, PersonId, ServiceRequestId};
use goodturn_test_support::rules::{a_rule, keep_rule};
use goodturn_test_support::{Book, a_request, team, who, words};
use proptest::prelude::*;

use crate::assignment::{LEGAL, fires, goes_away, with_rule};
use crate::then::{acknowledge, deliver};

#[derive(Clone, Copy, Debug)]
enum Step {
    Asks(usize),
    /// Somebody takes the oldest that was given to them.
    Takes(usize),
    Delivers(usize),
    /// Somebody gives the oldest that they have back to the team.
    PassesOn(usize),
    GoesAway(usize),
    IsBack(usize),
    Waits(i64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let one = 0..LEGAL.len();
    prop_oneof![
        4 => (0..6_usize).prop_map(Step::Asks),
        2 => one.clone().prop_map(Step::Takes),
        2 => one.clone().prop_map(Step::Delivers),
        2 => one.clone().prop_map(Step::PassesOn),
        1 => one.clone().prop_map(Step::GoesAway),
        1 => one.prop_map(Step::IsBack),
        1 => (1..40_i64).prop_map(Step::Waits),
    ]
}

/// A history, with what is known of it apart from the rules.
struct History {
    book: Book,
    by: ChosenBy,
    most: Option<usize>,
    /// To whom they came, one after the other.
    given: Vec<PersonId>,
    passed_on: Vec<(ServiceRequestId, PersonId)>,
}

impl History {
    fn open(&self, person: PersonId) -> usize {
        self.book.requests().filter(|it| it.open_with() == Some(person)).count()
    }

    /// The oldest request that somebody has.
    fn first_of(&self, person: PersonId) -> Option<ServiceRequestId> {
        self.book.requests().find(|it| it.open_with() == Some(person)).map(|it| it.id)
    }

    fn does(&mut self, step: Step) {
        let member = |it: usize| who(LEGAL[it]);
        self.book.wait(TimeDelta::minutes(1));
        match step {
            Step::Asks(by) => {
                let requester = ["anna", "ben", "lena", "sam", "tom", "kim"][by];
                let request = self.book.ask(who(requester), a_request().to_team(team("legal")));
                self.fires(request);
            }
            Step::Takes(it) => {
                if let Some(request) = self.first_of(member(it)) {
                    let _ = self.book.tries(member(it), acknowledge(request, self.book.now.plus(TimeDelta::days(9))));
                }
            }
            Step::Delivers(it) => {
                if let Some(request) = self.first_of(member(it)) {
                    let _ = self.book.tries(member(it), deliver(request));
                }
            }
            Step::PassesOn(it) => {
                let (to, reason) = (Addressee::Team(team("legal")), words("Not mine"));
                let Some(request) = self.first_of(member(it)) else { return };
                if self.book.tries(member(it), Intent::HandOver { request, to, reason }).is_ok() {
                    self.passed_on.push((request, member(it)));
                    self.fires(request);
                }
            }
            Step::GoesAway(it) => goes_away(&mut self.book, LEGAL[it]),
            Step::IsBack(it) => {
                let person = member(it);
                self.book.does(person, Intent::SetAbsence { person, absence: None });
            }
            Step::Waits(hours) => self.book.wait(TimeDelta::hours(hours)),
        }
    }

    fn fires(&mut self, request: ServiceRequestId) {
        self.book.wait(TimeDelta::minutes(1));
        let now = self.book.now;
        let away: BTreeSet<PersonId> = self.book.people().filter(|it| it.is_away(now)).map(|it| it.id).collect();
        let requester = self.book.request(request).requester;
        let fits = |person: &PersonId| {
            !away.contains(person) && *person != requester && !self.passed_on.contains(&(request, *person))
        };
        let open = |person| self.open(person);
        let fitting: Vec<(PersonId, usize)> = LEGAL
            .map(who)
            .into_iter()
            .filter(fits)
            .map(|it| (it, open(it)))
            .filter(|(_, open)| self.most.is_none_or(|most| *open < most))
            .collect();
        if self.book.request(request).hand_over_count >= 10 {
            return;
        }
        match fires(&mut self.book, request) {
            Err(skip) => assert_eq!((skip, fitting), (Skip::NobodyFree, Vec::new())),
            Ok(person) => self.check(person, &fitting),
        }
    }

    fn check(&mut self, person: PersonId, fitting: &[(PersonId, usize)]) {
        let had = fitting.iter().find(|(it, _)| *it == person).expect("it came to somebody who fits").1;
        match self.by {
            ChosenBy::LeastOpen => assert!(fitting.iter().all(|(_, open)| *open >= had)),
            ChosenBy::Turns => {
                let since = self.given.iter().rposition(|it| *it == person).map_or(0, |it| it + 1);
                let has_had_one = |it: PersonId| self.given[since..].contains(&it);
                let is_second = since > 0;
                assert!(!is_second || fitting.iter().all(|(it, _)| *it == person || has_had_one(*it)));
            }
        }
        self.given.push(person);
        assert!(self.most.is_none_or(|most| self.open(person) <= most));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_given_a_second_before_everybody_who_fits_had_one(
        steps in proptest::collection::vec(any_step(), 1..60),
        by_turns in any::<bool>(),
        most in proptest::option::of(1..4_usize),
    ) {
        let by = if by_turns { ChosenBy::Turns } else { ChosenBy::LeastOpen };
        let how = if by_turns { "by turns" } else { "to who has least" };
        let cap = most.map_or_else(String::new, |it| format!(" at most {it}"));
        let mut book = with_rule(&format!("when asked then hand over {how}{cap}"));
        let again = a_rule("Again", &format!("when handed over then hand over {how}{cap}"));
        book.does(who("lena"), keep_rule("legal", "again", again));
        let mut history = History { book, by, most, given: Vec::new(), passed_on: Vec::new() };
        for step in steps {
            history.does(step);
        }
    }
}
