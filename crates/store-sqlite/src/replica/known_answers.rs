//! Answers, and what the device's person says of them: read whole, and kept in memory by who shows them.

use std::collections::BTreeMap;

use goodturn_domain::{Entity, EntityKind, KnownAnswer, KnownAnswerId};
use goodturn_store::StoreError;
use rusqlite::Connection;

use super::SqliteReplica;
use crate::column::single;
use crate::directory::parse;
use crate::fault::Fault;

/// An answer as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAnswer {
    pub answer: KnownAnswer,
    /// Whether it differs from what the server has.
    pub is_changed: bool,
}

impl SqliteReplica {
    /// Every answer that is known here, by title, retired ones included.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_answers(&self) -> Result<Vec<ListedAnswer>, StoreError> {
        let mut answers = self.list(list)?;
        answers.sort_by_cached_key(|it| (it.answer.title.as_str().to_lowercase(), it.answer.id));
        Ok(answers)
    }

    /// What the device's person says of answers.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_judgements(&self) -> Result<BTreeMap<KnownAnswerId, bool>, StoreError> {
        self.list(list_judgements)
    }
}

fn list(db: &Connection) -> Result<Vec<ListedAnswer>, Fault> {
    let mut list =
        db.prepare_cached("select body, is_changed from entities where kind = 'known_answer' and is_understood = 1")?;
    let mut rows = list.query([])?;
    let mut answers = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get("body")?;
        if let Entity::KnownAnswer(answer) = parse(EntityKind::KnownAnswer, &body)? {
            answers.push(ListedAnswer { answer, is_changed: row.get("is_changed")? });
        }
    }
    Ok(answers)
}

fn list_judgements(db: &Connection) -> Result<BTreeMap<KnownAnswerId, bool>, Fault> {
    let mut list = db.prepare_cached("select body from entities where kind = 'judgement' and is_understood = 1")?;
    let mut judgements = BTreeMap::new();
    for body in list.query_map([], single::<String>)? {
        if let Entity::Judgement(judgement) = parse(EntityKind::Judgement, &body?)?
            && let Some(is_helpful) = judgement.is_helpful
        {
            judgements.insert(judgement.answer, is_helpful);
        }
    }
    Ok(judgements)
}
