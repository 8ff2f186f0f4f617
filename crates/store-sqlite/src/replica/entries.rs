//! The timeline of a request.

use goodturn_domain::{Entity, EntityKind, Entry, Event, FileHash, ServiceRequestId};
use goodturn_store::{OutboxRecord, StoreError};
use rusqlite::{Connection, Row, params};

use super::session::Session;
use super::{SqliteReplica, answers_due, outbox_from_row};
use crate::column::{blob, single, unsigned};
use crate::directory::parse;
use crate::fault::Fault;

/// A line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedEntry {
    pub entry: Entry,
    /// Where it came in the server's order; none while the server does not have it.
    pub seq: Option<u64>,
    /// Whether it differs from what the server has.
    pub is_changed: bool,
}

impl SqliteReplica {
    /// The timeline of a request in the server's order, what the server does not have yet last.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<ListedEntry>, StoreError> {
        self.list(|db| list(db, request))
    }

    /// Whether an entry that is known here has the file.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn has_entry_with(&self, file: FileHash) -> Result<bool, StoreError> {
        self.list(|db| {
            let mut find = db.prepare_cached("select exists (select 1 from entries where file_hash = ?1)")?;
            Ok(find.query_row([file.bytes()], single)?)
        })
    }

    /// Operations that attach a file and that the server has not applied, by number.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_unsent_attaching(&self) -> Result<Vec<OutboxRecord>, StoreError> {
        self.list(|db| {
            let mut list = db.prepare_cached(
                "select n, operation_id, body, touched, applied_seq from outbox
                 where applied_seq is null and json_extract(body, '$.payload.type') = 'attach' order by n",
            )?;
            Ok(list.query_map([], outbox_from_row)?.collect::<Result<_, _>>()?)
        })
    }
}

pub(super) fn project(session: &mut Session<'_>, entity_id: i64, entry: &Entry, seq: Option<i64>) -> Result<(), Fault> {
    let seq = match seq {
        // That of its last wording: the line stands where it was said, here as on other devices.
        Some(_) if entry.reworded_at.is_some() => Some(place_of(session.db, entry)?),
        other => other,
    };
    let project = session.prepared.get(
        session.db,
        "insert into entries (entity_id, request_id, author, at, first_seq, file_hash) values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (entity_id) do update set author = excluded.author, at = excluded.at,
         file_hash = excluded.file_hash, first_seq = coalesce(first_seq, excluded.first_seq)",
    )?;
    project.execute(params![
        entity_id,
        blob(entry.request.uuid()),
        entry.author.map(|author| blob(author.uuid())),
        entry.at.micros(),
        seq,
        entry.event.file().map(|file| file.hash.bytes())
    ])?;
    // A word that is taken back was no answer.
    if matches!(entry.event, Event::Retracted { .. }) {
        answers_due::forget_of_request(session.db, entry.request)?;
    }
    Ok(())
}

/// Behind what was said before it, for a line that comes here for the first time.
fn place_of(db: &Connection, entry: &Entry) -> Result<i64, Fault> {
    let sql = "select coalesce(max(first_seq), 0) from entries where request_id = ?1 and at <= ?2 and first_seq > 0";
    Ok(db.prepare_cached(sql)?.query_row(params![blob(entry.request.uuid()), entry.at.micros()], single)?)
}

pub(super) fn list(db: &Connection, request: ServiceRequestId) -> Result<Vec<ListedEntry>, Fault> {
    let mut list = db.prepare_cached(
        "select e.body, e.is_changed, p.first_seq from entries p join entities e on e.entity_id = p.entity_id
         where p.request_id = ?1 order by p.first_seq is null, p.first_seq, p.at, p.entity_id",
    )?;
    let mut rows = list.query([blob(request.uuid())])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.extend(from_row(row)?);
    }
    Ok(entries)
}

fn from_row(row: &Row<'_>) -> Result<Option<ListedEntry>, Fault> {
    let body = row.get_ref("body")?.as_str().map_err(rusqlite::Error::from)?;
    let Entity::Entry(entry) = parse(EntityKind::Entry, body)? else {
        return Ok(None);
    };
    let seq: Option<i64> = row.get("first_seq")?;
    Ok(Some(ListedEntry { entry, seq: seq.map(unsigned), is_changed: row.get("is_changed")? }))
}
