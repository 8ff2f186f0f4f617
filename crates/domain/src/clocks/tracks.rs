//! From what happened to when each clock ran.

use super::ClockKind;
use super::history::{Happening, What};
use super::hours::Hours;
use super::terms::Terms;
use crate::clock::Timestamp;
use crate::service_level::NextWordSince;

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
    keeps: Keeps,
}

/// Which of the clocks that are over are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeps {
    All,
    /// Of each kind: a long conversation has a clock for every word in it.
    Latest,
}

/// When each clock ran, in the order of their starts.
pub(super) fn tracks(happenings: &[Happening], terms: &[Terms]) -> Vec<Track> {
    let mut tracks = Replay::of(happenings, terms, Keeps::All).into_tracks();
    tracks.sort_by_key(Track::started_at);
    tracks
}

/// When the latest clock of each kind ran.
pub(super) fn latest_tracks(happenings: &[Happening], terms: &[Terms]) -> Vec<Track> {
    let tracks = Replay::of(happenings, terms, Keeps::Latest).into_tracks();
    let kinds = [ClockKind::Acknowledge, ClockKind::NextWord, ClockKind::Deliver, ClockKind::Promise];
    kinds.iter().filter_map(|kind| tracks.iter().rfind(|it| it.kind == *kind).cloned()).collect()
}

impl<'a> Replay<'a> {
    fn of(happenings: &[Happening], terms: &'a [Terms], keeps: Keeps) -> Self {
        let (acknowledge, next_word, deliver, promise) = (None, None, None, None);
        let phase = Phase::Running;
        let mut replay = Self { terms, phase, acknowledge, next_word, deliver, promise, over: Vec::new(), keeps };
        for happening in happenings {
            replay.hear(*happening);
        }
        replay
    }

    /// Those that are over, and then those that run.
    fn into_tracks(self) -> Vec<Track> {
        let running = [self.acknowledge, self.next_word, self.deliver, self.promise].into_iter().flatten();
        self.over.into_iter().chain(running).collect()
    }

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
        let track = self.next_word.take();
        self.retire(track, at, end);
    }

    fn end_promise(&mut self, at: Timestamp, end: End) {
        let track = self.promise.take();
        self.retire(track, at, end);
    }

    fn stop_acknowledge(&mut self, at: Timestamp, end: End) {
        let track = self.acknowledge.take();
        self.retire(track, at, end);
    }

    fn retire(&mut self, track: Option<Track>, at: Timestamp, end: End) {
        let Some(mut track) = track else { return };
        track.stop(at, end);
        let earlier = self.over.iter_mut().find(|it| self.keeps == Keeps::Latest && it.kind == track.kind);
        match earlier {
            Some(earlier) => *earlier = track,
            None => self.over.push(track),
        }
    }
}
