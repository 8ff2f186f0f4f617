//! Changes of one person that many live clients see: from the moment it is sent until a client has it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use goodturn_sync::protocol::{MOST_ROWS, PullRequest, Seen};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::task::JoinSet;

use super::child::{Child, Role};
use super::office::{self, Member, Office};
use super::wire::Wire;
use crate::figures::{Figure, Times};

const PER_SECOND: u32 = 24;
/// Before the moment of sending, in the words of a change.
const MARK: &str = "sent at ";

/// What a client needs of a page to go on from it.
#[derive(Deserialize)]
struct Page<'a> {
    seen: Seen,
    scopes: BTreeMap<goodturn_domain::Scope, State>,
    #[serde(borrow)]
    rows: &'a RawValue,
    has_more: bool,
}

#[derive(Deserialize)]
struct State {
    cursor: u64,
}

pub(crate) async fn measure(folder: &Path, clients: usize, time: Duration) -> Result<Vec<Figure>> {
    let server = Child::start(Role::Ours, &folder.join("server"))?;
    let office = Office::open(&server, clients + 1).await.context("opening the office")?;
    let (began, address) = (Instant::now(), office.address);
    let mut members = office.members.into_iter();
    let mut author = members.next().context("somebody is there")?;
    let mut live = JoinSet::new();
    let (ready, all_ready) = tokio::sync::mpsc::channel(clients);
    for member in members {
        let ready = ready.clone();
        let deadline = began + Duration::from_secs(60) + time;
        live.spawn(
            async move { tokio::time::timeout_at(deadline.into(), listen(address, member, began, ready)).await? },
        );
    }
    drop(ready);
    until_all(all_ready, clients).await?;
    let cpu = server.cpu()?;
    let changes = talk(&mut author, address, began, time).await?;
    let cpu = (server.cpu()? - cpu).as_secs_f64() * 1e6 / f64::from(changes) / clients as f64;
    let mut lags = Vec::new();
    while let Some(heard) = live.join_next().await {
        lags.extend(heard??);
    }
    let seen = lags.len();
    ensure!(seen >= clients * changes as usize, "{seen} of {changes} changes for each of {clients} clients arrived");
    let lags = Times::of(lags);
    drop(server);
    let floor = bare(&folder.join("floor"), clients, time / 3).await?;
    let name = |few, many| if clients == 50 { few } else { many };
    Ok(vec![
        Figure::new(name("fanout_50.p99_ms", "fanout_500.p99_ms"), lags.millis(99), "ms")
            .over(floor.millis(99))
            .at_most(if clients == 50 { 20.0 } else { 50.0 }),
        Figure::new(name("fanout_50.p50_ms", "fanout_500.p50_ms"), lags.millis(50), "ms").over(floor.millis(50)),
        Figure::new(name("fanout_50.cpu_us", "fanout_500.cpu_us"), cpu, "µs"),
    ])
}

async fn until_all(mut ready: tokio::sync::mpsc::Receiver<()>, clients: usize) -> Result<()> {
    for at in 0..clients {
        ready.recv().await.with_context(|| format!("{at} of {clients} clients are live"))?;
    }
    Ok(())
}

/// The author's changes at an even pace, and one that ends it.
async fn talk(author: &mut Member, address: std::net::SocketAddr, began: Instant, time: Duration) -> Result<u32> {
    let mut wire = Wire::connect(address, &author.token).await?;
    let mut tick = tokio::time::interval(Duration::from_secs(1) / PER_SECOND);
    let mut changes = 0;
    let until = Instant::now() + time;
    while Instant::now() < until {
        tick.tick().await;
        let push = author.say(&format!("{MARK}{} µs", began.elapsed().as_micros()));
        office::push(&mut wire, &push).await?;
        changes += 1;
    }
    tick.tick().await;
    office::push(&mut wire, &author.say("That was all.")).await?;
    Ok(changes)
}

/// Follows the stream and fetches what it tells of; gives how late each change was.
async fn listen(
    address: std::net::SocketAddr,
    member: Member,
    began: Instant,
    ready: tokio::sync::mpsc::Sender<()>,
) -> Result<Vec<Duration>> {
    let mut wire = Wire::connect(address, &member.token).await?;
    let mut stream = Wire::connect(address, &member.token).await?;
    let mut asked = PullRequest { device: member.device, cursors: BTreeMap::new(), seen: None, limit: MOST_ROWS };
    while fetch(&mut wire, &mut asked).await?.1 {}
    stream.follow("/v1/sync/events?pages=true").await?;
    stream.next_event().await?;
    while fetch(&mut wire, &mut asked).await?.1 {}
    ready.send(()).await?;
    let mut lags = Vec::new();
    loop {
        let event: Event = serde_json::from_str(stream.next_event().await?)?;
        let head = asked.seen.map_or(0, |seen| seen.head);
        if event.head <= head {
            continue;
        }
        let rows = match event.page {
            Some(sent) if sent.from == head => {
                asked.take(&sent.answer);
                sent.answer.rows.get().to_owned()
            }
            _ => fetch(&mut wire, &mut asked).await?.0,
        };
        let now = began.elapsed();
        for (_, sent) in rows.match_indices(MARK).map(|(at, _)| rows.split_at(at + MARK.len())) {
            let micros = sent.split(' ').next().context("a number")?.parse()?;
            lags.push(now.saturating_sub(Duration::from_micros(micros)));
        }
        if rows.contains("That was all.") {
            return Ok(lags);
        }
    }
}

/// A head, and the page that leads to it where it is small.
#[derive(Deserialize)]
struct Event<'a> {
    head: u64,
    #[serde(borrow, default)]
    page: Option<Sent<'a>>,
}

#[derive(Deserialize)]
struct Sent<'a> {
    from: u64,
    #[serde(borrow)]
    answer: Page<'a>,
}

trait Cursors {
    fn take(&mut self, page: &Page<'_>);
}

impl Cursors for PullRequest {
    fn take(&mut self, page: &Page<'_>) {
        self.seen = Some(page.seen);
        self.cursors.extend(page.scopes.iter().map(|(scope, state)| (scope.clone(), state.cursor)));
    }
}

async fn fetch(wire: &mut Wire, asked: &mut PullRequest) -> Result<(String, bool)> {
    let answer = wire.post("/v1/sync/pull", &serde_json::to_vec(asked)?).await?;
    let page: Page<'_> = serde_json::from_slice(&answer)?;
    asked.take(&page);
    Ok((page.rows.get().to_owned(), page.has_more))
}

/// The floor's events tell how far it is; who hears of one fetches the rows.
async fn bare(folder: &Path, clients: usize, time: Duration) -> Result<Times> {
    let server = Child::start(Role::Floor, folder)?;
    let (began, address, mut live) = (Instant::now(), server.address, JoinSet::new());
    let changes = (time.as_secs_f64() * f64::from(PER_SECOND)) as u32;
    let sent: std::sync::Arc<std::sync::Mutex<Vec<Duration>>> = std::sync::Arc::default();
    let mut streams = Vec::new();
    for _ in 0..clients {
        let mut stream = Wire::connect(address, "nobody").await?;
        stream.follow("/events").await?;
        streams.push(stream);
    }
    for mut stream in streams {
        let sent = sent.clone();
        live.spawn(async move {
            let mut lags = Vec::new();
            loop {
                let event: Event = serde_json::from_str(stream.next_event().await?)?;
                let now = began.elapsed();
                if let Some(at) = sent.lock().expect("nobody panics").get(event.head as usize - 1) {
                    lags.push(now.saturating_sub(*at));
                }
                if event.head >= u64::from(changes) {
                    return anyhow::Ok(lags);
                }
            }
        });
    }
    let mut wire = Wire::connect(address, "nobody").await?;
    let mut tick = tokio::time::interval(Duration::from_secs(1) / PER_SECOND);
    for _ in 0..changes {
        tick.tick().await;
        let body = format!(r#"{{"operations":[{{"id":"{}","payload":{{"words":"x"}}}}]}}"#, uuid::Uuid::now_v7());
        sent.lock().expect("nobody panics").push(began.elapsed());
        wire.post("/push", body.as_bytes()).await?;
    }
    let mut lags = Vec::new();
    while let Some(heard) = live.join_next().await {
        lags.extend(heard??);
    }
    Ok(Times::of(lags))
}
