//! From what happened to when each clock ran.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hours::Hours;
use super::terms::Terms;
use super::{ClockKind, in_order};
use crate::clock::Timestamp;
use crate::entry::{Entry, Event};
use crate::id::{PersonId, TeamId};
use crate::service_level::NextWordSince;
use crate::service_request::{Addressee, ServiceRequest};

/// Something that happened to a request, as far as clocks are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Happening {
    pub at: Timestamp,
    #[serde(flatten)]
    pub what: What,
}

/// What happened. *Helper* is whoever was asked or has taken it, and the members of the team that was asked; what a
/// program says by itself and internal notes are nothing to a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    Asked,
    HandedOver,
    /// A helper took it, with a promise or without one.
    Acknowledged,
    /// A helper proposed a time.
    Offered,
    /// A promise, also a renegotiated one.
    Promised {
        due: Timestamp,
    },
    HelperSaid,
    RequesterSaid,
    /// The requester proposed a time: a question, and no answer to what they were asked.
    RequesterOffered,
    /// The requester answered and took the words back: it goes on all the same.
    Woken,
    WaitingOnRequester,
    WaitingOnOther,
    /// Work began, or goes on after waiting.
    Started,
    Delivered,
    NotYet,
    Declined,
    /// Confirmed, lapsed, withdrawn or merged into another one.
    Ended,
}

/// What the timeline of a request tells the clocks, in order. `is_member` says who belongs to a team, programs left
/// out: of a team that was asked, every member answers.
pub fn happenings(
    request: &ServiceRequest,
    entries: &[Entry],
    is_member: impl Fn(PersonId, TeamId) -> bool,
) -> Vec<Happening> {
    let mut asked_of = addressees(request, entries).into_iter();
    let mut addressee = asked_of.next();
    let mut helpers: BTreeSet<PersonId> = BTreeSet::new();
    let mut found = Vec::new();
    let unmerged = entries.iter().rposition(|it| matches!(it.event, Event::Unmerged { .. }));
    for (place, (at, entry)) in in_order(entries).enumerate() {
        // What was merged by mistake has run on meanwhile.
        if matches!(entry.event, Event::Merged { .. }) && unmerged.is_some_and(|it| it > place) {
            continue;
        }
        if matches!(entry.event, Event::HandedOver { .. }) {
            addressee = asked_of.next();
            helpers.clear();
        }
        let by = match entry.author {
            Some(author) if author == request.requester => By::Requester,
            Some(author) => {
                if is_helpers_alone(&entry.event) {
                    helpers.insert(author);
                }
                let is_asked = match addressee.flatten() {
                    Some(Addressee::Person(person)) => person == author,
                    Some(Addressee::Team(team)) => is_member(author, team),
                    None => false,
                };
                if is_asked || helpers.contains(&author) { By::Helper } else { By::Somebody }
            }
            None => By::Somebody,
        };
        found.extend(whats(&entry.event, by).map(|what| Happening { at, what }));
    }
    found
}

/// Who said it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Requester,
    Helper,
    Somebody,
}

/// Of whom it was asked in turn. Hand-overs of old did not say from whom.
fn addressees(request: &ServiceRequest, entries: &[Entry]) -> Vec<Option<Addressee>> {
    let left = entries.iter().filter_map(|entry| match &entry.event {
        Event::HandedOver { asked_of, .. } => Some(*asked_of),
        _ => None,
    });
    left.chain([Some(request.addressee)]).collect()
}

/// What only somebody does who serves the request.
fn is_helpers_alone(event: &Event) -> bool {
    matches!(
        event,
        Event::Acknowledged { .. }
            | Event::AlsoTook { .. }
            | Event::Started
            | Event::Renegotiated { .. }
            | Event::WaitingOnRequester { .. }
            | Event::WaitingOnOther { .. }
            | Event::Delivered { .. }
    )
}

fn whats(event: &Event, by: By) -> impl Iterator<Item = What> + use<> {
    let said = match by {
        By::Requester => Some(What::RequesterSaid),
        By::Helper => Some(What::HelperSaid),
        By::Somebody => None,
    };
    let (what, promise) = match event {
        Event::Asked => (Some(What::Asked), None),
        Event::HandedOver { .. } => (Some(What::HandedOver), None),
        Event::Acknowledged { promise, .. } => (Some(What::Acknowledged), *promise),
        Event::AlsoTook { .. } => (Some(What::HelperSaid), None),
        Event::Offered { .. } if by == By::Requester => (Some(What::RequesterOffered), None),
        Event::Offered { .. } => (Some(What::Offered), None),
        // Who was asked takes it by accepting; the requester agrees to what a helper has proposed.
        Event::OfferAccepted { due } => ((by != By::Requester).then_some(What::Acknowledged), Some(*due)),
        Event::Renegotiated { to, .. } => (Some(What::HelperSaid), Some(*to)),
        Event::Said { .. } | Event::Attached { .. } => (said, None),
        // What woke it has woken it, though its words are gone; they were never an answer to anybody.
        Event::Retracted { was_note: false } => ((by == By::Requester).then_some(What::Woken), None),
        Event::WaitingOnRequester { .. } => (Some(What::WaitingOnRequester), None),
        Event::WaitingOnOther { .. } => (Some(What::WaitingOnOther), None),
        Event::Started | Event::Resumed => (Some(What::Started), None),
        Event::Delivered { .. } => (Some(What::Delivered), None),
        Event::NotYet { .. } => (Some(What::NotYet), None),
        Event::Declined { .. } => (Some(What::Declined), None),
        Event::Confirmed { .. } | Event::Lapsed | Event::Withdrawn { .. } | Event::Merged { .. } => {
            (Some(What::Ended), None)
        }
        _ => (None, None),
    };
    what.into_iter().chain(promise.map(|due| What::Promised { due }))
}

/// What a clock does from an instant on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Running,
    WaitingOnRequester,
    Delivered,
}

/// How a clock ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Done,
    PassedOn,
    Dropped,
}

/// When one clock ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Track {
    pub(super) kind: ClockKind,
    /// The promised time, for a promise.
    pub(super) promised: Option<Timestamp>,
    /// From its start on; most clocks have no other phase.
    first: (Timestamp, Phase),
    /// In order.
    later: Vec<(Timestamp, Phase)>,
    pub(super) end: Option<(Timestamp, End)>,
}

impl Track {
    fn start(kind: ClockKind, at: Timestamp, phase: Phase) -> Self {
        Self { kind, promised: None, first: (at, phase), later: Vec::new(), end: None }
    }

    pub(super) fn started_at(&self) -> Timestamp {
        self.first.0
    }

    /// In what phase it is, or was at its end, and since when.
    pub(super) fn last_phase(&self) -> (Timestamp, Phase) {
        self.later.last().copied().unwrap_or(self.first)
    }

    /// Whether it was ever in another phase than in its first.
    pub(super) fn has_paused(&self) -> bool {
        !self.later.is_empty()
    }

    /// Each phase with its end: the last goes on until it stopped, or until now.
    pub(super) fn stretches(&self, now: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp, Phase)> {
        let last = self.end.map_or(now, |(at, _)| at);
        let ends = self.later.iter().map(|(at, _)| *at).chain([last]);
        [self.first]
            .into_iter()
            .chain(self.later.iter().copied())
            .zip(ends)
            .map(|((from, phase), until)| (from, until, phase))
    }

    fn enter(&mut self, at: Timestamp, phase: Phase) {
        if self.end.is_none() && self.last_phase().1 != phase {
            self.later.push((at, phase));
        }
    }

    fn stop(&mut self, at: Timestamp, end: End) {
        self.end.get_or_insert((at, end));
    }

    /// Goes on after a delivery that was not one yet.
    fn reopen(&mut self, at: Timestamp) {
        if let Some((delivered, End::Done)) = self.end.take() {
            self.later.extend([(delivered, Phase::Delivered), (at, Phase::Running)]);
        }
    }
}

/// The clocks of one request while its history is replayed: those that run, and those that are over.
struct Replay<'a> {
    terms: &'a [Terms],
    /// What the clocks that can pause do now.
    phase: Phase,
    acknowledge: Option<Track>,
    next_word: Option<Track>,
    deliver: Option<Track>,
    promise: Option<Track>,
    over: Vec<Track>,
}

/// When each clock ran, in the order of their starts.
pub(super) fn tracks(happenings: &[Happening], terms: &[Terms]) -> Vec<Track> {
    let (acknowledge, next_word, deliver, promise) = (None, None, None, None);
    let phase = Phase::Running;
    let mut replay = Replay { terms, phase, acknowledge, next_word, deliver, promise, over: Vec::new() };
    for happening in happenings {
        replay.hear(*happening);
    }
    let Replay { acknowledge, next_word, deliver, promise, over, .. } = replay;
    let running = [acknowledge, next_word, deliver, promise].into_iter().flatten();
    let mut tracks: Vec<Track> = over.into_iter().chain(running).collect();
    tracks.sort_by_key(Track::started_at);
    tracks
}

impl Replay<'_> {
    fn hear(&mut self, Happening { at, what }: Happening) {
        match what {
            What::Asked => {
                self.deliver = Some(Track::start(ClockKind::Deliver, at, Phase::Running));
                self.acknowledge = Some(Track::start(ClockKind::Acknowledge, at, Phase::Running));
            }
            What::HandedOver => {
                self.stop_acknowledge(at, End::PassedOn);
                self.acknowledge = Some(Track::start(ClockKind::Acknowledge, at, Phase::Running));
                self.end_word(at, End::Done);
                self.end_promise(at, End::PassedOn);
                self.enter(at, Phase::Running);
            }
            What::Acknowledged | What::Offered | What::HelperSaid => self.helper_word(at),
            What::Promised { due } => {
                self.end_promise(at, End::PassedOn);
                self.promise =
                    Some(Track { promised: Some(due), ..Track::start(ClockKind::Promise, at, Phase::Running) });
            }
            What::RequesterSaid => {
                self.enter(at, Phase::Running);
                self.question(at);
            }
            What::RequesterOffered => self.question(at),
            What::Woken => self.enter(at, Phase::Running),
            What::WaitingOnRequester => {
                self.helper_word(at);
                self.enter(at, Phase::WaitingOnRequester);
            }
            What::WaitingOnOther => {
                self.enter(at, Phase::Running);
                self.helper_word(at);
            }
            What::Started => {
                self.stop_acknowledge(at, End::Done);
                self.enter(at, Phase::Running);
            }
            What::Delivered => self.deliver(at),
            What::NotYet => self.reopen(at),
            What::Declined => {
                self.stop_acknowledge(at, End::Done);
                self.end(at);
            }
            What::Ended => self.end(at),
        }
    }

    fn helper_word(&mut self, at: Timestamp) {
        self.stop_acknowledge(at, End::Done);
        self.end_word(at, End::Done);
        if self.counts_since(at) == NextWordSince::LastWord && self.is_open() {
            self.start_word(at);
        }
    }

    /// What the clock of the next word counted from at that time.
    fn counts_since(&self, at: Timestamp) -> NextWordSince {
        let level = Hours(self.terms).terms_at(at).and_then(|it| it.level.as_ref());
        level.map(|it| it.next_word_since).unwrap_or_default()
    }

    /// A question that nobody has answered keeps its clock: who asks again does not win the team any time.
    fn question(&mut self, at: Timestamp) {
        let is_awaited = self.acknowledge.is_none() && self.next_word.is_none();
        if self.counts_since(at) == NextWordSince::LastQuestion && is_awaited && self.is_open() {
            self.start_word(at);
        }
    }

    fn deliver(&mut self, at: Timestamp) {
        self.stop_acknowledge(at, End::Done);
        self.end_word(at, End::Done);
        for track in [&mut self.deliver, &mut self.promise].into_iter().flatten() {
            track.stop(at, End::Done);
        }
    }

    fn reopen(&mut self, at: Timestamp) {
        for track in [&mut self.deliver, &mut self.promise].into_iter().flatten() {
            track.reopen(at);
        }
        self.phase = Phase::Running;
        self.start_word(at);
    }

    fn end(&mut self, at: Timestamp) {
        self.stop_acknowledge(at, End::Dropped);
        self.end_word(at, End::Dropped);
        for track in [&mut self.deliver, &mut self.promise].into_iter().flatten() {
            track.stop(at, End::Dropped);
        }
    }

    /// Those that pause while it waits on the requester.
    fn enter(&mut self, at: Timestamp, phase: Phase) {
        self.phase = phase;
        for track in [&mut self.deliver, &mut self.next_word].into_iter().flatten() {
            track.enter(at, phase);
        }
    }

    fn is_open(&self) -> bool {
        self.deliver.as_ref().is_some_and(|it| it.end.is_none())
    }

    fn start_word(&mut self, at: Timestamp) {
        self.next_word = Some(Track::start(ClockKind::NextWord, at, self.phase));
    }

    fn end_word(&mut self, at: Timestamp, end: End) {
        self.over.extend(ended(self.next_word.take(), at, end));
    }

    fn end_promise(&mut self, at: Timestamp, end: End) {
        self.over.extend(ended(self.promise.take(), at, end));
    }

    fn stop_acknowledge(&mut self, at: Timestamp, end: End) {
        self.over.extend(ended(self.acknowledge.take(), at, end));
    }
}

fn ended(track: Option<Track>, at: Timestamp, end: End) -> Option<Track> {
    let mut track = track?;
    track.stop(at, end);
    Some(track)
}
