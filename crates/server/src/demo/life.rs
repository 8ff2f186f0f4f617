//! The life of a request at the sample organization, written to its end: the script leaves out
//! what has not happened yet, so the latest ones are found in every stage.

use goodturn_domain::{Actor, Addressee, Intent, PersonId, Priority, ServiceRequestId, Timestamp, Visibility};

use super::company::{Company, TeamOf};
use super::dice::Dice;
use super::script::{Asked, Script, words};
use super::texts::{Need, Talk};

/// What everybody stands for here.
const VALUES: [&str; 5] = ["Kindness", "Teamwork", "Ownership", "Clarity", "Craft"];

/// Writes lives.
pub(super) struct Narrator<'a> {
    pub(super) company: &'a Company,
    pub(super) talk: &'a Talk,
    pub(super) dice: &'a mut Dice,
    pub(super) script: &'a mut Script,
}

/// A request on its way.
struct Life {
    request: ServiceRequestId,
    requester: PersonId,
    helper: PersonId,
    visibility: Visibility,
    promise: Timestamp,
    at: Timestamp,
}

impl Narrator<'_> {
    /// The whole life of one request that was asked at `asked_at`.
    pub(super) fn tell_life(&mut self, label: &str, team: &TeamOf, need: &Need, asked_at: Timestamp, with_me: bool) {
        let mut life = self.begin(label, team, need, asked_at, with_me);
        if self.ends_early(&mut life) {
            return;
        }
        self.hand_over(&mut life, team, with_me);
        self.take(&mut life, need);
        self.work(&mut life, need);
        self.deliver(&mut life, need);
        self.close(&mut life, need);
    }

    fn begin(&mut self, label: &str, team: &TeamOf, need: &Need, at: Timestamp, with_me: bool) -> Life {
        let me = self.company.me;
        let may = |person: &PersonId| with_me || *person != me;
        let others: Vec<_> =
            self.company.people.iter().copied().filter(|it| !team.members.contains(it) && may(it)).collect();
        let helpers: Vec<_> = team.members.iter().copied().filter(may).collect();
        let (requester, helper) = (*self.dice.pick(&others), *self.dice.pick(&helpers));
        let addressee = if self.dice.happens(65) { Addressee::Team(team.id) } else { Addressee::Person(helper) };
        let visibility = match self.dice.between(0, 100) {
            0..45 => Visibility::Organization,
            45..92 => Visibility::Teams,
            _ => Visibility::Private,
        };
        let priority =
            *self.dice.pick(&[Priority::Normal, Priority::Normal, Priority::Normal, Priority::High, Priority::Low]);
        let days = self.dice.between(2, 6);
        let needed_by = self.dice.happens(50).then(|| self.company.in_days(at, days, 17, 0));
        let request = self.company.request(label);
        let (title, details) = (need.title.as_str(), need.details.as_str());
        self.script.ask(at, requester, Asked { request, addressee, title, details, visibility, priority, needed_by });
        Life { request, requester, helper, visibility, promise: at, at }
    }

    /// Declined or withdrawn.
    fn ends_early(&mut self, life: &mut Life) -> bool {
        let request = life.request;
        match self.dice.between(0, 100) {
            0..5 => {
                self.pass(life, 15, 300);
                let (reason, alternative) = self.dice.pick(&self.talk.declines);
                let intent = Intent::Decline { request, reason: words(reason), alternative: words(alternative) };
                self.script.tell(life.at, Actor::Person(life.helper), intent);
                true
            }
            5..8 => {
                self.pass(life, 60, 900);
                let reason = Some(words(self.dice.line(&self.talk.withdrawals)));
                self.script.tell(life.at, Actor::Person(life.requester), Intent::Withdraw { request, reason });
                true
            }
            _ => false,
        }
    }

    fn hand_over(&mut self, life: &mut Life, team: &TeamOf, with_me: bool) {
        let me = self.company.me;
        let may = |it: &PersonId| *it != life.helper && (with_me || *it != me);
        let others: Vec<_> = team.members.iter().copied().filter(may).collect();
        if others.is_empty() || !self.dice.happens(6) {
            return;
        }
        self.pass(life, 10, 200);
        let to = *self.dice.pick(&others);
        let reason = words(self.dice.line(&self.talk.hand_overs));
        let intent = Intent::HandOver { request: life.request, to: Addressee::Person(to), reason };
        self.script.tell(life.at, Actor::Person(life.helper), intent);
        life.helper = to;
    }

    fn take(&mut self, life: &mut Life, need: &Need) {
        self.pass(life, 6, 260);
        let days = self.dice.between(1, 5);
        let (hour, minute) = (self.dice.between(10, 18), *self.dice.pick(&[0, 0, 0, 30]));
        life.promise = self.company.in_days(life.at, days, hour, minute);
        if self.dice.happens(10) {
            let text = self.dice.line(&self.talk.offers);
            self.script.offer(life.at, life.helper, life.request, life.promise, text);
            self.pass(life, 10, 120);
            self.script.accept(life.at, life.requester, life.request);
        } else {
            self.script.promise(life.at, life.helper, life.request, life.promise, &need.taken);
        }
    }

    fn work(&mut self, life: &mut Life, need: &Need) {
        let (request, helper, requester) = (life.request, life.helper, life.requester);
        if self.dice.happens(20) {
            self.pass(life, 5, 90);
            self.script.say(life.at, requester, request, self.dice.line(&self.talk.requester_words));
        }
        self.pass(life, 10, 240);
        self.script.start(life.at, helper, request);
        if self.dice.happens(12) {
            self.pass(life, 5, 60);
            self.script.note(life.at, helper, request, self.dice.line(&self.talk.notes));
        }
        if self.dice.happens(16) {
            self.pass(life, 10, 120);
            let (question, answer) = self.dice.pick(&self.talk.questions);
            self.script.ask_back(life.at, helper, request, question);
            self.pass(life, 10, 400);
            self.script.say(life.at, requester, request, answer);
        } else if self.dice.happens(12) {
            self.pass(life, 10, 120);
            let reason = words(self.dice.line(&self.talk.waits));
            self.script.tell(life.at, Actor::Person(helper), Intent::WaitOnOther { request, reason });
            self.pass(life, 120, 600);
            self.script.start(life.at, helper, request);
        }
        if self.dice.happens(75) {
            self.pass(life, 20, 300);
            self.script.say(life.at, helper, request, &need.word);
        }
        if self.dice.happens(12) {
            self.renegotiate(life);
        }
    }

    fn renegotiate(&mut self, life: &mut Life) {
        self.pass(life, 30, 240);
        let days = self.dice.between(1, 3);
        let to = self.company.in_days(life.promise.max(life.at), days, 16, 0);
        let reason = words(self.dice.line(&self.talk.moves));
        let intent = Intent::Renegotiate { request: life.request, from: Some(life.promise), to, reason };
        self.script.tell(life.at, Actor::Person(life.helper), intent);
        life.promise = to;
    }

    fn deliver(&mut self, life: &mut Life, need: &Need) {
        self.pass(life, 20, 200);
        if self.dice.happens(9) {
            let late = self.dice.between(40, 700);
            life.at = life.at.max(self.company.later(life.promise, late));
        } else {
            let early = i64::from(self.dice.between(20, 500));
            let intended = life.promise.plus(-chrono::TimeDelta::minutes(early));
            if intended > life.at {
                life.at = self.company.calendar.next_working_instant(intended).min(life.promise);
            }
        }
        self.script.deliver(life.at, life.helper, life.request, &need.delivered, need.next.as_deref());
        if self.dice.happens(7) {
            self.pass(life, 20, 300);
            let reason = words(self.dice.line(&self.talk.not_yets));
            let intent = Intent::NotYet { request: life.request, reason };
            self.script.tell(life.at, Actor::Person(life.requester), intent);
            self.pass(life, 30, 300);
            let text = self.dice.line(&self.talk.second_deliveries);
            self.script.deliver(life.at, life.helper, life.request, text, None);
        }
    }

    fn close(&mut self, life: &mut Life, need: &Need) {
        if self.dice.happens(7) {
            let at = self.company.calendar.plus_working_days(life.at, 5);
            self.script.tell(at, Actor::Server, Intent::Lapse { request: life.request });
            return;
        }
        self.pass(life, 12, 700);
        let points = *self.dice.pick(&[5, 5, 5, 5, 5, 5, 4, 4, 4, 3]);
        let text = if points > 3 { &self.talk.confirmations } else { &self.talk.lukewarm };
        let text = self.dice.line(text);
        self.script.confirm(life.at, life.requester, life.request, points, text);
        if points > 3 && self.dice.happens(55) {
            self.pass(life, 1, 90);
            let values = self.values();
            // Thanks are public; what is private stays unnamed.
            let request = (life.visibility != Visibility::Private).then_some(life.request);
            self.script.thank(life.at, life.requester, &[life.helper], request, &need.thanks, &values);
        }
    }

    /// One value, sometimes two.
    pub(super) fn values(&mut self) -> Vec<&'static str> {
        let first = *self.dice.pick(&VALUES);
        let second = self.dice.happens(25).then(|| *self.dice.pick(&VALUES)).filter(|it| *it != first);
        [first].into_iter().chain(second).collect()
    }

    /// Working time goes by, in minutes.
    fn pass(&mut self, life: &mut Life, from: u32, to: u32) {
        let minutes = self.dice.between(from, to);
        let seconds = i64::from(self.dice.between(1, 60));
        life.at = self.company.later(life.at, minutes).plus(chrono::TimeDelta::seconds(seconds));
    }
}
