//! Answers: found, read, written, looked at again and judged.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use goodturn_domain::operation::IntentName;
use goodturn_domain::policy::{self, Party, State};
use goodturn_domain::{Intent, KnownAnswer, KnownAnswerId, Title};
use goodturn_store_sqlite::ListedAnswer;

use super::{id_of, optional_id, requests, words_of};
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::markdown;
use crate::present::Presenter;
use crate::shown::{
    self, AnswerDetail, AnswerFilter, AnswerPage, AnswerRow, ChangeAnswer, Id, JudgeAnswer, ListAnswers, RenderedWords,
    ReviewAnswer, WordsToRender, WriteAnswer,
};
use crate::workspace::instant;

/// More than anybody reads: a search leaves fewer.
const MOST_ROWS: usize = 200;
/// More would be a list to read, and nobody has asked for one.
const MOST_FITTING: usize = 3;
/// How much of an answer stands below its title, in characters.
const LONGEST_BEGINNING: usize = 160;

pub(super) async fn list_answers(app: &App, args: ListAnswers) -> Result<AnswerPage, CommandError> {
    let team = optional_id(args.team.as_deref())?;
    app.blocking(move |workspace, now| {
        let (presenter, shelf) = (Presenter::new(workspace, now)?, workspace.answers()?);
        let reader = Reader::new(&presenter)?;
        let places = shelf.index.having(&args.text);
        let is_wanted = |it: &&ListedAnswer| {
            team.is_none_or(|team| it.answer.team == team)
                && match args.filter {
                    AnswerFilter::All => it.answer.retired_at.is_none(),
                    AnswerFilter::Mine => it.answer.retired_at.is_none() && reader.is_mine(&it.answer),
                    AnswerFilter::ToReview => reader.is_to_review(&it.answer),
                    AnswerFilter::Retired => it.answer.retired_at.is_some(),
                }
        };
        let mut wanted: Vec<&ListedAnswer> = shelf.at(&places).filter(is_wanted).collect();
        if args.filter == AnswerFilter::ToReview {
            wanted.sort_by_key(|it| it.answer.review_on);
        }
        Ok(AnswerPage {
            rows: wanted.iter().take(MOST_ROWS).map(|it| reader.row(it)).collect(),
            total: count(wanted.len()),
            to_review: count(shelf.answers.iter().filter(|it| reader.is_to_review(&it.answer)).count()),
            is_anything_known: !shelf.answers.is_empty(),
        })
    })
    .await
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) async fn open_answer(app: &App, args: Id) -> Result<AnswerDetail, CommandError> {
    let id: KnownAnswerId = id_of(&args.id)?;
    app.blocking(move |workspace, now| {
        let (presenter, shelf) = (Presenter::new(workspace, now)?, workspace.answers()?);
        let listed = shelf.find(id).ok_or_else(CommandError::not_found)?;
        let answer = &listed.answer;
        let source = answer.source.map(|it| presenter.mention(it)).transpose()?.flatten();
        Ok(AnswerDetail {
            row: Reader::new(&presenter)?.row(listed),
            words: answer.words.to_string(),
            html: markdown::render(answer.words.as_str()),
            version: answer.version,
            written_by: answer.written_by.to_string(),
            written_at: instant(answer.written_at),
            changed_at: instant(answer.changed_at),
            source,
        })
    })
    .await
}

pub(super) async fn write_answer(app: &App, args: WriteAnswer) -> Result<Id, CommandError> {
    let answer = KnownAnswerId::new(fresh_id());
    let review_on = review_day(app, args.review_on.as_deref()).await?;
    let intent = Intent::WriteAnswer {
        answer,
        team: id_of(&args.team)?,
        title: Title::new(&args.title)?,
        words: words_of(&args.words)?,
        owner: id_of(&args.owner)?,
        audience: audience_of(args.audience),
        review_on,
        source: optional_id(args.source.as_deref())?,
    };
    requests::perform(app, Ok(intent)).await?;
    Ok(Id { id: answer.to_string() })
}

pub(super) async fn change_answer(app: &App, args: ChangeAnswer) -> Result<(), CommandError> {
    let intent = || {
        Ok(Intent::ChangeAnswer {
            answer: id_of(&args.answer)?,
            from: args.from,
            title: Title::new(&args.title)?,
            words: words_of(&args.words)?,
            owner: id_of(&args.owner)?,
            audience: audience_of(args.audience),
            review_on: args.review_on.as_deref().map(day_of).transpose()?,
        })
    };
    requests::perform(app, intent()).await
}

pub(super) async fn review_answer(app: &App, args: ReviewAnswer) -> Result<(), CommandError> {
    let review_on = review_day(app, args.review_on.as_deref()).await?;
    requests::perform(app, id_of(&args.answer).map(|answer| Intent::ReviewAnswer { answer, review_on })).await
}

pub(super) async fn retire_answer(app: &App, args: Id) -> Result<(), CommandError> {
    requests::perform(app, id_of(&args.id).map(|answer| Intent::RetireAnswer { answer })).await
}

pub(super) async fn restore_answer(app: &App, args: Id) -> Result<(), CommandError> {
    requests::perform(app, id_of(&args.id).map(|answer| Intent::RestoreAnswer { answer })).await
}

pub(super) async fn judge_answer(app: &App, args: JudgeAnswer) -> Result<(), CommandError> {
    let is_helpful = args.is_helpful;
    requests::perform(app, id_of(&args.answer).map(|answer| Intent::JudgeAnswer { answer, is_helpful })).await
}

/// How words will look, before anybody else sees them.
pub(super) async fn render_words(app: &App, args: WordsToRender) -> Result<RenderedWords, CommandError> {
    app.blocking(move |_, _| Ok(RenderedWords { html: markdown::render(&args.words) })).await
}

/// The answers that fit a request that is being written.
pub(super) fn fitting(presenter: &Presenter<'_>, asked: &str) -> Result<Vec<AnswerRow>, CommandError> {
    let (shelf, reader) = (presenter.workspace.answers()?, Reader::new(presenter)?);
    let places = shelf.index.fitting(asked);
    let in_use = shelf.at(&places).filter(|it| it.answer.retired_at.is_none());
    Ok(in_use.take(MOST_FITTING).map(|it| reader.row(it)).collect())
}

/// What the person is to look at again, the longest due first.
pub(super) fn to_review(presenter: &Presenter<'_>) -> Result<Vec<AnswerRow>, CommandError> {
    let (shelf, reader) = (presenter.workspace.answers()?, Reader::new(presenter)?);
    let mut due: Vec<&ListedAnswer> = shelf.answers.iter().filter(|it| reader.is_to_review(&it.answer)).collect();
    due.sort_by_key(|it| it.answer.review_on);
    Ok(due.into_iter().map(|it| reader.row(it)).collect())
}

async fn review_day(app: &App, chosen: Option<&str>) -> Result<NaiveDate, CommandError> {
    if let Some(chosen) = chosen {
        return day_of(chosen);
    }
    app.blocking(|workspace, now| {
        let today = workspace.people()?.calendar_of(workspace.me()).local(now).date_naive();
        Ok(today.checked_add_months(Months::new(KnownAnswer::REVIEW_MONTHS)).unwrap_or(today))
    })
    .await
}

fn day_of(text: &str) -> Result<NaiveDate, CommandError> {
    text.parse().map_err(|cause| CommandError::new("malformed", format!("a day: {cause}")))
}

fn audience_of(audience: shown::AnswerAudience) -> goodturn_domain::AnswerAudience {
    match audience {
        shown::AnswerAudience::Organization => goodturn_domain::AnswerAudience::Organization,
        shown::AnswerAudience::Team => goodturn_domain::AnswerAudience::Team,
    }
}

/// Who looks at answers, on which day.
struct Reader<'a> {
    presenter: &'a Presenter<'a>,
    judgements: BTreeMap<KnownAnswerId, bool>,
    today: NaiveDate,
}

impl<'a> Reader<'a> {
    fn new(presenter: &'a Presenter<'a>) -> Result<Self, CommandError> {
        let judgements = presenter.workspace.store().list_judgements()?;
        let today = presenter.people.calendar_of(presenter.me()).local(presenter.now).date_naive();
        Ok(Self { presenter, judgements, today })
    }

    fn is_kept(&self, answer: &KnownAnswer) -> bool {
        let people = &self.presenter.people;
        let team = people.teams.iter().find(|it| it.id == answer.team);
        answer.is_kept(team, people.find(answer.owner))
    }

    fn is_mine(&self, answer: &KnownAnswer) -> bool {
        answer.owner == self.presenter.me() && self.is_kept(answer)
    }

    /// Mine that is due, or one of a team that I lead which nobody keeps any more.
    fn is_to_review(&self, answer: &KnownAnswer) -> bool {
        if self.is_mine(answer) {
            return answer.is_due(self.today);
        }
        answer.retired_at.is_none() && !self.is_kept(answer) && self.leads(answer)
    }

    fn leads(&self, answer: &KnownAnswer) -> bool {
        self.presenter.people.teams.iter().any(|it| it.id == answer.team && it.is_led_by(self.presenter.me()))
    }

    fn parties(&self, answer: &KnownAnswer) -> Vec<Party> {
        let (people, me) = (&self.presenter.people, self.presenter.me());
        let is_member = people.teams.iter().any(|it| it.id == answer.team && it.membership_of(me).is_some());
        let mut parties: Vec<Party> = people.find(me).map(|it| Party::Role(it.role)).into_iter().collect();
        parties.extend(is_member.then_some(Party::TeamMember));
        parties.extend(self.leads(answer).then_some(Party::Lead));
        parties.extend((is_member && answer.owner == me).then_some(Party::Oneself));
        parties
    }

    fn row(&self, listed: &ListedAnswer) -> AnswerRow {
        let (answer, me) = (&listed.answer, self.presenter.me());
        let parties = self.parties(answer);
        let may = |intent| policy::permit(intent, State::Plain, &parties).is_ok();
        let is_colleague = self.presenter.people.find(me).is_some_and(|it| it.role.is_colleague());
        AnswerRow {
            id: answer.id.to_string(),
            title: answer.title.to_string(),
            beginning: markdown::beginning(answer.words.as_str(), LONGEST_BEGINNING),
            team: answer.team.to_string(),
            audience: match answer.audience {
                goodturn_domain::AnswerAudience::Organization => shown::AnswerAudience::Organization,
                goodturn_domain::AnswerAudience::Team => shown::AnswerAudience::Team,
            },
            owner: self.is_kept(answer).then(|| answer.owner.to_string()),
            review_on: answer.review_on.to_string(),
            is_due: answer.is_due(self.today),
            helped: answer.helped,
            not_helped: answer.not_helped,
            judgement: self.judgements.get(&answer.id).copied(),
            is_retired: answer.retired_at.is_some(),
            can_change: is_colleague && may(IntentName::ChangeAnswer),
            can_retire: may(IntentName::RetireAnswer),
            can_judge: may(IntentName::JudgeAnswer) && ![answer.owner, answer.written_by].contains(&me),
            is_unsent: listed.is_changed,
        }
    }
}
