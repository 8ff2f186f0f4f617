//! The floor of W1 and W2: bodies from a bare outbox to the bare server, and its rows into a bare
//! file with a full-text index.

use std::path::Path;

use anyhow::{Result, ensure};
use rusqlite::{Connection, params};
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::floor::{Floor, MOST_TOGETHER};
use super::transfer::Took;
use crate::bare;

const PUSH: usize = 500;
const PAGE: usize = 2_000;
const LEVEL: i32 = 1;

pub(crate) async fn exchange(folder: &Path, operations: usize) -> Result<[Took; 2]> {
    std::fs::create_dir_all(folder)?;
    let floor = Floor::start(&folder.join("server.db"), MOST_TOGETHER).await?;
    let (http, url) = (reqwest::Client::new(), format!("http://{}", floor.address));
    let mut outbox = bare::open(&folder.join("first.db"))?;
    outbox.execute_batch("create table outbox (n integer primary key, body text not null, applied integer) strict")?;
    fill(&mut outbox, operations)?;
    // The connection is made before, as the app's is.
    http.get(format!("{url}/pull?after=0&limit=1")).send().await?.bytes().await?;
    let pushed = Took::of(push(&mut outbox, &http, &url)).await?;
    let mut fresh = bare::open(&folder.join("fresh.db"))?;
    fresh.execute_batch(
        "create table entities (entity_id integer primary key, kind text not null, id blob not null,
             seq integer not null, body text not null, unique (kind, id)) strict;
         create virtual table search using fts5 (title, words, tokenize = \"unicode61 remove_diacritics 2\");",
    )?;
    let pulled = Took::of(pull(&mut fresh, &http, &url)).await?;
    let rows: i64 = fresh.query_row("select count(*) from entities", [], |row| row.get(0))?;
    ensure!(rows == 2 * operations as i64, "the floor has {rows} rows");
    Ok([pushed, pulled])
}

fn fill(outbox: &mut Connection, operations: usize) -> Result<()> {
    let tx = outbox.transaction()?;
    for index in 0..operations {
        let (id, other) = (Uuid::now_v7(), Uuid::now_v7());
        let body = format!(
            r#"{{"id":"{id}","payload":{{"type":"ask","request":"{other}","title":"Riparian grant for listing {index}","details":null,"addressee":{{"team":"{id}"}},"visibility":"teams","priority":"normal","kind":null,"needed_by":null,"watchers":[]}}}}"#
        );
        tx.prepare_cached("insert into outbox (body) values (?1)")?.execute([body])?;
    }
    Ok(tx.commit()?)
}

async fn push(outbox: &mut Connection, http: &reqwest::Client, url: &str) -> Result<()> {
    loop {
        let (body, last) = next_push(outbox)?;
        let Some(last) = last else { return Ok(()) };
        let body = zstd::encode_all(body.as_bytes(), LEVEL)?;
        let request = http.post(format!("{url}/push")).header("content-encoding", "zstd").body(body);
        request.send().await?.error_for_status()?.bytes().await?;
        let tx = outbox.transaction()?;
        tx.prepare_cached("update outbox set applied = 1 where n <= ?1 and applied is null")?.execute([last])?;
        tx.commit()?;
    }
}

fn next_push(outbox: &Connection) -> Result<(String, Option<i64>)> {
    let first = "select coalesce(max(n), 0) from outbox where applied = 1";
    let after: i64 = outbox.prepare_cached(first)?.query_row([], |row| row.get(0))?;
    let mut list = outbox.prepare_cached("select n, body from outbox where n > ?1 order by n limit ?2")?;
    let mut rows = list.query(params![after, PUSH as i64])?;
    let (mut body, mut last) = (String::from("{\"operations\":["), None);
    while let Some(row) = rows.next()? {
        if last.is_some() {
            body.push(',');
        }
        body.push_str(row.get_ref(1)?.as_str()?);
        last = Some(row.get(0)?);
    }
    body.push_str("]}");
    Ok((body, last))
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    rows: Vec<Row<'a>>,
}

#[derive(Deserialize)]
struct Row<'a> {
    kind: &'a str,
    id: Uuid,
    seq: i64,
    #[serde(borrow)]
    body: &'a RawValue,
}

#[derive(Deserialize)]
struct Titled<'a> {
    title: &'a str,
}

async fn pull(db: &mut Connection, http: &reqwest::Client, url: &str) -> Result<()> {
    let mut after = 0;
    loop {
        let answer = http.get(format!("{url}/pull?after={after}&limit={PAGE}")).send().await?.bytes().await?;
        let page: Page<'_> = serde_json::from_slice(&answer)?;
        if page.rows.is_empty() {
            return Ok(());
        }
        after += page.rows.len();
        let tx = db.transaction()?;
        for row in page.rows {
            let entity_id = tx
                .prepare_cached("insert into entities (kind, id, seq, body) values (?1, ?2, ?3, ?4)")?
                .insert(params![row.kind, row.id.as_bytes(), row.seq, row.body.get()])?;
            if row.kind == "service_request" {
                let title = serde_json::from_str::<Titled<'_>>(row.body.get())?.title;
                tx.prepare_cached("insert into search (rowid, title, words) values (?1, ?2, ?3)")?
                    .execute(params![entity_id, title, "LE-1"])?;
            }
        }
        tx.commit()?;
    }
}
