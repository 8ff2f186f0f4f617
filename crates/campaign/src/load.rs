//! G27: many at once. Streams that are held, devices that work, everybody coming back after the
//! server was killed, and a flood of sign-ins while the others go on.
//!
//! The server is a process of its own; its memory is what the system says of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::api::{self, Member, email_of};
use crate::campaign::{Budget, Campaign, Log, Run, Workers};
use crate::dice::Dice;
use crate::site::{Blueprint, Server, Site};

pub(crate) const G27: Campaign = Campaign {
    name: "G27",
    holds: "hundreds of streams and devices, a storm of returning ones, a flood of sign-ins: all are served",
    in_ci: Budget { runs: 1, seconds: 30 },
    workers: Workers::One,
    replays: false,
    run,
};

const PEOPLE: usize = 6;
/// Streams that are held, and devices that push and pull beside them.
const STREAMS: usize = 500;
const ACTIVE: usize = 500;
/// Each active device does something about so often.
const PAUSE: Duration = Duration::from_secs(4);
const WORKING: Duration = Duration::from_secs(10);
/// After a restart everybody is back within this time.
const STORM: Duration = Duration::from_secs(15);
const FLOOD: Duration = Duration::from_secs(5);
const FLOODERS: usize = 40;
/// As promised for 10,000 streams.
const MOST_MEMORY_KIB: u64 = 512 * 1024;
/// While passwords are hashed on every core the others wait no longer for an answer.
const PATIENCE_IN_A_FLOOD: Duration = Duration::from_secs(3);

fn run(seed: u64, log: &mut Log) -> Result<Run, String> {
    let live = |log: &mut Log| -> Result<Run> {
        let site = Blueprint::draw(PEOPLE)?.copy()?;
        let mut server = Server::start(&site.server_folder(), site.port, &[])?;
        server.until_ready()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let before = server.resident_kib()?;
        runtime.block_on(crowd(site, server, before, seed, log))
    };
    live(log).map_err(|error| format!("{error:#}"))
}

/// What a crowd counts together.
#[derive(Debug, Default)]
struct Counts {
    open: AtomicUsize,
    answers: AtomicU64,
    refused: AtomicU64,
    slowest_ms: AtomicU64,
}

async fn crowd(site: Site, server: Server, before: u64, seed: u64, log: &mut Log) -> Result<Run> {
    let (url, client, counts) = (site.url(), api::client()?, Arc::new(Counts::default()));
    let mut members = Vec::new();
    for number in 0..PEOPLE {
        members.push(Member::sign_in(&client, &url, number).await?);
    }
    let mut everybody = JoinSet::new();
    for number in 0..STREAMS {
        everybody.spawn(hold(
            members[number % PEOPLE].clone(),
            url.clone(),
            counts.clone(),
            Dice::of_seed(seed ^ number as u64),
        ));
    }
    until_open(&counts, STREAMS, STORM).await.context("holding the streams")?;
    let holding = server.resident_kib()?;
    for number in 0..ACTIVE {
        let member = members[number % PEOPLE].on_another_device();
        let dice = Dice::of_seed(seed ^ (number as u64 + 10_000));
        everybody.spawn(work(member, url.clone(), counts.clone(), dice));
    }
    sleep(WORKING).await;
    let working = server.resident_kib()?;
    let answers = counts.answers.load(Ordering::Relaxed);
    ensure!(answers > 0, "nobody was answered");
    log.note(format_args!("{answers} answers in {WORKING:?}"));

    server.kill()?;
    let began = Instant::now();
    let mut server = Server::start(&site.server_folder(), site.port, &[])?;
    server.until_ready()?;
    until_open(&counts, STREAMS, STORM).await.context("coming back after the restart")?;
    let storm = began.elapsed();

    let (tried, slowest) = flood(&members, &url).await?;
    let after = server.resident_kib()?;
    ensure!(working.max(after) <= MOST_MEMORY_KIB, "the server takes {working} and {after} KiB");
    everybody.shutdown().await;
    server.stop()?;
    let says = format!(
        "{STREAMS} streams: {:.1} KiB each; with {ACTIVE} devices at work {:.0} answers/s and {} MiB; all streams back \
         {:.1} s after kill -9; {tried} sign-ins in a flood of {FLOODERS}, the slowest pull beside it {} ms; {} MiB in the end",
        holding.saturating_sub(before) as f64 / STREAMS as f64,
        answers as f64 / WORKING.as_secs_f64(),
        working / 1024,
        storm.as_secs_f64(),
        slowest.as_millis(),
        after / 1024,
    );
    Ok(Run { faults: 1 + tried, says: Some(says) })
}

async fn until_open(counts: &Counts, wanted: usize, within: Duration) -> Result<()> {
    let all_open = async {
        while counts.open.load(Ordering::Relaxed) < wanted {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let opened = timeout(within, all_open).await;
    opened.with_context(|| format!("{} of {wanted} are open", counts.open.load(Ordering::Relaxed)))
}

/// Holds a stream, and comes back as the app does when it ends: after half a second, and later each
/// time, up to half a minute.
async fn hold(member: Member, url: String, counts: Arc<Counts>, mut dice: Dice) {
    let mut pause = 500;
    loop {
        let mut was_open = false;
        let opened = || {
            was_open = true;
            counts.open.fetch_add(1, Ordering::Relaxed);
        };
        // Why it ended does not matter to who comes back anyway.
        let _ = member.hold_stream(&url, opened).await;
        if was_open {
            counts.open.fetch_sub(1, Ordering::Relaxed);
            pause = 500;
        }
        let jittered = dice.between(pause * 3 / 4, pause * 5 / 4);
        sleep(Duration::from_millis(jittered.unsigned_abs())).await;
        pause = (pause * 2).min(30_000);
    }
}

async fn work(mut member: Member, url: String, counts: Arc<Counts>, mut dice: Dice) {
    let pause = i64::try_from(PAUSE.as_millis()).unwrap_or(i64::MAX);
    sleep(Duration::from_millis(dice.between(0, pause).unsigned_abs())).await;
    loop {
        let began = Instant::now();
        let answer = if dice.happens(50) { member.pull(&url).await } else { member.remind(&url).await };
        if matches!(answer, Ok(StatusCode::OK)) {
            counts.answers.fetch_add(1, Ordering::Relaxed);
            let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            counts.slowest_ms.fetch_max(took, Ordering::Relaxed);
        } else {
            counts.refused.fetch_add(1, Ordering::Relaxed);
        }
        sleep(Duration::from_millis(dice.between(pause / 2, pause * 3 / 2).unsigned_abs())).await;
    }
}

/// Many try passwords at once; gives how many tries were answered and how long others waited.
async fn flood(members: &[Member], url: &str) -> Result<(u64, Duration)> {
    let end = Instant::now() + FLOOD;
    let mut flooders = JoinSet::new();
    for number in 0..FLOODERS {
        let (client, url) = (members[0].client().clone(), url.to_owned());
        flooders.spawn(async move {
            let mut tried = 0_u64;
            while Instant::now() < end {
                // Of somebody else each time, or of nobody: the growing delay is for one account.
                let email = if number % 2 == 0 { email_of(1) } else { format!("nobody{number}.{tried}@example.org") };
                let answer = api::try_sign_in(&client, &url, &email, "not the password at all").await;
                if answer
                    .is_ok_and(|it| !it.status().is_server_error() || it.status() == StatusCode::SERVICE_UNAVAILABLE)
                {
                    tried += 1;
                }
            }
            tried
        });
    }
    let mut slowest = Duration::ZERO;
    while Instant::now() < end {
        let began = Instant::now();
        let status = members[PEOPLE - 1].pull(url).await?;
        ensure!(status == StatusCode::OK, "a pull beside the flood is answered with {status}");
        slowest = slowest.max(began.elapsed());
        sleep(Duration::from_millis(50)).await;
    }
    let tried: u64 = flooders.join_all().await.into_iter().sum();
    ensure!(tried > 0, "no try to sign in was answered");
    ensure!(slowest <= PATIENCE_IN_A_FLOOD, "a pull beside the flood took {slowest:?}");
    Ok((tried, slowest))
}
