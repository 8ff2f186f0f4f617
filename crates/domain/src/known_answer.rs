//! Answers: articles that a team keeps for whoever asks the same, usually born from a request.
//!
//! In code a *known* answer, since what is written into a form is an answer as well.

pub(crate) mod fitting;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::{JudgementId, KnownAnswerId, PersonId, ServiceRequestId, TeamId};
use crate::person::{Person, Team};
use crate::scope::{Scope, Topic};
use crate::text::{Title, Words};

pub use fitting::AnswerIndex;

/// Who reads an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerAudience {
    /// Everybody but guests.
    #[default]
    Organization,
    /// The members of its team alone.
    Team,
}

/// What a team knows, for whoever asks the same again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KnownAnswer {
    pub id: KnownAnswerId,
    pub team: TeamId,
    pub title: Title,
    /// Markdown source.
    pub words: Words,
    /// Who keeps it right, as long as they belong to the team.
    pub owner: PersonId,
    pub written_by: PersonId,
    #[serde(default)]
    pub audience: AnswerAudience,
    /// From that day on its owner is asked whether it is still right.
    #[schemars(with = "String")]
    pub review_on: NaiveDate,
    /// The request that it was born from: an id, which opens nothing to whoever may not see the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ServiceRequestId>,
    pub written_at: Timestamp,
    /// One at first, and one more with every change.
    pub version: u32,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// How many people say that it has helped them, without who they are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub helped: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_helped: u32,
    /// Suggested to nobody any more since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl KnownAnswer {
    /// How far ahead the day of its review lies at most, in days: three years.
    pub const LONGEST_REVIEW_DAYS: i64 = 3 * 366;
    /// After how many months it is looked at again, unless somebody says otherwise.
    pub const REVIEW_MONTHS: u32 = 6;

    /// Who sees it.
    pub fn scopes(&self) -> BTreeSet<Scope> {
        let everybody = (self.audience == AnswerAudience::Organization).then_some(Scope::Topic(Topic::Everyone));
        everybody.into_iter().chain([Scope::Team(self.team)]).collect()
    }

    /// Whether it is time to look at it again, where it is `today`.
    pub fn is_due(&self, today: NaiveDate) -> bool {
        self.retired_at.is_none() && self.review_on <= today
    }

    /// Whether somebody keeps it right: who has left the team, or the organization, no longer does. Whom a device
    /// of a large organization does not know has left neither.
    pub fn is_kept(&self, team: Option<&Team>, owner: Option<&Person>) -> bool {
        team.is_none_or(|it| it.membership_of(self.owner).is_some())
            && owner.is_none_or(|it| it.is_active && it.role.is_colleague())
    }

    /// Counts somebody's judgement in place of their earlier one.
    pub(crate) fn recount(&mut self, before: Option<bool>, now: Option<bool>) {
        if let Some(count) = self.count_of(before) {
            *count = count.saturating_sub(1);
        }
        if let Some(count) = self.count_of(now) {
            *count = count.saturating_add(1);
        }
    }

    fn count_of(&mut self, judgement: Option<bool>) -> Option<&mut u32> {
        judgement.map(|is_helpful| if is_helpful { &mut self.helped } else { &mut self.not_helped })
    }
}

/// What somebody says of an answer. Only they see it; the answer counts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Judgement {
    pub id: JudgementId,
    pub person: PersonId,
    pub answer: KnownAnswerId,
    /// None once it was taken back.
    pub is_helpful: Option<bool>,
}

impl Judgement {
    /// There is one for a person and an answer, whichever device makes it.
    pub fn id_of(person: PersonId, answer: KnownAnswerId) -> JudgementId {
        JudgementId::derived(answer.uuid(), &format!("judgement:{person}"))
    }
}
