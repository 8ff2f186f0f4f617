//! Giving everything out: of the organization, or what one person may see.

use std::collections::BTreeSet;

use goodturn_domain::policy::Standing;
use goodturn_domain::{Entity, EntityKind, Entry, PersonId, Scope, ServiceRequest};
use goodturn_store::{AuditHead, AuditRecord, AuthorityRead, AuthorityStorage, Head, StoreError};

use super::Authority;

/// Entities or rows read at a time: what is held in memory at once.
const BATCH: usize = 500;

/// Who takes what is given out.
pub trait Taker {
    /// Why it cannot be taken.
    type Error: From<StoreError>;
    /// Where the history stood; comes first.
    fn begin(&mut self, head: &Head, audit: &AuditHead) -> Result<(), Self::Error>;
    /// An entity, whole.
    fn entity(&mut self, kind: EntityKind, body: &str) -> Result<(), Self::Error>;
    /// What a person has written and can no longer see, because they have left the request.
    fn written_elsewhere(&mut self, body: &str) -> Result<(), Self::Error>;
    /// A record of the audit log.
    fn audit(&mut self, record: &AuditRecord) -> Result<(), Self::Error>;
}

impl<S: AuthorityStorage> Authority<S> {
    /// Gives out every entity of the organization and its audit log, of one snapshot.
    pub fn export_all<T: Taker>(&self, taker: &mut T) -> Result<(), T::Error> {
        self.storage().read(|tx| {
            let audit = tx.audit_head()?;
            taker.begin(&tx.head()?, &audit)?;
            for kind in EntityKind::ALL {
                each_entity(tx, kind, |body| taker.entity(kind, body))?;
            }
            let mut first = audit.pruned_n + 1;
            while first <= audit.n {
                let records = tx.list_audit(first, first + BATCH as u64 - 1)?;
                records.iter().try_for_each(|record| taker.audit(record))?;
                first += BATCH as u64;
            }
            Ok(())
        })
    }

    /// Gives out what sync would bring to a device of the person, what they may see in the archive,
    /// and what they have written besides, of one snapshot. Of somebody who is no longer active: what it would bring if they
    /// were. False when there is no such person.
    pub fn export_person<T: Taker>(&self, person: PersonId, taker: &mut T) -> Result<bool, T::Error> {
        self.storage().read(|tx| {
            let Some(Entity::Person(found)) = tx.find_entity(person.into())? else { return Ok(false) };
            let memberships = tx.list_memberships(person)?.into_iter().collect();
            let (role, is_respect_officer) = (found.role, found.is_respect_officer);
            let standing = Standing { person, role, is_respect_officer, memberships };
            let scopes = self.acquaintances.scopes(tx, &standing)?;
            taker.begin(&tx.head()?, &tx.audit_head()?)?;
            for scope in &scopes {
                give_scope(tx, scope, &scopes, taker)?;
            }
            let visible = standing.scopes();
            give_archive(tx, &visible, taker)?;
            each_entity(tx, EntityKind::Entry, |body| match read_body(EntityKind::Entry, body)? {
                Entity::Entry(entry) if entry.author == Some(person) => {
                    let seen_in = tx.list_scopes(entry.id.into())?;
                    let is_archived = seen_in.is_empty() && is_seen_in_archive(tx, &visible, &entry)?;
                    if seen_in.is_disjoint(&scopes) && !is_archived { taker.written_elsewhere(body) } else { Ok(()) }
                }
                _ => Ok(()),
            })?;
            Ok(true)
        })
    }
}

/// What is in several scopes is given with the first of them.
fn give_scope<T: Taker>(
    tx: &dyn AuthorityRead,
    scope: &Scope,
    all: &BTreeSet<Scope>,
    taker: &mut T,
) -> Result<(), T::Error> {
    let mut after = 0;
    loop {
        let rows = tx.list_feed(scope, after, BATCH)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.seq;
        for row in &rows {
            let Some(body) = &row.body else { continue };
            if tx.list_scopes(row.key)?.intersection(all).next() == Some(scope) {
                taker.entity(row.key.kind, body)?;
            }
        }
    }
}

/// Requests that are in no feed any more, each with what may be seen of its timeline.
fn give_archive<T: Taker>(tx: &dyn AuthorityRead, visible: &BTreeSet<Scope>, taker: &mut T) -> Result<(), T::Error> {
    each_entity(tx, EntityKind::ServiceRequest, |body| {
        let Entity::ServiceRequest(request) = read_body(EntityKind::ServiceRequest, body)? else { return Ok(()) };
        if request.scopes().is_disjoint(visible) || !tx.list_scopes(request.id.into())?.is_empty() {
            return Ok(());
        }
        taker.entity(EntityKind::ServiceRequest, body)?;
        let entries = tx.list_entries(request.id)?.into_iter().filter(|entry| is_visible(entry, &request, visible));
        entries.map(Entity::from).try_for_each(|entry| taker.entity(EntityKind::Entry, &entry.to_json()))
    })
}

fn is_seen_in_archive(tx: &dyn AuthorityRead, visible: &BTreeSet<Scope>, entry: &Entry) -> Result<bool, StoreError> {
    Ok(match tx.find_entity(entry.request.into())? {
        Some(Entity::ServiceRequest(request)) => {
            !request.scopes().is_disjoint(visible) && is_visible(entry, &request, visible)
        }
        _ => false,
    })
}

fn is_visible(entry: &Entry, request: &ServiceRequest, visible: &BTreeSet<Scope>) -> bool {
    !Entity::from(entry.clone()).scopes(Some(request)).is_disjoint(visible)
}

fn each_entity<E: From<StoreError>>(
    tx: &dyn AuthorityRead,
    kind: EntityKind,
    mut give: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = None;
    loop {
        let entities = tx.list_entities(kind, after, BATCH)?;
        let Some((last, _)) = entities.last() else { return Ok(()) };
        after = Some(*last);
        entities.iter().try_for_each(|(_, body)| give(body))?;
    }
}

fn read_body(kind: EntityKind, body: &str) -> Result<Entity, StoreError> {
    Entity::from_json(kind, body).map_err(|cause| StoreError::Inconsistent {
        table: "entities",
        row: kind.name().to_owned(),
        cause: cause.to_string(),
    })
}
