//! Taking something out of everything that lies here besides entities.

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use crate::fault::Fault;

/// Where people's words lie besides entities: table, key and column.
const PLACES: [(&str, &str, &str); 5] = [
    ("outbox", "n", "body"),
    ("attention", "attention_id", "body"),
    ("attention", "attention_id", "details"),
    ("drafts", "key", "text"),
    ("quick_adds", "quick_add_id", "line"),
];

/// Puts what `clean` makes of a text in its place. Of two lines that become the same one stays, and a
/// kept operation goes: under its id the server knows what it was before.
pub(super) fn clean(db: &Connection, clean: &dyn Fn(&str) -> Option<String>) -> Result<(), Fault> {
    let mut list = db.prepare("select n, body from kept")?;
    let kept = list.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (n, body) in kept.collect::<Result<Vec<(i64, String)>, _>>()? {
        if clean(&body).is_some() {
            db.execute("delete from kept where n = ?1", [n])?;
        }
    }
    for (table, key, column) in PLACES {
        let mut list = db.prepare(&format!("select {key}, {column} from {table}"))?;
        let texts = list.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let texts = texts.collect::<Result<Vec<(Value, String)>, _>>()?;
        let mut update = db.prepare(&format!("update or replace {table} set {column} = ?2 where {key} = ?1"))?;
        for (row, text) in texts {
            if let Some(cleaned) = clean(&text) {
                update.execute(params![row, cleaned])?;
            }
        }
    }
    Ok(())
}
