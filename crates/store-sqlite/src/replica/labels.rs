//! Labels: which requests have them, how many, and what `label:` means in a search.

use goodturn_domain::Label;
use goodturn_store::StoreError;
use rusqlite::{Connection, params};

use super::SqliteReplica;
use super::matching::{Hits, as_json};
use crate::column::single;
use crate::fault::Fault;

/// The word before a label in a search.
const OPERATOR: &str = "label:";
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

/// A search without its labels, and these.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Labelled {
    labels: Vec<String>,
    pub(super) text: String,
}

impl Labelled {
    /// Takes every `label:word` and `label:"several words"` out of a search.
    pub(super) fn parse(search: &str) -> Self {
        let (mut labels, mut words, mut left) = (Vec::new(), Vec::new(), search.trim_start());
        while !left.is_empty() {
            let end = left.find(char::is_whitespace).unwrap_or(left.len());
            match left.get(..OPERATOR.len()).filter(|it| it.eq_ignore_ascii_case(OPERATOR)) {
                Some(_) => {
                    let (label, rest) = match left[OPERATOR.len()..].strip_prefix('"') {
                        Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
                        None => (&left[OPERATOR.len()..end], &left[end..]),
                    };
                    labels.push(label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
                    left = rest;
                }
                None => {
                    words.push(&left[..end]);
                    left = &left[end..];
                }
            }
            left = left.trim_start();
        }
        // Nothing is typed behind the word yet.
        labels.retain(|it| !it.is_empty());
        Self { labels, text: words.join(" ") }
    }

    /// What narrows a list to them, and the newest requests that have the first one. None without labels.
    pub(super) fn narrowing(&self, db: &Connection) -> Result<Option<(String, Hits)>, Fault> {
        let ids: Vec<Vec<i64>> = self.labels.iter().map(|label| find(db, label)).collect::<Result<_, _>>()?;
        let Some(first) = ids.first() else { return Ok(None) };
        let condition = |ids: &Vec<i64>| {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            format!(
                " and exists (select 1 from request_labels l where l.label_id in ({}) and l.entity_id = q.entity_id)",
                ids.join(", ")
            )
        };
        let sql = format!(
            "select entity_id from request_labels where label_id in (select value from json_each(?3))
             order by entity_id desc limit {MOST_LABELLED}"
        );
        Ok(Some((ids.iter().map(condition).collect(), Hits { sql, value: as_json(first) })))
    }
}

/// The label that is meant, or those that begin so.
fn find(db: &Connection, key: &str) -> Result<Vec<i64>, Fault> {
    let exact = "select label_id from labels where key = ?1";
    let found = super::rows::ids_of(db, exact, [key])?;
    if !found.is_empty() {
        return Ok(found);
    }
    let begun = "select label_id from labels where key >= ?1 and key < ?1 || char(1114111) limit ?2";
    super::rows::ids_of(db, begun, params![key, MOST_BEGUN])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_taken_out_of_a_search() {
        for (search, labels, text) in [
            ("the deed", &[][..], "the deed"),
            ("label:Tax", &["tax"], ""),
            ("the label:\"Office  Move\" desk LABEL:tax", &["office move", "tax"], "the desk"),
            ("label:\"office mo", &["office mo"], ""),
            ("label: deed", &[], "deed"),
            ("nolabel:x ünd", &[], "nolabel:x ünd"),
        ] {
            let parsed = Labelled::parse(search);
            assert_eq!(
                (parsed.labels.iter().map(String::as_str).collect::<Vec<_>>(), &*parsed.text),
                (labels.to_vec(), text)
            );
        }
    }
}
