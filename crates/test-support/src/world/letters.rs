//! What is on its way between devices and authority, and what can happen to it there.

use goodturn_domain::DeviceId;
use goodturn_store::{AuthorityStorage, ReplicaStorage};
use goodturn_sync::authority::Push;
use goodturn_sync::{PullAnswer, PullRequest, PushAnswer, PushRequest, SyncError};

use super::{Device, PAGE, World};

/// A message in the network. An exchange has a number, by which a device knows whether it still
/// waits for the answer.
#[derive(Clone, Debug)]
pub(super) enum Letter {
    Push { exchange: u64, from: Device, request: PushRequest },
    Pushed { exchange: u64, to: Device, request: PushRequest, answer: PushAnswer },
    Pull { exchange: u64, from: Device, request: PullRequest },
    Pulled { exchange: u64, to: Device, answer: PullAnswer },
}

impl<A: AuthorityStorage, R: ReplicaStorage> World<A, R> {
    /// A device sends what it has, unless it waits for an answer to that already.
    pub fn send_push(&mut self, from: Device) {
        let seat = &self.seats[from.0];
        if seat.awaited_push.is_some() {
            return;
        }
        if let Some(request) = seat.replica.next_push().expect("the storage works") {
            let exchange = self.next_exchange();
            self.seats[from.0].awaited_push = Some(exchange);
            self.letters.push(Letter::Push { exchange, from, request });
        }
    }

    /// A device asks for what is new, unless it waits for an answer to that already.
    pub fn send_pull(&mut self, from: Device) {
        let seat = &self.seats[from.0];
        if seat.awaited_pull.is_some() {
            return;
        }
        let request = seat.replica.next_pull(PAGE).expect("the storage works");
        let exchange = self.next_exchange();
        self.seats[from.0].awaited_pull = Some(exchange);
        self.letters.push(Letter::Pull { exchange, from, request });
    }

    /// A device gives up on every answer it waits for; its letters may still arrive.
    pub fn reconnect(&mut self, device: Device) {
        self.seats[device.0].awaited_push = None;
        self.seats[device.0].awaited_pull = None;
    }

    /// How many letters are on their way.
    pub fn count_letters(&self) -> usize {
        self.letters.len()
    }

    /// One of the letters arrives, whichever was sent first.
    pub fn deliver(&mut self, choice: usize) {
        if let Some(letter) = self.take(choice) {
            self.arrive(letter);
        }
    }

    /// One of the letters never arrives; who sent it notices at its next reconnection.
    pub fn lose(&mut self, choice: usize) {
        self.take(choice);
    }

    /// One of the letters arrives, and will arrive once more.
    pub fn repeat(&mut self, choice: usize) {
        if let Some(letter) = self.take(choice) {
            self.letters.push(letter.clone());
            self.arrive(letter);
        }
    }

    /// Every push that is on its way arrives at once and is decided in one transaction.
    pub fn deliver_pushes_together(&mut self) {
        let letters = std::mem::take(&mut self.letters);
        let (pushes, others) = letters.into_iter().partition(|it| matches!(it, Letter::Push { .. }));
        self.letters = others;
        self.decide(pushes);
    }

    /// A device takes in a page; whether there is more.
    ///
    /// A scope that differs is fetched again, which heals it; here it shows that something is wrong.
    pub(super) fn take_in(&mut self, device: Device, answer: &PullAnswer) -> bool {
        let applied = self.seats[device.0].replica.apply(answer).expect("the storage works");
        if applied.mismatched > 0 {
            self.surprises.push(format!("{device:?} held something else than the authority after a page"));
        }
        applied.has_more
    }

    fn next_exchange(&mut self) -> u64 {
        self.exchanges += 1;
        self.exchanges
    }

    fn take(&mut self, choice: usize) -> Option<Letter> {
        let count = self.letters.len();
        (count > 0).then(|| self.letters.remove(choice % count))
    }

    fn arrive(&mut self, letter: Letter) {
        match letter {
            push @ Letter::Push { .. } => self.decide(vec![push]),
            Letter::Pull { exchange, from, request } => {
                match self.authority.pull(self.person(from), &request, self.now) {
                    Ok(answer) => self.letters.push(Letter::Pulled { exchange, to: from, answer }),
                    Err(error) => self.surprises.push(format!("a pull of {from:?} failed: {error}")),
                }
            }
            Letter::Pushed { exchange, to, request, answer } => {
                let seat = &mut self.seats[to.0];
                if seat.awaited_push == Some(exchange) {
                    seat.awaited_push = None;
                    seat.replica.settle(&request, &answer, self.now).expect("the answer fits");
                    self.note_unchanged(&answer);
                }
            }
            Letter::Pulled { exchange, to, answer } => {
                let seat = &mut self.seats[to.0];
                if seat.awaited_pull == Some(exchange) {
                    seat.awaited_pull = None;
                    self.take_in(to, &answer);
                }
            }
        }
    }

    fn decide(&mut self, letters: Vec<Letter>) {
        let mut senders = Vec::new();
        let mut pushes = Vec::new();
        for letter in letters {
            if let Letter::Push { exchange, from, request } = letter {
                pushes.push(Push { actor: self.person(from), request });
                senders.push((exchange, from));
            }
        }
        let answers = self.authority.accept(&pushes, self.now).expect("the storage works");
        for (((exchange, to), push), answer) in senders.into_iter().zip(pushes).zip(answers) {
            match answer {
                Ok(answer) => self.letters.push(Letter::Pushed { exchange, to, request: push.request, answer }),
                Err(error) => self.note_failed_push(to, &error),
            }
        }
    }

    /// Does what the sync loop of the app does after a push that was not decided.
    pub(super) fn note_failed_push(&mut self, device: Device, error: &SyncError) {
        match error {
            // The pull that follows says what to offer.
            SyncError::NewHistory if self.is_restored() => {}
            // The device goes on under another name.
            SyncError::Gap { .. } | SyncError::ClonedDevice if self.is_restored() => {
                let renewed = DeviceId::new(self.ids.give());
                self.seats[device.0].replica.renew_device(renewed).expect("the storage works");
            }
            error => self.surprises.push(format!("a push of {device:?} failed: {error}")),
        }
    }

    /// Whether the authority came out of a backup.
    pub(super) fn is_restored(&self) -> bool {
        self.authority.storage().read(|tx| tx.backups()).expect("the storage works").restored_at.is_some()
    }
}
