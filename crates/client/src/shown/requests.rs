//! Requests, as lists and one by one.

use super::*;

shown! {
    enum Stage { Asked, Acknowledged, InProgress, WaitingOnRequester, WaitingOnOther, Delivered, Closed, Declined, Withdrawn, Merged }
}
shown! {
    enum PromiseState {
        /// Neither at risk nor passed.
        OnTime,
        /// Past its warning time.
        AtRisk,
        Late,
        Kept,
        /// Delivered after the promise had passed.
        Broken,
    }
}
shown! {
    struct PromiseChip { due: Instant, state: PromiseState, renegotiated: u32 }
}
shown! {
    struct OfferChip { id: String, by: String, due: Instant, words: Option<String>, is_mine: bool }
}
shown! {
    struct AnswerChip { due: Instant, state: ClockState }
}
shown! {
    enum Priority { Low, Normal, High, Urgent }
}
shown! {
    enum Visibility { Teams, Organization, Private }
}
shown! {
    /// Of whom something is asked: one of the two is set.
    struct Addressee { person: Option<String>, team: Option<String> }
}
shown! {
    /// A request as a line of a list.
    struct RequestRow {
        id: String,
        /// `HR-142`, or a local handle such as `~3f9a` until the server has given a number.
        number: String,
        title: String,
        requester: String,
        helper: Option<String>,
        addressee: Addressee,
        stage: Stage,
        priority: Priority,
        labels: Vec<String>,
        /// How it stands with who has to agree, while that holds the request up.
        approval: Option<ApprovalState>,
        promise: Option<PromiseChip>,
        offer: Option<OfferChip>,
        /// By when somebody is to answer, while nobody has and the team aims for a time.
        answer: Option<AnswerChip>,
        needed_by: Option<Instant>,
        next_word: Option<Instant>,
        asked_at: Instant,
        changed_at: Instant,
        reopen_count: u32,
        is_unsent: bool,
        is_unread: bool,
        /// It notifies me only where it needs me.
        is_muted: bool,
    }
}
shown! {
    /// What the server is asked for.
    struct SoughtText { text: String }
}
shown! {
    /// Answers that fit a request that is being written, open ones like it, and people who can help with it.
    struct SimilarRequests { answers: Vec<AnswerRow>, rows: Vec<RequestRow>, helpers: Vec<AbleToHelp> }
}
shown! {
    /// A label, and on how many requests that I see it is.
    struct LabelUse { label: String, requests: u32 }
}
shown! {
    /// `terms` are what narrows and orders it, as they were typed.
    struct RequestPage { rows: Vec<RequestRow>, total: u32, terms: Vec<FilterTerm> }
}
shown! {
    enum RequestList {
        MyRequests,
        MyPromises,
        /// What was asked of my teams, or of one team, and nobody has taken.
        Queues,
        Everyone,
    }
}
shown! {
    /// `offset` and `limit` count rows; at most 200 rows are given. `text` searches the titles, and terms in
    /// it such as `label:deed` and `is:late` narrow the list, see `docs/finding.md`. `team` is for
    /// queues: the one of that team of mine, or those of all my teams.
    struct ListRequests {
        list: RequestList,
        team: Option<String>,
        include_ended: bool,
        text: Option<String>,
        offset: u32,
        limit: u32,
    }
}
shown! {
    struct TeamRef { team: String }
}
shown! {
    /// What the members of a team have promised, for who leads it.
    struct TeamLoad {
        /// The coming days such as `2026-12-01`, today first.
        days: Vec<String>,
        people: Vec<PersonLoad>,
    }
}
shown! {
    struct PersonLoad {
        person: String,
        /// Promises that have passed.
        late: u32,
        days: Vec<DayLoad>,
        /// Promises for after those days.
        later: u32,
        /// What they have taken without a promise.
        undated: u32,
    }
}
shown! {
    /// How many promises are due on a day, and how long they work then, in minutes; today, how long still.
    struct DayLoad { promises: u32, working_minutes: u32, is_free: bool }
}
shown! {
    /// How content those are whom a team has served, of what was asked in the last 90 days.
    struct TeamSatisfaction {
        good: u32,
        neutral: u32,
        bad: u32,
        /// The share of ratings of 4 and 5, in percent; none while there are too few to show.
        percent: Option<u32>,
        /// As many ratings as it takes to show them.
        least: u32,
        delivered: u32,
        /// The share of deliveries that were sent back, in percent.
        reopened_percent: Option<u32>,
    }
}
shown! {
    /// The queue of one of my teams.
    struct TeamQueue { team: String, waiting: u32 }
}
shown! {
    /// What a request has to do with another one.
    enum LinkKind { Related, DuplicateOf, PartOf, Follows }
}
shown! {
    /// Another request that I may see.
    struct RequestMention { id: String, number: String, title: String }
}
shown! {
    /// A link of a request. Its `row` is none when I may not see the other request, or it has gone.
    struct ShownLink {
        request: String,
        kind: LinkKind,
        /// Whether the request that is looked at says it, or the other one.
        is_from_here: bool,
        row: Option<RequestRow>,
        can_unlink: bool,
    }
}
shown! {
    enum ApprovalState {
        /// It is asked for now.
        Open,
        /// It is asked for once the steps before it are through.
        Later,
        Through,
        Rejected,
    }
}
shown! {
    /// Somebody who is asked to agree, and what they said.
    struct Approver { person: String, approved_at: Option<Instant>, rejected_at: Option<Instant> }
}
shown! {
    /// A step of who has to agree before a request is served.
    struct ShownApproval {
        id: String,
        approvers: Vec<Approver>,
        /// How many of them have to agree.
        needed: u8,
        state: ApprovalState,
        /// Why somebody has said no.
        reason: Option<String>,
        can_decide: bool,
        can_waive: bool,
    }
}
shown! {
    /// What a timeline entry is, for its icon and sentence.
    enum EntryKind {
        Said, Noted, Attached, Nudged, Retracted, Asked, Acknowledged, AlsoTook, Offered, OfferAccepted, Declined, HandedOver,
        Started, WaitingOnRequester, WaitingOnOther, Resumed, Renegotiated, NextWordPromised, Delivered, NotYet,
        Confirmed, Rated, Lapsed, Withdrawn, FirstWord, StepTicked, StepUnticked, ApprovalAsked, ApprovalSkipped, Approved, Rejected, ApprovalWaived, PriorityChanged, Labelled, Unlabelled, Linked, Unlinked,
        Merged, Unmerged, TookIn, TookOut, FileTookIn,
        Watched, Unwatched, Thanked, RuleFired, RuleSaid, Repeats, Recurred, RepeatLeftOut,
    }
}
shown! {
    /// A line of the timeline. The fields that its kind does not have are none.
    struct TimelineEntry {
        id: String,
        kind: EntryKind,
        author: Option<String>,
        at: Instant,
        /// Plain text as typed.
        words: Option<String>,
        /// Rendered to safe HTML.
        html: Option<String>,
        /// The reason's companion: the alternative of a decline, the next need of a delivery.
        second_words: Option<String>,
        promise: Option<Instant>,
        earlier_promise: Option<Instant>,
        next_word: Option<Instant>,
        /// How long after each word the next one comes.
        word_every: Option<Target>,
        person: Option<String>,
        team: Option<String>,
        /// Who was asked to agree, and how many of them have to.
        approvers: Vec<String>,
        needed: Option<u8>,
        /// Which rule has fired, and what came of it.
        rule: Option<FiredRule>,
        /// By what a rule has chosen who got it.
        chosen_by: Option<ChosenBy>,
        /// Whether the service asks for that.
        by_service: bool,
        priority: Option<Priority>,
        earlier_priority: Option<Priority>,
        label: Option<String>,
        step: Option<String>,
        link_kind: Option<LinkKind>,
        /// The other request, where I may see it.
        linked: Option<RequestMention>,
        rating: Option<u8>,
        earlier_rating: Option<u8>,
        was_broken: bool,
        /// What of mine asks it again and again.
        recurrence: Option<String>,
        /// When it was due by that, and how often it was left out before.
        due: Option<Instant>,
        left_out: Option<u32>,
        thanks: Option<ThanksCard>,
        file: Option<ShownFile>,
        is_internal: bool,
        is_unsent: bool,
        /// Until when its author can take it back.
        can_retract_until: Option<Instant>,
        /// It is mine to put into other words.
        can_reword: bool,
        reworded_at: Option<Instant>,
        /// What it said before, the first wording first.
        earlier: Vec<Wording>,
        /// Who is named in its words, by which name.
        mentions: Vec<Mention>,
        mentions_me: bool,
    }
}
shown! {
    /// What a line said before its author reworded it.
    struct Wording { html: String, at: Instant }
}
shown! {
    /// Everything about one request.
    struct RequestDetail {
        row: RequestRow,
        /// It ended long ago: it was fetched from the archive, and a word brings it back.
        is_archived: bool,
        details: Option<String>,
        details_html: Option<String>,
        visibility: Visibility,
        /// The team that sees it though it is private.
        private_to: Option<String>,
        kind: Option<String>,
        watchers: Vec<String>,
        /// Who reads internal notes: these people, and who is in one of these teams.
        note_people: Vec<String>,
        note_teams: Vec<String>,
        links: Vec<ShownLink>,
        /// How long after each word the helper gives the next one.
        word_every: Option<Target>,
        /// What of mine asks it again and again.
        recurrence: Option<String>,
        /// Which request goes on for this one, where I may see it.
        merged_into: Option<RequestMention>,
        form: Option<ShownForm>,
        checklist: Vec<ShownStep>,
        approvals: Vec<ShownApproval>,
        /// Whether the requester is asked how content they are.
        asks_rating: bool,
        /// The rating that counts.
        rating: Option<u8>,
        /// Names of the commands that are possible for me now: `acknowledge`, `decline`, `say` …
        can: Vec<String>,
        timeline: Vec<TimelineEntry>,
        promises: Vec<PromiseMade>,
        /// The latest of each kind that was ever started.
        clocks: Vec<Clock>,
        delivery_words: Option<String>,
        next_need: Option<String>,
        follow_ups: Vec<FollowUpRow>,
        /// What was written here and not sent.
        draft: Option<String>,
    }
}
shown! {
    struct PromiseMade { due: Instant, made_at: Instant, made_by: String, reason: Option<String> }
}
shown! {
    /// What somebody does with a request that they have before them.
    enum Doing { Gone, Looking, Writing }
}
shown! { struct TellPresence { request: String, doing: Doing } }
shown! {
    /// Somebody else who has a request before them.
    struct Presence { person: String, doing: Doing }
}
