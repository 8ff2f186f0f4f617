//! One local operation: decided, and committed with its place in the outbox.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use goodturn_domain::{EntryId, Intent, OperationId, ServiceRequestId, StageName};
use goodturn_store_sqlite::{SqliteReplica, from_sqlite};
use goodturn_sync::Replica;
use goodturn_test_support::{a_request, monday, words};
use rusqlite::Connection;
use uuid::Uuid;

use crate::bare::{self, BareRow};
use crate::device::{Filled, person};
use crate::figures::{Figure, Times, timed};

/// Of each of the three kinds.
const ROUNDS: usize = 600;
const SYNCS: usize = 500;

/// What an operation left in the file: rows above the marks before it, and the request's own.
struct Mark {
    request: ServiceRequestId,
    entities_before: i64,
    n: i64,
}

pub(crate) fn measure(filled: &Filled) -> Result<Vec<Figure>> {
    let untouched = filled.file.with_extension("bare");
    std::fs::copy(&filled.file, &untouched).context("copying the device")?;
    let (times, marks) = perform(filled)?;
    let bare = write_the_same(&filled.file, &untouched, &marks)?;
    let sync = sync_times(&filled.file.with_extension("sync"))?;
    Ok(vec![
        Figure::new("loop.operation_p50_ms", times.millis(50), "ms").over(bare.millis(50)),
        Figure::new("loop.operation_p99_ms", times.millis(99), "ms")
            .over(bare.millis(99))
            .at_most(5.0 + sync.millis(99)),
        Figure::new("loop.fsync_p50_ms", sync.millis(50), "ms"),
        Figure::new("loop.fsync_p99_ms", sync.millis(99), "ms"),
    ])
}

fn perform(filled: &Filled) -> Result<(Times, Vec<Mark>)> {
    let replica = filled.open()?;
    let intents = intents(filled);
    let (mut times, mut marks) = (Vec::new(), Vec::new());
    for (n, (request, intent)) in (1..).zip(intents) {
        let entities_before = last_entity(&replica)?;
        let operation = (OperationId::new(Uuid::now_v7()), intent);
        let (done, time) = timed(|| replica.perform(vec![operation], monday().plus(TimeDelta::hours(1))));
        done?;
        times.push(time);
        marks.push(Mark { request, entities_before, n });
    }
    Ok((Times::of(times), marks))
}

/// Asking, saying and promising by turns, each about another request.
fn intents(filled: &Filled) -> Vec<(ServiceRequestId, Intent)> {
    let promise = Some(monday().plus(TimeDelta::days(2)));
    let mut intents = Vec::new();
    let existing = filled.of_others().zip(filled.asked_of_me(StageName::Asked));
    for (index, (talked, taken)) in existing.take(ROUNDS).enumerate() {
        let asked = ServiceRequestId::new(Uuid::now_v7());
        let ask = a_request().titled(&format!("A key for archive {index}")).to(person(1 + index % 30)).ask(asked);
        let entry = EntryId::new(Uuid::now_v7());
        let say = Intent::Say {
            request: talked,
            entry,
            words: words("The county has the form; I hear tomorrow."),
            mentions: [].into(),
        };
        let acknowledge = Intent::Acknowledge { request: taken, promise, next_word: None, words: None };
        intents.extend([(asked, ask), (talked, say), (taken, acknowledge)]);
    }
    intents
}

fn last_entity(replica: &Replica<SqliteReplica>) -> Result<i64> {
    let last = replica
        .storage()
        .database()
        .read(|db| db.query_row("select max(entity_id) from entities", [], |row| row.get(0)).map_err(from_sqlite))?;
    Ok(last)
}

/// Writes the rows of each operation into a copy of the file from before, with SQLite alone.
fn write_the_same(written: &Path, untouched: &Path, marks: &[Mark]) -> Result<Times> {
    let source = Connection::open(written)?;
    let mut target = bare::open(untouched)?;
    let mut times = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        let until = marks.get(at + 1).map_or(i64::MAX, |next| next.entities_before);
        let rows = rows_of(&source, mark, until)?;
        let (done, time) = timed(|| bare::write(&mut target, &rows));
        done?;
        times.push(time);
    }
    Ok(Times::of(times))
}

fn rows_of(source: &Connection, mark: &Mark, until: i64) -> Result<Vec<BareRow>> {
    let mut find = source.prepare_cached(
        "select entity_id from entities where (kind = 'service_request' and id = ?1)
         union select entity_id from entities where entity_id > ?2 and entity_id <= ?3",
    )?;
    let found = find.query_map((mark.request.uuid().as_bytes(), mark.entities_before, until), |row| row.get(0))?;
    let ids = found.collect::<Result<Vec<i64>, _>>()?;
    let mut rows = Vec::new();
    for table in ["entities", "requests", "entries", "follow_ups"] {
        rows.extend(bare::rows_of(source, table, "entity_id", &ids)?);
    }
    rows.extend(bare::rows_of(source, "search", "rowid", &ids)?);
    rows.extend(bare::rows_of(source, "outbox", "n", &[mark.n])?);
    rows.push(BareRow { sql: "update state set last_n = ?".into(), values: vec![mark.n.into()] });
    Ok(rows)
}

/// How long the disk takes for 4 KiB.
fn sync_times(path: &Path) -> Result<Times> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..SYNCS {
        file.write_all(&[7; 4096])?;
        let (done, time) = timed(|| file.sync_data());
        done?;
        times.push(time);
    }
    Ok(Times::of(times))
}
