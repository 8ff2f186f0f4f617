//! What the interface is shown, and what it hands back: the types of every command.
//!
//! Instants are RFC 3339 text in UTC, ids are UUID text; the TypeScript of all this is generated
//! into `ui/src/platform/bindings.ts`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An instant as RFC 3339 text in UTC.
pub type Instant = String;

macro_rules! shown {
    ($(#[$doc:meta])* struct $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
        pub struct $name { $($(#[$field_doc])* pub $field: $kind),* }
    };
    ($(#[$doc:meta])* enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant),* }
    };
}

// ---- who and where

shown! {
    /// A person of the directory.
    struct PersonCard {
        id: String,
        name: String,
        email: Option<String>,
        position: Option<String>,
        role: String,
        zone: String,
        is_active: bool,
        teams: Vec<String>,
    }
}
shown! {
    /// A team of the directory.
    struct TeamCard { id: String, name: String, prefix: String, members: Vec<TeamMember>, is_active: bool }
}
shown! {
    struct TeamMember { person: String, is_lead: bool }
}
shown! {
    /// Everybody and every team that I may know, and what the organization has settled.
    struct Directory {
        me: String,
        organization: String,
        organization_zone: String,
        values: Vec<String>,
        people: Vec<PersonCard>,
        teams: Vec<TeamCard>,
    }
}
shown! {
    /// How this device stands with the backend.
    enum Connection {
        /// The workspace of this machine, with the embedded backend.
        Local,
        Online,
        Offline,
        /// The session ended: sign in again; nothing is lost.
        SignedOut,
        /// The backend speaks a newer protocol than this version.
        UpdateNeeded,
    }
}
shown! {
    struct SyncStatus {
        connection: Connection,
        is_syncing: bool,
        /// Operations that have not reached the backend.
        unsent: u32,
        /// Operations that were refused and wait for me.
        attention: u32,
        last_synced_at: Option<Instant>,
        server: Option<String>,
        /// Set when saving fails: `disk_full`, `read_only`, or `damaged` after a salvage.
        trouble: Option<String>,
        /// Server clock minus ours, in seconds, when it is over five minutes.
        clock_skew_seconds: Option<i32>,
    }
}
shown! {
    /// What the interface needs before anything else.
    struct AppState {
        version: String,
        profile: String,
        is_first_run: bool,
        now: Instant,
        zone: String,
        sync: SyncStatus,
        directory: Directory,
        settings: Settings,
        is_administrator: bool,
    }
}

// ---- requests

shown! {
    enum Stage { Asked, Acknowledged, InProgress, WaitingOnRequester, WaitingOnOther, Delivered, Closed, Declined, Withdrawn }
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
        promise: Option<PromiseChip>,
        offer: Option<OfferChip>,
        needed_by: Option<Instant>,
        next_word: Option<Instant>,
        asked_at: Instant,
        changed_at: Instant,
        reopen_count: u32,
        is_unsent: bool,
        is_unread: bool,
    }
}
shown! {
    struct RequestPage { rows: Vec<RequestRow>, total: u32 }
}
shown! {
    enum RequestList { MyRequests, MyPromises, Everyone }
}
shown! {
    /// `offset` and `limit` count rows; at most 200 rows are given. `text` searches the titles.
    struct ListRequests { list: RequestList, include_ended: bool, text: Option<String>, offset: u32, limit: u32 }
}
shown! {
    /// What a timeline entry is, for its icon and sentence.
    enum EntryKind {
        Said, Noted, Retracted, Asked, Acknowledged, AlsoTook, Offered, OfferAccepted, Declined, HandedOver,
        Started, WaitingOnRequester, WaitingOnOther, Resumed, Renegotiated, NextWordPromised, Delivered, NotYet,
        Confirmed, Lapsed, Withdrawn, Watched, Unwatched, Thanked,
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
        person: Option<String>,
        team: Option<String>,
        rating: Option<u8>,
        was_broken: bool,
        thanks: Option<ThanksCard>,
        is_internal: bool,
        is_unsent: bool,
        /// Until when its author can take it back.
        can_retract_until: Option<Instant>,
    }
}
shown! {
    /// Everything about one request.
    struct RequestDetail {
        row: RequestRow,
        details: Option<String>,
        details_html: Option<String>,
        visibility: Visibility,
        kind: Option<String>,
        watchers: Vec<String>,
        /// Names of the commands that are possible for me now: `acknowledge`, `decline`, `say` …
        can: Vec<String>,
        timeline: Vec<TimelineEntry>,
        promises: Vec<PromiseMade>,
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

// ---- follow-ups, today

shown! {
    enum FollowUpReason { Promise, NextWord, Confirm, Reminder, NoReply }
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
        kept_this_week: u32,
        thanks_this_week: u32,
    }
}

// ---- thanks

shown! {
    struct ThanksCard {
        id: String,
        from: String,
        to: Vec<String>,
        /// None when it was taken back.
        words: Option<String>,
        html: Option<String>,
        values: Vec<String>,
        request: Option<String>,
        request_title: Option<String>,
        is_private: bool,
        at: Instant,
        is_unsent: bool,
        can_retract_until: Option<Instant>,
    }
}
shown! {
    enum ThanksList { All, Received, Given }
}
shown! {
    struct ListThanks { list: ThanksList, offset: u32, limit: u32 }
}
shown! {
    struct ThanksPage { cards: Vec<ThanksCard>, total: u32 }
}

// ---- needs attention

shown! {
    /// An operation that the backend refused, with the person's text.
    struct AttentionItem {
        id: String,
        /// The command that was refused: `say`, `acknowledge` …
        intent: String,
        /// Why: a refusal code such as `wrong_stage`, `not_found`, `forbidden`.
        code: String,
        /// Particulars of the refusal as JSON object text, e.g. `{"stage":"closed"}`.
        details: String,
        /// What the person wrote, ready to reuse.
        words: Option<String>,
        request: Option<String>,
        request_title: Option<String>,
        at: Instant,
    }
}

// ---- quick add

shown! {
    enum QuickAddVerb { Ask, Thank, Remind, Tell }
}
shown! {
    /// A part of the line that was understood. Positions are UTF-16 units of the line.
    struct QuickAddChip {
        /// `verb`, `person`, `team`, `due`, `next_word`, `remind`, `priority`, `kind`, `value`, `points`, `repeat`, `note`.
        field: String,
        start: u32,
        end: u32,
        text: String,
        /// The id of the person or team, or the instant, once resolved.
        value: Option<String>,
        /// Ids to choose from when the name is unknown or fits several.
        choices: Vec<String>,
        /// `unknown_name`, `ambiguous_name`, `in_the_past`: what keeps it from being used.
        problem: Option<String>,
    }
}
shown! {
    /// What quick add understood of a line.
    struct QuickAdd {
        verb: QuickAddVerb,
        title: String,
        people: Vec<String>,
        teams: Vec<String>,
        due: Option<Instant>,
        next_word: Option<Instant>,
        remind: Option<Instant>,
        remind_if_no_reply: bool,
        priority: Priority,
        values: Vec<String>,
        note: Option<String>,
        chips: Vec<QuickAddChip>,
        /// What is missing before it can be sent: `title`, `addressee`, `words`; saved as a draft reminder to self until then.
        missing: Vec<String>,
    }
}
shown! {
    /// `literal` are spans that the person un-parsed: pairs of UTF-16 positions.
    struct QuickAddLine { text: String, literal: Vec<(u32, u32)> }
}
shown! {
    struct QuickAddSaved { verb: QuickAddVerb, request: Option<String>, thanks: Option<String>, follow_up: Option<String> }
}
shown! {
    struct WhenText { text: String }
}
shown! {
    /// A time as typed (`thu 12:00`), understood; none when it could not be.
    struct When { at: Option<Instant>, is_past: bool }
}

// ---- arguments of the commands about one request

shown! { struct RequestRef { request: String } }
shown! { struct Id { id: String } }
shown! {
    struct Ask {
        title: String,
        details: Option<String>,
        addressee: Addressee,
        visibility: Visibility,
        priority: Priority,
        kind: Option<String>,
        needed_by: Option<Instant>,
        watchers: Vec<String>,
    }
}
shown! { struct Acknowledge { request: String, promise: Option<Instant>, next_word: Option<Instant>, words: Option<String> } }
shown! { struct OfferTime { request: String, due: Instant, words: Option<String> } }
shown! { struct AcceptOffer { request: String, offer: String } }
shown! { struct Decline { request: String, reason: String, alternative: String } }
shown! { struct HandOver { request: String, to: Addressee, reason: String } }
shown! { struct WithWords { request: String, words: String } }
shown! { struct Renegotiate { request: String, from: Option<Instant>, to: Instant, reason: String } }
shown! { struct PromiseNextWord { request: String, by: Instant } }
shown! { struct Deliver { request: String, words: String, next_need: Option<String> } }
shown! {
    /// Confirming and thanking are one gesture; `thanks` may be left out.
    struct Confirm { request: String, rating: Option<u8>, words: Option<String>, thanks: Option<Thank> }
}
shown! { struct Withdraw { request: String, reason: Option<String> } }
shown! { struct WatchRequest { request: String, person: String } }
shown! { struct Remind { request: Option<String>, words: Option<String>, due: Instant, if_no_reply: bool } }
shown! { struct Snooze { follow_up: String, until: Instant } }
shown! {
    struct Thank { to: Vec<String>, words: String, values: Vec<String>, request: Option<String>, is_private: bool }
}
shown! { struct Draft { key: String, text: String } }
shown! { struct DraftKey { key: String } }

// ---- settings, account, organization

shown! { enum Appearance { System, Light, Dark } }
shown! { enum Density { Comfortable, Compact } }
shown! {
    /// A stretch of working time in minutes since midnight.
    struct Hours { from: u16, to: u16 }
}
shown! {
    /// What this device is set to.
    struct Settings {
        appearance: Appearance,
        density: Density,
        /// BCP 47, or none for the system's.
        locale: Option<String>,
        /// Such as `CmdOrCtrl+Shift+Space`; empty switches it off.
        shortcut: String,
        /// Set when the system refused the shortcut: why.
        shortcut_problem: Option<String>,
        single_letter_keys: bool,
        notify_asked: bool,
        notify_progress: bool,
        notify_follow_ups: bool,
        notify_thanks: bool,
        notifications_paused_until: Option<Instant>,
        autostart: bool,
        /// Minutes without a window after which the app goes back to its lean state; 0 never.
        lean_after_minutes: u32,
        /// Keep the quick-add window warm for speed.
        keep_quick_add_warm: bool,
    }
}
shown! {
    struct Profile { name: String, position: Option<String>, zone: String, locale: String, week: Vec<Vec<Hours>> }
}
shown! { struct SignIn { server: String, email: String, password: String, passphrase: Option<String> } }
shown! {
    /// Joins an organization by its invitation link.
    struct Join { link: String, name: String, password: String, passphrase: Option<String> }
}
shown! { struct InvitationLink { link: String } }
shown! {
    /// What an invitation says before one accepts it.
    struct Invitation { organization: String, invited_by: Option<String>, email: String, name: Option<String>, server: String }
}
shown! { struct Invite { email: String, name: String, role: String, teams: Vec<String> } }
shown! { struct AddTeam { name: String, prefix: String } }
shown! {
    /// `role` is `member` or `lead`; none removes the person.
    struct SetMembership { team: String, person: String, role: Option<String> }
}
shown! {
    /// Where things lie and how they do, to copy into a report.
    struct Diagnostics { text: String, log_folder: String, data_folder: String }
}

// ---- what the interface hears

shown! { enum Topic { Requests, FollowUps, Thanks, Directory, Sync, Settings, Attention } }
shown! {
    /// Something changed; reload what you show of it.
    struct Changed { topics: Vec<Topic>, requests: Vec<String> }
}
shown! {
    /// A notification or a link asks the window to show something.
    struct Navigate {
        /// `today`, `my_requests`, `my_promises`, `everyone`, `thanks`, `attention`, `settings`, `request`.
        view: String,
        request: Option<String>,
        /// A dialog to open on it: `acknowledge`, `hand_over`, `confirm`, `not_yet`, `say`, `thank`, `renegotiate`.
        dialog: Option<String>,
    }
}
