//! One turn of one request: who acts on it, what changes, what follows from it.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::matter::Matter;
use super::{Actor, Context, Records, Stop, follow_ups, promise, recurrences};
use crate::entity::Entity;
use crate::entry::{Entry, Event};
use crate::follow_up::{FollowUp, FollowUpReason, FollowUpState};
use crate::id::{EntryId, PersonId};
use crate::mention::Mention;
use crate::operation::Operation;
use crate::policy::Party;
use crate::refusal::Refusal;
use crate::service_request::{Service, ServiceRequest, Stage};
use crate::{Timestamp, commitment::Commitment};

/// A permitted change of a request, under way.
pub(super) struct Turn<'a, R: Records> {
    pub(super) records: &'a R,
    pub(super) now: Timestamp,
    pub(super) request: ServiceRequest,
    pub(super) parties: Vec<Party>,
    actor: Actor,
    operation: &'a Operation,
    entries: Vec<Entry>,
    /// What changes of other requests.
    beside: Vec<Entity>,
    is_left: bool,
}

impl<'a, R: Records> Turn<'a, R> {
    /// Begins a turn of the request that a permitted operation is about.
    pub(super) fn begin(
        records: &'a R,
        context: &Context,
        operation: &'a Operation,
        matter: Matter,
    ) -> Result<Self, Stop> {
        let Matter { parties, request, .. } = matter;
        let request = *request.ok_or(Refusal::NotFound)?;
        let (now, actor, entries) = (context.now, context.actor, Vec::new());
        Ok(Self { records, now, request, parties, actor, operation, entries, beside: Vec::new(), is_left: false })
    }

    /// The person who acts.
    pub(super) fn actor(&self) -> Result<PersonId, Refusal> {
        match self.actor {
            Actor::Person(person) => Ok(person),
            Actor::Server => Err(Refusal::NotFound),
        }
    }

    pub(super) fn is(&self, party: Party) -> bool {
        self.parties.contains(&party)
    }

    /// Refuses a time that has passed already.
    pub(super) fn ahead(&self, at: Timestamp) -> Result<Timestamp, Refusal> {
        if at > self.now { Ok(at) } else { Err(Refusal::TimeInThePast) }
    }

    /// Leaves the request as it is: it was so already.
    pub(super) fn leave(&mut self) -> Result<(), Stop> {
        self.is_left = true;
        Ok(())
    }

    /// Writes a line into the timeline.
    pub(super) fn tell(&mut self, event: Event) {
        self.tell_as(self.next_line(), event, BTreeSet::new());
    }

    /// Writes a line about what `author` has brought about, or nobody, whoever acts now.
    pub(super) fn tell_for(&mut self, author: Option<PersonId>, event: Event) {
        self.entries.push(Entry::new(self.next_line(), self.request.id, author, self.line_at(), event));
    }

    fn next_line(&self) -> EntryId {
        EntryId::derived(self.operation.id.uuid(), &format!("entry:{}", self.entries.len()))
    }

    fn line_at(&self) -> Timestamp {
        nth_line_at(self.now, self.entries.len())
    }

    /// Writes a line whose id was made with it.
    pub(super) fn tell_as(&mut self, id: EntryId, event: Event, mentions: BTreeSet<Mention>) {
        let author = match self.actor {
            Actor::Person(person) => Some(person),
            Actor::Server => None,
        };
        let line = Entry::new(id, self.request.id, author, self.line_at(), event);
        self.entries.push(Entry { mentions, ..line });
    }

    /// Writes lines into the timeline of another request, and changes that one. Returns their ids.
    pub(super) fn change_beside(
        &mut self,
        other: ServiceRequest,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<Vec<EntryId>, Refusal> {
        let (author, at) = (self.actor()?, self.now);
        let lines = events.into_iter().enumerate().map(|(number, event)| {
            let id = EntryId::derived(self.operation.id.uuid(), &format!("beside:{number}"));
            Entry::new(id, other.id, Some(author), nth_line_at(at, number), event)
        });
        let lines: Vec<Entry> = lines.collect();
        let ids = lines.iter().map(|it| it.id).collect();
        self.beside.push(ServiceRequest { changed_at: at, ..other }.into());
        self.beside.extend(lines.into_iter().map(Entity::from));
        Ok(ids)
    }

    /// Goes on waiting for a reply where that had stopped at an instant, with the request.
    pub(super) fn reopen_stopped(&mut self, at: Timestamp) -> Result<(), Stop> {
        let known = self.records.list_follow_ups(self.request.id)?;
        let is_meant =
            |it: &FollowUp| it.reason == FollowUpReason::NoReply && it.state == FollowUpState::Stopped { at };
        self.beside.extend(known.into_iter().filter(is_meant).map(|it| {
            let state = FollowUpState::Open { rung: false };
            Entity::from(FollowUp { state, ..it })
        }));
        Ok(())
    }

    /// Changes a line of another request.
    pub(super) fn change_line_beside(&mut self, line: Entry) {
        self.beside.push(line.into());
    }

    /// Lets the first line tell something else: what came of what it began with.
    pub(super) fn retell_first(&mut self, event: Event) {
        if let Some(first) = self.entries.first_mut() {
            first.event = event;
        }
    }

    /// The id of the first line.
    pub(super) fn first_line(&self) -> EntryId {
        EntryId::derived(self.operation.id.uuid(), "entry:0")
    }

    /// Says that these people watch because of a line.
    pub(super) fn note_called(&mut self, line: EntryId, called: BTreeSet<PersonId>) {
        if let Some(entry) = self.entries.iter_mut().find(|it| it.id == line) {
            entry.called = called;
        }
    }

    /// The lines that were written, with who has written each.
    pub(super) fn lines(&self) -> impl Iterator<Item = (Option<PersonId>, &Event)> {
        self.entries.iter().map(|it| (it.author, &it.event))
    }

    /// Whether a line was written.
    pub(super) fn has_told(&self) -> bool {
        !self.entries.is_empty()
    }

    /// A promise made now.
    pub(super) fn commitment(&self, due: Timestamp, reason: Option<crate::Words>) -> Result<Commitment, Refusal> {
        Ok(Commitment { due, made_at: self.now, made_by: self.actor()?, reason })
    }

    /// The actor takes the request.
    pub(super) fn take(&mut self, helper: PersonId, promise: Option<Commitment>, next_word: Option<Timestamp>) {
        self.request.first_acknowledged_at.get_or_insert(self.now);
        let service = Service {
            helper,
            acknowledged_at: self.now,
            promises: promise.into_iter().collect(),
            next_word,
            word_every: None,
            offer: None,
        };
        self.request.stage = Stage::Acknowledged { service };
    }

    /// What was committed to, to change it, while it is being served.
    pub(super) fn service_mut(&mut self) -> Option<&mut Service> {
        match &mut self.request.stage {
            Stage::Acknowledged { service }
            | Stage::InProgress { service }
            | Stage::WaitingOnRequester { service, .. }
            | Stage::WaitingOnOther { service, .. } => Some(service),
            _ => None,
        }
    }

    /// Moves the request on: `next` gets what was committed to. Only for stages that hold a service.
    pub(super) fn advance(&mut self, next: impl FnOnce(Service) -> Stage) -> Result<(), Refusal> {
        let service = self.request.stage.service().cloned().ok_or(Refusal::NotFound)?;
        self.request.stage = next(service);
        Ok(())
    }

    /// The changed entities: the request, its new entries and the follow-ups that come of it.
    pub(super) fn finish(mut self) -> Result<Vec<Entity>, Stop> {
        if self.is_left {
            return Ok(Vec::new());
        }
        self.request.changed_at = self.now;
        promise::renew_word(&mut self)?;
        let follow_ups = follow_ups::after(self.records, &self.request, &self.entries, self.now)?;
        let recurrence = recurrences::after(self.records, &self.request)?;
        let mut changes: Vec<Entity> = vec![self.request.into()];
        changes.extend(self.entries.into_iter().map(Entity::from));
        changes.extend(self.beside);
        changes.extend(follow_ups.into_iter().map(Entity::from).chain(recurrence));
        Ok(changes)
    }
}

/// When a line of one operation was written: behind those before it, or devices would order them by
/// their ids.
pub(super) fn nth_line_at(now: Timestamp, line: usize) -> Timestamp {
    now.plus(TimeDelta::microseconds(i64::try_from(line).unwrap_or(i64::MAX)))
}
