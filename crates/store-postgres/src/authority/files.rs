//! Who has brought which file, and which entries have it.

use goodturn_domain::{EntryId, FileHash, FileKind, PersonId, Timestamp};
use goodturn_store::{StoreError, Upload};
use tokio_postgres::Row;

use crate::transaction::{Change, Transaction, column, hash, number};

pub(super) const LIST_ALL: &str = "select file_hash, person_id, bytes, kind, brought_at from uploads where org_id = $1";
const LIST_UPLOADS: &str = "select file_hash, person_id, bytes, kind, brought_at from uploads
     where org_id = $1 and file_hash = $2 order by person_id";
const PUT_UPLOAD: &str = "insert into uploads (org_id, file_hash, person_id, bytes, kind, brought_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (org_id, file_hash, person_id) do update
     set bytes = excluded.bytes, kind = excluded.kind, brought_at = excluded.brought_at";
const DELETE_UPLOADS: &str = "delete from uploads where org_id = $1 and file_hash = $2";
const LIST_ENTRIES_WITH: &str = "select entry_id from file_uses where org_id = $1 and file_hash = $2 order by entry_id";
const COUNT_BYTES_OF_PERSON: &str = "select coalesce(sum(bytes), 0)::bigint as bytes from uploads
     where org_id = $1 and person_id = $2";
const COUNT_BYTES: &str = "select coalesce(sum(bytes), 0)::bigint as bytes
     from (select max(bytes) as bytes from uploads where org_id = $1 group by file_hash) as files";
const LIST_UNUSED: &str = "select file_hash from uploads
     where org_id = $1 and not exists
         (select 1 from file_uses u where u.org_id = uploads.org_id and u.file_hash = uploads.file_hash)
     group by file_hash having max(brought_at) < $2 order by file_hash limit $3";

pub(super) fn list_uploads(tx: &Transaction<'_>, file: FileHash) -> Result<Vec<Upload>, StoreError> {
    tx.rows(LIST_UPLOADS, &[&bytes_of(file)])?.iter().map(from_row).collect()
}

pub(super) fn put_upload(upload: &Upload) -> Change {
    Change::new(PUT_UPLOAD)
        .with(bytes_of(upload.file))
        .with(upload.person.uuid())
        .with(upload.bytes.cast_signed())
        .with(upload.kind.media_type())
        .with(upload.brought_at.micros())
}

pub(super) fn delete_uploads(file: FileHash) -> Change {
    Change::new(DELETE_UPLOADS).with(bytes_of(file))
}

pub(super) fn list_entries_with(tx: &Transaction<'_>, file: FileHash) -> Result<Vec<EntryId>, StoreError> {
    let rows = tx.rows(LIST_ENTRIES_WITH, &[&bytes_of(file)])?;
    rows.iter().map(|row| column(row, "file_uses", "entry_id").map(EntryId::new)).collect()
}

pub(super) fn count_bytes(tx: &Transaction<'_>, person: Option<PersonId>) -> Result<u64, StoreError> {
    let rows = match person {
        Some(person) => tx.rows(COUNT_BYTES_OF_PERSON, &[&person.uuid()])?,
        None => tx.rows(COUNT_BYTES, &[])?,
    };
    rows.first().map_or(Ok(0), |row| number(row, "uploads", "bytes"))
}

pub(super) fn list_unused(tx: &Transaction<'_>, before: Timestamp, limit: usize) -> Result<Vec<FileHash>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = tx.rows(LIST_UNUSED, &[&before.micros(), &limit])?;
    rows.iter().map(|row| hash(row, "uploads", "file_hash").map(FileHash::new)).collect()
}

fn bytes_of(file: FileHash) -> Vec<u8> {
    file.bytes().to_vec()
}

pub(super) fn from_row(row: &Row) -> Result<Upload, StoreError> {
    Ok(Upload {
        file: FileHash::new(hash(row, "uploads", "file_hash")?),
        person: PersonId::new(column(row, "uploads", "person_id")?),
        bytes: number(row, "uploads", "bytes")?,
        kind: FileKind::from_media_type(column(row, "uploads", "kind")?),
        brought_at: Timestamp::from_micros(column(row, "uploads", "brought_at")?),
    })
}
