//! W4: many people of one team make small durable changes, each waiting for the last one's answer.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use goodturn_domain::ServiceRequestId;
use goodturn_sync::PushRequest;
use goodturn_test_support::a_request;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::child::{Child, Role};
use super::office::{self, Member, Office};
use super::wire::Wire;
use crate::figures::{Figure, Times};

const SLOW_CLIENTS: usize = 50;
/// A request is talked about for so long; then its requester asks for something else.
const LINES: usize = 20;
const SAID: &str = "The county has the form; I hear from them tomorrow before noon.";
const MIB: f64 = 1024.0 * 1024.0;

/// What a server withstood.
struct Load {
    times: Times,
    per_second: f64,
    cpu_micros: f64,
    peak: u64,
}

/// What every client does again and again.
#[derive(Clone, Copy)]
enum Doing {
    Saying,
    Asking,
}

pub(crate) async fn measure(folder: &Path, clients: usize, time: Duration) -> Result<Vec<Figure>> {
    let server = Child::start(Role::Ours, &folder.join("server"))?;
    let office = Office::open(&server, clients).await.context("opening the office")?;
    let (office, ours) = make_changes(&server, office, Doing::Saying, time).await?;
    let created = match clients {
        50 => Some(make_changes(&server, office, Doing::Asking, time / 3).await?.1),
        _ => None,
    };
    drop(server);
    let floor = bare(Role::Floor, &folder.join("floor"), clients, Doing::Saying, time / 3).await?;
    let mut figures = figures(clients, &ours, &floor);
    if let Some(created) = created {
        let floor = bare(Role::Floor, &folder.join("floor-asking"), clients, Doing::Asking, time / 3).await?;
        figures.push(Figure::new("create.per_s", created.per_second, "/s").over(floor.per_second).at_least(5_000.0));
        figures.push(Figure::new("create.cpu_us", created.cpu_micros, "µs").over(floor.cpu_micros));
    }
    Ok(figures)
}

/// On a disk that takes 4 ms for every sync: what waits is committed together. Beside it the floor with a
/// commit for each change.
pub(crate) async fn measure_slow(folder: &Path, time: Duration) -> Result<Vec<Figure>> {
    let server = Child::start(Role::Slow, &folder.join("server"))?;
    let office = Office::open(&server, SLOW_CLIENTS).await.context("opening the office")?;
    let ours = make_changes(&server, office, Doing::Saying, time).await?.1;
    drop(server);
    let apart = bare(Role::SlowApart, &folder.join("floor"), SLOW_CLIENTS, Doing::Saying, time / 3).await?;
    Ok(vec![
        Figure::new("slow_disk.per_s", ours.per_second, "/s").over(apart.per_second).at_least(2_000.0),
        Figure::new("slow_disk.p99_ms", ours.times.millis(99), "ms").over(apart.times.millis(99)),
    ])
}

fn figures(clients: usize, ours: &Load, floor: &Load) -> Vec<Figure> {
    let is_few = clients == 50;
    let name = |few, many| if is_few { few } else { many };
    vec![
        Figure::new(name("W4_50.per_s", "W4_500.per_s"), ours.per_second, "/s")
            .over(floor.per_second)
            .at_least(10_000.0),
        Figure::new(name("W4_50.p99_ms", "W4_500.p99_ms"), ours.times.millis(99), "ms")
            .over(floor.times.millis(99))
            .at_most(if is_few { 15.0 } else { 100.0 }),
        Figure::new(name("W4_50.cpu_us", "W4_500.cpu_us"), ours.cpu_micros, "µs").over(floor.cpu_micros).at_most(120.0),
        Figure::new(name("W4_50.server_mb", "W4_500.server_mb"), ours.peak as f64 / MIB, "MiB")
            .over(floor.peak as f64 / MIB),
    ]
}

async fn make_changes(server: &Child, office: Office, doing: Doing, time: Duration) -> Result<(Office, Load)> {
    let mut clients = JoinSet::new();
    let (address, deadline) = (office.address, Instant::now() + time);
    let (began, cpu) = (Instant::now(), server.cpu()?);
    for member in office.members {
        clients.spawn(async move {
            let wire = Wire::connect(address, &member.token).await?;
            change_until(wire, member, doing, deadline).await
        });
    }
    let (mut members, mut times) = (Vec::new(), Vec::new());
    while let Some(done) = clients.join_next().await {
        let (member, took) = done??;
        members.push(member);
        times.extend(took);
    }
    let load = Load::of(times, began.elapsed(), server.cpu()? - cpu, server.memory()?.1);
    Ok((Office { address, members }, load))
}

async fn change_until(
    mut wire: Wire,
    mut member: Member,
    doing: Doing,
    deadline: Instant,
) -> Result<(Member, Vec<Duration>)> {
    let mut times = Vec::new();
    while Instant::now() < deadline {
        let change = match doing {
            Doing::Saying if times.len() % LINES != LINES - 1 => member.say(SAID),
            Doing::Saying | Doing::Asking => ask(&mut member),
        };
        let began = Instant::now();
        office::push(&mut wire, &change).await?;
        times.push(began.elapsed());
    }
    Ok((member, times))
}

/// Something else, which is talked about from now on.
fn ask(member: &mut Member) -> PushRequest {
    member.request = ServiceRequestId::new(Uuid::now_v7());
    let ask = a_request().titled("Riparian grant for the listing at the old mill").from(member.person);
    let intent = match member.team {
        Some(team) => ask.to_team(team).ask(member.request),
        None => ask.ask(member.request),
    };
    member.next(&intent)
}

/// The same for the floor: the row of a request, anew or as a new one, and a line of it, each for the team
/// and for whoever asked.
async fn bare(role: Role, folder: &Path, clients: usize, doing: Doing, time: Duration) -> Result<Load> {
    let server = Child::start(role, folder)?;
    let (address, deadline) = (server.address, Instant::now() + time);
    let (began, cpu, mut running) = (Instant::now(), server.cpu()?, JoinSet::new());
    for person in 1..=clients {
        running.spawn(async move {
            let (mut wire, mut times) = (Wire::connect(address, "nobody").await?, Vec::new());
            let (text, mut request) = (SAID.repeat(5), Uuid::now_v7());
            while Instant::now() < deadline {
                if matches!(doing, Doing::Asking) || times.len() % LINES == LINES - 1 {
                    request = Uuid::now_v7();
                }
                let id = Uuid::now_v7();
                let body = format!(
                    r#"{{"operations":[{{"id":"{id}","request":"{request}","person":{person},"payload":{{"words":"{text}"}}}}]}}"#
                );
                let began = Instant::now();
                wire.post("/push", body.as_bytes()).await?;
                times.push(began.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(done) = running.join_next().await {
        times.extend(done??);
    }
    Ok(Load::of(times, began.elapsed(), server.cpu()? - cpu, server.memory()?.1))
}

impl Load {
    fn of(times: Vec<Duration>, took: Duration, cpu: Duration, peak: u64) -> Self {
        let changes = times.len() as f64;
        let (per_second, cpu_micros) = (changes / took.as_secs_f64(), cpu.as_secs_f64() * 1e6 / changes);
        Self { times: Times::of(times), per_second, cpu_micros, peak }
    }
}
