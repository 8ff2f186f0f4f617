//! How the changes of an operation are stored: under one number, each entity in the scopes that see it.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{Addressee, Entity, OperationId, ServiceRequest, Title};
use goodturn_store::StoreError;

use super::Commit;
use super::archive::renew_words;

/// Letters of short numbers of requests to a person.
const PERSONAL_PREFIX: &str = "GT";

impl Commit<'_> {
    pub(super) fn apply(&mut self, operation: OperationId, changes: Vec<Entity>) -> Result<u64, StoreError> {
        let seq = self.tx.allot_seq()?;
        self.applied.update(&seq.to_be_bytes());
        self.applied.update(operation.uuid().as_bytes());
        let mut requests: BTreeMap<_, ServiceRequest> = BTreeMap::new();
        for change in changes {
            match change {
                Entity::ServiceRequest(request) => {
                    let request = self.put_request(*request, seq)?;
                    requests.insert(request.id, request);
                }
                other => {
                    let parent = match other.parent() {
                        Some(id) if !requests.contains_key(&id) => self.request(id)?,
                        Some(id) => requests.get(&id).cloned(),
                        None => None,
                    };
                    let before = if self.gathered.is_open() { self.tx.find_entity(other.key())? } else { None };
                    let scopes = match &parent {
                        // What is said about a request of the archive, without changing it, stays with it.
                        Some(request) if !requests.contains_key(&request.id) && self.is_archived(request)? => {
                            BTreeSet::new()
                        }
                        parent => other.scopes(parent.as_ref()),
                    };
                    let has_left = before.is_some_and(|before| before.scopes(parent.as_ref()) != scopes);
                    self.tx.put_entity(&other, seq, &scopes)?;
                    if let (Some(request), true) = (&parent, scopes.is_empty()) {
                        renew_words(self.tx, request.id)?;
                    }
                    self.gathered.put(&other, seq, &scopes, has_left);
                }
            }
        }
        Ok(seq)
    }

    pub(super) fn request(&self, id: goodturn_domain::ServiceRequestId) -> Result<Option<ServiceRequest>, StoreError> {
        Ok(match self.tx.find_entity(id.into())? {
            Some(Entity::ServiceRequest(request)) => Some(*request),
            _ => None,
        })
    }

    /// Stores a request; when its audience changed, its timeline moves along.
    fn put_request(&mut self, mut request: ServiceRequest, seq: u64) -> Result<ServiceRequest, StoreError> {
        let before = self.request(request.id)?;
        if request.number.is_none() {
            request.number = Some(self.short_number(request.addressee)?);
        }
        let was_archived = match &before {
            Some(before) => self.is_archived(before)?,
            None => false,
        };
        if was_archived {
            self.leave_archive(&request)?;
        }
        let audience = |it: &ServiceRequest| (it.scopes(), it.note_scopes());
        let has_moved = was_archived || before.is_some_and(|before| audience(&before) != audience(&request));
        let (entity, scopes) = (Entity::from(request.clone()), request.scopes());
        self.tx.put_entity(&entity, seq, &scopes)?;
        self.gathered.put(&entity, seq, &scopes, has_moved);
        if has_moved {
            for entry in self.tx.list_entries(request.id)? {
                let entry = Entity::from(entry);
                let scopes = entry.scopes(Some(&request));
                if self.tx.list_scopes(entry.key())? != scopes {
                    self.tx.put_entity(&entry, seq, &scopes)?;
                }
            }
        }
        Ok(request)
    }

    fn short_number(&mut self, addressee: Addressee) -> Result<Title, StoreError> {
        let prefix = match addressee.team() {
            Some(team) => match self.tx.find_entity(team.into())? {
                Some(Entity::Team(team)) => team.prefix.to_string(),
                _ => PERSONAL_PREFIX.to_owned(),
            },
            None => PERSONAL_PREFIX.to_owned(),
        };
        let number = self.tx.next_number(&prefix)?;
        Ok(Title::new(&format!("{prefix}-{number}"))
            .or_else(|_| Title::new(&number.to_string()))
            .expect("a number is a short line"))
    }
}
