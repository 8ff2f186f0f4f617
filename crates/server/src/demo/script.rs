//! What happened at the sample organization, as operations in the order of time.

use std::collections::BTreeSet;

use goodturn_domain::service_request::Rating;
use goodturn_domain::{
    Actor, Addressee, EntryId, FollowUpId, Intent, OfferId, Operation, OperationId, OrganizationId, PersonId, Priority,
    ServiceRequestId, ThanksId, Timestamp, Title, Visibility, Words,
};

/// What is known of a request when it is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) request: ServiceRequestId,
    pub(super) addressee: Addressee,
    pub(super) title: &'a str,
    pub(super) details: &'a str,
    pub(super) visibility: Visibility,
    pub(super) priority: Priority,
    pub(super) needed_by: Option<Timestamp>,
}

/// Everything that happened until now. What is told of later times is left out: it has not
/// happened yet.
pub(super) struct Script {
    organization: OrganizationId,
    now: Timestamp,
    told: Vec<(Timestamp, Actor, Intent)>,
}

impl Script {
    pub(super) fn new(organization: OrganizationId, now: Timestamp) -> Self {
        Self { organization, now, told: Vec::new() }
    }

    /// Writes down what somebody did.
    pub(super) fn tell(&mut self, at: Timestamp, actor: Actor, intent: Intent) {
        if at <= self.now {
            self.told.push((at, actor, intent));
        }
    }

    /// The operations, in the order of time.
    pub(super) fn into_operations(mut self) -> Vec<(Actor, Operation)> {
        self.told.sort_by_key(|(at, ..)| *at);
        let organization = self.organization.uuid();
        let operations = self.told.into_iter().enumerate().map(|(place, (at, actor, intent))| {
            let id = OperationId::derived(organization, &format!("sample operation {place}"));
            (actor, Operation { id, at, intent })
        });
        operations.collect()
    }

    pub(super) fn ask(&mut self, at: Timestamp, who: PersonId, asked: Asked<'_>) {
        let Asked { request, addressee, title, details, visibility, priority, needed_by } = asked;
        let intent = Intent::Ask {
            request,
            title: super::company::title(title),
            details: Some(words(details)),
            addressee,
            visibility,
            priority,
            kind: None,
            needed_by,
            written: None,
            watchers: BTreeSet::new(),
            link: None,
            form: None,
        };
        self.tell(at, Actor::Person(who), intent);
    }

    pub(super) fn promise(
        &mut self,
        at: Timestamp,
        who: PersonId,
        request: ServiceRequestId,
        due: Timestamp,
        text: &str,
    ) {
        let intent = Intent::Acknowledge { request, promise: Some(due), next_word: None, words: Some(words(text)) };
        self.tell(at, Actor::Person(who), intent);
    }

    pub(super) fn offer(
        &mut self,
        at: Timestamp,
        who: PersonId,
        request: ServiceRequestId,
        due: Timestamp,
        text: &str,
    ) {
        let offer = Self::offer_on(request);
        self.tell(at, Actor::Person(who), Intent::Offer { request, offer, due, words: Some(words(text)) });
    }

    pub(super) fn accept(&mut self, at: Timestamp, who: PersonId, request: ServiceRequestId) {
        self.tell(at, Actor::Person(who), Intent::AcceptOffer { request, offer: Self::offer_on(request) });
    }

    fn offer_on(request: ServiceRequestId) -> OfferId {
        OfferId::derived(request.uuid(), "offer")
    }

    pub(super) fn start(&mut self, at: Timestamp, who: PersonId, request: ServiceRequestId) {
        self.tell(at, Actor::Person(who), Intent::Start { request });
    }

    pub(super) fn say(&mut self, at: Timestamp, who: PersonId, request: ServiceRequestId, text: &str) {
        let entry = EntryId::derived(request.uuid(), &format!("said {}", at.micros()));
        self.tell(at, Actor::Person(who), Intent::Say { request, entry, words: words(text), mentions: [].into() });
    }

    pub(super) fn note(&mut self, at: Timestamp, who: PersonId, request: ServiceRequestId, text: &str) {
        let entry = EntryId::derived(request.uuid(), &format!("noted {}", at.micros()));
        self.tell(at, Actor::Person(who), Intent::Note { request, entry, words: words(text), mentions: [].into() });
    }

    pub(super) fn ask_back(&mut self, at: Timestamp, who: PersonId, request: ServiceRequestId, text: &str) {
        self.tell(at, Actor::Person(who), Intent::WaitOnRequester { request, question: words(text) });
    }

    pub(super) fn deliver(
        &mut self,
        at: Timestamp,
        who: PersonId,
        request: ServiceRequestId,
        text: &str,
        next: Option<&str>,
    ) {
        let intent = Intent::Deliver { request, words: words(text), next_need: next.map(words) };
        self.tell(at, Actor::Person(who), intent);
    }

    pub(super) fn confirm(&mut self, at: Timestamp, who: PersonId, request: ServiceRequestId, points: u8, text: &str) {
        let intent = Intent::Confirm { request, rating: Rating::new(points), words: Some(words(text)) };
        self.tell(at, Actor::Person(who), intent);
    }

    pub(super) fn thank(
        &mut self,
        at: Timestamp,
        who: PersonId,
        to: &[PersonId],
        request: Option<ServiceRequestId>,
        text: &str,
        values: &[&str],
    ) {
        let thanks = ThanksId::derived(who.uuid(), &format!("thanks {}", at.micros()));
        let values: Vec<Title> = values.iter().copied().map(super::company::title).collect();
        let to = to.iter().copied().filter(|person| *person != who).collect();
        let intent = Intent::Thank { thanks, to, words: words(text), values, request, is_private: false };
        self.tell(at, Actor::Person(who), intent);
    }

    pub(super) fn remind(
        &mut self,
        at: Timestamp,
        who: PersonId,
        request: Option<ServiceRequestId>,
        due: Timestamp,
        text: &str,
        if_no_reply: bool,
    ) {
        let follow_up = FollowUpId::derived(who.uuid(), &format!("reminder {}", at.micros()));
        let intent = Intent::Remind { follow_up, request, words: Some(words(text)), due, if_no_reply };
        self.tell(at, Actor::Person(who), intent);
    }
}

pub(super) fn words(text: &str) -> Words {
    Words::new(text).expect("the texts of the sample organization are neither empty nor long")
}
