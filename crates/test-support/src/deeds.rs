//! What people do at random, mostly what their device offers them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use goodturn_domain::operation::IntentName;
use goodturn_domain::person::Membership;
use goodturn_domain::policy::{self, Standing};
use goodturn_domain::service_request::Rating;
use goodturn_domain::{
    Addressee, ApprovalId, CannedTextId, Entity, EntryId, FollowUpId, Intent, Label, LinkKind, Mention, OfferId,
    PersonId, Priority, Role, ServiceDescription, ServiceLevel, ServiceRequest, ServiceRequestId, Target, TeamId,
    TextOwner, ThanksId, Timestamp, ViewId, ViewList, Words, WorkingCalendar,
};
use goodturn_store::{ReplicaRead, ReplicaStorage, StoreError};
use goodturn_sync::Replica;

use crate::builders::{a_request, label, title, words};
use crate::cast::{PEOPLE, team, who};
use crate::ids::Ids;
use crate::kept_deeds::{answer, followed, recurring, templated};
use crate::{rules, services};

/// Something that somebody does; numbers choose among what there is.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Below [`Deed::KINDS`]; half of them are what the device offers on a request.
    pub kind: usize,
    /// Below [`Deed::REQUESTS`].
    pub request: usize,
    pub choice: usize,
    /// From now to when something is due.
    pub hours: i64,
}

impl Deed {
    /// How many kinds of deeds there are.
    pub const KINDS: usize = 26;
    /// The most requests that are asked: few, so that people meet at them.
    pub const REQUESTS: usize = 7;
}

/// What there is to choose from.
#[derive(Clone, Debug)]
pub struct Deeds {
    requests: Vec<ServiceRequestId>,
    entries: Vec<EntryId>,
    thanks: Vec<ThanksId>,
    canned_texts: Vec<(CannedTextId, TextOwner)>,
    ids: Ids,
}

impl Deeds {
    /// Nothing yet; what is made gets its identifiers from `ids`.
    pub fn new(ids: Ids) -> Self {
        Self { requests: Vec::new(), entries: Vec::new(), thanks: Vec::new(), canned_texts: Vec::new(), ids }
    }

    /// The requests to quarrel about at first, with who asks them.
    pub fn begin(&mut self) -> Vec<(PersonId, Intent)> {
        let requests = [
            ("anna", a_request().to(who("sam")).watched_by(who("kim"))),
            ("anna", a_request().to_team(team("legal")).open_to_all()),
            ("sam", a_request().to(who("kim")).watched_by(who("anna")).watched_by(who("gus"))),
        ];
        let asks = requests.map(|(name, request)| {
            let id = ServiceRequestId::new(self.ids.give());
            self.requests.push(id);
            (who(name), request.ask(id))
        });
        asks.into()
    }

    /// One of the requests that were asked.
    pub fn request(&self, choice: usize) -> Option<ServiceRequestId> {
        choose(&self.requests, choice).copied()
    }

    /// What the person of a device would do, as far as the device offers it.
    pub fn intent<R: ReplicaStorage>(&mut self, on: &Replica<R>, now: Timestamp, deed: &Deed) -> Option<Intent> {
        match deed.kind {
            0 if self.requests.len() < Deed::REQUESTS => Some(self.ask(deed)),
            2 => Some(administer(deed)),
            3 => Some(Intent::Retract { entry: *choose(&self.entries, deed.choice)? }),
            4 => Some(Intent::RetractThanks { thanks: *choose(&self.thanks, deed.choice)? }),
            5..=7 => self.follow_up(on, now, deed),
            25 => Some(self.canned_text(deed)),
            24 => self.reword(on, deed).or_else(|| self.offered(on, now, deed)),
            _ => self.offered(on, now, deed),
        }
    }

    /// What the device offers on a request that it knows.
    fn offered<R: ReplicaStorage>(&mut self, on: &Replica<R>, now: Timestamp, deed: &Deed) -> Option<Intent> {
        let known: Vec<ServiceRequest> = look(on, |tx| {
            let found = self.requests.iter().map(|id| tx.find_entity((*id).into()));
            Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().filter_map(as_request).collect())
        })?;
        let request = choose(&known, deed.request)?;
        let parties = standing(on)?.parties(request);
        let offered = policy::offered(request.stage.name(), &parties);
        let name = *choose(&offered, deed.choice)?;
        self.about(request, name, deed, now)
    }

    /// Other words for something that the device's person has said, on whichever device.
    fn reword<R: ReplicaStorage>(&self, on: &Replica<R>, deed: &Deed) -> Option<Intent> {
        let known = look(on, |tx| {
            let found = self.entries.iter().map(|id| tx.find_entity((*id).into()));
            found.collect::<Result<Vec<_>, _>>()
        })?;
        let is_own = |it: &Entity| match it {
            Entity::Entry(entry) => entry.author == Some(on.person()) && entry.event.words().is_some(),
            _ => false,
        };
        let own: Vec<Entity> = known.into_iter().flatten().filter(is_own).collect();
        let Entity::Entry(line) = choose(&own, deed.choice)? else { return None };
        let (words, mentions) = calling(deed, words(&format!("Rather {}", deed.hours)));
        Some(Intent::Reword { request: line.request, entry: line.id, words, mentions })
    }

    fn ask(&mut self, deed: &Deed) -> Intent {
        let id = ServiceRequestId::new(self.ids.give());
        self.requests.push(id);
        let builder = a_request();
        let version = u32::try_from(deed.hours.unsigned_abs() % 3).unwrap_or(1) + 1;
        let by_service = services::answers("review", version, vec![(1, services::choice("Lease"))]);
        let builder = match deed.choice % 8 {
            0 => builder.to_team(team("legal")),
            1 => builder.to_team(team("sales")),
            2 => builder.to(who("kim")).private(),
            3 => builder.to(who("anna")).open_to_all(),
            4 => builder.to(who("sam")).watched_by(who("kim")),
            6 | 7 => builder.to_team(team("legal")).by(by_service),
            _ => builder.to(who("sam")),
        };
        builder.ask(id)
    }

    /// Reminders, and whatever can be done to the follow-ups that a device knows.
    fn follow_up<R: ReplicaStorage>(&mut self, on: &Replica<R>, now: Timestamp, deed: &Deed) -> Option<Intent> {
        let request = self.request(deed.request)?;
        let due = in_hours(now, deed);
        if deed.kind == 5 {
            let follow_up = FollowUpId::new(self.ids.give());
            let if_no_reply = deed.choice.is_multiple_of(2);
            return Some(Intent::Remind { follow_up, request: Some(request), words: None, due, if_no_reply });
        }
        let known = look(on, |tx| tx.list_follow_ups(request))?;
        let chosen = choose(&known, deed.choice)?;
        let follow_up = chosen.id;
        Some(match deed.choice % 3 {
            0 => Intent::Snooze { follow_up, until: due },
            1 => Intent::FinishFollowUp { follow_up },
            _ => Intent::Ring { follow_up, asked_at: chosen.asks_at()?, by: None },
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
            IntentName::PromiseNextWord => Intent::PromiseNextWord { request: id, by: due, every: None },
            IntentName::Deliver => Intent::Deliver { request: id, words: text, next_need: None },
            IntentName::Confirm => Intent::Confirm { request: id, rating: Rating::new(4), words: None },
            IntentName::NotYet => Intent::NotYet { request: id, reason: text },
            IntentName::Rate => Intent::Rate { request: id, rating: Rating::new(3)?, words: None },
            IntentName::Withdraw => Intent::Withdraw { request: id, reason: None },
            IntentName::AskApproval => {
                let approvers = [person, who(PEOPLE[deed.hours.unsigned_abs() as usize % PEOPLE.len()].0)].into();
                Intent::AskApproval { request: id, approval: ApprovalId::new(self.ids.give()), approvers, needed: 1 }
            }
            IntentName::Approve => Intent::Approve { request: id, approval: request.open_approval()?.id, words: None },
            IntentName::Reject => Intent::Reject { request: id, approval: request.open_approval()?.id, reason: text },
            IntentName::WaiveApproval => Intent::WaiveApproval { request: id, approval: request.open_approval()?.id },
            IntentName::ChangePriority => {
                let priority = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent][deed.choice % 4];
                Intent::ChangePriority { request: id, priority }
            }
            IntentName::AddLabel => Intent::AddLabel { request: id, label: some_label(deed.choice) },
            IntentName::RemoveLabel => Intent::RemoveLabel { request: id, label: some_label(deed.choice) },
            IntentName::Link => {
                let kinds = [LinkKind::PartOf, LinkKind::Related, LinkKind::PartOf, LinkKind::Follows];
                Intent::Link { request: id, to: self.request(deed.choice / 4)?, kind: kinds[deed.choice % 4] }
            }
            IntentName::Unlink => Intent::Unlink { request: id, to: *request.links.keys().next()? },
            IntentName::TickStep => Intent::TickStep { request: id, step: some_step(request, deed.choice)? },
            IntentName::UntickStep => Intent::UntickStep { request: id, step: some_step(request, deed.choice)? },
            IntentName::Say => {
                let (words, mentions) = calling(deed, text);
                Intent::Say { request: id, entry: self.entry(), words, mentions }
            }
            IntentName::Note => {
                let helper = request.stage.helper().or(request.addressee.person());
                let (words, mentions) = if helper == Some(person) { calling(deed, text) } else { (text, [].into()) };
                Intent::Note { request: id, entry: self.entry(), words, mentions }
            }
            IntentName::Nudge => Intent::Nudge { request: id, entry: self.entry(), words: text },
            IntentName::Watch => Intent::Watch { request: id, person },
            IntentName::Unwatch => Intent::Unwatch { request: id, person },
            IntentName::Merge => Intent::Merge { request: id, into: self.request(deed.choice / 4)?, files: Vec::new() },
            IntentName::Unmerge => Intent::Unmerge { request: id },
            IntentName::Mute => Intent::Mute { request: id },
            IntentName::Unmute => Intent::Unmute { request: id },
            IntentName::Thank => self.thank(id, deed),
            _ => return None,
        })
    }

    fn entry(&mut self) -> EntryId {
        let entry = EntryId::new(self.ids.give());
        self.entries.push(entry);
        entry
    }

    /// A new text, other words for one that somebody has made, or its removal. Few names, so that two
    /// owners' devices meet at them.
    fn canned_text(&mut self, deed: &Deed) -> Intent {
        let known = choose(&self.canned_texts, deed.request).copied();
        let (canned_text, owner) = match known {
            Some(known) if !deed.choice.is_multiple_of(3) => known,
            _ => {
                let owner = match deed.choice % 4 {
                    0 => TextOwner::Person(who(PEOPLE[deed.request % PEOPLE.len()].0)),
                    1 => TextOwner::Team(team("sales")),
                    _ => TextOwner::Team(team("legal")),
                };
                let made = (CannedTextId::new(self.ids.give()), owner);
                self.canned_texts.push(made);
                made
            }
        };
        if deed.choice % 5 == 4 {
            return Intent::RemoveCannedText { canned_text };
        }
        let name = title(&format!("Text {}", deed.hours % 4));
        Intent::WriteCannedText { canned_text, owner, name, words: words(&format!("Number {}", deed.hours)) }
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
    if deed.choice % 8 == 3 {
        return Intent::SetSkills { skills: vec![label("Deeds"), label(&format!("Skill {}", deed.hours))] };
    }
    let team = team(["sales", "legal"][deed.choice % 2]);
    match deed.choice % 12 {
        5 => {
            let name = title(["Usual", "Urgent"][deed.request % 2]);
            let (acknowledge, deliver) = (Some(Target::WorkingMinutes(240)), Some(Target::WorkingDays(2)));
            let level = ServiceLevel { acknowledge, deliver, ..ServiceLevel::named(name) };
            return Intent::SetServiceLevels { team, levels: vec![level.into()] };
        }
        7 => {
            let view = ViewId::derived(uuid::Uuid::nil(), ["one", "other"][deed.request % 2]);
            if deed.hours % 3 == 0 {
                return Intent::DropView { view };
            }
            let (name, search) = (title(&format!("View {}", deed.hours)), Some(title("is:late")));
            let team = deed.request.is_multiple_of(2).then_some(team);
            return Intent::KeepView { view, name, list: ViewList::Everyone, search, team };
        }
        6 if deed.hours % 3 == 0 => return followed(deed, team),
        6 => {
            let calendar = deed.request.is_multiple_of(2).then(|| WorkingCalendar::weekdays(chrono_tz::UTC));
            return Intent::SetTeamCalendar { team, calendar };
        }
        8 => {
            let (from, text) = (u32::try_from(deed.request % 3).unwrap_or(0), format!("Review {}", deed.request));
            let description = ServiceDescription {
                handled_by: (deed.hours % 3 == 0).then(|| crate::cast::team("sales")),
                is_confidential: deed.hours % 2 == 0,
                ..services::a_service(&text)
            };
            return services::publish("legal", "review", from, description);
        }
        10 if deed.request.is_multiple_of(4) => return templated(deed, team),
        10 if deed.request % 4 == 1 => return recurring(deed),
        10 if deed.request % 4 == 2 => return answer(deed, team),
        10 => return rules::by_chance(deed.request, deed.hours),
        11 => {
            let (one, other) = (crate::cast::team("sales"), crate::cast::team("legal"));
            let (team, above) = if deed.request.is_multiple_of(2) { (one, other) } else { (other, one) };
            let part_of = (deed.hours % 3 > 0).then_some(above);
            return Intent::PlaceTeam { team, part_of, is_led_from_above: deed.hours % 2 == 0 };
        }
        9 if deed.request == 6 => return Intent::RetireService { team, service: services::service("review") },
        _ => {}
    }
    let membership = [None, Some(Membership::Member), Some(Membership::Lead)][deed.choice % 3];
    Intent::SetMembership { team, person, membership }
}

/// Words that mention somebody, a third of the time; otherwise those given.
fn calling(deed: &Deed, text: Words) -> (Words, BTreeSet<Mention>) {
    if !deed.choice.is_multiple_of(3) {
        return (text, BTreeSet::new());
    }
    let (name, _) = PEOPLE[deed.choice % PEOPLE.len()];
    (words(&format!("@{name}, number {}", deed.hours)), [Mention { person: who(name), name: title(name) }].into())
}

pub(crate) fn addressee(choice: usize) -> Addressee {
    match choice % 4 {
        0 => Addressee::Team(team("legal")),
        1 => Addressee::Team(team("sales")),
        2 => Addressee::Person(who("kim")),
        _ => Addressee::Person(who("tom")),
    }
}

/// Few, in different cases, so that people put the same on one request.
fn some_label(choice: usize) -> Label {
    label(["Deed", "DEED", "Office move", "office move", "Tax"][choice % 5])
}

/// One of the steps of its checklist.
fn some_step(request: &ServiceRequest, choice: usize) -> Option<u16> {
    let steps = request.checklist.len();
    if steps == 0 { None } else { u16::try_from(choice % steps).ok() }
}

fn in_hours(now: Timestamp, deed: &Deed) -> Timestamp {
    now.plus(TimeDelta::hours(deed.hours))
}

fn choose<T>(among: &[T], choice: usize) -> Option<&T> {
    (!among.is_empty()).then(|| &among[choice % among.len()])
}

fn as_request(entity: Entity) -> Option<ServiceRequest> {
    if let Entity::ServiceRequest(request) = entity { Some(*request) } else { None }
}

/// Who the person of a device is there, as far as the device knows.
fn standing<R: ReplicaStorage>(on: &Replica<R>) -> Option<Standing> {
    let person: PersonId = on.person();
    let memberships: BTreeMap<TeamId, Membership> = look(on, |tx| tx.list_memberships(person))?.into_iter().collect();
    Some(Standing { person, role: Role::Member, is_respect_officer: false, memberships })
}

/// What a device holds; nothing where its storage cannot be read, as its person would see.
fn look<R: ReplicaStorage, T>(
    on: &Replica<R>,
    work: impl FnOnce(&dyn ReplicaRead) -> Result<T, StoreError>,
) -> Option<T> {
    on.storage().read(work).ok()
}
