//! G27: many at once. Streams that are held, devices that work, everybody coming back after the
//! server was killed, and a flood of sign-ins while the others go on.
//!
//! The server is a process of its own; its memory is what the system says of it. Odd seeds bring a
//! crowd of hundreds, even ones one of thousands.

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
    in_ci: Budget { runs: 1, seconds: 80 },
    workers: Workers::One,
    replays: false,
    run,
};

const PEOPLE: usize = 6;
/// Streams that are held, and as many devices that push and pull beside them.
const HUNDREDS: usize = 500;
const THOUSANDS: usize = 2_000;
/// Each active device does something about so often.
const PAUSE: Duration = Duration::from_secs(4);
const WORKING: Duration = Duration::from_secs(60);
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

/// Who takes part, and where.
struct Crowd {
    url: String,
    counts: Arc<Counts>,
    members: Vec<Member>,
    /// Streams, and devices at work.
    each: usize,
    tasks: JoinSet<()>,
}

async fn crowd(site: Site, server: Server, before: u64, seed: u64, log: &mut Log) -> Result<Run> {
    let (url, client) = (site.url(), api::client()?);
    let mut members = Vec::new();
    for number in 0..PEOPLE {
        members.push(Member::sign_in(&client, &url, number).await?);
    }
    let each = if seed % 2 == 1 { HUNDREDS } else { THOUSANDS };
    let mut crowd = Crowd { url, counts: Arc::default(), members, each, tasks: JoinSet::new() };
    crowd.hold_streams(seed);
    crowd.until_open().await.context("holding the streams")?;
    let holding = server.resident_kib()?;
    let worked = crowd.work(seed).await?;
    let working = server.resident_kib()?;
    log.note(format_args!("{worked}"));

    server.kill()?;
    let began = Instant::now();
    let mut server = Server::start(&site.server_folder(), site.port, &[])?;
    server.until_ready()?;
    crowd.until_open().await.context("coming back after the restart")?;
    let storm = began.elapsed();

    let (tried, slowest) = flood(&crowd.members, &crowd.url).await?;
    let after = server.resident_kib()?;
    ensure!(working.max(after) <= MOST_MEMORY_KIB, "the server takes {working} and {after} KiB");
    crowd.tasks.shutdown().await;
    server.stop()?;
    let says = format!(
        "{each} streams: {:.1} KiB each; with {each} devices at work {worked}, and {} MiB; all streams back {:.1} s \
         after kill -9; {tried} sign-ins in a flood of {FLOODERS}, the slowest pull beside it {} ms; {} MiB in the end",
        holding.saturating_sub(before) as f64 / each as f64,
        working / 1024,
        storm.as_secs_f64(),
        slowest.as_millis(),
        after / 1024,
    );
    Ok(Run { faults: 1 + tried, says: Some(says) })
}

impl Crowd {
    fn hold_streams(&mut self, seed: u64) {
        for number in 0..self.each {
            let (member, dice) = (self.members[number % PEOPLE].clone(), Dice::of_seed(seed ^ number as u64));
            self.tasks.spawn(hold(member, self.url.clone(), self.counts.clone(), dice));
        }
    }

    async fn until_open(&self) -> Result<()> {
        let open = || self.counts.open.load(Ordering::Relaxed);
        let all_open = async {
            while open() < self.each {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(STORM, all_open).await.with_context(|| format!("{} of {} are open", open(), self.each))
    }

    /// Everybody works for a while; says how they were served.
    async fn work(&mut self, seed: u64) -> Result<String> {
        for number in 0..self.each {
            let dice = Dice::of_seed(seed ^ (number as u64 + 10_000));
            let member = self.members[number % PEOPLE].on_another_device();
            self.tasks.spawn(work(member, self.url.clone(), self.counts.clone(), dice));
        }
        sleep(WORKING).await;
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
        let (answers, refused) = (count(&self.counts.answers), count(&self.counts.refused));
        // Who is asked to come later does so.
        let expected = self.each as u64 * WORKING.as_secs() / PAUSE.as_secs();
        ensure!(answers * 10 >= expected * 7, "{answers} answers and {refused} refusals in {WORKING:?}");
        let (each_second, slowest) = (answers as f64 / WORKING.as_secs_f64(), count(&self.counts.slowest_ms));
        Ok(format!("{each_second:.0} answers/s, {refused} refused, the slowest after {slowest} ms"))
    }
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
