//! Labels: which requests have them, and how many.

use goodturn_domain::Label;
use goodturn_store::StoreError;
use rusqlite::{Connection, params};

use super::SqliteReplica;
use super::matching::{Hits, as_json};
use crate::column::single;
use crate::fault::Fault;

/// How many requests with a label are looked at, the newest ones: sorting so many takes a few milliseconds.
const MOST_LABELLED: i64 = 5_000;
/// A beginning of more labels than these says nothing yet.
const MOST_BEGUN: i64 = 50;

/// A label, and on how many requests it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelUse {
    pub label: String,
    pub requests: u32,
}

impl SqliteReplica {
    /// The labels that have `text` in them, those on most requests first.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_labels(&self, text: &str, most: u32) -> Result<Vec<LabelUse>, StoreError> {
        let part = text.trim().to_lowercase();
        self.list(|db| {
            let mut list = db.prepare_cached(
                "select label, row_count from labels where ?1 = '' or instr(key, ?1) > 0
                 order by row_count desc, key limit ?2",
            )?;
            let uses = list.query_map(params![part, most], |row| {
                Ok(LabelUse { label: row.get(0)?, requests: row.get::<_, i64>(1)?.try_into().unwrap_or(u32::MAX) })
            })?;
            Ok(uses.collect::<Result<_, _>>()?)
        })
    }
}

/// The labels of a request as its column has them; none when there are none.
pub(super) fn column<'a>(labels: impl ExactSizeIterator<Item = &'a Label>) -> Option<String> {
    (labels.len() > 0).then(|| as_json(&labels.map(Label::as_str).collect::<Vec<_>>()))
}

/// The request has other labels than before.
pub(super) fn change(db: &Connection, entity_id: i64, before: Option<&str>, after: Option<&str>) -> Result<(), Fault> {
    if before == after {
        return Ok(());
    }
    let (before, after) = (read(before), read(after));
    for label in before.iter().filter(|it| !after.contains(it)) {
        let label_id: i64 = db
            .prepare_cached("update labels set row_count = row_count - 1 where key = ?1 returning label_id")?
            .query_row([label.to_lowercase()], single)?;
        db.prepare_cached("delete from request_labels where label_id = ?1 and entity_id = ?2")?
            .execute([label_id, entity_id])?;
        db.prepare_cached("delete from labels where label_id = ?1 and row_count = 0")?.execute([label_id])?;
    }
    for label in after.iter().filter(|it| !before.contains(it)) {
        let label_id: i64 = db
            .prepare_cached(
                "insert into labels (key, label, row_count) values (?1, ?2, 1)
                 on conflict (key) do update set row_count = row_count + 1 returning label_id",
            )?
            .query_row([label.to_lowercase().as_str(), label], single)?;
        db.prepare_cached("insert or ignore into request_labels (label_id, entity_id) values (?1, ?2)")?
            .execute([label_id, entity_id])?;
    }
    Ok(())
}

fn read(column: Option<&str>) -> Vec<String> {
    column.and_then(|labels| serde_json::from_str(labels).ok()).unwrap_or_default()
}

/// Whether a request has one of these labels.
pub(super) fn condition(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    format!(
        "exists (select 1 from request_labels l where l.label_id in ({}) and l.entity_id = q.entity_id)",
        ids.join(", ")
    )
}

/// The newest requests that have one of these labels.
pub(super) fn hits(ids: &[i64]) -> Hits {
    let sql = format!(
        "select entity_id from request_labels where label_id in (select value from json_each(?3))
         order by entity_id desc limit {MOST_LABELLED}"
    );
    Hits { sql, value: as_json(ids) }
}

/// The label that is meant, or those that begin so.
pub(super) fn find(db: &Connection, key: &str) -> Result<Vec<i64>, Fault> {
    let exact = "select label_id from labels where key = ?1";
    let found = super::rows::ids_of(db, exact, [key])?;
    if !found.is_empty() {
        return Ok(found);
    }
    let begun = "select label_id from labels where key >= ?1 and key < ?1 || char(1114111) limit ?2";
    super::rows::ids_of(db, begun, params![key, MOST_BEGUN])
}
