//! Follow-ups, and the day.

use super::*;

shown! {
    enum FollowUpReason {
        Promise,
        NextWord,
        /// The helper gives word again and again, and has not by then.
        WordMissed,
        Confirm,
        Reminder,
        NoReply,
        RecurrenceStopped,
        DueSoon,
        Late,
        /// It goes on after it had waited, and is late already.
        LateOnWaking,
        /// A colleague's, in which one may step in.
        MayStepIn,
        /// For who leads the team.
        LateInTeam,
    }
}
shown! {
    /// The clock that has called for a follow-up.
    struct FollowUpClock {
        kind: ClockKind,
        due: Instant,
        /// Who has been asked to step in.
        colleague: Option<String>,
        /// Whether I may take the request, or take it over.
        may_take: bool,
    }
}
shown! {
    struct FollowUpRow {
        id: String,
        reason: FollowUpReason,
        request: Option<RequestRow>,
        words: Option<String>,
        due: Instant,
        is_due: bool,
        is_snoozed: bool,
        clock: Option<FollowUpClock>,
        is_unsent: bool,
    }
}
shown! {
    /// One screen: what did I promise, who waits, whom do I thank?
    struct Today {
        /// Promises of mine due today or late, soonest first.
        promises: Vec<RequestRow>,
        /// Follow-ups of mine that are due or come due today.
        follow_ups: Vec<FollowUpRow>,
        /// Asked of me or my teams and not taken; offers and questions to me; deliveries to confirm.
        waiting_on_me: Vec<RequestRow>,
        /// Mine that others have, soonest promise first.
        waiting_on_others: Vec<RequestRow>,
        /// Confirmed lately and not thanked yet.
        not_thanked: Vec<RequestRow>,
        /// Answers that I am to look at again, and those of teams that I lead which nobody keeps any more.
        answers_to_review: Vec<AnswerRow>,
        kept_this_week: u32,
        thanks_this_week: u32,
    }
}
