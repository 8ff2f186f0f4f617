//! Canned texts: a device holds few of them, so that they need no list of their own.

use goodturn_domain::{CannedText, Entity, EntityKind};
use goodturn_store::StoreError;
use rusqlite::Connection;

use super::SqliteReplica;
use crate::directory::parse;
use crate::fault::Fault;

/// A canned text as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedCannedText {
    pub text: CannedText,
    /// Whether it differs from what the server has.
    pub is_changed: bool,
}

impl SqliteReplica {
    /// Every canned text that is known here, by id, removed ones included.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_canned_texts(&self) -> Result<Vec<ListedCannedText>, StoreError> {
        self.list(list)
    }
}

pub(super) fn list(db: &Connection) -> Result<Vec<ListedCannedText>, Fault> {
    let mut list = db.prepare_cached(
        "select body, is_changed from entities where kind = 'canned_text' and is_understood = 1 order by id",
    )?;
    let mut rows = list.query([])?;
    let mut texts = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get("body")?;
        if let Entity::CannedText(text) = parse(EntityKind::CannedText, &body)? {
            texts.push(ListedCannedText { text, is_changed: row.get("is_changed")? });
        }
    }
    Ok(texts)
}
