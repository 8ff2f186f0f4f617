//! W5: opening a list and searching in what lies on the device.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use goodturn_domain::finding::Filter;
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica};
use goodturn_test_support::monday;
use rusqlite::Connection;

use crate::device::{self, Filled, me};
use crate::figures::{Figure, Times, timed};
use crate::lists;
use crate::vocabulary::{text, word};

const RUNS: usize = 50;
const ROWS: u32 = 50;
/// In milliseconds: somebody is typing meanwhile.
const SIMILAR_GOAL: f64 = 30.0;

/// What people type, in equal parts.
fn searched() -> Vec<(&'static str, String)> {
    let beginning = |rank: usize, letters: usize| word(rank)[..letters].to_owned();
    vec![
        ("a word that is everywhere", "county".to_owned()),
        ("a frequent word", word(5).to_owned()),
        ("a rare word", word(3_000).to_owned()),
        ("a number", "listing 77".to_owned()),
        ("two frequent words", format!("{} {}", word(2), word(9))),
        ("a frequent word and a rare one", format!("{} {}", word(2), word(900))),
        ("two words that are everywhere", "riparian grant".to_owned()),
        ("three letters of a frequent word", beginning(1, 3)),
        ("three letters of a rare word", beginning(2_500, 3)),
        ("four letters of a frequent word", beginning(3, 4)),
        ("four letters of a rare word", beginning(2_000, 4)),
        ("all but the last letter", "count".to_owned()),
        ("a word and two letters", format!("grant {}", beginning(4, 2))),
        ("two words and three letters", "grant for lis".to_owned()),
    ]
}

pub(crate) fn measure(folder: &Path, requests: usize) -> Result<Vec<Figure>> {
    let folder = folder.join(format!("device-{requests}"));
    std::fs::create_dir_all(&folder)?;
    let filled = device::fill(&folder, requests)?;
    let (list, bare_list) = lists::slower(&filled)?;
    let (search, bare_search) = (Times::of(search(&filled)?), Times::of(bare_search(&filled)?));
    let similar = Times::of(similar(&filled)?);
    let names = match requests {
        100_000 => ["W5.list_p50_ms", "W5.list_p99_ms", "W5.search_p50_ms", "W5.search_p99_ms", "W5.similar_p99_ms"],
        _ => [
            "W5_1M.list_p50_ms",
            "W5_1M.list_p99_ms",
            "W5_1M.search_p50_ms",
            "W5_1M.search_p99_ms",
            "W5_1M.similar_p99_ms",
        ],
    };
    let search_goal = if requests <= 100_000 { 0.7 } else { 1.3 };
    Ok(vec![
        Figure::new(names[0], list.millis(50), "ms").over(bare_list.millis(50)),
        Figure::new(names[1], list.millis(99), "ms").over(bare_list.millis(99)).at_most(0.5),
        Figure::new(names[2], search.millis(50), "ms").over(bare_search.millis(50)),
        Figure::new(names[3], search.millis(99), "ms").over(bare_search.millis(99)).at_most(search_goal),
        Figure::new(names[4], similar.millis(99), "ms").at_most(SIMILAR_GOAL),
    ])
}

fn search(filled: &Filled) -> Result<Vec<Duration>> {
    let replica = filled.open()?;
    let storage: &SqliteReplica = replica.storage();
    let mut all = Vec::new();
    for (name, text) in searched() {
        let (mut times, mut total) = (Vec::new(), 0);
        for _ in 0..RUNS {
            let (list, text) = (RequestList::Everyone, Some(text.clone()));
            let query = RequestQuery {
                list,
                me: me(),
                include_ended: true,
                text,
                filter: Filter::default(),
                now: monday(),
                offset: 0,
                limit: ROWS,
            };
            let (found, time) = timed(|| storage.list_requests(&query));
            total = found?.total;
            times.push(time);
        }
        ensure!(total > 0, "{text} was not found");
        all.extend_from_slice(&times);
        let times = Times::of(times);
        eprintln!(
            "  {name:<34} {text:<24} {total:>5} found, p50 {:.3} ms, p99 {:.3} ms",
            times.millis(50),
            times.millis(99)
        );
    }
    Ok(all)
}

/// What quick add looks for with each letter: what is like the title, and who has helped with such. Titles as people write them, of words that are everywhere and of others.
fn similar(filled: &Filled) -> Result<Vec<Duration>> {
    let replica = filled.open()?;
    let titles = (0..RUNS).map(|number| match number % 2 {
        0 => format!("riparian grant for listing {number} {}", text(number, 3)),
        _ => text(number, 8),
    });
    let mut times = Vec::new();
    for title in titles {
        let (found, time) = timed(|| replica.storage().find_similar(me(), &title, 3));
        found?;
        times.push(time);
    }
    Ok(times)
}

/// The newest hits of the same words in the same index, with their bodies and nothing else.
fn bare_search(filled: &Filled) -> Result<Vec<Duration>> {
    let db = Connection::open(&filled.file)?;
    let mut times = Vec::new();
    for (_, text) in searched() {
        let words: Vec<String> = text.split(' ').map(|it| format!("\"{it}\"")).collect();
        let matched = format!("{}*", words.join(" "));
        for _ in 0..RUNS {
            let (found, time) = timed(|| -> rusqlite::Result<Vec<String>> {
                let mut select = db.prepare_cached(
                    "select body from (select rowid from search where search match ?1 order by rowid desc limit 50) s
                     join entities on entity_id = s.rowid",
                )?;
                select.query_map([&matched], |row| row.get(0))?.collect()
            });
            ensure!(!found?.is_empty(), "the baseline found nothing");
            times.push(time);
        }
    }
    Ok(times)
}
