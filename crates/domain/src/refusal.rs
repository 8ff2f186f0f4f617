//! Why an operation was refused. Each reason has its own sentence in the interface.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::clock::Timestamp;
use crate::offered_service::ServiceFlaw;
use crate::operation::IntentName;
use crate::policy::Party;
use crate::rule::RuleFlaw;
use crate::service_request::StageName;
use crate::text::Title;

/// Why an operation was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// The stage does not allow it to anybody: each pair of intent and stage is a reason of its own.
    #[error("{intent:?} is not possible while the request is {stage:?}")]
    WrongStage { intent: IntentName, stage: StageName },
    /// The stage allows it, to others: the first of `parties` is who it is usually up to.
    #[error("{intent:?} is up to {parties:?}")]
    NotYours { intent: IntentName, stage: StageName, parties: Vec<Party> },
    /// Not there, or not visible to the actor: the two are not told apart.
    #[error("there is no such thing here, or it is not yours to see")]
    NotFound,
    #[error("only administrators can do that")]
    NotAdministrator,
    #[error("only owners can do that")]
    NotOwner,
    #[error("only the server does that")]
    ServerOnly,
    #[error("that belongs to somebody else")]
    SomebodyElses,
    #[error("the person or team is no longer active")]
    Inactive,
    #[error("you cannot ask yourself; a reminder does that")]
    AskedOneself,
    #[error("that person or team already has it")]
    AlreadyTheirs,
    #[error("a time in the past cannot be promised or offered")]
    TimeInThePast,
    #[error("a promise, or a time for the next word, is needed")]
    NoTimeGiven,
    #[error("that offer has been answered or replaced")]
    OfferGone,
    #[error("your own offer waits for the other side")]
    OwnOffer,
    #[error("nothing was promised yet that could be moved")]
    NoPromiseYet,
    #[error("the promise already says so")]
    SamePromise,
    #[error("there is nothing to take back any more: ten seconds have passed")]
    TooLateToRetract,
    #[error("the words were taken back")]
    TakenBack,
    #[error("a text mentions at most {most} people")]
    TooManyMentioned { most: usize },
    #[error("internal notes are not for everybody who is mentioned")]
    NotOnHelpersSide,
    #[error("a gentle word is enough for one working day")]
    NudgedLately { again_at: Timestamp },
    #[error("they have said that word comes")]
    WordIsComing { by: Timestamp },
    #[error("it has been settled already")]
    FollowUpSettled,
    #[error("thanks need somebody else to thank")]
    ThankedOneself,
    #[error("thanks name at most {most} people")]
    TooManyThanked { most: usize },
    #[error("the request ended more than {days} days ago")]
    TooLateToThank { days: i64 },
    #[error("only what was confirmed is rated")]
    NotConfirmed,
    #[error("nobody rates their own work")]
    OwnWork,
    #[error("the request was confirmed more than {days} days ago")]
    TooLateToRate { days: i64 },
    #[error("a rating stands after {hours} hours")]
    RatingStands { hours: i64 },
    #[error("the organization does not have that value")]
    UnknownValue,
    #[error("a step names one to {most} approvers, and at most as many of them have to agree")]
    ApproversOutOfRange { most: usize },
    #[error("a request has at most {most} approval steps")]
    TooManyApprovals { most: usize },
    #[error("nobody agrees to what they ask for themselves")]
    ApprovedOneself,
    #[error("that approval is no longer asked for")]
    ApprovalGone,
    #[error("somebody has to agree first")]
    NotApproved,
    #[error("somebody whose agreement is needed has said no")]
    Rejected,
    #[error("only a lead goes on without what the service asks for")]
    WaivedByLead,
    #[error("a request has at most {most} labels")]
    TooManyLabels { most: usize },
    #[error("a request is not linked to itself")]
    LinkedToItself,
    #[error("the links would lead back to where they begin")]
    LinkLeadsBack,
    #[error("a request has at most {most} links")]
    TooManyLinks { most: usize },
    #[error("a request is not merged into itself")]
    MergedIntoItself,
    #[error("what was delivered or has ended takes in no other request")]
    MergedIntoEnded,
    #[error("merging would show somebody what they cannot see")]
    MergeWouldReveal,
    #[error("the other request was itself merged since; that is undone first")]
    MergedOn,
    #[error("the request was not merged")]
    NotMerged,
    #[error("it was merged more than {days} days ago")]
    TooLateToUnmerge { days: i64 },
    #[error("there is nothing in the file")]
    FileEmpty,
    #[error("a file has at most {most} bytes")]
    FileTooLarge { most: u64 },
    #[error("that identifier is taken")]
    AlreadyExists,
    #[error("an owner can only be changed by an owner, and one has to remain")]
    OwnerProtected,
    #[error("the reporting line would lead back to the same person")]
    ReportsToThemselves,
    #[error("a team is not part of itself, nor of one of its parts")]
    PartOfItself,
    #[error("teams are at most {most} deep")]
    TeamsTooDeep { most: usize },
    #[error("at most {longest} working days are possible, and the reminder comes before the lapse")]
    LapseOutOfRange { longest: u8 },
    #[error("somebody names at most {most} skills")]
    TooManySkills { most: usize },
    #[error("an absence ends after it begins, and somebody else stands in")]
    AbsenceInvalid,
    #[error("a service account stays one, and nobody becomes one")]
    ServiceAccountStays,
    #[error("things are kept for at least {least} days, and the audit log for half a year")]
    RetentionTooShort { least: u16 },
    #[error("the working hours overlap or are out of order")]
    CalendarInvalid,
    #[error("a team follows a calendar once it has hours of its own")]
    NoHoursOfItsOwn,
    #[error("a team has at most {most} service levels, each named once and with times within their bounds")]
    ServiceLevelsInvalid { most: usize },
    #[error("a person or a team keeps at most {most} canned texts")]
    TooManyCannedTexts { most: usize },
    #[error("another canned text has that name")]
    CannedTextNameTaken,
    #[error("nothing is asked in such a cycle")]
    CycleInvalid,
    #[error("what repeats begins within a year")]
    FirstOutOfRange,
    #[error("{field} has to be answered each time it is asked")]
    AnsweredEachTime { field: Title },
    #[error("a service cannot be like that: {flaw:?}")]
    ServiceInvalid { flaw: ServiceFlaw },
    #[error("somebody else has published another version meanwhile")]
    ServiceChangedMeanwhile,
    #[error("a team has at most {most} services")]
    TooManyServices { most: usize },
    #[error("the service has changed too often since then")]
    ServiceVersionGone,
    #[error("who serves it confidentially is no longer there")]
    ServiceGroupGone,
    #[error("{field} has to be answered")]
    AnswerMissing { field: Title },
    #[error("{field} is answered by something of another kind")]
    AnswerOfOtherKind { field: Title },
    #[error("{field} does not have that option")]
    AnswerNotOffered { field: Title },
    #[error("the answer to {field} is out of its range")]
    AnswerOutOfRange { field: Title },
    #[error("an answer to {field} has at most {most} characters")]
    AnswerTooLong { field: Title, most: usize },
    #[error("something is answered that was not asked")]
    AnswerToNothing,
    #[error("a team has at most {most} rules")]
    TooManyRules { most: usize },
    #[error("a rule cannot be like that: {flaw:?}")]
    RuleInvalid { flaw: RuleFlaw },
    #[error("somebody else has changed the answer meanwhile")]
    AnswerChangedMeanwhile,
    #[error("who keeps an answer right belongs to its team")]
    AnswerOwnerNotInTeam,
    #[error("an answer is looked at again within {most} days, and not before today")]
    ReviewOutOfRange { most: i64 },
    #[error("nobody judges their own answer")]
    OwnAnswer,
}
