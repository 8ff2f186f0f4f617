//! From what somebody types to the rows that have it, newest first.
//!
//! The index gives the hits of whole words from the newest on, and stops when it has enough. For a
//! beginning it would read every hit of every word that begins so; those of up to three characters
//! have an index of their own, and longer ones are asked for as the few words that they begin.

use goodturn_domain::search::has_phrase;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use unicode_normalization::char::is_combining_mark;

use super::rows;
use crate::column::single;
use crate::fault::Fault;

/// Below this many characters words are matched anywhere in the text, not by their beginning.
const SHORTEST_TEXT: usize = 3;
/// Beginnings of so many characters have an index of their own.
const LONGEST_INDEXED_BEGINNING: usize = 3;
/// A beginning of more words than these is left to the index: looking each of them up takes 10 µs,
/// and so many seldom have many hits.
const MOST_WORDS: usize = 32;
/// How many hits are looked at.
const MOST_HITS: i64 = 1_000;

/// What is looked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// It is somewhere in a title, or begins a part of a number.
    Anywhere(String),
    Words(Vec<Word>),
}

/// A word as it was typed, and what of it is a word for the index.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    typed: String,
    parts: Vec<String>,
    /// It is still being typed.
    is_beginning: bool,
}

impl Sought {
    pub(super) fn parse(text: &str) -> Self {
        if text.chars().count() < SHORTEST_TEXT {
            return Self::Anywhere(text.to_owned());
        }
        Self::Words(Word::parse_all(text))
    }
}

impl Word {
    fn parse_all(text: &str) -> Vec<Self> {
        let mut words: Vec<Self> = text.split_whitespace().filter_map(Self::parse).collect();
        if let Some(last) = words.last_mut() {
            last.is_beginning = true;
        }
        words
    }

    fn parse(typed: &str) -> Option<Self> {
        let parts: Vec<String> =
            typed.split(|it| !is_of_word(it)).filter(|it| !it.is_empty()).map(str::to_owned).collect();
        (!parts.is_empty()).then(|| Self { typed: typed.to_owned(), parts, is_beginning: false })
    }

    /// The query for the index, which knows no order of words.
    fn query(&self, db: &Connection) -> Result<String, Fault> {
        let quoted = |part: &String| format!("\"{part}\"");
        let (last, others) = self.parts.split_last().expect("a word has a part");
        let mut query: Vec<String> = others.iter().map(quoted).collect();
        query.push(match self.is_beginning {
            true => beginning(db, last)?,
            false => quoted(last),
        });
        Ok(query.join(" AND "))
    }

    /// The query for the index of numbers: their parts are few.
    fn query_of_number(&self) -> String {
        let query: Vec<String> = self.parts.iter().map(|part| format!("\"{part}\"")).collect();
        format!("{}{}", query.join(" AND "), if self.is_beginning { "*" } else { "" })
    }

    fn has_digit(&self) -> bool {
        self.typed.contains(|it: char| it.is_ascii_digit())
    }

    fn is_in(&self, text: &str) -> bool {
        has_phrase(text, &self.typed, self.is_beginning)
    }
}

/// Where the newest entities that have what is looked for come from, at most [`MOST_HITS`].
#[derive(Debug)]
pub(super) struct Hits {
    /// A query for their `entity_id`, newest first.
    pub(super) sql: String,
    /// Its parameter `?3`.
    pub(super) value: String,
}

impl Hits {
    /// The hits of a text that is looked for anywhere are those of the newest requests.
    pub(super) fn of(db: &Connection, sought: &Sought) -> Result<Self, Fault> {
        match sought {
            Sought::Anywhere(text) => {
                let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                let sql = "select n.entity_id from (select entity_id from requests order by entity_id desc limit ?2) n
                     cross join search_content c on c.id = n.entity_id where c.c0 like ?1 escape '\\'";
                let mut ids = rows::ids_of(db, sql, params![format!("%{literal}%"), MOST_HITS])?;
                ids.extend(list_numbered(db, &Word::parse_all(text))?);
                Ok(Self::these(&ids))
            }
            Sought::Words(words) if words.is_empty() => Ok(Self::these(&[])),
            Sought::Words(words) => {
                let queries: Vec<String> = words.iter().map(|word| word.query(db)).collect::<Result<_, _>>()?;
                let query = queries.join(" AND ");
                let numbered = list_numbered(db, words)?;
                let phrases: Vec<&Word> = words.iter().filter(|word| word.parts.len() > 1).collect();
                if phrases.is_empty() && numbered.is_empty() {
                    let sql = format!(
                        "select rowid as entity_id from search where search match ?3 order by rowid desc limit {MOST_HITS}"
                    );
                    return Ok(Self { sql, value: query });
                }
                let mut ids = list_with_phrases(db, &query, &phrases)?;
                ids.extend(numbered);
                Ok(Self::these(&ids))
            }
        }
    }

    fn these(ids: &[i64]) -> Self {
        Self { sql: "select value as entity_id from json_each(?3)".to_owned(), value: as_json(ids) }
    }
}

/// As SQLite's `json_each` takes them.
pub(super) fn as_json(ids: &[impl Serialize]) -> String {
    serde_json::to_string(ids).expect("numbers and texts are JSON")
}

/// The newest requests of which one word is in their number, and the others there or in their texts:
/// `HR-142`, `hr-`, `142`, `ladder hr 14`. Of several words the one with a digit tells them apart.
fn list_numbered(db: &Connection, words: &[Word]) -> Result<Vec<i64>, Fault> {
    let by = match words {
        [word] => Some(word),
        _ => words.iter().find(|word| word.has_digit()),
    };
    let Some(by) = by else { return Ok(Vec::new()) };
    let mut list = db.prepare_cached(
        "select n.rowid, n.number, c.c0, c.c1
         from (select rowid, number from search_numbers where search_numbers match ?1 order by rowid desc limit ?2) n
         join search_content c on c.id = n.rowid",
    )?;
    let mut rows = list.query(params![by.query_of_number(), MOST_HITS])?;
    let mut hits = Vec::new();
    while let Some(row) = rows.next()? {
        let texts: [String; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
        let is_meant = by.is_in(&texts[0]) && words.iter().all(|word| texts.iter().any(|text| word.is_in(text)));
        if is_meant {
            hits.push(row.get(0)?);
        }
    }
    Ok(hits)
}

/// The newest hits, without those whose words stand elsewhere.
fn list_with_phrases(db: &Connection, query: &str, phrases: &[&Word]) -> Result<Vec<i64>, Fault> {
    let mut list =
        db.prepare_cached("select rowid, title, words from search where search match ?1 order by rowid desc limit ?2")?;
    let mut rows = list.query(params![query, MOST_HITS])?;
    let mut hits = Vec::new();
    while let Some(row) = rows.next()? {
        let texts: [String; 2] = [row.get(1)?, row.get(2)?];
        let says = |word: &&Word| texts.iter().any(|text| word.is_in(text));
        if phrases.iter().all(says) {
            hits.push(row.get(0)?);
        }
    }
    Ok(hits)
}

/// The query for words that begin so.
fn beginning(db: &Connection, part: &str) -> Result<String, Fault> {
    let plain = format!("\"{part}\"*");
    // The words of the index are without case and accents; only of these it is plain how.
    if part.chars().count() <= LONGEST_INDEXED_BEGINNING || !part.is_ascii() {
        return Ok(plain);
    }
    let words = list_words(db, &part.to_ascii_lowercase())?;
    Ok(match words {
        Some(words) if !words.is_empty() => {
            let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            format!("({})", words.join(" OR "))
        }
        _ => plain,
    })
}

/// The words of the index that begin so; none when they are too many.
fn list_words(db: &Connection, beginning: &str) -> Result<Option<Vec<String>>, Fault> {
    let mut next = db.prepare_cached("select term from search_terms where term >= ?1 limit 1")?;
    let (mut words, mut from) = (Vec::new(), beginning.to_owned());
    loop {
        let word: Option<String> = next.query_row([&from], single).optional()?;
        let Some(word) = word.filter(|word| word.starts_with(beginning)) else {
            return Ok(Some(words));
        };
        if words.len() == MOST_WORDS {
            return Ok(None);
        }
        // Nothing lies between a word and itself with a zero behind it.
        from = format!("{word}\0");
        words.push(word);
    }
}

/// Whether the index takes the character as one of a word.
pub(super) fn is_of_word(letter: char) -> bool {
    match letter {
        // Accents written by themselves, as far as the index knows them.
        '\u{300}'..='\u{304}' | '\u{306}'..='\u{30c}' | '\u{30f}' | '\u{311}' | '\u{31b}' => true,
        '\u{323}'..='\u{328}' | '\u{32d}'..='\u{32e}' | '\u{330}'..='\u{331}' => true,
        // Alphabetic for Unicode, and a sign in between for the index.
        '\u{19b0}'..='\u{19c9}' | '\u{1cf2}'..='\u{1cf3}' | '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}' => {
            false
        }
        _ => letter.is_alphanumeric() && !is_combining_mark(letter),
    }
}
