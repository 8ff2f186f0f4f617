//! Push and pull of what was made offline, through a real server on loopback.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use goodturn_client::Http;
use goodturn_domain::{DeviceId, Intent, OperationId, ServiceRequestId, TeamId, Timestamp};
use goodturn_server::embedded::{self, Embedded, EmbeddedConfig};
use goodturn_store::{ReplicaRead, ReplicaStorage};
use goodturn_store_sqlite::SqliteReplica;
use goodturn_sync::protocol::MOST_ROWS;
use goodturn_sync::{PullAnswer, PushRequest, Replica, SyncServer};
use goodturn_test_support::{a_request, title};
use serde::Serialize;
use uuid::Uuid;

use crate::bare::{self, BareRow};
use crate::echo::Echo;
use crate::figures::Figure;

/// Operations that are performed in one local transaction, to be done with making them.
const TOGETHER: usize = 500;

pub(crate) async fn measure(folder: &Path, operations: usize) -> Result<Vec<Figure>> {
    let server = embedded::start(config(folder)).await.context("the backend starts")?;
    let http = Http::new(&server.url, Some(server.token.clone()))?;
    let first = device(&folder.join("first.db"), &server)?;
    pull(&first, &http).await?;
    make_offline(&first, operations)?;

    let (pushed, push_time) = push(&first, &http).await?;
    let (own, own_time) = pull(&first, &http).await?;
    let fresh = device(&folder.join("fresh.db"), &server)?;
    let (pulled, pull_time) = pull(&fresh, &http).await?;
    ensure!(unsent(&first)? == 0 && rows(&own) >= operations, "the first device is not done");
    ensure!(rows(&pulled) > operations, "the fresh device got {} rows", rows(&pulled));
    server.stop().await;

    let sent = pushed.iter().map(|it| Call::of(it, &it.operations)).collect::<Result<Vec<_>>>()?;
    let got = pulled.iter().map(|it| Call::of(it, &it.rows)).collect::<Result<Vec<_>>>()?;
    let bytes = |calls: &[Call]| calls.iter().map(|it| it.body.len()).sum::<usize>() as f64;
    let (push_bytes, pull_bytes) = (bytes(&sent), bytes(&got));
    let push_floor = carry(&folder.join("sent.bare"), sent).await?.as_secs_f64();
    let pull_floor = carry(&folder.join("got.bare"), got).await?.as_secs_f64();
    Ok(vec![
        Figure::new("W1.seconds", push_time.as_secs_f64(), "s").over(push_floor).at_most(1.5),
        Figure::new("W1.settled_seconds", (push_time + own_time).as_secs_f64(), "s"),
        Figure::new("W1.json_bytes", push_bytes, "B"),
        Figure::new("W2.seconds", pull_time.as_secs_f64(), "s").over(pull_floor).at_most(1.0),
        Figure::new("W2.json_bytes", pull_bytes, "B"),
    ])
}

fn config(folder: &Path) -> EmbeddedConfig {
    EmbeddedConfig {
        data_dir: folder.join("server"),
        listen: None,
        owner_name: "Anna".into(),
        zone: chrono_tz::Europe::Berlin,
        locale: "en".into(),
        clock: goodturn_server::Clock::system(),
        demo: false,
    }
}

fn device(file: &Path, server: &Embedded) -> Result<Replica<SqliteReplica>> {
    Ok(Replica::new(SqliteReplica::open(file)?, DeviceId::new(Uuid::now_v7()), server.person))
}

fn now() -> Timestamp {
    chrono::Utc::now().into()
}

/// A team, and requests to it.
fn make_offline(device: &Replica<SqliteReplica>, operations: usize) -> Result<()> {
    let team = TeamId::new(Uuid::now_v7());
    let founding = Intent::AddTeam { team, name: title("Legal"), prefix: title("LE") };
    let asks = (1..operations).map(|index| {
        let request = ServiceRequestId::new(Uuid::now_v7());
        a_request().titled(&format!("Riparian grant for listing {index}")).to_team(team).ask(request)
    });
    let intents: Vec<Intent> = std::iter::once(founding).chain(asks).collect();
    for some in intents.chunks(TOGETHER) {
        let some = some.iter().map(|it| (OperationId::new(Uuid::now_v7()), it.clone())).collect();
        device.perform(some, now())?;
    }
    ensure!(unsent(device)? == operations as u64, "not all of it waits in the outbox");
    Ok(())
}

fn unsent(device: &Replica<SqliteReplica>) -> Result<u64> {
    Ok(device.storage().read(|tx: &dyn ReplicaRead| tx.count_unsent())?)
}

/// Sends everything, as the app's sync loop does.
async fn push(device: &Replica<SqliteReplica>, http: &Http) -> Result<(Vec<PushRequest>, Duration)> {
    let mut pushed = Vec::new();
    let started = Instant::now();
    while let Some(request) = device.next_push()? {
        let answer = http.push(request.clone()).await?;
        let settled = device.settle(&request, &answer, now())?;
        ensure!(settled.applied == request.operations.len(), "the server refused some: {settled:?}");
        pushed.push(request);
    }
    Ok((pushed, started.elapsed()))
}

/// Fetches everything, as the app's sync loop does.
async fn pull(device: &Replica<SqliteReplica>, http: &Http) -> Result<(Vec<PullAnswer>, Duration)> {
    let mut answers = Vec::new();
    let started = Instant::now();
    loop {
        let answer = http.pull(device.next_pull(MOST_ROWS)?).await?;
        let applied = device.apply(&answer)?;
        ensure!(applied.mismatched == 0, "what arrived differs from what the server has");
        answers.push(answer);
        if !applied.has_more {
            return Ok((answers, started.elapsed()));
        }
    }
}

fn rows(answers: &[PullAnswer]) -> usize {
    answers.iter().map(|it| it.rows.len()).sum()
}

/// A body of the wire, and what is kept of it.
struct Call {
    body: Vec<u8>,
    kept: Vec<BareRow>,
}

impl Call {
    fn of<T: Serialize>(body: &impl Serialize, kept: &[T]) -> Result<Self> {
        let row = |it: &T| {
            let values = vec![serde_json::to_vec(it)?.into()];
            Ok(BareRow { sql: "insert into bodies (body) values (?)".into(), values })
        };
        Ok(Self { body: serde_json::to_vec(body)?, kept: kept.iter().map(row).collect::<Result<_>>()? })
    }
}

/// The least that exchanges as much: an echo of the same bytes, and a durable commit of the same
/// rows for each call.
async fn carry(file: &Path, calls: Vec<Call>) -> Result<Duration> {
    let echo = Echo::start().await?;
    let mut db = bare::open(file)?;
    db.execute_batch("create table bodies (body blob) strict")?;
    // The connection is made before, as the app's is.
    echo.send(Vec::new()).await?;
    let started = Instant::now();
    for Call { body, kept } in calls {
        let length = body.len();
        ensure!(echo.send(body).await?.len() == length, "the echo is shorter than the call");
        bare::write(&mut db, &kept)?;
    }
    Ok(started.elapsed())
}
