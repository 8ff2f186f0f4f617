//! What has ended, and the words by which people, teams and the archive are found.

use std::collections::BTreeSet;

use goodturn_domain::{EntityKey, EntityKind, ServiceRequestId, Timestamp};
use goodturn_store::StoreError;
use goodturn_store::copying::Record;
use tokio_postgres::Row;
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

/// The words of the archive.
pub(super) const LIST_OF_ARCHIVE: &str =
    "select id, word, at from words where org_id = $1 and kind = 'service_request'";
const PUT_COPIED: &str = "insert into words (org_id, kind, word, id, at)
     select $1::uuid, 'service_request', copied.word, copied.id, copied.at
     from unnest($2::uuid[], $3::text[], $4::bigint[]) as copied (id, word, at)";
const PROJECT_COPIED: &str = "insert into endings (org_id, request_id, changed_at)
     select $1::uuid, id, (body::json ->> 'changed_at')::bigint from entities
     where org_id = $1 and kind = 'service_request' and id = any($2::uuid[])
     and body::json -> 'stage' ->> 'type' in ('closed', 'declined', 'withdrawn')
     on conflict (org_id, request_id) do nothing";

pub(super) fn from_row(row: &Row) -> Result<Record, StoreError> {
    Ok(Record::Word {
        request: ServiceRequestId::new(column(row, "words", "id")?),
        word: column(row, "words", "word")?,
        at: Timestamp::from_micros(column(row, "words", "at")?),
    })
}

/// Words of the archive in tables that are being filled.
pub(super) fn put_copied(words: &[(ServiceRequestId, String, Timestamp)]) -> Change {
    Change::new(PUT_COPIED)
        .with(words.iter().map(|(request, ..)| request.uuid()).collect::<Vec<_>>())
        .with(words.iter().map(|(_, word, _)| word.clone()).collect::<Vec<_>>())
        .with(words.iter().map(|(.., at)| at.micros()).collect::<Vec<_>>())
}

/// Which of the requests that somebody sees have ended.
pub(super) fn project_copied_endings(seen: Vec<Uuid>) -> Change {
    Change::new(PROJECT_COPIED).with(seen)
}

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
