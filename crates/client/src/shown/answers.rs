//! Answers that teams keep.

use super::*;

shown! {
    /// Who reads an answer: everybody but guests, or its team alone.
    enum AnswerAudience { Organization, Team }
}
shown! {
    enum AnswerFilter {
        /// Whatever is in use.
        All,
        /// What I keep right.
        Mine,
        /// What I, or a team that I lead, is to look at.
        ToReview,
        Retired,
    }
}
shown! {
    /// An answer as a line of a list.
    struct AnswerRow {
        id: String,
        title: String,
        /// How it begins, without marks.
        beginning: String,
        team: String,
        audience: AnswerAudience,
        /// Who keeps it right; nobody once they have left the team or the organization.
        owner: Option<String>,
        /// Such as `2026-12-01`.
        review_on: String,
        /// It is time to look at it again.
        is_due: bool,
        helped: u32,
        not_helped: u32,
        /// What I say of it.
        judgement: Option<bool>,
        is_retired: bool,
        can_change: bool,
        can_retire: bool,
        can_judge: bool,
        is_unsent: bool,
    }
}
shown! {
    /// An answer to read.
    struct AnswerDetail {
        row: AnswerRow,
        /// Markdown, as it was written.
        words: String,
        html: String,
        version: u32,
        written_by: String,
        written_at: Instant,
        changed_at: Instant,
        /// The request that it was born from, where I may see it.
        source: Option<RequestMention>,
    }
}
shown! { struct ListAnswers { text: String, filter: AnswerFilter, team: Option<String> } }
shown! {
    /// The first of so many; `to_review` counts what waits for me, whatever is looked for.
    struct AnswerPage { rows: Vec<AnswerRow>, total: u32, to_review: u32, is_anything_known: bool }
}
shown! {
    /// Without a day, it is looked at again in half a year.
    struct WriteAnswer {
        team: String,
        title: String,
        words: String,
        owner: String,
        audience: AnswerAudience,
        review_on: Option<String>,
        source: Option<String>,
    }
}
shown! {
    /// In place of the version `from`; without a day, it is looked at again when it is known to be.
    struct ChangeAnswer {
        answer: String,
        from: u32,
        title: String,
        words: String,
        owner: String,
        audience: AnswerAudience,
        review_on: Option<String>,
    }
}
shown! {
    /// It is still right; without a day, it is looked at again in half a year.
    struct ReviewAnswer { answer: String, review_on: Option<String> }
}
shown! {
    /// Without `is_helpful` I say nothing of it any more.
    struct JudgeAnswer { answer: String, is_helpful: Option<bool> }
}
shown! { struct WordsToRender { words: String } }
shown! { struct RenderedWords { html: String } }
