//! Open requests that say nearly the same as one that is being written.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::PersonId;
use goodturn_domain::search::words_of;
use goodturn_store::StoreError;
use rusqlite::{Connection, params};

use super::SqliteReplica;
use super::rows::{ListedRequest, requests_of};
use crate::fault::Fault;

/// Shorter words seldom tell what something is about.
const SHORTEST_WORD: usize = 3;
/// Of a longer title its first words are looked for.
const MOST_WORDS: usize = 8;
/// So many of the newest hits of a word are looked at.
const MOST_HITS: i64 = 200;
/// What a word weighs that is nowhere: it may be half typed, or make the request another one.
const UNKNOWN_WEIGHT: f64 = 0.3;
/// One word alone is no likeness, however rare it is.
const LEAST_WORDS: usize = 2;
/// Of the weight of all words that are looked for, so much has to be in a title.
const LEAST_SHARE: f64 = 0.5;

/// The words of a title and what each weighs: the more often a word comes, the less.
struct Sought(BTreeMap<String, f64>);

impl Sought {
    /// How alike `title` is; none when it is about something else.
    fn likeness(&self, title: &str) -> Option<f64> {
        let words = words_of([title]);
        let shared: Vec<f64> = self.0.iter().filter(|(word, _)| words.contains(*word)).map(|(_, it)| *it).collect();
        let (weight, all) = (shared.iter().sum::<f64>(), self.0.values().sum::<f64>());
        (shared.len() >= LEAST_WORDS && weight >= LEAST_SHARE * all).then_some(weight)
    }
}

impl SqliteReplica {
    /// Open requests whose titles are like `title`, the most alike first and at most `most`, with what `me`
    /// has not read of them.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_similar(&self, me: PersonId, title: &str, most: usize) -> Result<Vec<ListedRequest>, StoreError> {
        let words: BTreeSet<String> = words_of([title])
            .into_iter()
            .filter(|word| word.chars().count() >= SHORTEST_WORD)
            .take(MOST_WORDS)
            .collect();
        if words.len() < LEAST_WORDS {
            return Ok(Vec::new());
        }
        self.index_words(1);
        self.list(|db| requests_of(db, Some(me), &find_similar(db, words, most)?))
    }
}

fn find_similar(db: &Connection, words: BTreeSet<String>, most: usize) -> Result<Vec<i64>, Fault> {
    let (mut sought, mut titles) = (BTreeMap::new(), BTreeMap::new());
    for word in words {
        let hits = collect_titles(db, &word, &mut titles)?;
        let weight = if hits == 0 { UNKNOWN_WEIGHT } else { 1.0 / (1.0 + f64::from(hits).ln_1p()) };
        sought.insert(word, weight);
    }
    let sought = Sought(sought);
    let alike = titles.iter().filter_map(|(id, title)| Some((sought.likeness(title)?, *id)));
    let mut alike: Vec<(f64, i64)> = alike.collect();
    // Of two that are as much alike the newer one comes first.
    alike.sort_by(|(a, first), (b, second)| b.total_cmp(a).then(second.cmp(first)));
    Ok(alike.into_iter().take(most).map(|(_, id)| id).collect())
}

/// Adds the titles of open requests among the newest texts that have the word. Gives how many texts have it.
fn collect_titles(db: &Connection, word: &str, titles: &mut BTreeMap<i64, String>) -> Result<u32, Fault> {
    let mut list = db.prepare_cached(
        "select h.rowid, c.c0
         from (select rowid from search where search match ?1 order by rowid desc limit ?2) h
         left join requests q on q.entity_id = h.rowid
         left join search_content c on c.id = q.entity_id and q.is_ended = 0",
    )?;
    let mut rows = list.query(params![format!("\"{word}\""), MOST_HITS])?;
    let mut hits = 0;
    while let Some(row) = rows.next()? {
        hits += 1;
        if let Some(title) = row.get::<_, Option<String>>(1)? {
            titles.insert(row.get(0)?, title);
        }
    }
    Ok(hits)
}
