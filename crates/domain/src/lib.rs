//! The rules of Goodturn as pure functions: what colleagues may ask, promise, deliver and thank for.
//!
//! An [`Operation`] is a person's intent; [`decide`] turns it, together with what is known
//! ([`Records`]) and the moment it happens in ([`Context`]), into changed entities or a [`Refusal`].
//! The client decides at once on its own data, the server decides for good on all of it.
//!
//! Not in here: storage, network, clocks, randomness. To add a kind of change: a variant of
//! [`Intent`], a row in [`policy`], a function in `decide/`, and its test.

pub mod approval;
pub mod audit;
pub mod calendar;
pub mod canned_text;
pub mod clock;
pub mod clocks;
pub mod commitment;
mod decide;
pub mod entity;
pub mod entry;
pub mod erasure;
pub mod file;
pub mod finding;
pub mod follow_up;
pub mod followed_calendar;
pub mod helping;
pub mod holiday;
pub mod id;
pub mod known_answer;
mod listed;
pub mod load;
pub mod mention;
pub mod merged;
pub mod mute;
pub mod offered_service;
pub mod operation;
pub mod organization;
pub mod person;
pub mod policy;
pub mod quick_add;
pub mod recognition;
pub mod recurrence;
pub mod refusal;
pub mod retention;
pub mod ringing;
pub mod rule;
pub mod satisfaction;
pub mod schedule;
pub mod scope;
pub mod search;
pub mod service_level;
pub mod service_request;
pub mod team_place;
pub mod template;
pub mod text;
pub mod view;
pub mod warnings;
mod written_time;

pub use approval::ApprovalStep;
pub use audit::{AuditEntry, AuditEvent};
pub use calendar::WorkingCalendar;
pub use canned_text::{CannedText, TextOwner};
pub use clock::Timestamp;
pub use commitment::{Commitment, Offer};
pub use decide::{Actor, Context, Records, Stop, Unavailable, decide};
pub use entity::{Entity, EntityKey, EntityKind};
pub use entry::{Entry, Event, Wording};
pub use file::{Attachment, FileHash, FileKind, FileName};
pub use follow_up::{AboutClock, FollowUp, FollowUpReason, FollowUpState};
pub use followed_calendar::{CalendarAddress, CalendarProblem, CalendarReading, FollowedCalendar};
pub use id::*;
pub use known_answer::{AnswerAudience, Judgement, KnownAnswer};
pub use mention::Mention;
pub use merged::Merged;
pub use mute::Mute;
pub use offered_service::{OfferedService, RequiredApproval, ServiceDescription};
pub use operation::{Intent, Operation};
pub use organization::Organization;
pub use person::{Person, Role, Team};
pub use recognition::Thanks;
pub use recurrence::{Cycle, CycleUnit, Recurrence, Wish};
pub use refusal::Refusal;
pub use retention::Retention;
pub use rule::{Rule, RuleBody, TeamRules};
pub use scope::Scope;
pub use service_level::{NewServiceLevel, NextWordSince, ServiceLevel, Target};
pub use service_request::{Addressee, Link, LinkKind, Priority, ServiceRequest, Stage, StageName, Visibility};
pub use template::Template;
pub use text::{Label, TextError, Title, Words};
pub use view::{View, ViewList};
pub use written_time::WrittenTime;
