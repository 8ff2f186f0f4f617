//! How the changes of an operation are stored: under one number, each entity in the scopes that see it.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{Entity, OperationId, ServiceRequest};
use goodturn_store::StoreError;

use super::Commit;

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
                    let scopes = match &parent {
                        // What is said about a request of the archive, without changing it, stays with it.
                        Some(request) if !requests.contains_key(&request.id) && self.is_archived(request)? => {
                            BTreeSet::new()
                        }
                        parent => other.scopes(parent.as_ref()),
                    };
                    let before = if self.gathered.is_open() { self.tx.find_entity(other.key())? } else { None };
                    let has_left = before.is_some_and(|before| before.scopes(parent.as_ref()) != scopes);
                    self.tx.put_entity(&other, seq, &scopes)?;
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
}
