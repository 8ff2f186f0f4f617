//! Opening a list: 50 requests out of all.

use std::time::Duration;

use anyhow::{Result, ensure};
use goodturn_domain::finding::Filter;
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica};
use goodturn_test_support::monday;
use rusqlite::Connection;

use crate::device::{Filled, me};
use crate::figures::{Figure, Times, timed};

const RUNS: usize = 500;
const ROWS: u32 = 50;

pub(crate) fn measure(filled: &Filled) -> Result<Vec<Figure>> {
    let [promises, everyone] = both(filled)?;
    let slower = |of: fn(&Listed) -> &Times| of(&promises).millis(99).max(of(&everyone).millis(99));
    let figure = |name, listed: &Listed| Figure::new(name, listed.ours.millis(99), "ms").over(listed.bare.millis(99));
    Ok(vec![
        figure("loop.list_promises_p99_ms", &promises),
        figure("loop.list_everyone_p99_ms", &everyone),
        Figure::new("loop.list_p99_ms", slower(|it| &it.ours), "ms").over(slower(|it| &it.bare)).at_most(5.0),
    ])
}

/// The slower of the two lists, and the same rows read by themselves.
pub(crate) fn slower(filled: &Filled) -> Result<(Times, Times)> {
    let [promises, everyone] = both(filled)?;
    let slower = if promises.ours.millis(99) > everyone.ours.millis(99) { promises } else { everyone };
    Ok((slower.ours, slower.bare))
}

/// How long a list took, and the same rows read by themselves.
struct Listed {
    ours: Times,
    bare: Times,
}

fn both(filled: &Filled) -> Result<[Listed; 2]> {
    let replica = filled.open()?;
    let promises = list(replica.storage(), &RequestList::MyPromises)?;
    let everyone = list(replica.storage(), &RequestList::Everyone)?;
    drop(replica);
    let db = Connection::open(&filled.file)?;
    let bare_promises = read(
        &db,
        "select body from requests indexed by requests_by_holder join entities using (entity_id)
         where holder = ?1 and is_ended = 0 order by promise_order, needed_order, asked_at limit 50",
    )?;
    let bare_everyone = read(
        &db,
        "select body from requests indexed by requests_by_time join entities using (entity_id)
         where is_ended = 0 and requester <> ?1 and holder is not ?1 order by asked_at desc limit 50",
    )?;
    Ok([
        Listed { ours: Times::of(promises), bare: Times::of(bare_promises) },
        Listed { ours: Times::of(everyone), bare: Times::of(bare_everyone) },
    ])
}

fn list(storage: &SqliteReplica, list: &RequestList) -> Result<Vec<Duration>> {
    let query = RequestQuery {
        list: list.clone(),
        me: me(),
        include_ended: false,
        text: None,
        filter: Filter::default(),
        now: monday(),
        offset: 0,
        limit: ROWS,
    };
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let (listing, time) = timed(|| storage.list_requests(&query));
        ensure!(listing?.rows.len() == ROWS as usize, "{list:?} gave another number of rows");
        times.push(time);
    }
    Ok(times)
}

/// Reads the same bodies by the same index, and nothing else.
fn read(db: &Connection, sql: &str) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let (read, time) = timed(|| -> rusqlite::Result<Vec<String>> {
            let mut select = db.prepare_cached(sql)?;
            let bodies = select.query_map([me().uuid().as_bytes()], |row| row.get(0))?;
            bodies.collect()
        });
        ensure!(read?.len() == ROWS as usize, "the baseline read another number of rows");
        times.push(time);
    }
    Ok(times)
}
