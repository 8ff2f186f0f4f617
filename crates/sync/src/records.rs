//! What the rules know, read from a storage transaction, with a note of all that was read.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    CannedText, CannedTextId, Entity, EntityKey, EntityKind, Entry, FollowUp, Organization, PersonId, Records,
    ServiceRequestId, TeamId, TextOwner, Title, Unavailable,
};
use goodturn_store::{AuthorityWrite, ReplicaWrite, StoreError};

/// The reads that the rules need, from either storage.
pub(crate) trait Source {
    fn entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError>;
    fn organization(&self) -> Result<Option<Organization>, StoreError>;
    fn follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError>;
    fn memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, StoreError>;
    fn owners(&self) -> Result<usize, StoreError>;
    fn entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError>;
    fn open(&self, person: PersonId) -> Result<usize, StoreError>;
    fn canned_text(&self, owner: TextOwner, name: &Title) -> Result<Option<CannedTextId>, StoreError>;
    fn canned_texts(&self, owner: TextOwner) -> Result<usize, StoreError>;
}

macro_rules! source {
    ($transaction:ident, $($more:tt)*) => {
        impl Source for dyn $transaction + '_ {
            fn entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError> {
                self.find_entity(key)
            }
            fn organization(&self) -> Result<Option<Organization>, StoreError> {
                self.find_organization()
            }
            fn follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError> {
                self.list_follow_ups(request)
            }
            fn memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, StoreError> {
                self.list_memberships(person)
            }
            fn owners(&self) -> Result<usize, StoreError> {
                self.count_owners()
            }
            fn entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError> {
                self.list_entries(request)
            }
            fn open(&self, person: PersonId) -> Result<usize, StoreError> {
                self.count_open(person)
            }
            $($more)*
        }
    };
}

source! {
    AuthorityWrite,
    fn canned_text(&self, owner: TextOwner, name: &Title) -> Result<Option<CannedTextId>, StoreError> {
        let found = self.list_by_word(EntityKind::CannedText, &owner.lookup_word(name), 1)?;
        Ok(found.first().map(|key| CannedTextId::new(key.id)))
    }
    fn canned_texts(&self, owner: TextOwner) -> Result<usize, StoreError> {
        Ok(self.list_by_word(EntityKind::CannedText, &owner.lookup_beginning(), CannedText::MOST)?.len())
    }
}
source! {
    ReplicaWrite,
    fn canned_text(&self, owner: TextOwner, name: &Title) -> Result<Option<CannedTextId>, StoreError> {
        let word = Some(owner.lookup_word(name));
        Ok(self.list_canned_texts()?.iter().find(|it| it.lookup_word() == word).map(|it| it.id))
    }
    fn canned_texts(&self, owner: TextOwner) -> Result<usize, StoreError> {
        Ok(self.list_canned_texts()?.iter().filter(|it| it.owner == owner && it.words.is_some()).count())
    }
}

/// [`Records`] over a transaction. Keeps the cause when a read fails.
pub(crate) struct KnownRecords<'a, S: ?Sized> {
    source: &'a S,
    read: RefCell<BTreeSet<EntityKey>>,
    failure: Cell<Option<StoreError>>,
}

impl<'a, S: Source + ?Sized> KnownRecords<'a, S> {
    pub(crate) fn new(source: &'a S) -> Self {
        Self { source, read: RefCell::default(), failure: Cell::new(None) }
    }

    /// What was read so far, and the failure that stopped the reading, if one did.
    pub(crate) fn finish(self) -> (BTreeSet<EntityKey>, Option<StoreError>) {
        (self.read.into_inner(), self.failure.into_inner())
    }

    fn known<T>(&self, found: Result<T, StoreError>) -> Result<T, Unavailable> {
        found.map_err(|failure| {
            self.failure.set(Some(failure));
            Unavailable
        })
    }
}

impl<S: Source + ?Sized> Records for KnownRecords<'_, S> {
    fn find(&self, key: EntityKey) -> Result<Option<Entity>, Unavailable> {
        self.read.borrow_mut().insert(key);
        self.known(self.source.entity(key))
    }

    fn find_organization(&self) -> Result<Option<Organization>, Unavailable> {
        let found = self.known(self.source.organization())?;
        self.read.borrow_mut().extend(found.as_ref().map(|it| EntityKey::from(it.id)));
        Ok(found)
    }

    fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, Unavailable> {
        let found = self.known(self.source.entries(request))?;
        self.read.borrow_mut().extend(found.iter().map(|it| EntityKey::from(it.id)));
        Ok(found)
    }

    fn count_open(&self, person: PersonId) -> Result<usize, Unavailable> {
        self.known(self.source.open(person))
    }

    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, Unavailable> {
        let found = self.known(self.source.follow_ups(request))?;
        self.read.borrow_mut().extend(found.iter().map(|it| EntityKey::from(it.id)));
        Ok(found)
    }

    fn list_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, Unavailable> {
        let found = self.known(self.source.memberships(person))?;
        self.read.borrow_mut().extend(found.iter().map(|(team, _)| EntityKey::from(*team)));
        Ok(found)
    }

    fn count_owners(&self) -> Result<usize, Unavailable> {
        self.known(self.source.owners())
    }

    fn find_canned_text(&self, owner: TextOwner, name: &Title) -> Result<Option<CannedTextId>, Unavailable> {
        let found = self.known(self.source.canned_text(owner, name))?;
        self.read.borrow_mut().extend(found.map(EntityKey::from));
        Ok(found)
    }

    fn count_canned_texts(&self, owner: TextOwner) -> Result<usize, Unavailable> {
        self.known(self.source.canned_texts(owner))
    }
}
