//! Operations: every change as a value. They carry intent, not field values, so that two people
//! offline merge by meaning.

mod about;
mod name;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::canned_text::TextOwner;
use crate::clock::Timestamp;
use crate::clocks::{ClockRun, ClockStep};
use crate::file::Attachment;
use crate::followed_calendar::{CalendarAddress, CalendarReading};
use crate::id::{
    ApprovalId, CannedTextId, DeviceId, EntryId, FollowUpId, KnownAnswerId, OfferId, OfferedServiceId, OperationId,
    OrganizationId, PersonId, RecurrenceId, RuleId, ServiceRequestId, TeamId, TemplateId, ThanksId, ViewId,
};
use crate::known_answer::AnswerAudience;
use crate::mention::Mention;
use crate::offered_service::{FormAnswers, ServiceDescription};
use crate::organization::{Directory, RatingShare};
use crate::person::{Absence, Membership, Role};
use crate::recurrence::{Cycle, Wish};
use crate::rule::{Cause, RuleBody};
use crate::service_level::{NewServiceLevel, Target};
use crate::service_request::{Addressee, Link, LinkKind, Priority, Rating, Visibility};
use crate::text::{Label, Title, Words};
use crate::view::ViewList;
use crate::written_time::WrittenTime;

pub use name::IntentName;

/// One intent of one actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Operation {
    pub id: OperationId,
    /// When the person did it, by the clock of their device.
    pub at: Timestamp,
    pub intent: Intent,
}

/// What somebody wants to happen. An intent never changes its meaning under the same name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Intent {
    // Requests: the beginning
    Ask {
        request: ServiceRequestId,
        title: Title,
        details: Option<Words>,
        addressee: Addressee,
        #[serde(default)]
        visibility: Visibility,
        #[serde(default)]
        priority: Priority,
        kind: Option<Title>,
        needed_by: Option<Timestamp>,
        /// How that was written: it is kept, and never understood again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        written: Option<WrittenTime>,
        #[serde(default)]
        watchers: BTreeSet<PersonId>,
        /// What it has to do with a request that is there already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<Link>,
        /// By which service: it says of whom that is asked, and what kind it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<FormAnswers>,
    },
    /// Takes a request with a promise, a time for the next word, or both.
    Acknowledge {
        request: ServiceRequestId,
        promise: Option<Timestamp>,
        next_word: Option<Timestamp>,
        words: Option<Words>,
    },
    Offer {
        request: ServiceRequestId,
        offer: OfferId,
        due: Timestamp,
        words: Option<Words>,
    },
    AcceptOffer {
        request: ServiceRequestId,
        offer: OfferId,
    },
    Decline {
        request: ServiceRequestId,
        reason: Words,
        alternative: Words,
    },
    HandOver {
        request: ServiceRequestId,
        to: Addressee,
        reason: Words,
    },

    // The middle
    /// Starts, or goes on after waiting.
    Start {
        request: ServiceRequestId,
    },
    WaitOnRequester {
        request: ServiceRequestId,
        question: Words,
    },
    WaitOnOther {
        request: ServiceRequestId,
        reason: Words,
    },
    /// A new promise in place of the one due at `from`; when that one is no longer in force,
    /// the new time becomes an offer (`rules.md` §1.12).
    Renegotiate {
        request: ServiceRequestId,
        from: Option<Timestamp>,
        to: Timestamp,
        reason: Words,
    },
    PromiseNextWord {
        request: ServiceRequestId,
        by: Timestamp,
        /// And again so long after each word, until it is delivered; none says a word by then alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        every: Option<Target>,
    },

    // The end
    Deliver {
        request: ServiceRequestId,
        words: Words,
        next_need: Option<Words>,
    },
    Confirm {
        request: ServiceRequestId,
        rating: Option<Rating>,
        words: Option<Words>,
    },
    NotYet {
        request: ServiceRequestId,
        reason: Words,
    },
    /// Rates what was confirmed without a rating, or changes one's mind.
    Rate {
        request: ServiceRequestId,
        rating: Rating,
        words: Option<Words>,
    },
    /// A delivery that nobody confirmed closes itself. The server alone does this.
    Lapse {
        request: ServiceRequestId,
    },
    Withdraw {
        request: ServiceRequestId,
        reason: Option<Words>,
    },

    // Who has to agree
    /// Asks these people to agree before the request is served; `needed` of them have to.
    AskApproval {
        request: ServiceRequestId,
        approval: ApprovalId,
        approvers: BTreeSet<PersonId>,
        needed: u8,
    },
    Approve {
        request: ServiceRequestId,
        approval: ApprovalId,
        words: Option<Words>,
    },
    Reject {
        request: ServiceRequestId,
        approval: ApprovalId,
        reason: Words,
    },
    /// Goes on without a step that is not through.
    WaiveApproval {
        request: ServiceRequestId,
        approval: ApprovalId,
    },

    // How requests are arranged
    ChangePriority {
        request: ServiceRequestId,
        priority: Priority,
    },
    AddLabel {
        request: ServiceRequestId,
        label: Label,
    },
    RemoveLabel {
        request: ServiceRequestId,
        label: Label,
    },
    Link {
        request: ServiceRequestId,
        to: ServiceRequestId,
        kind: LinkKind,
    },
    Unlink {
        request: ServiceRequestId,
        to: ServiceRequestId,
    },

    /// A step of the checklist is done, counted from zero.
    TickStep {
        request: ServiceRequestId,
        step: u16,
    },
    UntickStep {
        request: ServiceRequestId,
        step: u16,
    },

    // Talking about it
    /// Whoever is mentioned and does not take part yet watches the request from then on.
    Say {
        request: ServiceRequestId,
        entry: EntryId,
        words: Words,
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        mentions: BTreeSet<Mention>,
    },
    /// Only those who read notes can be mentioned in one.
    Note {
        request: ServiceRequestId,
        entry: EntryId,
        words: Words,
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        mentions: BTreeSet<Mention>,
    },
    /// Says something with a file. It takes effect once the server holds what is in the file.
    Attach {
        request: ServiceRequestId,
        entry: EntryId,
        file: Attachment,
        words: Option<Words>,
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        mentions: BTreeSet<Mention>,
    },
    /// A gentle word to who is expected to do something.
    Nudge {
        request: ServiceRequestId,
        entry: EntryId,
        words: Words,
    },
    /// Takes back one's own message or note within ten seconds.
    Retract {
        entry: EntryId,
    },
    /// Other words in place of those of one's own message, note or file; the earlier ones are kept.
    Reword {
        request: ServiceRequestId,
        entry: EntryId,
        words: Words,
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        mentions: BTreeSet<Mention>,
    },
    Watch {
        request: ServiceRequestId,
        person: PersonId,
    },
    Unwatch {
        request: ServiceRequestId,
        person: PersonId,
    },

    // Follow-ups
    Remind {
        follow_up: FollowUpId,
        request: Option<ServiceRequestId>,
        words: Option<Words>,
        due: Timestamp,
        #[serde(default)]
        if_no_reply: bool,
    },
    Snooze {
        follow_up: FollowUpId,
        until: Timestamp,
    },
    FinishFollowUp {
        follow_up: FollowUpId,
    },
    /// Some device rang for the instant `asked_at`; the others stay quiet.
    Ring {
        follow_up: FollowUpId,
        asked_at: Timestamp,
        /// Which device it was; older ones do not say so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<DeviceId>,
    },

    // Recognition
    Thank {
        thanks: ThanksId,
        to: BTreeSet<PersonId>,
        words: Words,
        #[serde(default)]
        values: Vec<Title>,
        request: Option<ServiceRequestId>,
        #[serde(default)]
        is_private: bool,
    },
    RetractThanks {
        thanks: ThanksId,
    },

    // The organization
    /// The first operation of an organization. The server alone does this.
    Found {
        organization: OrganizationId,
        name: Title,
        #[schemars(with = "String")]
        zone: Tz,
        values: Vec<Title>,
    },
    ChangeOrganization {
        name: Title,
        #[schemars(with = "String")]
        zone: Tz,
        values: Vec<Title>,
        confirm_reminder_days: u8,
        lapse_days: u8,
        /// None leaves it as it is: older devices do not know it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rating_share: Option<RatingShare>,
    },
    /// The organization has become large, or small again. The server alone does this.
    SwitchDirectory {
        directory: Directory,
    },
    /// How many days after their end things are kept; none for ever.
    ChangeRetention {
        requests_days: Option<u16>,
        follow_ups_days: Option<u16>,
        thanks_days: Option<u16>,
        audit_days: Option<u16>,
    },
    AddPerson {
        person: PersonId,
        name: Title,
        email: Option<Title>,
        position: Option<Title>,
        role: Role,
        #[schemars(with = "String")]
        zone: Tz,
        #[serde(deserialize_with = "crate::text::language_tag")]
        locale: String,
    },
    /// One's own profile, or anybody's for an administrator.
    ChangeProfile {
        person: PersonId,
        name: Title,
        position: Option<Title>,
        #[schemars(with = "String")]
        zone: Tz,
        #[serde(deserialize_with = "crate::text::language_tag")]
        locale: String,
        calendar: WorkingCalendar,
    },
    /// Another address, by which they sign in. The server alone does this, once it has given the
    /// account that address: who knows the password asks for it, or an administrator.
    ChangeEmail {
        person: PersonId,
        email: Title,
    },
    ChangeRole {
        person: PersonId,
        role: Role,
    },
    /// What one can be asked about: nobody says it for somebody else.
    SetSkills {
        skills: Vec<Label>,
    },
    /// Says when somebody is away and who stands in; with `None`, that they are back.
    SetAbsence {
        person: PersonId,
        absence: Option<Absence>,
    },
    /// Makes somebody a respect officer, or no longer one.
    SetRespectOfficer {
        person: PersonId,
        is_respect_officer: bool,
    },
    Deactivate {
        person: PersonId,
    },
    /// Takes the name of a person out of everything, for good. Records and counts stay, and what
    /// they wrote does unless `words_too`.
    Erase {
        person: PersonId,
        #[serde(default)]
        words_too: bool,
    },
    /// Takes a deactivation back.
    Reactivate {
        person: PersonId,
    },
    /// Says whom somebody reports to; with `None`, nobody.
    SetManager {
        person: PersonId,
        manager: Option<PersonId>,
    },
    AddTeam {
        team: TeamId,
        name: Title,
        prefix: Title,
    },
    RenameTeam {
        team: TeamId,
        name: Title,
    },
    /// Other letters before the short numbers that its requests get from now on.
    ChangePrefix {
        team: TeamId,
        prefix: Title,
    },
    /// Says what a team is part of; with `None`, it stands by itself. Who leads the team above leads this one and sees
    /// what is asked of it, also confidentially, only where it says so.
    PlaceTeam {
        team: TeamId,
        part_of: Option<TeamId>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_led_from_above: bool,
    },
    /// A team that nothing new goes to, and whose members see by it nothing any more. Its parts become parts of what
    /// it is part of.
    CloseTeam {
        team: TeamId,
    },
    ReopenTeam {
        team: TeamId,
    },
    /// Joins, promotes, demotes, or with `None` removes somebody.
    SetMembership {
        team: TeamId,
        person: PersonId,
        membership: Option<Membership>,
    },
    /// The same for many at once: all of them or none.
    SetMemberships {
        team: TeamId,
        memberships: BTreeMap<PersonId, Option<Membership>>,
    },
    /// By which hours a team works from now on; with `None`, its people go by their own.
    SetTeamCalendar {
        team: TeamId,
        calendar: Option<WorkingCalendar>,
    },
    /// Takes the days off of a calendar on the web as its own from now on; with `None`, no longer.
    FollowCalendar {
        team: TeamId,
        address: Option<CalendarAddress>,
    },
    /// What is at the address that a team follows. The server alone does this.
    TakeCalendar {
        team: TeamId,
        address: CalendarAddress,
        reading: CalendarReading,
    },
    /// What a team aims for from now on, strictest first.
    SetServiceLevels {
        team: TeamId,
        levels: Vec<NewServiceLevel>,
    },
    /// Another version of a service that a team offers, or its first, in place of the version `from`; zero is none.
    PublishService {
        team: TeamId,
        service: OfferedServiceId,
        from: u32,
        description: Box<ServiceDescription>,
    },
    /// A service that nobody is to ask for any more.
    RetireService {
        team: TeamId,
        service: OfferedServiceId,
    },
    RestoreService {
        team: TeamId,
        service: OfferedServiceId,
    },

    /// The other one goes on for both: its files, its watchers and who asked for it move along. Up to a
    /// week later that can be undone.
    Merge {
        request: ServiceRequestId,
        into: ServiceRequestId,
        /// What was attached to it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
    },
    Unmerge {
        request: ServiceRequestId,
    },

    // For oneself
    /// To be told of it only where it needs one.
    Mute {
        request: ServiceRequestId,
    },
    Unmute {
        request: ServiceRequestId,
    },

    // Canned texts
    /// Makes one, changes it, or brings one back that was removed. The owner of one never changes.
    WriteCannedText {
        canned_text: CannedTextId,
        owner: TextOwner,
        name: Title,
        words: Words,
    },
    RemoveCannedText {
        canned_text: CannedTextId,
    },

    // Finding
    /// Keeps a search under a name, for oneself or for a team, or changes what is kept.
    KeepView {
        view: ViewId,
        name: Title,
        list: ViewList,
        search: Option<Title>,
        team: Option<TeamId>,
    },
    /// Takes a view away; keeping it again brings it back.
    DropView {
        view: ViewId,
    },

    // Rules of a team
    /// Makes a rule, behind those that are there, or changes what it says.
    KeepRule {
        team: TeamId,
        rule: RuleId,
        body: Box<RuleBody>,
    },
    /// Takes a rule away; keeping it again brings it back.
    DropRule {
        team: TeamId,
        rule: RuleId,
    },
    /// Puts a rule in front of another one, or behind all others.
    MoveRule {
        team: TeamId,
        rule: RuleId,
        before: Option<RuleId>,
    },
    /// Does what a rule says, because of what has happened. The server alone does this.
    FireRule {
        team: TeamId,
        rule: RuleId,
        request: ServiceRequestId,
        cause: Cause,
        /// When the server looked at it, which may be long after what caused it was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        looked_at: Option<Timestamp>,
    },

    /// Tells people that a clock of a request comes due, or is late, and withdraws what clocks have told and what holds
    /// no more. With nobody to tell it does only that. The server alone does this.
    WarnOfClock {
        request: ServiceRequestId,
        run: ClockRun,
        step: ClockStep,
        /// Whom, and when it rings for each.
        tell: BTreeMap<PersonId, Timestamp>,
        /// When the request had changed last: whoever has changed it since has moved it, and it is looked at again.
        seen: Timestamp,
    },

    // Asking again and again
    /// Asks it again and again, changes how, or brings back what was dropped. A `request` of one's own counts as
    /// the last one.
    KeepRecurrence {
        recurrence: RecurrenceId,
        wish: Box<Wish>,
        cycle: Cycle,
        #[schemars(with = "String")]
        zone: Tz,
        first: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<ServiceRequestId>,
    },
    PauseRecurrence {
        recurrence: RecurrenceId,
    },
    /// What was due meanwhile is not made up for.
    ResumeRecurrence {
        recurrence: RecurrenceId,
    },
    DropRecurrence {
        recurrence: RecurrenceId,
    },
    /// Brings back what was dropped, as it was. What was due meanwhile is not made up for.
    RestoreRecurrence {
        recurrence: RecurrenceId,
    },
    /// What was due then is asked. The server alone does this.
    Recur {
        recurrence: RecurrenceId,
        due: Timestamp,
        request: ServiceRequestId,
    },

    // Templates
    /// Makes one, changes it, or brings one back that was removed. The owner of one never changes.
    WriteTemplate {
        template: TemplateId,
        owner: TextOwner,
        name: Title,
        wish: Box<Wish>,
    },
    RemoveTemplate {
        template: TemplateId,
    },

    // Answers
    /// A new answer of a team, which its owner keeps right.
    WriteAnswer {
        answer: KnownAnswerId,
        team: TeamId,
        title: Title,
        words: Words,
        owner: PersonId,
        #[serde(default)]
        audience: AnswerAudience,
        #[schemars(with = "String")]
        review_on: NaiveDate,
        /// The request that it was born from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<ServiceRequestId>,
    },
    /// Other words in place of those of the version `from`; another owner or other readers, too.
    ChangeAnswer {
        answer: KnownAnswerId,
        from: u32,
        title: Title,
        words: Words,
        owner: PersonId,
        audience: AnswerAudience,
        /// None for the day that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<String>")]
        review_on: Option<NaiveDate>,
    },
    /// It is still right, and is looked at again on that day.
    ReviewAnswer {
        answer: KnownAnswerId,
        #[schemars(with = "String")]
        review_on: NaiveDate,
    },
    /// An answer that is no longer suggested to anybody.
    RetireAnswer {
        answer: KnownAnswerId,
    },
    RestoreAnswer {
        answer: KnownAnswerId,
    },
    /// Whether it has helped oneself; with `None`, one says nothing of it any more.
    JudgeAnswer {
        answer: KnownAnswerId,
        is_helpful: Option<bool>,
    },
}
