//! The least there could be: a bare axum over bare SQLite. It takes rows, commits them together as
//! durably as ours does, gives them back and pokes; it decides nothing and asks nobody's rights.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use axum::routing::{get, post};
use rusqlite::{Connection, params};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::{mpsc, oneshot, watch};
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use uuid::Uuid;

use crate::bare;

const TABLES: &str = "
    create table entities (entity_id integer primary key, kind text not null, id blob not null, seq integer not null,
        body text not null, unique (kind, id)) strict;
    create table feed (entity_id integer not null, scope_id integer not null, seq integer not null,
        is_gone integer not null, primary key (entity_id, scope_id)) strict, without rowid;
    create index feed_by_seq on feed (scope_id, seq, is_gone);
    create table outcomes (operation_id blob primary key, body text not null) strict, without rowid;";
/// Beside the row of a change, one that tells of it: ours writes a request and a line of its timeline.
const TOLD: &str = r#"{"id":"0196f0a2-7f0e-7c3e-8000-0123456789ab","request":"0196f0a2-7f0e-7c3e-8000-0123456789ab","author":"0196f0a2-7f0e-7c3e-8000-0123456789ab","at":1795354800000000,"event":{"type":"asked"}}"#;
/// Who sees a change: the team, and whoever asked.
const TEAM: i64 = 0;
const SOMEBODY: i64 = 1;
/// So many changes are committed together.
pub(crate) const MOST_TOGETHER: usize = 256;

/// A change on its way: the id that it is known by, and what it says.
#[derive(Deserialize)]
pub(crate) struct Change {
    pub(crate) id: Uuid,
    pub(crate) payload: Box<RawValue>,
    /// The request whose row it writes anew; its own when it is a new one.
    #[serde(default)]
    request: Option<Uuid>,
    /// Whose it is, as a scope.
    #[serde(default)]
    person: Option<i64>,
}

#[derive(Deserialize)]
struct Push {
    operations: Vec<Change>,
}

#[derive(Deserialize)]
struct Page {
    after: i64,
    limit: i64,
}

type Work = (Vec<Change>, oneshot::Sender<i64>);

struct Shared {
    queue: mpsc::Sender<Work>,
    reader: Mutex<Connection>,
    head: watch::Receiver<i64>,
}

/// The running server.
pub(crate) struct Floor {
    pub(crate) address: SocketAddr,
    serving: tokio::task::JoinHandle<()>,
}

impl Floor {
    pub(crate) async fn start(file: &Path, together: usize) -> Result<Self> {
        let writer = bare::open(file)?;
        writer.execute_batch(TABLES)?;
        let (queue, waiting) = mpsc::channel(1_024);
        let (tell, head) = watch::channel(0);
        std::thread::spawn(move || commit(writer, waiting, &tell, together));
        let shared = Arc::new(Shared { queue, reader: Mutex::new(bare::open(file)?), head });
        let router = Router::new()
            .route("/push", post(push))
            .route("/pull", get(pull))
            .route("/events", get(follow))
            .layer(DefaultBodyLimit::disable())
            .layer(RequestDecompressionLayer::new())
            .layer(CompressionLayer::new())
            .with_state(shared);
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let serving = tokio::spawn(async move {
            // It ends with the benchmark, which has no use for how.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, serving })
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn push(State(shared): State<Arc<Shared>>, body: axum::body::Bytes) -> Result<String, StatusCode> {
    let push: Push = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let (answer, answered) = oneshot::channel();
    shared.queue.send((push.operations, answer)).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let head = answered.await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    Ok(format!("{{\"head\":{head}}}"))
}

async fn pull(State(shared): State<Arc<Shared>>, Query(page): Query<Page>) -> Result<impl IntoResponse, StatusCode> {
    let read = tokio::task::spawn_blocking(move || {
        read_page(&shared.reader.lock().unwrap_or_else(PoisonError::into_inner), &page)
    });
    let body = read.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let body = body.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body))
}

async fn follow(State(shared): State<Arc<Shared>>) -> Sse<impl futures_util::Stream<Item = Result<Event, Infallible>>> {
    let head = shared.head.clone();
    Sse::new(futures_util::stream::unfold(head, async |mut head| {
        head.changed().await.ok()?;
        let reached = *head.borrow_and_update();
        Some((Ok(Event::default().data(format!("{{\"head\":{reached}}}"))), head))
    }))
}

fn read_page(db: &Connection, page: &Page) -> Result<String> {
    let mut list =
        db.prepare_cached("select kind, id, seq, body from entities where entity_id > ?1 order by entity_id limit ?2")?;
    let mut rows = list.query(params![page.after, page.limit])?;
    let mut body = String::from("{\"rows\":[");
    while let Some(row) = rows.next()? {
        let comma = if body.ends_with('[') { "" } else { "," };
        let (kind, id, seq): (String, [u8; 16], i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        body.push_str(&format!(
            "{comma}{{\"kind\":\"{kind}\",\"id\":\"{}\",\"seq\":{seq},\"body\":",
            Uuid::from_bytes(id)
        ));
        body.push_str(row.get_ref(3)?.as_str()?);
        body.push('}');
    }
    body.push_str("]}");
    Ok(body)
}

/// Commits together what waits, as the writer of ours does.
fn commit(mut db: Connection, mut waiting: mpsc::Receiver<Work>, tell: &watch::Sender<i64>, together: usize) {
    let mut seq = 0;
    while let Some(first) = waiting.blocking_recv() {
        let mut group = vec![first];
        let mut changes = group[0].0.len();
        while changes < together
            && let Ok(next) = waiting.try_recv()
        {
            changes += next.0.len();
            group.push(next);
        }
        seq = write(&mut db, group.iter().flat_map(|(changes, _)| changes), seq).expect("the floor writes");
        tell.send_replace(seq);
        for (_, answer) in group {
            let _ = answer.send(seq);
        }
    }
}

fn write<'a>(db: &mut Connection, changes: impl Iterator<Item = &'a Change>, mut seq: i64) -> Result<i64> {
    let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    {
        let mut entity = tx.prepare_cached("insert into entities (kind, id, seq, body) values (?1, ?2, ?3, ?4)")?;
        let mut again = tx.prepare_cached(
            "insert into entities (kind, id, seq, body) values (?1, ?2, ?3, ?4)
             on conflict (kind, id) do update set seq = excluded.seq, body = excluded.body returning entity_id",
        )?;
        let mut feed = tx.prepare_cached(
            "insert into feed (entity_id, scope_id, seq, is_gone) values (?1, ?2, ?3, 0)
             on conflict (entity_id, scope_id) do update set seq = excluded.seq",
        )?;
        let mut outcome = tx.prepare_cached("insert into outcomes (operation_id, body) values (?1, ?2)")?;
        for change in changes {
            seq += 1;
            let id = change.id.as_bytes();
            let (kind, body) = ("service_request", change.payload.get());
            let request = match &change.request {
                Some(request) => again.query_row(params![kind, request.as_bytes(), seq, body], |row| row.get(0))?,
                None => entity.insert(params![kind, id, seq, body])?,
            };
            for entity_id in [request, entity.insert(params!["entry", id, seq, TOLD])?] {
                for scope in [TEAM, change.person.unwrap_or(SOMEBODY)] {
                    feed.execute(params![entity_id, scope, seq])?;
                }
            }
            outcome.execute(params![id, "{\"verdict\":\"applied\"}"])?;
        }
    }
    tx.commit()?;
    Ok(seq)
}
