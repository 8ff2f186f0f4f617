//! The index of the words of requests and their public messages; `matching` searches in it.

use std::collections::BTreeMap;

use goodturn_domain::{Entity, Entry, ServiceRequest, Words};
use rusqlite::{Connection, OptionalExtension, params};

use super::prepared::Prepared;
use crate::fault::Fault;

/// Above this many deletions at once, taking each word out of its place takes longer than writing
/// the index anew (measured: 1.3 ms a document).
const MOST_DELETIONS: usize = 200;

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
pub(super) struct Reindex(BTreeMap<i64, Wanted>);

#[derive(Debug)]
struct Wanted {
    indexed: Option<Indexed>,
    /// Nothing of it can be in the index yet.
    is_new: bool,
}

impl Reindex {
    /// The entity is to be found as it is now; `is_new` when it was never stored before.
    pub(super) fn put(&mut self, entity_id: i64, entity: &Entity, is_new: bool) {
        if matches!(entity, Entity::ServiceRequest(_) | Entity::Entry(_)) {
            self.want(entity_id, indexed(entity), is_new);
        }
    }

    /// The entity is not to be found any more.
    pub(super) fn delete(&mut self, entity_id: i64) {
        self.want(entity_id, None, false);
    }

    /// Writes what differs from the index. Gives whether so much was deleted that words stay
    /// behind in it until it is [written anew](optimize).
    pub(super) fn flush<'db>(&mut self, db: &'db Connection, prepared: &mut Prepared<'db>) -> Result<bool, Fault> {
        let wanted = std::mem::take(&mut self.0);
        let (mut changes, mut deletions) = (Vec::with_capacity(wanted.len()), 0);
        for (entity_id, Wanted { indexed, is_new }) in wanted {
            let before = if is_new { None } else { find(db, entity_id)? };
            if before != indexed {
                deletions += usize::from(indexed.is_none());
                changes.push((entity_id, before, indexed));
            }
        }
        let is_bulk = deletions > MOST_DELETIONS;
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
        Ok(is_bulk)
    }

    fn want(&mut self, entity_id: i64, indexed: Option<Indexed>, is_new: bool) {
        let is_new = self.0.get(&entity_id).map_or(is_new, |earlier| earlier.is_new);
        self.0.insert(entity_id, Wanted { indexed, is_new });
    }
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
    let details = request.details.as_ref().map(Words::to_string);
    Indexed {
        title: request.title.to_string(),
        words: details.unwrap_or_default(),
        number: request.number.as_ref().map(ToString::to_string),
    }
}

fn indexed_entry(entry: &Entry) -> Option<Indexed> {
    let name = entry.event.file().map(|file| file.name.as_str());
    let words = entry.event.public_words();
    let words: Vec<&str> = name.into_iter().chain(words.into_iter().flatten().map(Words::as_str)).collect();
    (!words.is_empty()).then(|| Indexed { title: String::new(), words: words.join("\n"), number: None })
}
