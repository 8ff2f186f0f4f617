//! Who has brought which file, and which entries have it.

use goodturn_domain::{Entry, EntryId, FileHash, FileKind, PersonId, Timestamp};
use goodturn_store::Upload;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use crate::column::{blob, signed, single, single_id, unsigned};
use crate::fault::Fault;

pub(super) fn list_uploads(db: &Connection, file: FileHash) -> Result<Vec<Upload>, Fault> {
    let mut list = db.prepare_cached(
        "select file_hash, person_id, bytes, kind, brought_at from uploads where file_hash = ?1 order by person_id",
    )?;
    Ok(list.query_map([file.bytes()], from_row)?.collect::<Result<_, _>>()?)
}

pub(super) fn put_upload(db: &Connection, upload: &Upload) -> Result<(), Fault> {
    let Upload { file, person, bytes, kind, brought_at } = *upload;
    db.prepare_cached(
        "insert or replace into uploads (file_hash, person_id, bytes, kind, brought_at) values (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![file.bytes(), blob(person.uuid()), signed(bytes), kind.media_type(), brought_at.micros()])?;
    Ok(())
}

pub(super) fn delete_uploads(db: &Connection, file: FileHash) -> Result<(), Fault> {
    db.prepare_cached("delete from uploads where file_hash = ?1")?.execute([file.bytes()])?;
    Ok(())
}

/// Remembers which file an entry has, or that it has none.
pub(super) fn project(db: &Connection, entity_id: i64, entry: &Entry) -> Result<(), Fault> {
    match entry.event.file() {
        Some(file) => db
            .prepare_cached("insert or replace into file_uses (entity_id, file_hash) values (?1, ?2)")?
            .execute(params![entity_id, file.hash.bytes()])?,
        None => db.prepare_cached("delete from file_uses where entity_id = ?1")?.execute([entity_id])?,
    };
    Ok(())
}

pub(super) fn list_entries_with(db: &Connection, file: FileHash) -> Result<Vec<EntryId>, Fault> {
    let mut list = db.prepare_cached(
        "select e.id from file_uses u join entities e on e.entity_id = u.entity_id
         where u.file_hash = ?1 order by e.id",
    )?;
    let ids: Vec<Uuid> = list.query_map([file.bytes()], single_id)?.collect::<Result<_, _>>()?;
    Ok(ids.into_iter().map(EntryId::new).collect())
}

pub(super) fn count_bytes(db: &Connection, person: Option<PersonId>) -> Result<u64, Fault> {
    let bytes = match person {
        Some(person) => db
            .prepare_cached("select coalesce(sum(bytes), 0) from uploads where person_id = ?1")?
            .query_row([blob(person.uuid())], single)?,
        None => db
            .prepare_cached(
                "select coalesce(sum(bytes), 0) from (select max(bytes) as bytes from uploads group by file_hash)",
            )?
            .query_row([], single)?,
    };
    Ok(unsigned(bytes))
}

pub(super) fn list_unused(db: &Connection, before: Timestamp, limit: usize) -> Result<Vec<FileHash>, Fault> {
    let mut list = db.prepare_cached(
        "select file_hash from uploads
         where not exists (select 1 from file_uses u where u.file_hash = uploads.file_hash)
         group by file_hash having max(brought_at) < ?1 order by file_hash limit ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let hashes: Vec<[u8; 32]> = list.query_map([before.micros(), limit], single)?.collect::<Result<_, _>>()?;
    Ok(hashes.into_iter().map(FileHash::new).collect())
}

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Upload> {
    Ok(Upload {
        file: FileHash::new(row.get("file_hash")?),
        person: PersonId::new(Uuid::from_bytes(row.get("person_id")?)),
        bytes: unsigned(row.get("bytes")?),
        kind: FileKind::from_media_type(&row.get::<_, String>("kind")?),
        brought_at: Timestamp::from_micros(row.get("brought_at")?),
    })
}
