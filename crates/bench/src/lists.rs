//! Opening a list: 50 requests out of all.

use std::time::Duration;

use anyhow::{Result, ensure};
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica};
use rusqlite::Connection;

use crate::device::{Filled, me};
use crate::figures::{Figure, Times, timed};

const RUNS: usize = 500;
const ROWS: u32 = 50;

pub(crate) fn measure(filled: &Filled) -> Result<Vec<Figure>> {
    let replica = filled.open()?;
    let promises = list(replica.storage(), RequestList::MyPromises)?;
    let everyone = list(replica.storage(), RequestList::Everyone)?;
    drop(replica);
    let db = Connection::open(&filled.file)?;
    let bare_promises = read(
        &db,
        "select body from requests indexed by requests_by_holder join entities using (entity_id)
         where holder = ?1 and is_ended = 0 order by promise_order, needed_order, asked_at limit 50",
    )?;
    let bare_everyone = read(
        &db,
        "select body from requests indexed by requests_open join entities using (entity_id)
         where is_ended = 0 and requester <> ?1 and holder is not ?1 order by asked_at desc limit 50",
    )?;
    let (promises, everyone) = (Times::of(promises), Times::of(everyone));
    let (bare_promises, bare_everyone) = (Times::of(bare_promises), Times::of(bare_everyone));
    let slower = promises.millis(99).max(everyone.millis(99));
    Ok(vec![
        Figure::new("loop.list_promises_p99_ms", promises.millis(99), "ms").over(bare_promises.millis(99)),
        Figure::new("loop.list_everyone_p99_ms", everyone.millis(99), "ms").over(bare_everyone.millis(99)),
        Figure::new("loop.list_p99_ms", slower, "ms")
            .over(bare_promises.millis(99).max(bare_everyone.millis(99)))
            .at_most(5.0),
    ])
}

fn list(storage: &SqliteReplica, list: RequestList) -> Result<Vec<Duration>> {
    let query = RequestQuery { list, me: me(), include_ended: false, text: None, offset: 0, limit: ROWS };
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
