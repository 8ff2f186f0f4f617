//! A book that decisions are written into: the rules alone, with neither storage nor sync.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use goodturn_domain::person::Membership;
use goodturn_domain::{
    Actor, CannedText, CannedTextId, Context, Entity, EntityKey, Entry, EntryId, Event, FollowUp, FollowUpId,
    FollowUpReason, Intent, OfferId, Operation, OperationId, Organization, Person, PersonId, Records, Refusal, Role,
    ServiceRequest, ServiceRequestId, Stop, TeamId, TextOwner, Thanks, ThanksId, Timestamp, Title, Unavailable, decide,
};

use crate::builders::{RequestBuilder, words};
use crate::cast::{founding, monday};
use crate::ids::Ids;

/// Everything that is known, and the moment it is.
#[derive(Clone, Debug)]
pub struct Book {
    entities: BTreeMap<EntityKey, Entity>,
    /// When each was written down first, by its place among all.
    order: BTreeMap<EntityKey, usize>,
    /// The time of the next decision.
    pub now: Timestamp,
    ids: Ids,
}

impl Default for Book {
    /// The same Monday, before there is an organization.
    fn default() -> Self {
        Self { entities: BTreeMap::new(), order: BTreeMap::new(), now: monday(), ids: Ids::of_series(1) }
    }
}

impl Book {
    /// The organization of the cast on its Monday.
    pub fn founded() -> Self {
        let mut book = Self::default();
        for (actor, intent) in founding() {
            book.decide(actor, intent).expect("the organization can be founded");
        }
        book
    }

    /// Decides at this moment and writes down what changed.
    ///
    /// # Errors
    /// The refusal; nothing changed then.
    pub fn decide(&mut self, actor: Actor, intent: Intent) -> Result<Vec<Entity>, Refusal> {
        let operation = Operation { id: OperationId::new(self.ids.give()), at: self.now, intent };
        let changes = match decide(&*self, &Context { actor, now: self.now }, &operation) {
            Ok(changes) => changes,
            Err(Stop::Refused(refusal)) => return Err(refusal),
            Err(Stop::Unavailable(_)) => unreachable!("a book can always be read"),
        };
        changes.iter().for_each(|it| self.put(it.clone()));
        Ok(changes)
    }

    /// What `person` tries, and what came of it.
    ///
    /// # Errors
    /// The refusal; nothing changed then.
    pub fn tries(&mut self, person: PersonId, intent: Intent) -> Result<Vec<Entity>, Refusal> {
        self.decide(Actor::Person(person), intent)
    }

    /// What `person` does, which has to be possible.
    pub fn does(&mut self, person: PersonId, intent: Intent) -> Vec<Entity> {
        let what = intent.name();
        self.tries(person, intent).unwrap_or_else(|refusal| panic!("{what:?} was refused: {refusal}"))
    }

    /// `requester` asks what the builder says.
    pub fn ask(&mut self, requester: PersonId, request: RequestBuilder) -> ServiceRequestId {
        let id = ServiceRequestId::new(self.ids.give());
        self.does(requester, request.ask(id));
        id
    }

    /// `person` says something in public.
    pub fn say(&mut self, person: PersonId, request: ServiceRequestId, text: &str) -> EntryId {
        let entry = EntryId::new(self.ids.give());
        self.does(person, Intent::Say { request, entry, words: words(text), mentions: [].into() });
        entry
    }

    /// Writes an entity down as it is, decided or not.
    pub fn put(&mut self, entity: impl Into<Entity>) {
        let entity = entity.into();
        let place = self.order.len();
        self.order.entry(entity.key()).or_insert(place);
        self.entities.insert(entity.key(), entity);
    }

    /// Time passes.
    pub fn wait(&mut self, time: TimeDelta) {
        self.now = self.now.plus(time);
    }

    /// An identifier that nothing has yet.
    pub fn fresh_entry(&mut self) -> EntryId {
        EntryId::new(self.ids.give())
    }

    /// An identifier that nothing has yet.
    pub fn fresh_offer(&mut self) -> OfferId {
        OfferId::new(self.ids.give())
    }

    /// An identifier that nothing has yet.
    pub fn fresh_thanks(&mut self) -> ThanksId {
        ThanksId::new(self.ids.give())
    }

    /// An identifier that nothing has yet.
    pub fn fresh_follow_up(&mut self) -> FollowUpId {
        FollowUpId::new(self.ids.give())
    }

    /// An identifier that nothing has yet.
    pub fn fresh_canned_text(&mut self) -> CannedTextId {
        CannedTextId::new(self.ids.give())
    }

    /// Every canned text, removed ones included.
    pub fn canned_texts(&self) -> impl Iterator<Item = &CannedText> {
        self.entities.values().filter_map(|it| if let Entity::CannedText(text) = it { Some(text) } else { None })
    }

    /// An identifier that nothing has yet.
    pub fn fresh_request(&mut self) -> ServiceRequestId {
        ServiceRequestId::new(self.ids.give())
    }

    /// A request that has to be there.
    pub fn request(&self, id: ServiceRequestId) -> &ServiceRequest {
        match self.entities.get(&id.into()) {
            Some(Entity::ServiceRequest(request)) => request,
            _ => panic!("there is no request {id}"),
        }
    }

    /// Thanks that have to be there.
    pub fn thanks(&self, id: ThanksId) -> &Thanks {
        match self.entities.get(&id.into()) {
            Some(Entity::Thanks(thanks)) => thanks,
            _ => panic!("there are no thanks {id}"),
        }
    }

    /// What the timeline of a request tells, oldest first.
    pub fn events(&self, id: ServiceRequestId) -> Vec<&Event> {
        let mut entries: Vec<&Entry> = self.entries().filter(|entry| entry.request == id).collect();
        entries.sort_by_key(|entry| (entry.at, entry.id));
        entries.into_iter().map(|entry| &entry.event).collect()
    }

    /// Every line of every timeline.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entities.values().filter_map(|it| if let Entity::Entry(entry) = it { Some(entry) } else { None })
    }

    /// Everybody.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.entities.values().filter_map(|it| if let Entity::Person(person) = it { Some(person) } else { None })
    }

    /// Every request.
    pub fn requests(&self) -> impl Iterator<Item = &ServiceRequest> {
        self.entities
            .values()
            .filter_map(|it| if let Entity::ServiceRequest(request) = it { Some(&**request) } else { None })
    }

    /// The follow-ups of `owner` that still ask for something, with why.
    pub fn open_follow_ups(&self, owner: PersonId) -> BTreeSet<FollowUpReason> {
        self.follow_ups().filter(|it| it.owner == owner && it.is_open()).map(|it| it.reason).collect()
    }

    /// Every follow-up.
    pub fn follow_ups(&self) -> impl Iterator<Item = &FollowUp> {
        self.entities
            .values()
            .filter_map(|it| if let Entity::FollowUp(follow_up) = it { Some(follow_up) } else { None })
    }
}

impl Records for Book {
    fn find(&self, key: EntityKey) -> Result<Option<Entity>, Unavailable> {
        Ok(self.entities.get(&key).cloned())
    }

    fn find_organization(&self) -> Result<Option<Organization>, Unavailable> {
        let organization = |it: &Entity| if let Entity::Organization(it) = it { Some(it.clone()) } else { None };
        Ok(self.entities.values().find_map(organization))
    }

    fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, Unavailable> {
        let mut entries: Vec<Entry> = self.entries().filter(|it| it.request == request).cloned().collect();
        entries.sort_by_key(|it| self.order.get(&it.id.into()).copied());
        Ok(entries)
    }

    fn count_open(&self, person: PersonId) -> Result<usize, Unavailable> {
        Ok(self.requests().filter(|it| it.open_with() == Some(person)).count())
    }

    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, Unavailable> {
        Ok(self.follow_ups().filter(|it| it.request == Some(request)).cloned().collect())
    }

    fn list_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, Unavailable> {
        let membership = |it: &Entity| match it {
            Entity::Team(team) if team.is_active => Some((team.id, team.membership_of(person)?)),
            _ => None,
        };
        Ok(self.entities.values().filter_map(membership).collect())
    }

    fn count_owners(&self) -> Result<usize, Unavailable> {
        let is_owner = |it: &&Entity| matches!(it, Entity::Person(it) if it.is_active && it.role == Role::Owner);
        Ok(self.entities.values().filter(is_owner).count())
    }

    fn find_canned_text(&self, owner: TextOwner, name: &Title) -> Result<Option<CannedTextId>, Unavailable> {
        let is_it = |it: &&CannedText| it.lookup_word() == Some(owner.lookup_word(name));
        Ok(self.canned_texts().find(is_it).map(|it| it.id))
    }

    fn count_canned_texts(&self, owner: TextOwner) -> Result<usize, Unavailable> {
        Ok(self.canned_texts().filter(|it| it.owner == owner && it.words.is_some()).count())
    }
}
