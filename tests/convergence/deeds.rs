//! What people do at random, mostly what their device offers them.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use goodturn_domain::operation::IntentName;
use goodturn_domain::person::Membership;
use goodturn_domain::policy::{self, Standing};
use goodturn_domain::service_request::Rating;
use goodturn_domain::{
    Addressee, EntryId, FollowUpId, Intent, OfferId, PersonId, Role, ServiceRequest, ServiceRequestId, TeamId,
    ThanksId, Timestamp, WorkingCalendar,
};
use goodturn_store::{AuthorityStorage, ReplicaRead, ReplicaStorage, StoreError};
use goodturn_test_support::cast::PEOPLE;
use goodturn_test_support::{Device, Ids, World, a_request, team, title, who, words};
use proptest::prelude::*;

/// Something that somebody does; numbers choose among what there is.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    kind: usize,
    request: usize,
    choice: usize,
    hours: i64,
}

pub(crate) fn deed() -> impl Strategy<Value = Deed> {
    (0..24usize, 0..MOST_REQUESTS, 0..24usize, -2..120i64).prop_map(|(kind, request, choice, hours)| Deed {
        kind,
        request,
        choice,
        hours,
    })
}

/// Few, so that people meet at them.
const MOST_REQUESTS: usize = 7;

/// What there is to choose from.
pub(crate) struct Deeds {
    requests: Vec<ServiceRequestId>,
    entries: Vec<EntryId>,
    thanks: Vec<ThanksId>,
    ids: Ids,
}

impl Deeds {
    pub(crate) fn new(ids: Ids) -> Self {
        Self { requests: Vec::new(), entries: Vec::new(), thanks: Vec::new(), ids }
    }

    /// A few requests that everybody knows, to quarrel about.
    pub(crate) fn begin<A: AuthorityStorage, R: ReplicaStorage>(&mut self, world: &mut World<A, R>, on: &[Device]) {
        let requests = [
            (on[0], a_request().to(who("sam")).watched_by(who("kim"))),
            (on[0], a_request().to_team(team("legal")).open_to_all()),
            (on[1], a_request().to(who("kim")).watched_by(who("anna")).watched_by(who("gus"))),
        ];
        for (device, request) in requests {
            let id = ServiceRequestId::new(self.ids.give());
            self.requests.push(id);
            world.does(device, request.ask(id));
        }
    }

    pub(crate) fn request(&self, choice: usize) -> Option<ServiceRequestId> {
        (!self.requests.is_empty()).then(|| self.requests[choice % self.requests.len()])
    }

    /// Does it, where the device lets its person.
    pub(crate) fn act<A: AuthorityStorage, R: ReplicaStorage>(
        &mut self,
        world: &mut World<A, R>,
        on: Device,
        deed: &Deed,
    ) {
        if let Some(intent) = self.intent(world, on, deed) {
            // What the device refuses is not done; nothing comes of it.
            let _ = world.tries(on, intent);
        }
    }

    fn intent<A: AuthorityStorage, R: ReplicaStorage>(
        &mut self,
        world: &World<A, R>,
        on: Device,
        deed: &Deed,
    ) -> Option<Intent> {
        let now = world.now();
        match deed.kind {
            0 if self.requests.len() < MOST_REQUESTS => Some(self.ask(deed)),
            2 => Some(administer(deed)),
            3 => Some(Intent::Retract { entry: *choose(&self.entries, deed.choice)? }),
            4 => Some(Intent::RetractThanks { thanks: *choose(&self.thanks, deed.choice)? }),
            5..=7 => self.follow_up(world, on, deed),
            _ => {
                let known: Vec<ServiceRequest> = self.requests.iter().filter_map(|id| world.request(on, *id)).collect();
                let request = choose(&known, deed.request)?;
                let parties = standing(world, on).parties(request);
                let offered = policy::offered(request.stage.name(), &parties);
                let name = *choose(&offered, deed.choice)?;
                self.about(request, name, deed, now)
            }
        }
    }

    fn ask(&mut self, deed: &Deed) -> Intent {
        let id = ServiceRequestId::new(self.ids.give());
        self.requests.push(id);
        let builder = a_request();
        let builder = match deed.choice % 6 {
            0 => builder.to_team(team("legal")),
            1 => builder.to_team(team("sales")),
            2 => builder.to(who("kim")).private(),
            3 => builder.to(who("anna")).open_to_all(),
            4 => builder.to(who("sam")).watched_by(who("kim")),
            _ => builder.to(who("sam")),
        };
        builder.ask(id)
    }

    /// Reminders, and whatever can be done to the follow-ups that a device knows.
    fn follow_up<A: AuthorityStorage, R: ReplicaStorage>(
        &mut self,
        world: &World<A, R>,
        on: Device,
        deed: &Deed,
    ) -> Option<Intent> {
        let request = self.request(deed.request)?;
        let due = in_hours(world.now(), deed);
        if deed.kind == 5 {
            let follow_up = FollowUpId::new(self.ids.give());
            let if_no_reply = deed.choice.is_multiple_of(2);
            return Some(Intent::Remind { follow_up, request: Some(request), words: None, due, if_no_reply });
        }
        let known = look(world, on, |tx| tx.list_follow_ups(request));
        let chosen = choose(&known, deed.choice)?;
        let follow_up = chosen.id;
        Some(match deed.choice % 3 {
            0 => Intent::Snooze { follow_up, until: due },
            1 => Intent::FinishFollowUp { follow_up },
            _ => Intent::Ring { follow_up, asked_at: chosen.asks_at()? },
        })
    }

    fn about(&mut self, request: &ServiceRequest, name: IntentName, deed: &Deed, now: Timestamp) -> Option<Intent> {
        let (id, due, text) = (request.id, in_hours(now, deed), words(&format!("Number {}", deed.hours)));
        let person = who(PEOPLE[deed.choice % PEOPLE.len()].0);
        Some(match name {
            IntentName::Acknowledge => {
                Intent::Acknowledge { request: id, promise: Some(due), next_word: None, words: None }
            }
            IntentName::Offer => Intent::Offer { request: id, offer: OfferId::new(self.ids.give()), due, words: None },
            IntentName::AcceptOffer => Intent::AcceptOffer { request: id, offer: request.stage.offer()?.id },
            IntentName::Decline => Intent::Decline { request: id, reason: text.clone(), alternative: text },
            IntentName::HandOver => Intent::HandOver { request: id, to: addressee(deed.choice), reason: text },
            IntentName::Start => Intent::Start { request: id },
            IntentName::WaitOnRequester => Intent::WaitOnRequester { request: id, question: text },
            IntentName::WaitOnOther => Intent::WaitOnOther { request: id, reason: text },
            IntentName::Renegotiate => {
                let from = request.promise().map(|it| it.due);
                Intent::Renegotiate { request: id, from, to: due, reason: text }
            }
            IntentName::PromiseNextWord => Intent::PromiseNextWord { request: id, by: due },
            IntentName::Deliver => Intent::Deliver { request: id, words: text, next_need: None },
            IntentName::Confirm => Intent::Confirm { request: id, rating: Rating::new(4), words: None },
            IntentName::NotYet => Intent::NotYet { request: id, reason: text },
            IntentName::Withdraw => Intent::Withdraw { request: id, reason: None },
            IntentName::Say => Intent::Say { request: id, entry: self.entry(), words: text },
            IntentName::Note => Intent::Note { request: id, entry: self.entry(), words: text },
            IntentName::Watch => Intent::Watch { request: id, person },
            IntentName::Unwatch => Intent::Unwatch { request: id, person },
            IntentName::Thank => self.thank(id, deed),
            _ => return None,
        })
    }

    fn entry(&mut self) -> EntryId {
        let entry = EntryId::new(self.ids.give());
        self.entries.push(entry);
        entry
    }

    fn thank(&mut self, request: ServiceRequestId, deed: &Deed) -> Intent {
        let thanks = ThanksId::new(self.ids.give());
        self.thanks.push(thanks);
        let to = [who(["sam", "kim", "tom"][deed.choice % 3])].into();
        let is_private = deed.hours % 2 == 0;
        Intent::Thank { thanks, to, words: words("Well done"), values: Vec::new(), request: Some(request), is_private }
    }
}

/// What only some may do to the organization: most are refused at once.
fn administer(deed: &Deed) -> Intent {
    let person = who(PEOPLE[deed.request % PEOPLE.len()].0);
    if deed.choice.is_multiple_of(4) {
        let zone = chrono_tz::UTC;
        let name = title(&format!("Somebody {}", deed.hours));
        let calendar = WorkingCalendar::weekdays(zone);
        return Intent::ChangeProfile { person, name, position: None, zone, locale: "en".into(), calendar };
    }
    let team = team(["sales", "legal"][deed.choice % 2]);
    let membership = [None, Some(Membership::Member), Some(Membership::Lead)][deed.choice % 3];
    Intent::SetMembership { team, person, membership }
}

fn addressee(choice: usize) -> Addressee {
    match choice % 4 {
        0 => Addressee::Team(team("legal")),
        1 => Addressee::Team(team("sales")),
        2 => Addressee::Person(who("kim")),
        _ => Addressee::Person(who("tom")),
    }
}

fn in_hours(now: Timestamp, deed: &Deed) -> Timestamp {
    now.plus(TimeDelta::hours(deed.hours))
}

fn choose<T>(among: &[T], choice: usize) -> Option<&T> {
    (!among.is_empty()).then(|| &among[choice % among.len()])
}

/// Who the person of a device is there, as far as the device knows.
fn standing<A: AuthorityStorage, R: ReplicaStorage>(world: &World<A, R>, on: Device) -> Standing {
    let person: PersonId = world.person(on);
    let memberships: BTreeMap<TeamId, Membership> =
        look(world, on, |tx| tx.list_memberships(person)).into_iter().collect();
    Standing { person, role: Role::Member, is_respect_officer: false, memberships }
}

fn look<A: AuthorityStorage, R: ReplicaStorage, T>(
    world: &World<A, R>,
    on: Device,
    work: impl FnOnce(&dyn ReplicaRead) -> Result<T, StoreError>,
) -> T {
    world.replica(on).storage().read(work).expect("the storage works")
}
