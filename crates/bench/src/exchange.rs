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
use uuid::Uuid;

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

    let sent = pushed.iter().map(serde_json::to_vec).collect::<Result<Vec<_>, _>>()?;
    let got = pulled.iter().map(serde_json::to_vec).collect::<Result<Vec<_>, _>>()?;
    let bytes = |bodies: &[Vec<u8>]| bodies.iter().map(Vec::len).sum::<usize>() as f64;
    let (push_bytes, pull_bytes) = (bytes(&sent), bytes(&got));
    let push_floor = echo(sent).await?.as_secs_f64();
    let pull_floor = echo(got).await?.as_secs_f64();
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

async fn echo(bodies: Vec<Vec<u8>>) -> Result<Duration> {
    let echo = Echo::start().await?;
    // The connection is made before, as the app's is.
    echo.send(Vec::new()).await?;
    let started = Instant::now();
    for body in bodies {
        let length = body.len();
        ensure!(echo.send(body).await?.len() == length, "the echo is shorter than the call");
    }
    Ok(started.elapsed())
}
