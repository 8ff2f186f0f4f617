//! What says nearly the same as a request that is being written: open ones, and who has helped with such.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::PersonId;
use goodturn_domain::search::words_of;
use goodturn_store::StoreError;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::SqliteReplica;
use super::matching::is_of_word;
use super::rows::{ListedRequest, requests_of};
use crate::fault::Fault;

/// Shorter words seldom tell what something is about.
const SHORTEST_WORD: usize = 3;
/// Of a longer title its first words are looked for.
const MOST_WORDS: usize = 8;
/// So many of the newest texts that have a word are looked at, messages included.
const MOST_HITS: i64 = 300;
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

/// What is like a title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Similar {
    /// Open requests, the most alike first.
    pub open: Vec<ListedRequest>,
    /// Who has delivered on such requests, and on how many of them, beginning with who has delivered on the most and
    /// most alike ones.
    pub helpers: Vec<(PersonId, u32)>,
}

impl SqliteReplica {
    /// What is like `title`: at most `most` open requests, with what `me` has not read of them, and all helpers.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn find_similar(&self, me: PersonId, title: &str, most: usize) -> Result<Similar, StoreError> {
        let words = Word::of_title(title);
        if words.is_empty() {
            return Ok(Similar::default());
        }
        self.index_words(1);
        self.list(|db| {
            let alike = list_alike(db, &words)?;
            let open: Vec<i64> = alike.iter().filter(|(_, it)| it.is_open).take(most).map(|(_, it)| it.id).collect();
            Ok(Similar { open: requests_of(db, Some(me), &open)?, helpers: helpers_of(&alike) })
        })
    }
}

fn helpers_of(alike: &[(f64, Candidate)]) -> Vec<(PersonId, u32)> {
    let mut likeness = BTreeMap::<PersonId, (f64, u32)>::new();
    for (weight, candidate) in alike {
        if let Some(helper) = candidate.delivered_by {
            let (all, count) = likeness.entry(helper).or_default();
            *all += weight;
            *count += 1;
        }
    }
    let mut helpers: Vec<(PersonId, (f64, u32))> = likeness.into_iter().collect();
    helpers.sort_by(|(_, (a, _)), (_, (b, _))| b.total_cmp(a));
    helpers.into_iter().map(|(person, (_, count))| (person, count)).collect()
}

/// A request that has a word of the title that is being written.
#[derive(Debug)]
struct Candidate {
    id: i64,
    title: String,
    is_open: bool,
    delivered_by: Option<PersonId>,
}

/// The requests whose titles have enough of the words, with how much: the most alike first, and the newer one
/// of two that are as much alike.
fn list_alike(db: &Connection, words: &[Word]) -> Result<Vec<(f64, Candidate)>, Fault> {
    let (mut weights, mut candidates) = (Vec::with_capacity(words.len()), BTreeMap::new());
    for word in words {
        let hits = collect_candidates(db, &word.typed, &mut candidates)?;
        // The more often a word comes, the less it tells.
        weights.push((hits > 0).then(|| 1.0 / (1.0 + f64::from(hits).ln_1p())));
    }
    // A word that is nowhere may be half typed: it counts as little as the most frequent one.
    let least = weights.iter().flatten().copied().fold(1.0, f64::min);
    let weighed: Vec<(&Word, f64)> =
        words.iter().zip(weights).map(|(word, weight)| (word, weight.unwrap_or(least))).collect();
    let alike = candidates.into_values().filter_map(|it: Candidate| Some((likeness(&weighed, &it.title)?, it)));
    let mut alike: Vec<(f64, Candidate)> = alike.collect();
    alike.sort_by(|(a, first), (b, second)| b.total_cmp(a).then(second.id.cmp(&first.id)));
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

/// Adds the requests among the newest texts that have the word. Gives how many texts have it.
fn collect_candidates(db: &Connection, word: &str, candidates: &mut BTreeMap<i64, Candidate>) -> Result<u32, Fault> {
    let mut list = db.prepare_cached(
        "select h.rowid, c.c0, q.is_ended = 0, iif(q.stage in ('delivered', 'closed'), q.holder, null)
         from (select rowid from search where search match ?1 order by rowid desc limit ?2) h
         left join requests q on q.entity_id = h.rowid
         left join search_content c on c.id = q.entity_id",
    )?;
    let mut rows = list.query(params![format!("\"{word}\""), MOST_HITS])?;
    let mut hits = 0;
    while let Some(row) = rows.next()? {
        hits += 1;
        let (id, title): (i64, Option<String>) = (row.get(0)?, row.get(1)?);
        if let Some(title) = title
            && !candidates.contains_key(&id)
        {
            let delivered_by = row.get::<_, Option<[u8; 16]>>(3)?.map(|it| PersonId::new(Uuid::from_bytes(it)));
            candidates.insert(id, Candidate { id, title, is_open: row.get(2)?, delivered_by });
        }
    }
    Ok(hits)
}
