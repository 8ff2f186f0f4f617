//! What has ended, and the words by which people, teams and the archive are found.

use std::collections::BTreeSet;

use goodturn_domain::{EntityKey, EntityKind, ServiceRequestId, Timestamp};
use goodturn_store::StoreError;
use uuid::Uuid;

use crate::fault::inconsistent;
use crate::transaction::{Change, Transaction, column};

const LIST_ENDED: &str = "select request_id from endings
     where org_id = $1 and changed_at < $2 order by changed_at, request_id limit $3";
const LIST_BY_WORD: &str = "select id from words
     where org_id = $1 and kind = $2 and word >= $3 and word < $4
     group by id order by max(at) desc, id limit $5";
const COUNT_PEOPLE: &str = "select count(*) as people from people where org_id = $1";
const DELETE: &str = "delete from words where org_id = $1 and kind = $2 and id = $3";
const INSERT: &str = "insert into words (org_id, kind, word, id, at)
     select $1::uuid, $2::text, new.word, $3::uuid, $5::bigint from unnest($4::text[]) as new (word)";

pub(super) fn list_ended_before(
    tx: &Transaction<'_>,
    at: Timestamp,
    limit: usize,
) -> Result<Vec<ServiceRequestId>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = tx.rows(LIST_ENDED, &[&at.micros(), &limit])?;
    rows.iter().map(|row| column(row, "endings", "request_id").map(ServiceRequestId::new)).collect()
}

pub(super) fn list_by_word(
    tx: &Transaction<'_>,
    kind: EntityKind,
    beginning: &str,
    limit: usize,
) -> Result<Vec<EntityKey>, StoreError> {
    let (limit, end) = (i64::try_from(limit).unwrap_or(i64::MAX), format!("{beginning}{}", char::MAX));
    let rows = tx.rows(LIST_BY_WORD, &[&kind.name(), &beginning, &end, &limit])?;
    let keys = rows.iter().map(|row| column::<Uuid>(row, "words", "id").map(|id| EntityKey { kind, id }));
    keys.collect()
}

pub(super) fn count_people(tx: &Transaction<'_>) -> Result<usize, StoreError> {
    let rows = tx.rows(COUNT_PEOPLE, &[])?;
    let people: i64 = rows.first().map_or(Ok(0), |row| column(row, "people", "people"))?;
    usize::try_from(people).map_err(|cause| inconsistent("people", "their count", cause))
}

/// Puts words in the place of those known.
pub(super) fn set(key: EntityKey, at: Timestamp, words: &BTreeSet<String>) -> [Change; 2] {
    let words: Vec<String> = words.iter().cloned().collect();
    [
        Change::new(DELETE).with(key.kind.name()).with(key.id),
        Change::new(INSERT).with(key.kind.name()).with(key.id).with(words).with(at.micros()),
    ]
}
