//! What narrows and orders a list of requests, and how somebody types it: see `docs/finding.md`.
//!
//! A search is words and terms such as `stage:asked`. [`Question`] takes the terms out of what was typed, and
//! [`Question::resolve`] says what each stands for. What is not understood stays text.

mod grammar;
mod resolve;

use std::collections::BTreeSet;

use crate::clock::Timestamp;
use crate::id::{PersonId, TeamId};
use crate::service_request::{Addressee, Priority, ServiceRequest, StageName};

pub use grammar::{Field, Question, Term};
pub use resolve::{Meaning, Problem, Surroundings, Understood};
pub(crate) use resolve::{priorities, stages};

/// What a list is narrowed to: all of it holds for each request. And in which order it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub narrowings: Vec<Narrowing>,
    /// That of the list where none was asked for.
    pub sort: Option<Sort>,
}

/// A condition that holds, or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowing {
    pub is_not: bool,
    pub condition: Condition,
}

/// What can be so of a request. Of several values one is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Stage(BTreeSet<StageName>),
    Priority(BTreeSet<Priority>),
    /// In lower case.
    Kind(BTreeSet<String>),
    /// In lower case. A label that nothing has stands for those that begin so.
    Label(Vec<String>),
    From(BTreeSet<PersonId>),
    To(BTreeSet<Addressee>),
    Helper(BTreeSet<PersonId>),
    /// The team that was asked, or one of the teams of who was.
    Team(BTreeSet<TeamId>),
    Time(Moment, Span),
    State(State),
}

/// Which of its times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    Needed,
    Promised,
    /// By when somebody is to answer, while nobody has.
    Answer,
    /// The promise; without one, the answer; and without either, when it is needed. Of what is still to come.
    Due,
}

/// From and until when, the end left out. Without either: that there is such a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Span {
    /// Whether the instant lies in it.
    pub fn contains(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| at >= from) && self.until.is_none_or(|until| at < until)
    }
}

/// How a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Its promise, or the time for an answer, has passed.
    Late,
    /// It was needed by now.
    Overdue,
    Waiting,
    /// Somebody else has done or said something that was not read here.
    Unread,
    Open,
    Ended,
}

/// In which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Due,
    Needed,
    Promised,
    Answer,
    /// The latest first.
    Asked,
    /// The latest first.
    Changed,
    /// The most pressing first.
    Priority,
}

impl Filter {
    /// Whether it asks for what has ended, which lists leave out by themselves.
    pub fn wants_ended(&self) -> bool {
        self.narrowings.iter().any(|it| match &it.condition {
            _ if it.is_not => false,
            Condition::Stage(stages) => stages.iter().any(|stage| stage.is_final()),
            Condition::State(state) => *state == State::Ended,
            _ => false,
        })
    }

    /// Whether it holds for a request that only the server has. Of such nothing is unread, and no answer is due.
    pub fn holds_for(&self, request: &ServiceRequest, now: Timestamp) -> bool {
        self.narrowings.iter().all(|it| it.condition.holds_for(request, now) != it.is_not)
    }
}

impl Condition {
    fn holds_for(&self, request: &ServiceRequest, now: Timestamp) -> bool {
        let stage = request.stage.name();
        match self {
            Self::Stage(stages) => stages.contains(&stage),
            Self::Priority(priorities) => priorities.contains(&request.priority),
            Self::Kind(kinds) => request.kind.as_ref().is_some_and(|it| kinds.contains(&it.as_str().to_lowercase())),
            Self::Label(labels) => has_label(request, labels),
            Self::From(people) => people.contains(&request.requester),
            Self::To(addressees) => addressees.contains(&request.addressee),
            Self::Helper(people) => request.stage.helper().is_some_and(|it| people.contains(&it)),
            Self::Team(teams) => {
                request.helper_teams.iter().chain(request.addressee.team().iter()).any(|it| teams.contains(it))
            }
            Self::Time(moment, span) => moment.of(request).is_some_and(|at| span.contains(at)),
            Self::State(State::Late) => {
                let promise = request.promise().filter(|_| is_to_come(stage));
                promise.is_some_and(|it| it.due < now)
            }
            Self::State(State::Overdue) => is_to_come(stage) && request.needed_by.is_some_and(|at| at < now),
            Self::State(State::Waiting) => {
                matches!(stage, StageName::WaitingOnRequester | StageName::WaitingOnOther)
            }
            Self::State(State::Unread) => false,
            Self::State(State::Open) => !stage.is_final(),
            Self::State(State::Ended) => stage.is_final(),
        }
    }
}

fn has_label(request: &ServiceRequest, labels: &[String]) -> bool {
    labels.iter().any(|sought| request.labels.iter().any(|label| label.key().starts_with(sought.as_str())))
}

/// Whether something is still owed.
fn is_to_come(stage: StageName) -> bool {
    !stage.is_final() && stage != StageName::Delivered
}

impl Moment {
    fn of(self, request: &ServiceRequest) -> Option<Timestamp> {
        let promised = request.promise().map(|it| it.due);
        match self {
            Self::Needed => request.needed_by,
            Self::Promised => promised,
            Self::Answer => None,
            Self::Due => promised.or(request.needed_by).filter(|_| is_to_come(request.stage.name())),
        }
    }
}
