//! Deciding: an intent, what is known and the moment give changed entities, or a refusal.

mod administration;
mod approval;
mod assignment;
mod canned_texts;
mod clock_warnings;
mod delivery;
mod erasure;
mod firing;
mod follow_ups;
mod followed_calendars;
mod known_answers;
mod matter;
mod mentions;
mod merge;
mod mutes;
mod nesting;
mod nudge;
mod offered_services;
mod promise;
mod rating;
mod recognition;
mod recurrences;
mod request;
mod rules;
mod service_levels;
mod skills;
mod structure;
mod talk;
mod templates;
mod turn;
mod views;

use thiserror::Error;

use crate::calendar::WorkingCalendar;
use crate::canned_text::{CannedText, TextOwner};
use crate::clock::Timestamp;
use crate::entity::{Entity, EntityKey};
use crate::entry::Entry;
use crate::follow_up::FollowUp;
use crate::id::{
    CannedTextId, EntryId, FollowUpId, KnownAnswerId, OfferedServiceId, PersonId, RecurrenceId, ServiceRequestId,
    TeamId, TemplateId, ThanksId, ViewId,
};
use crate::known_answer::KnownAnswer;
use crate::offered_service::OfferedService;
use crate::operation::{Intent, Operation};
use crate::organization::Organization;
use crate::person::{Membership, Person, Team};
use crate::policy::Standing;
use crate::recognition::Thanks;
use crate::recurrence::Recurrence;
use crate::refusal::Refusal;
use crate::service_request::ServiceRequest;
use crate::template::Template;
use crate::text::Title;
use crate::view::View;
use matter::Matter;
use turn::Turn;

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Person(PersonId),
    /// The server itself: it founds the organization, lapses deliveries and asks what recurs.
    Server,
}

/// The moment a decision is made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    pub actor: Actor,
    /// On a device its own time; on the server the operation's time, never later than the server's.
    pub now: Timestamp,
}

/// What is known could not be read. Whoever implements [`Records`] keeps the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the records cannot be read")]
pub struct Unavailable;

/// Why there is no decision in favour.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Stop {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// What is known: all of it on the server, on a device what its person may see.
pub trait Records {
    /// The entity, if there is one.
    fn find(&self, key: EntityKey) -> Result<Option<Entity>, Unavailable>;
    /// The organization; none before it is founded.
    fn find_organization(&self) -> Result<Option<Organization>, Unavailable>;
    /// The timeline of a request, in the order in which its lines came.
    fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, Unavailable>;
    /// How many requests somebody has open, see [`ServiceRequest::open_with`].
    fn count_open(&self, person: PersonId) -> Result<usize, Unavailable>;
    /// Every follow-up that belongs to the request, settled ones included.
    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, Unavailable>;
    /// The active teams of a person.
    fn list_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, Unavailable>;
    /// How many active owners there are.
    fn count_owners(&self) -> Result<usize, Unavailable>;
    /// Which text of the owner has that name, whatever the case; removed ones have none.
    fn find_canned_text(&self, owner: TextOwner, name: &Title) -> Result<Option<CannedTextId>, Unavailable>;
    /// How many texts the owner keeps, as far as [`CannedText::MOST`].
    fn count_canned_texts(&self, owner: TextOwner) -> Result<usize, Unavailable>;
}

macro_rules! finders {
    ($($name:ident($id:ty) -> $kind:ident => $out:ty;)+) => {$(
        fn $name(records: &impl Records, id: $id) -> Result<$out, Stop> {
            match records.find(id.into())? {
                Some(Entity::$kind(it)) => Ok(it.into()),
                _ => Err(Refusal::NotFound.into()),
            }
        }
    )+};
}

finders! {
    person(PersonId) -> Person => Person;
    team(TeamId) -> Team => Team;
    offered_service(OfferedServiceId) -> OfferedService => OfferedService;
    request_of(ServiceRequestId) -> ServiceRequest => Box<ServiceRequest>;
    entry_of(EntryId) -> Entry => Entry;
    follow_up_of(FollowUpId) -> FollowUp => FollowUp;
    thanks_of(ThanksId) -> Thanks => Thanks;
    canned_text_of(CannedTextId) -> CannedText => CannedText;
    view_of(ViewId) -> View => View;
    recurrence_of(RecurrenceId) -> Recurrence => Box<Recurrence>;
    template_of(TemplateId) -> Template => Box<Template>;
    known_answer(KnownAnswerId) -> KnownAnswer => KnownAnswer;
}

/// The standing of an active person.
fn standing(records: &impl Records, id: PersonId) -> Result<Standing, Stop> {
    let person = person(records, id)?;
    if !person.is_active {
        return Err(Refusal::Inactive.into());
    }
    let memberships = records.list_memberships(id)?.into_iter().collect();
    Ok(Standing { person: id, role: person.role, is_respect_officer: person.is_respect_officer, memberships })
}

/// The person who acts; the server is nobody.
fn acting_person(context: &Context) -> Result<PersonId, Refusal> {
    match context.actor {
        Actor::Person(person) => Ok(person),
        Actor::Server => Err(Refusal::NotFound),
    }
}

/// The working hours of a person; plain weekdays for somebody not known here.
fn calendar_of(records: &impl Records, person: PersonId) -> Result<WorkingCalendar, Unavailable> {
    Ok(match records.find(person.into())? {
        Some(Entity::Person(person)) => person.calendar,
        _ => WorkingCalendar::weekdays(chrono_tz::UTC),
    })
}

/// Decides an operation: the entities that it changes, each in its new state, or why not. Whether
/// the actor may is decided first, by the table of [`crate::policy`] alone.
///
/// Deterministic: the same operation, records and context give the same entities, ids included.
///
/// # Errors
/// [`Stop::Refused`] with the reason; [`Stop::Unavailable`] when `records` could not be read.
pub fn decide(records: &impl Records, context: &Context, operation: &Operation) -> Result<Vec<Entity>, Stop> {
    let matter = Matter::find(records, context, &operation.intent)?;
    matter.permit(&operation.intent)?;
    match &operation.intent {
        Intent::Ask { .. } => request::ask(records, context, operation),
        Intent::Retract { entry } => talk::retract(records, context, operation, *entry),
        Intent::Reword { entry, words, mentions, .. } => {
            talk::reword(Turn::begin(records, context, operation, matter)?, *entry, words.clone(), mentions)
        }
        Intent::Remind { .. } | Intent::Snooze { .. } | Intent::FinishFollowUp { .. } | Intent::Ring { .. } => {
            follow_ups::decide(records, context, &operation.intent)
        }
        Intent::Thank { .. } | Intent::RetractThanks { .. } => recognition::decide(records, context, operation),
        Intent::Found { .. }
        | Intent::ChangeOrganization { .. }
        | Intent::SwitchDirectory { .. }
        | Intent::ChangeRetention { .. }
        | Intent::AddPerson { .. }
        | Intent::ChangeProfile { .. }
        | Intent::ChangeEmail { .. }
        | Intent::ChangeRole { .. }
        | Intent::SetAbsence { .. }
        | Intent::SetRespectOfficer { .. }
        | Intent::Deactivate { .. }
        | Intent::Reactivate { .. }
        | Intent::SetManager { .. }
        | Intent::AddTeam { .. }
        | Intent::RenameTeam { .. }
        | Intent::ChangePrefix { .. }
        | Intent::CloseTeam { .. }
        | Intent::ReopenTeam { .. }
        | Intent::PlaceTeam { .. }
        | Intent::SetMembership { .. }
        | Intent::SetMemberships { .. } => administration::decide(records, context, &operation.intent),
        Intent::SetTeamCalendar { .. } | Intent::SetServiceLevels { .. } => {
            service_levels::decide(records, context, &operation.intent)
        }
        Intent::FollowCalendar { .. } | Intent::TakeCalendar { .. } => {
            followed_calendars::decide(records, context, &operation.intent)
        }
        Intent::WriteCannedText { .. } | Intent::RemoveCannedText { .. } => {
            canned_texts::decide(records, &operation.intent)
        }
        Intent::PublishService { .. } | Intent::RetireService { .. } | Intent::RestoreService { .. } => {
            offered_services::decide(records, context, &operation.intent)
        }
        Intent::KeepRule { .. } | Intent::DropRule { .. } | Intent::MoveRule { .. } => {
            rules::decide(records, context, &operation.intent)
        }
        Intent::FireRule { team, rule, cause, looked_at, .. } => {
            let looked_at = looked_at.unwrap_or(context.now);
            firing::fire(Turn::begin(records, context, operation, matter)?, (*team, *rule), *cause, looked_at)
        }
        Intent::WarnOfClock { .. } => clock_warnings::warn(records, context, &operation.intent),
        Intent::Mute { request } => mutes::set(records, context, *request, true),
        Intent::Unmute { request } => mutes::set(records, context, *request, false),
        Intent::KeepView { .. } | Intent::DropView { .. } => views::decide(records, context, &operation.intent),
        Intent::WriteTemplate { .. } | Intent::RemoveTemplate { .. } => templates::decide(records, &operation.intent),
        Intent::KeepRecurrence { .. }
        | Intent::PauseRecurrence { .. }
        | Intent::ResumeRecurrence { .. }
        | Intent::DropRecurrence { .. }
        | Intent::RestoreRecurrence { .. }
        | Intent::Recur { .. } => recurrences::decide(records, context, operation),
        Intent::WriteAnswer { .. }
        | Intent::ChangeAnswer { .. }
        | Intent::ReviewAnswer { .. }
        | Intent::RetireAnswer { .. }
        | Intent::RestoreAnswer { .. }
        | Intent::JudgeAnswer { .. } => known_answers::decide(records, context, &operation.intent),
        Intent::SetSkills { skills } => skills::set(records, context, skills),
        Intent::Erase { person, .. } => erasure::erase(records, context, *person),
        about_a_request => {
            let mut turn = Turn::begin(records, context, operation, matter)?;
            change_request(&mut turn, about_a_request)?;
            turn.finish()
        }
    }
}

/// The intents that change a request which is there already.
fn change_request(turn: &mut Turn<'_, impl Records>, intent: &Intent) -> Result<(), Stop> {
    match intent.clone() {
        Intent::Acknowledge { promise, next_word, words, .. } => promise::acknowledge(turn, promise, next_word, words),
        Intent::Offer { offer, due, words, .. } => promise::offer(turn, offer, due, words),
        Intent::AcceptOffer { offer, .. } => promise::accept_offer(turn, offer),
        Intent::Renegotiate { from, to, reason, .. } => promise::renegotiate(turn, from, to, reason),
        Intent::PromiseNextWord { by, every, .. } => promise::promise_next_word(turn, by, every),
        Intent::Decline { reason, alternative, .. } => request::decline(turn, reason, alternative),
        Intent::HandOver { to, reason, .. } => request::hand_over(turn, to, reason, None),
        Intent::Withdraw { reason, .. } => request::withdraw(turn, reason),
        Intent::AskApproval { approval, approvers, needed, .. } => approval::ask(turn, approval, approvers, needed),
        Intent::Approve { approval, words, .. } => approval::approve(turn, approval, words),
        Intent::Reject { approval, reason, .. } => approval::reject(turn, approval, reason),
        Intent::WaiveApproval { approval, .. } => approval::waive(turn, approval),
        Intent::ChangePriority { priority, .. } => structure::change_priority(turn, priority),
        Intent::AddLabel { label, .. } => structure::add_label(turn, label),
        Intent::RemoveLabel { label, .. } => structure::remove_label(turn, &label),
        Intent::Link { to, kind, .. } => structure::link(turn, to, kind),
        Intent::Unlink { to, .. } => structure::unlink(turn, to),
        Intent::TickStep { step, .. } => offered_services::tick(turn, step),
        Intent::UntickStep { step, .. } => offered_services::untick(turn, step),
        Intent::Merge { into, files, .. } => merge::merge(turn, into, files),
        Intent::Unmerge { .. } => merge::unmerge(turn),
        Intent::Watch { person, .. } => request::watch(turn, person),
        Intent::Unwatch { person, .. } => request::unwatch(turn, person),
        Intent::Start { .. } => delivery::start(turn),
        Intent::WaitOnRequester { question, .. } => delivery::wait_on_requester(turn, question),
        Intent::WaitOnOther { reason, .. } => delivery::wait_on_other(turn, reason),
        Intent::Deliver { words, next_need, .. } => delivery::deliver(turn, words, next_need),
        Intent::Confirm { rating, words, .. } => delivery::confirm(turn, rating, words),
        Intent::Rate { rating, words, .. } => rating::rate(turn, rating, words),
        Intent::NotYet { reason, .. } => delivery::not_yet(turn, reason),
        Intent::Lapse { .. } => delivery::lapse(turn),
        Intent::Say { entry, words, mentions, .. } => talk::say(turn, entry, words, &mentions),
        Intent::Note { entry, words, mentions, .. } => talk::note(turn, entry, words, &mentions),
        Intent::Nudge { entry, words, .. } => nudge::nudge(turn, entry, words),
        Intent::Attach { entry, file, words, mentions, .. } => talk::attach(turn, entry, file, words, &mentions),
        _ => Err(Refusal::NotFound.into()),
    }
}
