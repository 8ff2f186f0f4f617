//! What still stood in damaged files, found without any of the app's own code, and what arrived.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Result;
use goodturn_domain::{EntityKey, EntityKind};
use goodturn_store::{AuthorityRead, AuthorityStorage, ReplicaRead, ReplicaStorage};
use goodturn_store_sqlite::{SqliteAuthority, SqliteReplica};
use rusqlite::{Connection, OpenFlags};

use crate::kills::verdict::key_of;
use crate::site::{Deed, Site};

/// The deeds whose operation stands whole and in one piece in a file or its log: its text begins
/// with its id, ends with its braces, and names what it makes.
pub(super) fn standing(file: &Path, waiting: &[Deed]) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for part in ["", "-wal"] {
        let bytes = fs::read(format!("{}{part}", file.display())).unwrap_or_default();
        let text: String = bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '\u{1}' }).collect();
        for (at, _) in text.match_indices("{\"id\":\"") {
            let Some(sent) = whole_object(&text[at..]) else { continue };
            let Ok(sent) = serde_json::from_str::<serde_json::Value>(sent) else { continue };
            let makes = |deed: &&Deed| {
                ["request", "entry", "follow_up"].iter().any(|key| sent["payload"][*key] == deed.id.as_str())
                    && is_made_by(&sent["payload"]["type"], deed)
            };
            if is_whole(&sent) {
                found.extend(waiting.iter().filter(makes).map(|deed| deed.id.clone()));
            }
        }
    }
    Ok(found)
}

fn is_made_by(intent: &serde_json::Value, deed: &Deed) -> bool {
    let made = [("ask", "service_request"), ("say", "entry"), ("remind", "follow_up")];
    made.iter().any(|(name, made)| intent == name && deed.made == *made)
}

/// A flipped byte may have made another id or another intent of it, which the server then refuses.
fn is_whole(sent: &serde_json::Value) -> bool {
    let is_id = |key: &str| sent[key].as_str().is_some_and(|it| uuid::Uuid::try_parse(it).is_ok());
    ["id", "device", "actor"].into_iter().all(is_id) && sent["n"].is_u64() && sent["at"].is_i64()
}

/// The text of a JSON object that begins here, if it ends somewhere.
fn whole_object(text: &str) -> Option<&str> {
    let (mut depth, mut is_quoted, mut is_escaped) = (0_u32, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '\0'..='\u{1f}' => return None,
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '{' if !is_quoted => depth += 1,
            '}' if !is_quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(&text[..=at]);
                }
            }
            _ => {}
        }
    }
    None
}

/// The deeds that are on the server.
pub(super) fn arrived(site: &Site, waiting: &[Deed]) -> Result<BTreeSet<String>> {
    let server = SqliteAuthority::open(&site.organization_file()?)?;
    let mut found = BTreeSet::new();
    for deed in waiting {
        let key = key_of(deed)?;
        if server.read(|tx: &dyn AuthorityRead| tx.find_entity(key))?.is_some() {
            found.insert(deed.id.clone());
        }
    }
    Ok(found)
}

/// The deeds that the server refused because what they belong to stands nowhere any more, and whose
/// words the desk holds for its person.
pub(super) fn held(site: &Site, waiting: &[Deed]) -> Result<BTreeSet<String>> {
    let server = SqliteAuthority::open(&site.organization_file()?)?;
    let desk = SqliteReplica::open(&site.desk_file(0)?)?;
    let mut found = BTreeSet::new();
    for refused in desk.read(|tx: &dyn ReplicaRead| tx.list_attention())? {
        let body: serde_json::Value = serde_json::from_str(&refused.body)?;
        let request = body["payload"]["request"].as_str().map(str::parse).transpose()?;
        let is_there = request.map(|id| {
            let key = EntityKey { kind: EntityKind::ServiceRequest, id };
            server.read(|tx: &dyn AuthorityRead| tx.find_entity(key))
        });
        if is_there.transpose()?.is_some_and(|it| it.is_none()) {
            let makes =
                |deed: &&Deed| ["entry", "follow_up"].iter().any(|key| body["payload"][*key] == deed.id.as_str());
            found.extend(waiting.iter().filter(makes).map(|deed| deed.id.clone()));
        }
    }
    Ok(found)
}

/// Every row of every table of a file, as text; nothing of a file that cannot be read. It is read in a
/// copy: closing it would move its log into it.
pub(super) fn content(file: &Path) -> Result<BTreeSet<String>> {
    let tables = "select name from sqlite_schema where type = 'table' and sql not like 'create virtual%'";
    in_a_copy(file, |db| {
        let tables: Vec<String> =
            db.prepare(tables)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut found = BTreeSet::new();
        for table in tables {
            let mut list = db.prepare(&format!("select * from \"{table}\""))?;
            let columns = list.column_count();
            let mut rows = list.query([])?;
            while let Some(row) = rows.next()? {
                let values = (0..columns).map(|at| row.get_ref(at)).collect::<rusqlite::Result<Vec<_>>>()?;
                found.insert(format!("{table} {values:?}"));
            }
        }
        Ok(found)
    })
}

/// Every entity that an organization's file holds, as text; nothing of a file that cannot be read.
pub(super) fn everything(file: &Path) -> Result<BTreeSet<String>> {
    in_a_copy(file, |db| {
        let mut list = db.prepare("select kind, hex(id), seq, body from entities order by entity_id")?;
        let rows = list.query_map([], |row| {
            Ok(format!(
                "{} {} {} {}",
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, String>(3)?
            ))
        })?;
        Ok(rows.map_while(Result::ok).collect())
    })
}

/// The same without the last commit of the log: nobody can tell one that is damaged from one that a
/// crash cut off.
pub(super) fn everything_before_the_last_commit(file: &Path) -> Result<BTreeSet<String>> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("shorter.db");
    fs::copy(file, &copy)?;
    let log = fs::read(format!("{}-wal", file.display())).unwrap_or_default();
    fs::write(format!("{}-wal", copy.display()), &log[..end_of_the_commit_before_the_last(&log)])?;
    everything(&copy)
}

/// Format: sqlite.org, "WAL-Index and the WAL file format".
fn end_of_the_commit_before_the_last(log: &[u8]) -> usize {
    const HEADER: usize = 32;
    const FRAME: usize = 24 + 4096;
    let ends = log.get(HEADER..).unwrap_or_default().chunks_exact(FRAME).enumerate();
    let of_this_log = ends.take_while(|(_, frame)| frame[8..16] == log[16..24]);
    let commits: Vec<usize> =
        of_this_log.filter(|(_, frame)| frame[4..8] != [0; 4]).map(|(at, _)| HEADER + (at + 1) * FRAME).collect();
    commits.iter().rev().nth(1).copied().unwrap_or(HEADER.min(log.len()))
}

fn in_a_copy(
    file: &Path,
    read: impl FnOnce(&Connection) -> rusqlite::Result<BTreeSet<String>>,
) -> Result<BTreeSet<String>> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("copy.db");
    for part in ["", "-wal"] {
        let from = format!("{}{part}", file.display());
        if fs::exists(&from)? {
            fs::copy(from, format!("{}{part}", copy.display()))?;
        }
    }
    let opened = Connection::open_with_flags(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE);
    Ok(opened.and_then(|db| read(&db)).unwrap_or_default())
}
