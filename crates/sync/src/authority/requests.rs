//! Requests on their way into the storage: their numbers, and the timeline that moves along.

use goodturn_domain::{Addressee, Entity, ServiceRequest, Title};
use goodturn_store::StoreError;

use super::Commit;

/// Letters of short numbers of requests to a person.
const PERSONAL_PREFIX: &str = "GT";

impl Commit<'_> {
    /// Stores a request; when its audience changed, its timeline moves along.
    pub(super) fn put_request(&mut self, mut request: ServiceRequest, seq: u64) -> Result<ServiceRequest, StoreError> {
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
