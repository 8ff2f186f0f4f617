//! What has to be so of a request. The words are those of finding, see [`crate::finding`]; names are kept as ids.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::id::{PersonId, TeamId};
use crate::listed::listed;
use crate::search;
use crate::service_request::{Addressee, Priority, ServiceRequest, StageName, Visibility};
use crate::text::{Label, Title};

/// A condition that has to hold, or must not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleTest {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_not: bool,
    pub condition: RuleCondition,
}

/// What can be so of a request. Of several values one is enough; without any it holds for nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "field", rename_all = "snake_case", deny_unknown_fields)]
pub enum RuleCondition {
    Stage {
        stages: BTreeSet<StageName>,
    },
    Priority {
        priorities: BTreeSet<Priority>,
    },
    /// The kind, or the service by which it was asked.
    Kind {
        kinds: BTreeSet<Title>,
    },
    Label {
        labels: BTreeSet<Label>,
    },
    /// Who asks, or a team of theirs.
    From {
        who: BTreeSet<Addressee>,
    },
    Helper {
        people: BTreeSet<PersonId>,
    },
    /// In the title or the details, whole words in their order.
    Words {
        words: BTreeSet<Title>,
    },
    /// That it has such a time.
    Has {
        moment: Moment,
    },
    Is {
        state: RuleState,
    },
}

listed! {
    /// Which of its times.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum Moment {
        Needed,
        Promised,
    }
}

listed! {
    /// How a request stands, or when it happened.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum RuleState {
        /// Its promise has passed.
        Late,
        /// It was needed by now.
        Overdue,
        Waiting,
        Open,
        Ended,
        /// What lets the rule fire happened outside of the hours of the team.
        OutsideHours,
        /// It is private.
        Confidential,
    }
}

/// What a condition is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub request: &'a ServiceRequest,
    /// By which hours the team works.
    pub calendar: &'a WorkingCalendar,
    /// When that happened which lets the rule fire.
    pub happened_at: Timestamp,
    pub now: Timestamp,
}

impl RuleTest {
    /// Whether it is as the rule wants it.
    pub fn holds_for(&self, scene: &Scene<'_>) -> bool {
        self.condition.holds_for(scene) != self.is_not
    }
}

impl RuleCondition {
    fn holds_for(&self, scene: &Scene<'_>) -> bool {
        let request = scene.request;
        match self {
            Self::Stage { stages } => stages.contains(&request.stage.name()),
            Self::Priority { priorities } => priorities.contains(&request.priority),
            Self::Kind { kinds } => {
                let kind = request.kind.as_ref().map(|it| it.as_str().to_lowercase());
                kind.is_some_and(|kind| kinds.iter().any(|it| it.as_str().to_lowercase() == kind))
            }
            Self::Label { labels } => labels.iter().any(|it| request.label(it).is_some()),
            Self::From { who } => who.iter().any(|it| match it {
                Addressee::Person(person) => *person == request.requester,
                Addressee::Team(team) => request.requester_teams.contains(team),
            }),
            Self::Helper { people } => request.stage.helper().is_some_and(|it| people.contains(&it)),
            Self::Words { words } => {
                let details = request.details.as_ref().map_or("", |it| it.as_str());
                let text = format!("{}\n{details}", request.title);
                words.iter().any(|it| search::has_phrase(&text, it.as_str(), false))
            }
            Self::Has { moment: Moment::Needed } => request.needed_by.is_some(),
            Self::Has { moment: Moment::Promised } => request.promise().is_some(),
            Self::Is { state } => state.holds_for(scene),
        }
    }

    /// How many values it has.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Stage { stages } => stages.len(),
            Self::Priority { priorities } => priorities.len(),
            Self::Kind { kinds } => kinds.len(),
            Self::Label { labels } => labels.len(),
            Self::From { who } => who.len(),
            Self::Helper { people } => people.len(),
            Self::Words { words } => words.len(),
            Self::Has { .. } | Self::Is { .. } => 1,
        }
    }

    /// The people whom it names.
    pub(super) fn people(&self) -> Vec<PersonId> {
        match self {
            Self::From { who } => who.iter().filter_map(|it| it.person()).collect(),
            Self::Helper { people } => people.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    /// The teams that it names.
    pub fn teams(&self) -> Vec<TeamId> {
        match self {
            Self::From { who } => who.iter().filter_map(|it| it.team()).collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn forget(&mut self, person: PersonId) {
        match self {
            Self::From { who } => drop(who.remove(&Addressee::Person(person))),
            Self::Helper { people } => drop(people.remove(&person)),
            _ => {}
        }
    }
}

impl RuleState {
    fn holds_for(self, Scene { request, calendar, happened_at, now }: &Scene<'_>) -> bool {
        let stage = request.stage.name();
        let is_to_come = !stage.is_final() && stage != StageName::Delivered;
        match self {
            Self::Late => is_to_come && request.promise().is_some_and(|it| it.due < *now),
            Self::Overdue => is_to_come && request.needed_by.is_some_and(|at| at < *now),
            Self::Waiting => matches!(stage, StageName::WaitingOnRequester | StageName::WaitingOnOther),
            Self::Open => !stage.is_final(),
            Self::Ended => stage.is_final(),
            Self::OutsideHours => !calendar.is_working(*happened_at),
            Self::Confidential => request.visibility == Visibility::Private,
        }
    }

    /// What is typed behind `is:`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Overdue => "overdue",
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Ended => "ended",
            Self::OutsideHours => "outside-hours",
            Self::Confidential => "confidential",
        }
    }
}
