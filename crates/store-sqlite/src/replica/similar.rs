//! What says nearly the same as a request that is being written: open ones, and who has helped with such.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::PersonId;
use goodturn_domain::search::words_of;
use goodturn_store::StoreError;
use rusqlite::{Connection, params};

use super::SqliteReplica;
use super::matching::is_of_word;
use super::rows::{ListedRequest, requests_of};
use crate::column::single_id;
use crate::fault::Fault;

/// Shorter words seldom tell what something is about.
const SHORTEST_WORD: usize = 3;
/// Of a longer title its first words are looked for.
const MOST_WORDS: usize = 8;
/// So many of the newest texts that have a word are looked at, messages included.
const MOST_HITS: i64 = 1_000;
/// One word alone is no likeness, however rare it is.
const LEAST_WORDS: usize = 2;
/// Of the weight of all words that are looked for, so much has to be in a title.
const LEAST_SHARE: f64 = 0.6;

/// A word of a title that is being written, as the index takes it and as titles are compared.
#[derive(Debug, PartialEq, Eq)]
struct Word {
    typed: String,
    folded: BTreeSet<String>,
}

impl Word {
    /// Those that tell what a title is about, in its order; none when they are too few for that.
    fn of_title(title: &str) -> Vec<Self> {
        let mut words: Vec<Self> = Vec::new();
        for typed in title.split(|it| !is_of_word(it)).filter(|it| it.chars().count() >= SHORTEST_WORD) {
            let word = Self { typed: typed.to_owned(), folded: words_of([typed]) };
            if words.len() < MOST_WORDS && words.iter().all(|known| known.folded != word.folded) {
                words.push(word);
            }
        }
        if words.len() < LEAST_WORDS { Vec::new() } else { words }
    }
}

impl SqliteReplica {
    /// Open requests whose titles are like `title`, the most alike first and at most `most`, with what `me`
    /// has not read of them.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_similar(&self, me: PersonId, title: &str, most: usize) -> Result<Vec<ListedRequest>, StoreError> {
        let words = Word::of_title(title);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        self.index_words(1);
        self.list(|db| {
            let alike = list_alike(db, &words, "is_ended = 0")?;
            let ids: Vec<i64> = alike.into_iter().take(most).map(|(_, id)| id).collect();
            requests_of(db, Some(me), &ids)
        })
    }

    /// Who has delivered requests whose titles are like `title`, beginning with who has delivered the most
    /// and most alike ones.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_helpers_with(&self, title: &str) -> Result<Vec<PersonId>, StoreError> {
        let words = Word::of_title(title);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        self.index_words(1);
        self.list(|db| {
            let mut find = db.prepare_cached("select holder from requests where entity_id = ?1")?;
            let mut likeness = BTreeMap::<PersonId, f64>::new();
            for (alike, id) in list_alike(db, &words, "holder is not null and stage in ('delivered', 'closed')")? {
                *likeness.entry(PersonId::new(find.query_row([id], single_id)?)).or_default() += alike;
            }
            let mut helpers: Vec<(PersonId, f64)> = likeness.into_iter().collect();
            helpers.sort_by(|(_, a), (_, b)| b.total_cmp(a));
            Ok(helpers.into_iter().map(|(person, _)| person).collect())
        })
    }
}

/// The requests of that kind whose titles have enough of the words, with how much: the most alike first, and
/// the newer one of two that are as much alike.
fn list_alike(db: &Connection, words: &[Word], which: &str) -> Result<Vec<(f64, i64)>, Fault> {
    let (mut weights, mut titles) = (Vec::with_capacity(words.len()), BTreeMap::new());
    for word in words {
        let hits = collect_titles(db, &word.typed, which, &mut titles)?;
        // The more often a word comes, the less it tells.
        weights.push((hits > 0).then(|| 1.0 / (1.0 + f64::from(hits).ln_1p())));
    }
    // A word that is nowhere may be half typed: it counts as little as the most frequent one.
    let least = weights.iter().flatten().copied().fold(1.0, f64::min);
    let weighed: Vec<(&Word, f64)> =
        words.iter().zip(weights).map(|(word, weight)| (word, weight.unwrap_or(least))).collect();
    let mut alike: Vec<(f64, i64)> =
        titles.iter().filter_map(|(id, title)| Some((likeness(&weighed, title)?, *id))).collect();
    alike.sort_by(|(a, first), (b, second)| b.total_cmp(a).then(second.cmp(first)));
    Ok(alike)
}

/// How alike `title` is; none when it is about something else.
fn likeness(sought: &[(&Word, f64)], title: &str) -> Option<f64> {
    let words = words_of([title]);
    let shared: Vec<f64> =
        sought.iter().filter(|(word, _)| word.folded.is_subset(&words)).map(|(_, weight)| *weight).collect();
    let (weight, all) = (shared.iter().sum::<f64>(), sought.iter().map(|(_, weight)| weight).sum::<f64>());
    (shared.len() >= LEAST_WORDS && weight >= LEAST_SHARE * all).then_some(weight)
}

/// Adds the titles of requests of that kind among the newest texts that have the word. Gives how many texts
/// have it.
fn collect_titles(db: &Connection, word: &str, which: &str, titles: &mut BTreeMap<i64, String>) -> Result<u32, Fault> {
    let mut list = db.prepare_cached(&format!(
        "select h.rowid, c.c0
         from (select rowid from search where search match ?1 order by rowid desc limit ?2) h
         left join requests q on q.entity_id = h.rowid and {which}
         left join search_content c on c.id = q.entity_id"
    ))?;
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
