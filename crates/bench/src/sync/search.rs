//! W5: opening a list and searching in what lies on the device.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica};
use rusqlite::Connection;

use crate::device::{self, Filled, me};
use crate::figures::{Figure, Times, timed};
use crate::lists;

const RUNS: usize = 500;
const ROWS: u32 = 50;
/// Words that are in every request, in many, and in one.
const SEARCHED: [&str; 4] = ["riparian grant", "county", "listing 77", "grant for lis"];

pub(crate) fn measure(folder: &Path, requests: usize) -> Result<Vec<Figure>> {
    let folder = folder.join(format!("device-{requests}"));
    std::fs::create_dir_all(&folder)?;
    let filled = device::fill(&folder, requests)?;
    let (list, bare_list) = lists::slower(&filled)?;
    let (search, bare_search) = (Times::of(search(&filled)?), Times::of(bare_search(&filled)?));
    let names = match requests {
        100_000 => ["W5.list_p50_ms", "W5.list_p99_ms", "W5.search_p50_ms", "W5.search_p99_ms"],
        _ => ["W5_1M.list_p50_ms", "W5_1M.list_p99_ms", "W5_1M.search_p50_ms", "W5_1M.search_p99_ms"],
    };
    let search_goal = if requests <= 100_000 { 0.7 } else { 1.3 };
    Ok(vec![
        Figure::new(names[0], list.millis(50), "ms").over(bare_list.millis(50)),
        Figure::new(names[1], list.millis(99), "ms").over(bare_list.millis(99)).at_most(0.5),
        Figure::new(names[2], search.millis(50), "ms").over(bare_search.millis(50)),
        Figure::new(names[3], search.millis(99), "ms").over(bare_search.millis(99)).at_most(search_goal),
    ])
}

fn search(filled: &Filled) -> Result<Vec<Duration>> {
    let replica = filled.open()?;
    let storage: &SqliteReplica = replica.storage();
    let mut times = Vec::new();
    for at in 0..RUNS {
        let text = Some(SEARCHED[at % SEARCHED.len()].to_owned());
        let list = RequestList::Everyone;
        let query = RequestQuery { list, me: me(), include_ended: true, text, offset: 0, limit: ROWS };
        let (found, time) = timed(|| storage.list_requests(&query));
        ensure!(!found?.rows.is_empty(), "nothing was found");
        times.push(time);
    }
    Ok(times)
}

/// The newest hits of the same words, with their bodies and nothing else.
fn bare_search(filled: &Filled) -> Result<Vec<Duration>> {
    let db = Connection::open(&filled.file)?;
    let mut times = Vec::new();
    for at in 0..RUNS {
        let words: Vec<String> = SEARCHED[at % SEARCHED.len()].split(' ').map(|it| format!("\"{it}\"")).collect();
        let matched = format!("{}*", words.join(" "));
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
    Ok(times)
}
