//! Rules of a team: when – if – then. What happens to a request of the team, what has to be so, and what is done
//! then by itself. See `docs/automation.md`.
//!
//! The server alone fires them, see [`crate::Intent::FireRule`]. What a rule did never fires a rule.

mod assignment;
mod condition;
mod deed;
mod foresight;
mod names;
mod parse;
mod print;
mod timing;
mod trial;
mod trigger;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Timestamp;
use crate::id::{EntryId, OperationId, PersonId, RuleId, ServiceRequestId, TeamId, TeamRulesId};
use crate::service_request::{Addressee, Priority};
use crate::text::{Label, Title, Words};

pub use assignment::{Assignment, Candidate, ChosenBy, passed_over};
pub use condition::{Moment, RuleCondition, RuleState, RuleTest, Scene};
pub use deed::{Act, Deed, Firing, Skip};
pub use foresight::{Directory, foresee, would_change};
pub use names::{Named, Names};
pub use parse::{Problem, Wrong, parse};
pub use print::{print, print_action, print_test};
pub use timing::{Due, due};
pub use trial::{Trial, latest_cause, trial};
pub use trigger::Trigger;

/// The rules of a team, in the order in which they are looked at, and what they did last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TeamRules {
    pub id: TeamRulesId,
    pub team: TeamId,
    pub rules: Vec<KeptRule>,
    /// The latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub firings: Vec<Firing>,
    /// To whom rules have handed over, each once and the latest last: who is not here never had a turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<PersonId>,
}

/// A rule as it is kept. One that a newer version has made is kept as it is, and never fires here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum KeptRule {
    Known(Box<Rule>),
    Newer(Value),
}

/// A rule of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: RuleId,
    pub body: RuleBody,
    /// Who made it or changed it last; nobody once they were erased, or where the server did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<PersonId>,
    pub changed_at: Timestamp,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleBody {
    pub name: Title,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_off: bool,
    pub when: Trigger,
    /// All of it has to be so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ifs: Vec<RuleTest>,
    /// In this order.
    pub thens: Vec<RuleAction>,
}

/// What a rule does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum RuleAction {
    Label {
        label: Label,
    },
    Unlabel {
        label: Label,
    },
    Priority {
        priority: Priority,
    },
    Watch {
        person: PersonId,
    },
    /// Without a reason the name of the rule is one.
    HandOver {
        to: Addressee,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Words>,
    },
    /// Hands over to somebody of the team. Without a reason the name of the rule is one.
    Assign {
        how: Assignment,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Words>,
    },
    /// A public word, which is no answer of a human.
    Say {
        words: Words,
    },
    /// An internal note.
    Note {
        words: Words,
    },
    AskApproval {
        approvers: BTreeSet<PersonId>,
        needed: u8,
    },
}

/// What lets a rule fire: a line of the timeline, or a moment that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    Line(EntryId),
    /// From what instant on it was counted: the same for every minute in which it is looked at.
    Moment(Timestamp),
}

/// What is wrong with a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleFlaw {
    NothingToDo,
    TooManyConditions,
    TooManyActions,
    TooManyValues,
    TooLong,
    /// Nobody is asked to agree, or more are needed than are asked.
    ApproversInvalid,
    DaysOutOfRange,
    /// How much somebody has open at most is nothing, or more than counts.
    MostOutOfRange,
    /// All rules of the team together are too long.
    TeamTooLong,
}

impl TeamRules {
    /// More are a program.
    pub const MOST: usize = 50;
    /// So many firings are kept: what happened lately; the timeline of each request tells the rest.
    pub const MOST_FIRINGS: usize = 30;
    /// The most bytes of all of it as JSON: it travels whole.
    pub const MOST_BYTES: usize = 60_000;

    /// No rule yet.
    pub fn none_of(team: TeamId) -> Self {
        Self { id: Self::id_of(team), team, rules: Vec::new(), firings: Vec::new(), turns: Vec::new() }
    }

    /// Under which id the rules of a team are kept.
    pub fn id_of(team: TeamId) -> TeamRulesId {
        TeamRulesId::derived(team.uuid(), "rules")
    }

    /// The rules that this version understands.
    pub fn known(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter_map(KeptRule::known)
    }

    /// The rule of that id, if this version understands it.
    pub fn find(&self, rule: RuleId) -> Option<&Rule> {
        self.known().find(|it| it.id == rule)
    }

    /// Whom the rules name, whose turn it was, and to whom something was done that is told here.
    pub fn people(&self) -> BTreeSet<PersonId> {
        let in_rules = self.known().flat_map(|it| it.body.people());
        let in_firings = self.firings.iter().flat_map(|it| &it.deeds).flat_map(|it| it.act.people());
        in_rules.chain(in_firings).chain(self.turns.iter().copied()).collect()
    }

    /// At which place the rule stands.
    pub(crate) fn place(&self, rule: RuleId) -> Option<usize> {
        self.rules.iter().position(|it| it.id() == Some(rule))
    }

    /// Remembers a firing, and forgets the oldest.
    pub(crate) fn remember(&mut self, firing: Firing) {
        self.firings.push(firing);
        let superfluous = self.firings.len().saturating_sub(Self::MOST_FIRINGS);
        self.firings.drain(..superfluous);
    }

    /// It was the turn of somebody. Who is not in the team any more has none.
    pub(crate) fn take_turn(&mut self, person: PersonId, is_in_team: impl Fn(PersonId) -> bool) {
        self.turns.retain(|it| *it != person && is_in_team(*it));
        self.turns.push(person);
    }

    /// The rules without a person who is erased. A condition that named nobody else holds for nobody, and a rule that
    /// has nothing left to do is switched off.
    pub(crate) fn without(&self, person: PersonId) -> Self {
        let mut left = self.clone();
        left.turns.retain(|it| *it != person);
        for rule in &mut left.rules {
            if let KeptRule::Known(rule) = rule {
                rule.changed_by = rule.changed_by.filter(|it| *it != person);
                rule.body.forget(person);
            }
        }
        left
    }
}

impl KeptRule {
    /// The rule, if this version understands it.
    pub fn known(&self) -> Option<&Rule> {
        match self {
            Self::Known(rule) => Some(rule),
            Self::Newer(_) => None,
        }
    }

    /// Which rule this is; none in what no version has written.
    pub fn id(&self) -> Option<RuleId> {
        match self {
            Self::Known(rule) => Some(rule.id),
            Self::Newer(value) => value.get("id")?.as_str()?.parse().ok(),
        }
    }

    /// What it is called.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Known(rule) => Some(rule.body.name.as_str()),
            Self::Newer(value) => value.pointer("/body/name")?.as_str(),
        }
    }
}

impl RuleBody {
    pub const MOST_CONDITIONS: usize = 10;
    pub const MOST_ACTIONS: usize = 10;
    /// The most values of one condition.
    pub const MOST_VALUES: usize = 20;
    /// The longest words that a rule says or notes, in characters.
    pub const LONGEST_WORDS: usize = 2_000;
    /// The most working days of silence.
    pub const MOST_DAYS: u8 = 60;

    /// What can be told to be wrong by itself.
    ///
    /// # Errors
    /// The first [`RuleFlaw`].
    pub fn check(&self) -> Result<(), RuleFlaw> {
        let flaws = [
            (self.thens.is_empty() && !self.is_off, RuleFlaw::NothingToDo),
            (self.ifs.len() > Self::MOST_CONDITIONS, RuleFlaw::TooManyConditions),
            (self.thens.len() > Self::MOST_ACTIONS, RuleFlaw::TooManyActions),
            (self.ifs.iter().any(|it| it.condition.count() > Self::MOST_VALUES), RuleFlaw::TooManyValues),
            (self.thens.iter().any(RuleAction::is_too_long), RuleFlaw::TooLong),
            (self.thens.iter().any(RuleAction::asks_nobody), RuleFlaw::ApproversInvalid),
            (!self.when.is_in_range(), RuleFlaw::DaysOutOfRange),
            (self.thens.iter().any(RuleAction::caps_out_of_range), RuleFlaw::MostOutOfRange),
        ];
        flaws.into_iter().find(|(is_so, _)| *is_so).map_or(Ok(()), |(_, flaw)| Err(flaw))
    }

    /// The first condition that does not hold.
    pub fn failing(&self, scene: &Scene<'_>) -> Option<&RuleTest> {
        self.ifs.iter().find(|it| !it.holds_for(scene))
    }

    /// The people whom it names.
    pub fn people(&self) -> BTreeSet<PersonId> {
        let in_conditions = self.ifs.iter().flat_map(|it| it.condition.people());
        in_conditions.chain(self.thens.iter().flat_map(RuleAction::people)).collect()
    }

    fn forget(&mut self, person: PersonId) {
        for test in &mut self.ifs {
            test.condition.forget(person);
        }
        self.thens.retain_mut(|action| action.forget(person));
        self.is_off |= self.thens.is_empty();
    }
}

impl RuleAction {
    /// What it does, without its words.
    pub fn act(&self) -> Act {
        match self.clone() {
            Self::Label { label } => Act::Label { label },
            Self::Unlabel { label } => Act::Unlabel { label },
            Self::Priority { priority } => Act::Priority { priority },
            Self::Watch { person } => Act::Watch { person },
            Self::HandOver { to, .. } => Act::HandOver { to },
            Self::Assign { how, .. } => Act::Assign { how, to: None },
            Self::Say { .. } => Act::Say,
            Self::Note { .. } => Act::Note,
            Self::AskApproval { approvers, needed } => Act::AskApproval { approvers, needed },
        }
    }

    fn people(&self) -> Vec<PersonId> {
        match self {
            Self::Watch { person } | Self::HandOver { to: Addressee::Person(person), .. } => vec![*person],
            Self::AskApproval { approvers, .. } => approvers.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    fn is_too_long(&self) -> bool {
        let words = match self {
            Self::Say { words }
            | Self::Note { words }
            | Self::HandOver { reason: Some(words), .. }
            | Self::Assign { reason: Some(words), .. } => words,
            _ => return false,
        };
        words.as_str().chars().count() > RuleBody::LONGEST_WORDS
    }

    fn caps_out_of_range(&self) -> bool {
        matches!(self, Self::Assign { how, .. } if !how.is_in_range())
    }

    fn asks_nobody(&self) -> bool {
        let most = crate::approval::ApprovalStep::MOST_APPROVERS;
        match self {
            Self::AskApproval { approvers, needed } => {
                *needed == 0 || usize::from(*needed) > approvers.len() || approvers.len() > most
            }
            _ => false,
        }
    }

    /// Takes a person out; whether something is left to do.
    fn forget(&mut self, person: PersonId) -> bool {
        match self {
            Self::Watch { person: it } | Self::HandOver { to: Addressee::Person(it), .. } => *it != person,
            Self::AskApproval { approvers, needed } => {
                approvers.remove(&person);
                *needed = (*needed).min(u8::try_from(approvers.len()).unwrap_or(u8::MAX));
                !approvers.is_empty()
            }
            _ => true,
        }
    }
}

/// The id of a firing: the same whenever the same cause is looked at again, so that nothing is done twice.
pub fn firing_id(rule: RuleId, when: Trigger, request: ServiceRequestId, cause: Cause) -> OperationId {
    let cause = match cause {
        Cause::Line(entry) => format!("line:{entry}"),
        Cause::Moment(at) => format!("moment:{}", at.micros()),
    };
    OperationId::derived(request.uuid(), &format!("rule:{rule}:{}:{cause}", when.name()))
}

#[cfg(test)]
mod tests;
