//! What the teams of the sample organization know, and whom it has helped.

use chrono::{Months, TimeDelta};
use goodturn_domain::{Actor, AnswerAudience, Intent, KnownAnswer, KnownAnswerId, Timestamp};
use serde::Deserialize;

use super::company::{Company, title};
use super::script::{Script, words};

/// An answer, with who keeps it right: counted from the lead of its team.
#[derive(Debug, Deserialize)]
struct AnswerText {
    /// The letters of its team.
    team: String,
    title: String,
    words: String,
    owner: usize,
    /// How long ago it was written.
    months: u32,
    /// When it is looked at again, from today on; half a year after it was written unless it is said.
    review_in_days: Option<i64>,
    helped: usize,
    not_helped: usize,
}

#[derive(Deserialize)]
struct Answers {
    answer: Vec<AnswerText>,
}

/// So long a month is, about, in working days.
const DAYS_OF_A_MONTH: u32 = 21;

pub(super) fn tell(script: &mut Script, company: &Company, now: Timestamp) {
    let text = include_str!("texts/answers.toml");
    let answers = toml::from_str::<Answers>(text).expect("the texts of the sample organization are checked by a test");
    let today = company.calendar.local(now).date_naive();
    let in_days = |days| today + TimeDelta::days(days);
    for (place, answer) in answers.answer.iter().enumerate() {
        let team = company.team_with(&answer.team);
        let Some(owner) = team.members.get(answer.owner).copied() else { continue };
        let id = KnownAnswerId::derived(company.id.uuid(), &answer.title);
        let written_at = company.days_ago(now, answer.months * DAYS_OF_A_MONTH, 15, 20);
        let written_on = company.calendar.local(written_at).date_naive();
        let intent = Intent::WriteAnswer {
            answer: id,
            team: team.id,
            title: title(&answer.title),
            words: words(answer.words.trim()),
            owner,
            audience: AnswerAudience::Organization,
            review_on: answer.review_in_days.map_or(written_on + Months::new(KnownAnswer::REVIEW_MONTHS), in_days),
            source: None,
        };
        script.tell(written_at, Actor::Person(owner), intent);
        let readers = company.people.iter().filter(|it| **it != owner && **it != company.me).cycle().skip(place * 3);
        let judgements = (0..answer.helped + answer.not_helped).map(|voice| voice < answer.helped);
        for (reader, is_helpful) in readers.zip(judgements) {
            let at = company.later(written_at, 600);
            script.tell(at, Actor::Person(*reader), Intent::JudgeAnswer { answer: id, is_helpful: Some(is_helpful) });
        }
    }
}
