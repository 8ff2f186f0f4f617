//! W1 and W2: what was made offline goes to the server, and comes to a fresh device.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use goodturn_client::Http;
use goodturn_client::transfer::Device;
use goodturn_domain::{DeviceId, Intent, OperationId, ServiceRequestId, TeamId, Timestamp};
use goodturn_server::embedded::{self, Embedded, EmbeddedConfig};
use goodturn_store::{ReplicaRead, ReplicaStorage};
use goodturn_store_sqlite::SqliteReplica;
use goodturn_sync::{PullAnswer, PullRequest, PushAnswer, PushRequest, Replica, SyncError, SyncServer};
use goodturn_test_support::{a_request, title};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use super::{Extent, bare_transfer, process};
use crate::figures::Figure;

/// Operations that are performed in one local transaction, to be done with making them.
const TOGETHER: usize = 500;
/// Passes; the quickest counts, for both, because others use the machine too.
const PASSES: usize = 3;
const MEGA: f64 = 1e6;

/// How long something took, by the clock and by the processor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Took {
    pub(crate) time: Duration,
    pub(crate) cpu: Duration,
}

impl Took {
    /// Of `work` in this process, client and server alike.
    pub(crate) async fn of(work: impl Future<Output = Result<()>>) -> Result<Self> {
        let (began, cpu) = (Instant::now(), process::cpu_of(std::process::id())?);
        work.await?;
        Ok(Self { time: began.elapsed(), cpu: process::cpu_of(std::process::id())? - cpu })
    }

    fn quicker(self, other: Self) -> Self {
        Self { time: self.time.min(other.time), cpu: self.cpu.min(other.cpu) }
    }
}

pub(crate) async fn measure(folder: &Path, extent: Extent) -> Result<Vec<Figure>> {
    let operations = extent.operations;
    let (mut ours, mut floor) = (None::<[Took; 4]>, None::<[Took; 2]>);
    let quickest = |known: Took, new: Took| known.quicker(new);
    for pass in 0..PASSES {
        let new = exchange(&folder.join(format!("ours-{pass}")), operations).await?;
        ours = Some(ours.map_or(new, |known| std::array::from_fn(|at| quickest(known[at], new[at]))));
        let new = bare_transfer::exchange(&folder.join(format!("floor-{pass}")), operations).await?;
        floor = Some(floor.map_or(new, |known| std::array::from_fn(|at| quickest(known[at], new[at]))));
    }
    let (ours, floor) = (ours.context("a pass")?, floor.context("a pass")?);
    let bytes = count_bytes(&folder.join("bytes"), operations).await?;
    let seconds = |it: Took| it.time.as_secs_f64();
    let cpu = |it: Took| it.cpu.as_secs_f64();
    let mut figures = vec![
        Figure::new("W1.seconds", seconds(ours[0]), "s").over(seconds(floor[0])).at_most(0.30),
        Figure::new("W1.cpu_seconds", cpu(ours[0]), "s").over(cpu(floor[0])),
        Figure::new("W1.bytes", bytes[0] as f64 / MEGA, "MB").at_most(0.75),
        Figure::new("W1.settled_seconds", seconds(ours[0]) + seconds(ours[1]), "s"),
        Figure::new("W2.seconds", seconds(ours[2]), "s").over(seconds(floor[1])).at_most(0.22),
        Figure::new("W2.cpu_seconds", cpu(ours[2]), "s").over(cpu(floor[1])),
        Figure::new("W2.bytes", bytes[1] as f64 / MEGA, "MB").at_most(0.75),
        Figure::new("W2.paged_seconds", seconds(ours[3]), "s").over(seconds(floor[1])),
        Figure::new("W2.paged_cpu_seconds", cpu(ours[3]), "s").over(cpu(floor[1])),
        Figure::new("W2.paged_bytes", bytes[2] as f64 / MEGA, "MB"),
    ];
    if !extent.is_short {
        let many = exchange(&folder.join("many"), operations * 10).await?;
        let floor = bare_transfer::exchange(&folder.join("many-floor"), operations * 10).await?;
        let over = |name, took: Took| Figure::new(name, seconds(took), "s").over(seconds(floor[1]));
        figures.push(over("W2_100k.seconds", many[2]).at_most(2.2));
        figures.push(Figure::new("W2_100k.cpu_seconds", cpu(many[2]), "s").over(cpu(floor[1])));
        figures.push(over("W2_100k.paged_seconds", many[3]));
        figures.push(Figure::new("W2_100k.paged_cpu_seconds", cpu(many[3]), "s").over(cpu(floor[1])));
    }
    Ok(figures)
}

/// The same server, asked for each page by itself.
#[derive(Clone)]
struct Paged(Http);

impl SyncServer for Paged {
    async fn push(&self, request: PushRequest) -> Result<PushAnswer, SyncError> {
        self.0.push(request).await
    }

    async fn pull(&self, request: PullRequest) -> Result<PullAnswer, SyncError> {
        self.0.pull(request).await
    }
}

/// Push, pull of one's own, and pulls of two fresh devices: all pages in one answer, and one by one.
async fn exchange(folder: &Path, operations: usize) -> Result<[Took; 4]> {
    let server = embedded::start(config(folder)).await.context("the backend starts")?;
    let http = Http::new(&server.url, Some(server.token.clone()))?;
    let first = device(&folder.join("first.db"), &server)?;
    pull(&first, &http).await?;
    make_offline(&first, operations)?;
    let pushed = Took::of(push(&first, &http)).await?;
    let settled = Took::of(pull(&first, &http)).await?;
    ensure!(unsent(&first)? == 0, "the first device is not done");
    let fresh = device(&folder.join("fresh.db"), &server)?;
    let pulled = Took::of(pull(&fresh, &http)).await?;
    ensure!(rows(&fresh)? > 2 * operations - 2, "the fresh device got {} rows", rows(&fresh)?);
    let paged = device(&folder.join("paged.db"), &server)?;
    let pulled_by_page = Took::of(pull(&paged, &Paged(http))).await?;
    ensure!(rows(&paged)? == rows(&fresh)?, "the two fresh devices differ");
    server.stop().await;
    Ok([pushed, settled, pulled, pulled_by_page])
}

/// The same once more through something that counts what passes.
async fn count_bytes(folder: &Path, operations: usize) -> Result<[u64; 3]> {
    let server = embedded::start(config(folder)).await.context("the backend starts")?;
    let (url, passed) = count_through(server.address).await?;
    let http = Http::new(&url, Some(server.token.clone()))?;
    let first = device(&folder.join("first.db"), &server)?;
    pull(&first, &http).await?;
    make_offline(&first, operations)?;
    let mut counted = [0; 3];
    let before = passed.load(Ordering::SeqCst);
    push(&first, &http).await?;
    counted[0] = passed.load(Ordering::SeqCst) - before;
    let fresh = device(&folder.join("fresh.db"), &server)?;
    let before = passed.load(Ordering::SeqCst);
    pull(&fresh, &http).await?;
    counted[1] = passed.load(Ordering::SeqCst) - before;
    let paged = device(&folder.join("paged.db"), &server)?;
    let before = passed.load(Ordering::SeqCst);
    pull(&paged, &Paged(http)).await?;
    counted[2] = passed.load(Ordering::SeqCst) - before;
    server.stop().await;
    Ok(counted)
}

/// Passes connections on and counts the bytes of both directions.
async fn count_through(to: SocketAddr) -> Result<(String, Arc<AtomicU64>)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let (url, passed) = (format!("http://{}", listener.local_addr()?), Arc::new(AtomicU64::new(0)));
    let count = passed.clone();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let count = count.clone();
            tokio::spawn(async move {
                let far = TcpStream::connect(to).await?;
                let (mut near, mut far) = (near.into_split(), far.into_split());
                tokio::try_join!(carry(&mut near.0, &mut far.1, &count), carry(&mut far.0, &mut near.1, &count))
            });
        }
    });
    Ok((url, passed))
}

async fn carry(
    from: &mut tokio::net::tcp::OwnedReadHalf,
    to: &mut tokio::net::tcp::OwnedWriteHalf,
    count: &AtomicU64,
) -> std::io::Result<()> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return to.shutdown().await;
        }
        count.fetch_add(read as u64, Ordering::SeqCst);
        to.write_all(&buffer[..read]).await?;
    }
}

fn config(folder: &Path) -> EmbeddedConfig {
    EmbeddedConfig {
        data_dir: folder.join("server"),
        file_key: None,
        listen: None,
        owner_name: "Anna".into(),
        zone: chrono_tz::Europe::Berlin,
        locale: "en".into(),
        clock: goodturn_server::Clock::system(),
        calendars_from_private_networks: false,
        demo: false,
    }
}

fn device(file: &Path, server: &Embedded) -> Result<Arc<Replica<SqliteReplica>>> {
    Ok(Arc::new(Replica::new(SqliteReplica::open(file)?, DeviceId::new(Uuid::now_v7()), server.person)))
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

fn rows(device: &Replica<SqliteReplica>) -> Result<usize> {
    let count =
        |db: &rusqlite::Connection| db.query_row("select count(*) from entities", [], |row| row.get::<_, i64>(0));
    let rows = device.storage().database().read(|db| count(db).map_err(goodturn_store_sqlite::from_sqlite))?;
    Ok(usize::try_from(rows)?)
}

fn of(device: &Arc<Replica<SqliteReplica>>) -> Device<Replica<SqliteReplica>> {
    Device::new(device.clone(), |it| it)
}

/// Sends everything, as the app's sync loop does.
async fn push(device: &Arc<Replica<SqliteReplica>>, http: &Http) -> Result<()> {
    of(device).push_all(http, now).await?;
    ensure!(device.storage().read(|tx: &dyn ReplicaRead| tx.list_attention())?.is_empty(), "the server refused some");
    ensure!(unsent(device)? == 0, "not all of it was sent");
    Ok(())
}

/// Fetches everything, as the app's sync loop does.
async fn pull(device: &Arc<Replica<SqliteReplica>>, http: &(impl SyncServer + Clone + 'static)) -> Result<()> {
    let device = of(device);
    let mut pull = device.pull(http);
    while let Some(pulled) = pull.next().await? {
        ensure!(pulled.applied.mismatched == 0, "what arrived differs from what the server has");
    }
    Ok(())
}
