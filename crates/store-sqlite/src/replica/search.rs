//! The index of the words of requests and their public messages; `matching` searches in it.
//!
//! Writing it is a third of the pages of a small transaction, so a few new texts are left for a transaction
//! of their own, which nobody waits for but who searches.

use std::collections::BTreeMap;

use goodturn_domain::{Entity, Entry, Label, ServiceRequest, Words};
use goodturn_store::understand;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::prepared::Prepared;
use crate::column::single;
use crate::fault::Fault;

/// Above this many deletions at once, taking each word out of its place takes longer than writing
/// the index anew (measured: 1.3 ms a document).
const MOST_DELETIONS: usize = 200;

/// So many new texts of one transaction are left for later.
const MOST_NEW: usize = 16;
/// When more texts than these are left, whoever left the last one indexes them: 30 µs for each.
pub(super) const MOST_LEFT: i64 = 128;

/// What is searchable of an entity.
#[derive(Debug, PartialEq, Eq)]
struct Indexed {
    title: String,
    words: String,
    /// In an index of its own: it comes with the server's answer, and would have every text written
    /// twice.
    number: Option<String>,
}

impl Indexed {
    fn has_texts_of(&self, other: &Self) -> bool {
        (&self.title, &self.words) == (&other.title, &other.words)
    }
}

/// What a transaction has to change in the index, at its end: most of what a rebase takes away it
/// puts back as it was, and the index is the slowest to change.
#[derive(Debug, Default)]
pub(super) struct Reindex {
    /// Of entities that were never stored before, in the order of their row ids. Nothing of them can be in
    /// the index yet.
    new: Vec<(i64, Option<Indexed>)>,
    others: BTreeMap<i64, Option<Indexed>>,
}

impl Reindex {
    /// The entity was stored for the first time, and is to be found.
    pub(super) fn put_new(&mut self, entity_id: i64, entity: &Entity) {
        if let Some(indexed) = indexed(entity) {
            assert!(self.new.last().is_none_or(|(last, _)| *last < entity_id), "row ids go up");
            self.new.push((entity_id, Some(indexed)));
        }
    }

    /// The entity is to be found as it is now.
    pub(super) fn put(&mut self, entity_id: i64, entity: &Entity) {
        if matches!(entity, Entity::ServiceRequest(_) | Entity::Entry(_)) {
            self.want(entity_id, indexed(entity));
        }
    }

    /// The entity is not to be found any more.
    pub(super) fn delete(&mut self, entity_id: i64) {
        self.want(entity_id, None);
    }

    fn want(&mut self, entity_id: i64, indexed: Option<Indexed>) {
        match self.new.binary_search_by_key(&entity_id, |(id, _)| *id) {
            Ok(at) => self.new[at].1 = indexed,
            Err(_) => drop(self.others.insert(entity_id, indexed)),
        }
    }

    /// Writes what differs from the index, or leaves it for later.
    pub(super) fn flush<'db>(&mut self, db: &'db Connection, prepared: &mut Prepared<'db>) -> Result<Flushed, Fault> {
        let Self { new, others } = std::mem::take(self);
        let is_any_left = !others.is_empty() && count_left(db)? > 0;
        let mut changes = Vec::new();
        for (entity_id, indexed) in others {
            if !(is_any_left && stays_left(db, entity_id, indexed.is_some())?) {
                let before = find(db, entity_id)?;
                if before != indexed {
                    changes.push((entity_id, before, indexed));
                }
            }
        }
        let mut left = 0;
        if new.len() > MOST_NEW {
            changes.extend(new.into_iter().map(|(entity_id, indexed)| (entity_id, None, indexed)));
        } else if !new.is_empty() {
            for (entity_id, _) in new.iter().filter(|(_, indexed)| indexed.is_some()) {
                db.prepare_cached("insert into unindexed (entity_id) values (?1)")?.execute([entity_id])?;
            }
            left = count_left(db)?;
        }
        let has_many_deleted = changes.iter().filter(|(_, _, after)| after.is_none()).count() > MOST_DELETIONS;
        write_changes(db, prepared, changes, has_many_deleted)?;
        Ok(Flushed { has_many_deleted, left })
    }
}

/// What a transaction has done to the index.
#[derive(Debug, Default)]
pub(super) struct Flushed {
    /// So many that their words stay in it until it is [written anew](optimize).
    pub(super) has_many_deleted: bool,
    /// How many texts are left now, if it has left any.
    pub(super) left: i64,
}

/// Whether the entity is left to be indexed. It is no longer when it has no text any more.
fn stays_left(db: &Connection, entity_id: i64, has_text: bool) -> Result<bool, Fault> {
    let sql = match has_text {
        true => "select entity_id from unindexed where entity_id = ?1",
        false => "delete from unindexed where entity_id = ?1 returning entity_id",
    };
    Ok(db.prepare_cached(sql)?.query_row([entity_id], single::<i64>).optional()?.is_some())
}

/// What has to change of an entity in the index.
type Change = (i64, Option<Indexed>, Option<Indexed>);

fn write_changes<'db>(
    db: &'db Connection,
    prepared: &mut Prepared<'db>,
    changes: Vec<Change>,
    is_bulk: bool,
) -> Result<(), Fault> {
    if is_bulk || (!overwrites_words() && !changes.is_empty()) {
        set_secure_delete(db, false)?;
    }
    for (entity_id, before, after) in changes {
        write_texts(db, prepared, entity_id, before.as_ref(), after.as_ref())?;
        write_number(db, prepared, entity_id, number(before.as_ref()), number(after.as_ref()))?;
    }
    if is_bulk && overwrites_words() {
        set_secure_delete(db, true)?;
    }
    Ok(())
}

/// How many texts are left to be indexed.
pub(super) fn count_left(db: &Connection) -> Result<i64, Fault> {
    Ok(db.prepare_cached("select count(*) from unindexed")?.query_row([], single)?)
}

/// Indexes the texts that are left, as they are now. One that cannot be read is found by nobody, and keeps
/// nobody from the others.
pub(super) fn index_left(db: &Connection) -> Result<(), Fault> {
    let mut list = db.prepare_cached(
        "select entity_id, kind, id, body from unindexed join entities using (entity_id) where is_understood = 1",
    )?;
    let mut rows = list.query([])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let (entity_id, kind): (i64, String) = (row.get(0)?, row.get(1)?);
        let (id, body) = (Uuid::from_bytes(row.get(2)?), row.get_ref(3)?.as_str());
        match body.ok().and_then(|body| understand(&kind, id, body)) {
            Some(entity) => changes.push((entity_id, None, indexed(&entity))),
            None => tracing::warn!(entity_id, "a text cannot be read, and is not indexed"),
        }
    }
    write_changes(db, &mut Prepared::default(), changes, false)?;
    db.prepare_cached("delete from unindexed")?.execute([])?;
    Ok(())
}

/// Before 3.54 an index without places that overwrites what it deletes could lose words that stay: a word
/// that one transaction takes away and puts back. SQLCipher comes with such a version; there, deleted
/// words stay in the encrypted file until the index is written anew.
fn overwrites_words() -> bool {
    rusqlite::version_number() >= 3_054_000
}

fn set_secure_delete(db: &Connection, is_on: bool) -> Result<(), Fault> {
    db.prepare_cached("insert into search (search, rank) values ('secure-delete', ?1)")?.execute([is_on])?;
    Ok(())
}

/// Writes the index anew, without the words of what was deleted.
pub(super) fn optimize(db: &Connection) -> Result<(), Fault> {
    db.prepare_cached("insert into search (search) values ('optimize')")?.execute([])?;
    Ok(())
}

fn find(db: &Connection, entity_id: i64) -> Result<Option<Indexed>, Fault> {
    let mut find = db.prepare_cached(
        "select title, words, (select number from search_numbers n where n.rowid = ?1) from search where rowid = ?1",
    )?;
    let found =
        find.query_row([entity_id], |row| Ok(Indexed { title: row.get(0)?, words: row.get(1)?, number: row.get(2)? }));
    Ok(found.optional()?)
}

fn write_texts<'db>(
    db: &'db Connection,
    prepared: &mut Prepared<'db>,
    entity_id: i64,
    before: Option<&Indexed>,
    after: Option<&Indexed>,
) -> Result<(), Fault> {
    if let (Some(before), Some(after)) = (before, after)
        && before.has_texts_of(after)
    {
        return Ok(());
    }
    if before.is_some() {
        db.prepare_cached("delete from search where rowid = ?1")?.execute([entity_id])?;
    }
    if let Some(Indexed { title, words, .. }) = after {
        prepared
            .get(db, "insert into search (rowid, title, words) values (?1, ?2, ?3)")?
            .execute(params![entity_id, title, words])?;
    }
    Ok(())
}

fn number(of: Option<&Indexed>) -> Option<&str> {
    of.and_then(|it| it.number.as_deref())
}

fn write_number<'db>(
    db: &'db Connection,
    prepared: &mut Prepared<'db>,
    entity_id: i64,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<(), Fault> {
    if before == after {
        return Ok(());
    }
    if before.is_some() {
        db.prepare_cached("delete from search_numbers where rowid = ?1")?.execute([entity_id])?;
    }
    if let Some(number) = after {
        prepared
            .get(db, "insert into search_numbers (rowid, number) values (?1, ?2)")?
            .execute(params![entity_id, number])?;
    }
    Ok(())
}

fn indexed(entity: &Entity) -> Option<Indexed> {
    match entity {
        Entity::ServiceRequest(request) => Some(indexed_request(request)),
        Entity::Entry(entry) => indexed_entry(entry),
        _ => None,
    }
}

fn indexed_request(request: &ServiceRequest) -> Indexed {
    let labels = request.labels.iter().map(Label::as_str);
    let words: Vec<&str> = request.details.as_ref().map(Words::as_str).into_iter().chain(labels).collect();
    Indexed {
        title: request.title.to_string(),
        words: words.join("\n"),
        number: request.number.as_ref().map(ToString::to_string),
    }
}

fn indexed_entry(entry: &Entry) -> Option<Indexed> {
    let name = entry.event.file().map(|file| file.name.as_str());
    let words = entry.event.public_words();
    let words: Vec<&str> = name.into_iter().chain(words.into_iter().flatten().map(Words::as_str)).collect();
    (!words.is_empty()).then(|| Indexed { title: String::new(), words: words.join("\n"), number: None })
}
