//! Exchanges: letters between devices and server, one by one or calmly after each other.

use goodturn_domain::DeviceId;
use goodturn_sync::authority::{AuthorityError, Push};
use goodturn_sync::{PullAnswer, PullRequest, PushAnswer, PushRequest, SyncError, Verdict, VerdictOf};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Simulation;
use crate::flaw::Flaw;

/// No calm exchange takes more rounds, unless something is stuck.
const MOST_ROUNDS: usize = 200;

/// Why there is no answer that could be taken in.
#[derive(Clone, Debug)]
pub(super) enum NoAnswer {
    NewHistory,
    /// The device goes on under another name.
    Renew,
    SignedOut,
    Busy,
    Other(String),
}

impl From<SyncError> for NoAnswer {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::NewHistory => Self::NewHistory,
            SyncError::Gap { .. } | SyncError::ClonedDevice => Self::Renew,
            SyncError::SignedOut | SyncError::Ended(_) => Self::SignedOut,
            other => Self::Other(other.to_string()),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) enum Message {
    Push(PushRequest),
    Pushed(PushRequest, Result<PushAnswer, NoAnswer>),
    Pull(PullRequest),
    Pulled(Result<Box<PullAnswer>, NoAnswer>),
}

/// A message on its way. An exchange has a number, by which a device knows whether it still waits
/// for the answer.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) exchange: u64,
    pub(super) seat: usize,
    pub(super) message: Message,
    /// It does not arrive before that step.
    pub(super) held_until: u64,
    /// A part of it is missing, which its checksum tells.
    pub(super) is_cut: bool,
}

impl Simulation<'_> {
    /// A device sends what it has, unless it waits for an answer to that already.
    pub(crate) fn send_push(&mut self, seat: usize) {
        if self.seats[seat].awaited_push.is_some() || self.seats[seat].is_signed_out {
            return;
        }
        if let Some(request) = self.next_push(seat) {
            let exchange = self.next_exchange();
            self.seats[seat].awaited_push = Some(exchange);
            self.log.note(format_args!("{seat} pushes {} in {exchange}", request.operations.len()));
            self.post(exchange, seat, Message::Push(request));
        }
    }

    /// A device asks for what is new, unless it waits for an answer to that already.
    pub(crate) fn send_pull(&mut self, seat: usize) {
        if self.seats[seat].awaited_pull.is_some() || self.seats[seat].is_signed_out {
            return;
        }
        if let Some(request) = self.next_pull(seat) {
            let exchange = self.next_exchange();
            self.seats[seat].awaited_pull = Some(exchange);
            self.log.note(format_args!("{seat} pulls in {exchange}"));
            self.post(exchange, seat, Message::Pull(request));
        }
    }

    pub(super) fn next_pull(&self, seat: usize) -> Option<PullRequest> {
        let mut request = self.seats[seat].replica.next_pull(self.page).ok()?;
        if self.flaw == Some(Flaw::HistoryNotTold) {
            request.seen = None;
        }
        Some(request)
    }

    fn next_exchange(&mut self) -> u64 {
        self.exchanges += 1;
        self.exchanges
    }

    fn post(&mut self, exchange: u64, seat: usize, message: Message) {
        // Now and then a letter is written out and read again, as on the wire.
        let message = if self.is_beside_newer || self.dice.happens(10) { self.over_the_wire(message) } else { message };
        self.letters.push(Letter { exchange, seat, message, held_until: 0, is_cut: false });
    }

    fn over_the_wire(&mut self, message: Message) -> Message {
        match message {
            Message::Push(request) => Message::Push(self.again(request)),
            Message::Pull(request) => Message::Pull(self.again(request)),
            Message::Pushed(request, Ok(answer)) => Message::Pushed(request, Ok(self.again(answer))),
            Message::Pulled(Ok(answer)) => Message::Pulled(Ok(Box::new(self.again(*answer)))),
            other => other,
        }
    }

    fn again<T: Serialize + DeserializeOwned + PartialEq>(&mut self, sent: T) -> T {
        let newer = self.is_beside_newer;
        let text = if newer {
            serde_json::to_value(&sent).map(|mut sent| {
                add_unknown(&mut sent);
                sent.to_string()
            })
        } else {
            serde_json::to_string(&sent)
        };
        let read = text.and_then(|text| serde_json::from_str::<T>(&text));
        match read {
            // What is open on the wire keeps what was added; the rest leaves it out.
            Ok(read) if newer || read == sent => read,
            Ok(_) => {
                self.surprise("a letter was read as another one than was written".to_owned());
                sent
            }
            Err(cause) => {
                self.surprise(format!("a letter could not be read: {cause}"));
                sent
            }
        }
    }

    /// Which letters could arrive now.
    pub(super) fn arriving(&self) -> Vec<usize> {
        let can =
            |letter: &Letter| letter.held_until <= self.step && self.seats[letter.seat].offline_until <= self.step;
        (0..self.letters.len()).filter(|at| can(&self.letters[*at])).collect()
    }

    /// A letter arrives; whoever receives half of it has received nothing.
    pub(super) fn arrive(&mut self, letter: Letter) {
        let Letter { exchange, seat, message, is_cut, .. } = letter;
        if is_cut && self.flaw != Some(Flaw::ChecksumIgnored) {
            return;
        }
        match message {
            Message::Push(request) => {
                let answer = self.answer_pushes(vec![(seat, request.clone())]).remove(0);
                self.post(exchange, seat, Message::Pushed(request, answer));
            }
            Message::Pull(request) => {
                let answer = self.answer_pull(seat, &request);
                self.post(exchange, seat, Message::Pulled(answer.map(Box::new)));
            }
            Message::Pushed(request, answer) => {
                if self.seats[seat].awaited_push == Some(exchange) {
                    self.seats[seat].awaited_push = None;
                    self.take_pushed(seat, &request, answer);
                }
            }
            Message::Pulled(answer) => {
                if self.seats[seat].awaited_pull == Some(exchange) {
                    self.seats[seat].awaited_pull = None;
                    self.take_pulled(seat, answer.map(|it| if is_cut { half(*it) } else { *it }));
                }
            }
        }
    }

    /// Every push that could arrive now is decided in one transaction.
    pub(crate) fn deliver_pushes_together(&mut self) {
        let arriving = self.arriving();
        let mut pushes = Vec::new();
        for at in arriving.into_iter().rev() {
            if matches!(self.letters[at].message, Message::Push(_)) && !self.letters[at].is_cut {
                pushes.push(self.letters.remove(at));
            }
        }
        pushes.reverse();
        let requests = pushes.iter().filter_map(|letter| match &letter.message {
            Message::Push(request) => Some((letter.seat, request.clone())),
            _ => None,
        });
        let requests: Vec<_> = requests.collect();
        if requests.is_empty() {
            return;
        }
        let answers = self.answer_pushes(requests.clone());
        for ((letter, (seat, request)), answer) in pushes.iter().zip(requests).zip(answers) {
            self.post(letter.exchange, seat, Message::Pushed(request, answer));
        }
    }

    fn answer_pushes(&mut self, requests: Vec<(usize, PushRequest)>) -> Vec<Result<PushAnswer, NoAnswer>> {
        let known: Vec<bool> =
            requests.iter().map(|(seat, _)| self.server.is_active(self.seats[*seat].person)).collect();
        let signed_in = requests.into_iter().zip(&known).filter(|(_, known)| **known);
        let pushes: Vec<Push> =
            signed_in.map(|((seat, request), _)| Push { actor: self.seats[seat].person, request }).collect();
        let mut answers = match self.server.accept(pushes.clone(), self.now) {
            Ok(answers) => answers.into_iter().map(|answer| answer.map_err(NoAnswer::from)).collect::<Vec<_>>(),
            Err(_) => vec![Err(NoAnswer::Busy); pushes.len()],
        }
        .into_iter();
        let all: Vec<_> = known
            .into_iter()
            .map(|known| if known { answers.next().unwrap_or(Err(NoAnswer::Busy)) } else { Err(NoAnswer::SignedOut) })
            .collect();
        for answer in &all {
            match answer {
                Ok(answer) => self.log.note(format_args!("server answers {:?}", answer.verdicts)),
                Err(no) => self.log.note(format_args!("server answers {no:?}")),
            }
        }
        all
    }

    pub(super) fn answer_pull(&mut self, seat: usize, request: &PullRequest) -> Result<PullAnswer, NoAnswer> {
        match self.server.pull(self.seats[seat].person, request, self.now) {
            Ok(answer) => Ok(answer),
            Err(AuthorityError::Sync(error)) => Err(error.into()),
            Err(AuthorityError::Store(_)) => Err(NoAnswer::Busy),
        }
    }

    fn take_pushed(&mut self, seat: usize, request: &PushRequest, answer: Result<PushAnswer, NoAnswer>) -> bool {
        match answer {
            Ok(answer) => self.settle(seat, request, &answer),
            Err(no) => self.note_no_answer(seat, no),
        }
    }

    fn take_pulled(&mut self, seat: usize, answer: Result<PullAnswer, NoAnswer>) -> bool {
        match answer {
            Ok(answer) => self.take_in(seat, answer),
            Err(no) => self.note_no_answer(seat, no),
        }
    }

    /// Does what the sync loop of the app does; whether it goes on at once.
    fn note_no_answer(&mut self, seat: usize, no: NoAnswer) -> bool {
        match no {
            // The pull that follows says what to offer.
            NoAnswer::NewHistory if self.server.restores > 0 => false,
            NoAnswer::Renew if self.server.restores > 0 || self.seats[seat].is_restored => {
                let renewed = DeviceId::new(self.ids.give());
                self.log.note(format_args!("{seat} goes on as {renewed}"));
                // A storage that fails here leaves the numbers to the next time.
                let outcome = self.seats[seat].replica.renew_device(renewed);
                self.log.note(format_args!("{seat} counts anew: {}", outcome.is_ok()));
                true
            }
            NoAnswer::SignedOut if !self.server.is_active(self.seats[seat].person) => {
                self.log.note(format_args!("{seat} is signed out"));
                self.seats[seat].is_signed_out = true;
                false
            }
            // Somebody's deactivation was lost with a restore: they sign in again.
            NoAnswer::SignedOut if self.server.restores > 0 => false,
            NoAnswer::Busy => false,
            NoAnswer::Other(what) => {
                self.surprise(format!("{seat} was answered: {what}"));
                false
            }
            other => {
                self.surprise(format!("{seat} was answered {other:?}"));
                false
            }
        }
    }

    /// What a network does that answers in the server's name: the letter is gone, and something came
    /// back. Only a device with a flaw takes it for an answer.
    pub(super) fn portal_answers(&mut self, letter: &Letter) {
        let Message::Push(request) = &letter.message else { return };
        if self.flaw != Some(Flaw::PortalTakenForServer)
            || self.seats[letter.seat].awaited_push != Some(letter.exchange)
        {
            return;
        }
        let head = self.server.look(|tx| tx.head());
        let applied = |sent: &goodturn_sync::SentOperation| VerdictOf {
            id: sent.id,
            n: sent.n,
            verdict: Verdict::Applied { seq: head.seq },
        };
        let verdicts = request.operations.iter().map(applied).collect();
        let answer = PushAnswer { epoch: head.epoch, head: head.seq, last_n: 0, verdicts };
        self.seats[letter.seat].awaited_push = None;
        self.settle(letter.seat, request, &answer);
    }

    /// A calm exchange of one device: everything is sent, everything new is fetched.
    pub(crate) fn sync(&mut self, seat: usize) {
        self.reconnect(seat);
        for _ in 0..MOST_ROUNDS {
            if self.seats[seat].is_signed_out {
                return;
            }
            let has_sent = match self.next_push(seat) {
                Some(request) => {
                    let answer = self.answer_pushes(vec![(seat, request.clone())]).remove(0);
                    self.take_pushed(seat, &request, answer)
                }
                None => false,
            };
            let has_more = match self.next_pull(seat) {
                Some(request) => {
                    let answer = self.answer_pull(seat, &request);
                    self.take_pulled(seat, answer)
                }
                None => false,
            };
            if !has_sent && !has_more {
                return;
            }
        }
        self.surprise(format!("{seat} is still not up to date after {MOST_ROUNDS} exchanges"));
    }

    /// A calm exchange of every device, until each knows what the others did.
    pub(crate) fn sync_all(&mut self) {
        for _ in 0..2 {
            (0..self.seats.len()).for_each(|seat| self.sync(seat));
        }
    }
}

/// What is left of a page that was cut off.
fn half(mut answer: PullAnswer) -> PullAnswer {
    answer.rows.truncate(answer.rows.len() / 2);
    answer
}

/// Adds what a newer version might: to the letter, to what it lists, and to bodies of entities.
fn add_unknown(letter: &mut Value) {
    add_field(letter);
    for list in ["rows", "gone", "operations", "verdicts"] {
        for item in letter.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            add_field(item);
            item.get_mut("body").into_iter().for_each(add_field);
        }
    }
}

fn add_field(value: &mut Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.insert("sung_to".to_owned(), Value::from("a tune"));
    }
}
