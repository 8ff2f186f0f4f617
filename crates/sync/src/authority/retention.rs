//! What the organization no longer keeps: told beforehand, then deleted, and taken from every device
//! by the feed.

use chrono::TimeDelta;
use goodturn_domain::{
    AuditEntry, AuditEvent, Entity, EntityKey, EntityKind, Mute, Retention, ServiceRequest, Timestamp,
};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use uuid::Uuid;

use super::{Authority, Commit, audit};
use crate::rights::{RetentionLine, RetentionPreview};

/// The kinds that come to an end. Entries go with their request.
const KINDS: [EntityKind; 3] = [EntityKind::ServiceRequest, EntityKind::FollowUp, EntityKind::Thanks];
/// Entities looked through at a time.
const BATCH: usize = 500;
/// So many go in one transaction, with what belongs to them.
const MOST_AT_ONCE: usize = 200;
/// Who has not asked for so long fetches a scope anew.
const GONE_ROWS_DAYS: i64 = 90;
/// So long sending an operation again changes nothing (`reliability.md` rule 2).
const OUTCOMES_DAYS: i64 = 400;

impl<S: AuthorityStorage> Authority<S> {
    /// What would go now if things were kept so long.
    pub fn preview_retention(&self, retention: &Retention, now: Timestamp) -> Result<RetentionPreview, StoreError> {
        self.storage().read(|tx| {
            let lines = KINDS.map(|kind| {
                let (mut count, mut since) = (0, None::<Timestamp>);
                each_due(tx, kind, retention, now, usize::MAX, |_, at| {
                    count += 1;
                    since = Some(since.map_or(at, |since| since.min(at)));
                })?;
                Ok::<_, StoreError>(RetentionLine { kind, count, since })
            });
            Ok(RetentionPreview { lines: lines.into_iter().collect::<Result<_, _>>()? })
        })
    }

    /// Deletes what is no longer kept, and what devices have long seen or sent. Gives how many
    /// entities went. Done in several transactions, so that nobody waits for all of it.
    pub fn apply_retention(&self, now: Timestamp) -> Result<u64, StoreError> {
        let known = self.storage().read(|tx| tx.find_organization())?;
        let retention = known.map(|it| it.retention).unwrap_or_default();
        let mut deleted = 0;
        for kind in KINDS {
            loop {
                let went = self.delete_due(kind, &retention, now)?;
                deleted += went;
                if went == 0 {
                    break;
                }
            }
        }
        let pruned = self.prune_audit(now.plus(-retention.audit()))?;
        let seen = self.head_at(now.plus(-TimeDelta::days(GONE_ROWS_DAYS)))?;
        self.storage().write(|tx| {
            if let Some(seq) = seen {
                tx.prune_gone(seq)?;
            }
            tx.prune_outcomes(now.plus(-TimeDelta::days(OUTCOMES_DAYS)))?;
            if pruned > 0 {
                audit::append(tx, &AuditEntry::event(AuditEvent::AuditPruned, None, now).with("records", &pruned))?;
            }
            // The number is how a later run learns where the history stood today.
            let head = tx.head()?.seq;
            let applied = AuditEntry::event(AuditEvent::RetentionApplied, None, now);
            audit::append(tx, &applied.with("entities", &deleted).with("seq", &head))
        })?;
        Ok(deleted)
    }

    /// When retention was last applied, by the audit log.
    pub fn retention_applied_at(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.last_round(None)?.map(|entry| entry.at))
    }

    fn delete_due(&self, kind: EntityKind, retention: &Retention, now: Timestamp) -> Result<u64, StoreError> {
        let mut due = Vec::new();
        self.storage().read(|tx| each_due(tx, kind, retention, now, MOST_AT_ONCE, |key, _| due.push(key)))?;
        if due.is_empty() {
            return Ok(0);
        }
        self.storage().write(|tx| {
            let mut commit = Commit::begin(tx)?;
            let seq = commit.tx.allot_seq()?;
            commit.applied.update(&seq.to_be_bytes());
            let mut deleted = 0;
            for key in due {
                // Somebody may have thanked, or reopened, since it was looked at.
                let Some(entity) = commit.tx.find_entity(key)? else { continue };
                if retention.due_since(&entity, now).is_none() {
                    continue;
                }
                if let Entity::ServiceRequest(request) = &entity {
                    deleted += delete_parts(&mut commit, request, seq)?;
                }
                commit.tx.delete_entity(&entity, seq)?;
                deleted += 1;
            }
            commit.finish()?;
            Ok(deleted)
        })
    }

    /// Where the history stood at that time, as far as the audit log knows.
    fn head_at(&self, at: Timestamp) -> Result<Option<u64>, StoreError> {
        Ok(self.last_round(Some(at))?.and_then(|entry| entry.details.get("seq")?.parse().ok()))
    }
}

/// What was said about a request, the follow-ups on it, and whether people had muted it.
fn delete_parts(commit: &mut Commit<'_>, request: &ServiceRequest, seq: u64) -> Result<u64, StoreError> {
    let entries = commit.tx.list_entries(request.id)?.into_iter().map(Entity::from);
    let follow_ups = commit.tx.list_follow_ups(request.id)?.into_iter().map(Entity::from);
    let mut parts: Vec<Entity> = entries.chain(follow_ups).collect();
    // Whoever could see it may have muted it: who took part, and the teams of both sides.
    let mut people = request.people();
    for team in request.helper_teams.iter().chain(&request.requester_teams) {
        if let Some(Entity::Team(team)) = commit.tx.find_entity((*team).into())? {
            people.extend(team.memberships().map(|(person, _)| person));
        }
    }
    for person in people {
        parts.extend(commit.tx.find_entity(Mute::id_of(person, request.id).into())?);
    }
    parts.iter().try_for_each(|part| commit.tx.delete_entity(part, seq))?;
    Ok(parts.len() as u64)
}

/// Hands over at most `most` entities of a kind that are due, with when they came to their end.
fn each_due(
    tx: &dyn AuthorityRead,
    kind: EntityKind,
    retention: &Retention,
    now: Timestamp,
    most: usize,
    mut give: impl FnMut(EntityKey, Timestamp),
) -> Result<(), StoreError> {
    let (mut after, mut given) = (None::<Uuid>, 0);
    loop {
        let entities = tx.list_entities(kind, after, BATCH)?;
        let Some((last, _)) = entities.last() else { return Ok(()) };
        after = Some(*last);
        for (id, body) in &entities {
            let entity = Entity::from_json(kind, body).map_err(|cause| StoreError::Inconsistent {
                table: "entities",
                row: id.to_string(),
                cause: cause.to_string(),
            })?;
            if let Some(at) = retention.due_since(&entity, now) {
                give(entity.key(), at);
                given += 1;
                if given == most {
                    return Ok(());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
