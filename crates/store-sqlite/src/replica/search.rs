//! The words of requests and their public messages, to search in.

use goodturn_domain::{Entity, Entry, Event, ServiceRequest, Words};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::column::blob;
use crate::fault::Fault;

/// Below this many characters words are matched anywhere in the text, not by their beginning.
const SHORTEST_WORD: usize = 3;

/// What is searchable of an entity.
#[derive(Debug, PartialEq, Eq)]
struct Indexed {
    request: Uuid,
    title: String,
    words: String,
}

/// Indexes an entity that was not there before.
pub(super) fn insert(db: &Connection, entity_id: i64, entity: &Entity) -> Result<(), Fault> {
    match indexed(entity) {
        Some(indexed) => write(db, entity_id, &indexed),
        None => Ok(()),
    }
}

/// Indexes an entity anew, if what is searchable of it changed.
pub(super) fn update(db: &Connection, entity_id: i64, entity: &Entity) -> Result<(), Fault> {
    if !matches!(entity, Entity::ServiceRequest(_) | Entity::Entry(_)) {
        return Ok(());
    }
    let after = indexed(entity);
    let before = db
        .prepare_cached("select request_id, title, words from search where rowid = ?1")?
        .query_row([entity_id], |row| {
            Ok(Indexed { request: Uuid::from_bytes(row.get(0)?), title: row.get(1)?, words: row.get(2)? })
        })
        .optional()?;
    if before == after {
        return Ok(());
    }
    if before.is_some() {
        delete(db, entity_id)?;
    }
    after.map_or(Ok(()), |after| write(db, entity_id, &after))
}

pub(super) fn delete(db: &Connection, entity_id: i64) -> Result<(), Fault> {
    db.prepare_cached("delete from search where rowid = ?1")?.execute([entity_id])?;
    Ok(())
}

/// A query for the row ids of requests that match, and the value of its parameter `?3`.
pub(super) fn matching(text: &str) -> (&'static str, String) {
    if text.chars().count() < SHORTEST_WORD {
        let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let sql = "select r.entity_id from
             (select request_id from search where title like ?3 escape '\\' order by rowid desc limit 5000) s
             cross join entities r on r.kind = 'service_request' and r.id = s.request_id";
        return (sql, format!("%{literal}%"));
    }
    let sql = "select r.entity_id from
         (select request_id from search where search match ?3 order by rowid desc limit 5000) s
         cross join entities r on r.kind = 'service_request' and r.id = s.request_id";
    (sql, quoted(text))
}

/// Every word in quotation marks, because raw input is full of operators, the last one as a
/// beginning, because it is still being typed.
fn quoted(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"").replace('\0', "")))
        .collect();
    if words.is_empty() { "\"\"".to_owned() } else { format!("{}*", words.join(" ")) }
}

fn write(db: &Connection, entity_id: i64, indexed: &Indexed) -> Result<(), Fault> {
    db.prepare_cached("insert into search (rowid, title, words, request_id) values (?1, ?2, ?3, ?4)")?
        .execute(params![entity_id, indexed.title, indexed.words, blob(indexed.request)])?;
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
    let number = request.number.as_ref().map(|number| number.as_str());
    let details = request.details.as_ref().map(Words::as_str);
    let words: Vec<&str> = number.into_iter().chain(details).collect();
    Indexed { request: request.id.uuid(), title: request.title.to_string(), words: words.join("\n") }
}

fn indexed_entry(entry: &Entry) -> Option<Indexed> {
    let words = public_words(&entry.event);
    let words: Vec<&str> = words.into_iter().flatten().map(Words::as_str).collect();
    (!words.is_empty()).then(|| Indexed {
        request: entry.request.uuid(),
        title: String::new(),
        words: words.join("\n"),
    })
}

/// What everybody who sees the request may read of an entry.
fn public_words(event: &Event) -> [Option<&Words>; 2] {
    match event {
        Event::Said { words } => [Some(words), None],
        Event::Acknowledged { words, .. } | Event::AlsoTook { words, .. } | Event::Confirmed { words, .. } => {
            [words.as_ref(), None]
        }
        Event::Offered { offer } => [offer.words.as_ref(), None],
        Event::Declined { reason, alternative } => [Some(reason), Some(alternative)],
        Event::HandedOver { reason, .. }
        | Event::WaitingOnOther { reason }
        | Event::Renegotiated { reason, .. }
        | Event::NotYet { reason } => [Some(reason), None],
        Event::WaitingOnRequester { question } => [Some(question), None],
        Event::Delivered { words, next_need } => [Some(words), next_need.as_ref()],
        Event::Withdrawn { reason } => [reason.as_ref(), None],
        Event::Noted { .. }
        | Event::Retracted { .. }
        | Event::Asked
        | Event::OfferAccepted { .. }
        | Event::Started
        | Event::Resumed
        | Event::NextWordPromised { .. }
        | Event::Lapsed
        | Event::Watched { .. }
        | Event::Unwatched { .. }
        | Event::Thanked { .. } => [None, None],
    }
}
