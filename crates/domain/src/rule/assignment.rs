//! Handing over to somebody of the team: who fits, and whom of them it comes to. Only stored facts decide, so that
//! whoever looks at it again finds the same.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::entry::{Entry, Event};
use crate::helping;
use crate::id::PersonId;
use crate::person::Person;
use crate::service_request::{Addressee, ServiceRequest};
use crate::text::Label;

/// By what somebody is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChosenBy {
    /// Whose last turn is longest ago.
    Turns,
    /// Who has least open.
    LeastOpen,
}

/// To whom of the team a rule hands over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    pub by: ChosenBy,
    /// Nobody has more open than this with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u8>,
    /// Only who works at this time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_work: bool,
    /// Only who can be asked about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knows: Option<Label>,
}

/// Somebody who fits, with how much they have open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub person: PersonId,
    pub open: usize,
}

/// What can be told before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foretold {
    Nobody,
    To(PersonId),
    /// It depends on what is not known here.
    Unknown,
}

impl Assignment {
    /// A higher cap says nothing.
    pub const MOST_OPEN: u8 = 99;

    pub(super) fn is_in_range(&self) -> bool {
        self.at_most.is_none_or(|it| (1..=Self::MOST_OPEN).contains(&it))
    }

    /// Whether somebody can be chosen, however much they have open. Whoever is away never is.
    pub fn fits(&self, person: &Person, now: Timestamp) -> bool {
        let works = || !self.at_work || person.calendar.is_working(now);
        let knows = || self.knows.as_ref().is_none_or(|it| helping::knows(it.as_str(), &person.skills));
        person.is_active && person.role.is_colleague() && !person.is_away(now) && works() && knows()
    }

    /// Whether it has to be known how much those who fit have open.
    pub fn counts(&self) -> bool {
        self.at_most.is_some() || self.by == ChosenBy::LeastOpen
    }

    /// Whom of those who fit it comes to; `turns` has the latest last, and not those who never had one.
    pub fn choose(&self, fitting: impl IntoIterator<Item = Candidate>, turns: &[PersonId]) -> Option<PersonId> {
        let has_room = |it: &Candidate| self.at_most.is_none_or(|most| it.open < usize::from(most));
        let turn = |person| turns.iter().position(|it| *it == person);
        let least = |it: &Candidate| if self.by == ChosenBy::LeastOpen { it.open } else { 0 };
        let fitting = fitting.into_iter().filter(has_room);
        fitting.min_by_key(|it| (least(it), turn(it.person), it.person)).map(|it| it.person)
    }

    /// What is known of it where nobody knows all that everybody has open.
    pub(super) fn foretell(
        &self,
        colleagues: &[Person],
        turns: &[PersonId],
        passed_over: &BTreeSet<PersonId>,
        now: Timestamp,
    ) -> Foretold {
        let fitting = colleagues.iter().filter(|it| !passed_over.contains(&it.id) && self.fits(it, now));
        let fitting: Vec<Candidate> = fitting.map(|it| Candidate { person: it.id, open: 0 }).collect();
        let is_sure = self.at_most.is_none() && (self.by == ChosenBy::Turns || fitting.len() == 1);
        match self.choose(fitting, turns) {
            None => Foretold::Nobody,
            Some(person) if is_sure => Foretold::To(person),
            Some(_) => Foretold::Unknown,
        }
    }
}

/// Who is never chosen for a request: who asks, who has it, and who has had it or passed it on before.
pub fn passed_over<'a>(request: &ServiceRequest, entries: impl IntoIterator<Item = &'a Entry>) -> BTreeSet<PersonId> {
    let mut people = BTreeSet::from([request.requester]);
    people.extend(request.stage.helper().or(request.addressee.person()));
    for entry in entries {
        match &entry.event {
            Event::HandedOver { from, asked_of, .. } => {
                let asked = asked_of.and_then(Addressee::person);
                people.extend(entry.author.into_iter().chain(*from).chain(asked));
            }
            Event::Declined { .. } => people.extend(entry.author),
            _ => {}
        }
    }
    people
}
