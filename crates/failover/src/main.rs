//! The loss of the machine with the primary database, while people work: three machines with etcd,
//! Patroni and PostgreSQL, three Goodturn servers and HAProxy, set up by the very files of `deploy/`
//! on loopback; clients that push all the time; `kill -9` of everything on the primary's machine.
//!
//! Nothing that was acknowledged may be lost, nothing may be there twice, and the clients have to go
//! on by themselves. It needs Debian's `etcd-server`, `patroni`, `haproxy`, `postgresql` and
//! `openssl`, and says so where they are missing; it does not run in CI.

#![allow(clippy::disallowed_macros, reason = "a command line talks on stdout and stderr")]
#![allow(clippy::disallowed_methods, reason = "a campaign is timed on the clock of this machine, and draws ids")]

mod clients;
mod cluster;
mod machine;
mod serving;
mod template;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use serde_json::json;
use tokio::time::sleep;

use clients::{Crowd, Tally};
use cluster::Cluster;
use serving::Servers;

#[derive(Parser)]
#[command(name = "goodturn-failover", about = "Kills the primary of a Patroni cluster under load")]
struct Arguments {
    /// How often the primary is killed.
    #[arg(long, default_value_t = 1)]
    kills: u32,
    /// How many clients push.
    #[arg(long, default_value_t = 12)]
    clients: usize,
    /// So many seconds of work before each kill, and after the clients have recovered.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// The server's program.
    #[arg(long, default_value = "target/debug/goodturn-server")]
    server: PathBuf,
}

/// Longer than it takes to choose another primary: 20 seconds until the old one is given up, and a
/// few more.
const RECOVERY: Duration = Duration::from_secs(120);

#[tokio::main]
async fn main() -> ExitCode {
    // Two providers are in the graph; without a choice builders of TLS panic.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let missing: Vec<&str> = machine::NEEDED.iter().copied().filter(|name| machine::find(name).is_none()).collect();
    if !missing.is_empty() {
        println!(
            "NOT RUN: this needs {}: install etcd-server, patroni, haproxy, postgresql, openssl",
            missing.join(", ")
        );
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::parse();
    let folder = match machine::folder() {
        Ok(folder) => folder,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    // Whoever is interrupted leaves nothing running.
    let ran = tokio::select! {
        ran = run(&arguments, folder.path()) => ran,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted")),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}; what the programs said is in {}", folder.keep().display());
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments, folder: &Path) -> Result<()> {
    ensure!(arguments.server.is_file(), "{} is not built", arguments.server.display());
    let mut cluster = Cluster::start(folder).await?;
    println!(
        "a cluster of three; {} is the primary, {} its synchronous standby",
        cluster.primary().await?,
        cluster.standby().await?
    );
    let servers = Servers::start(&arguments.server, folder, &cluster).await?;
    let crowd = Crowd::gather(&servers, arguments.clients).await?;
    println!("three servers behind HAProxy; {} clients push", arguments.clients);

    let started = Instant::now();
    let mut slowest = Duration::ZERO;
    for kill in 1..=arguments.kills {
        sleep(Duration::from_secs(arguments.seconds)).await;
        let took = lose_primary(&mut cluster, &crowd, kill).await?;
        slowest = slowest.max(took);
        cluster.bring_back().await?;
    }
    sleep(Duration::from_secs(arguments.seconds)).await;
    let tally = crowd.stop().await?;
    report(arguments, &tally, slowest, started.elapsed());
    if tally.lost > 0 || tally.twice > 0 {
        bail!("{} acknowledged operations are lost, {} are there twice", tally.lost, tally.twice);
    }
    Ok(())
}

/// Kills the primary and gives how long nobody could write.
async fn lose_primary(cluster: &mut Cluster, crowd: &Crowd, kill: u32) -> Result<Duration> {
    let before = crowd.acknowledged();
    let lost = cluster.kill_primary().await?;
    let killed = Instant::now();
    println!("kill {kill}: {lost} is gone, {before} operations were acknowledged until then");
    let recovered = async {
        // Answers on their way at the moment of the kill do not count.
        sleep(Duration::from_millis(500)).await;
        let seen = crowd.acknowledged();
        while crowd.acknowledged() == seen {
            sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(RECOVERY, recovered).await.context("the clients did not recover")?;
    let took = killed.elapsed();
    println!("  {} is the primary; writes went on after {:.1} s", cluster.primary().await?, took.as_secs_f64());
    Ok(took)
}

fn report(arguments: &Arguments, tally: &Tally, slowest: Duration, took: Duration) {
    println!(
        "{} operations acknowledged, {} of them there; {} tries failed and were repeated; {} more were committed \
         without their answer arriving",
        tally.acknowledged,
        tally.acknowledged - tally.lost,
        tally.repeated,
        tally.found_later
    );
    let line = json!({ "campaign": "failover", "runs": arguments.kills, "faults": arguments.kills,
        "failures": tally.lost + tally.twice, "acknowledged": tally.acknowledged, "lost": tally.lost,
        "twice": tally.twice, "repeated": tally.repeated, "recovery_seconds": slowest.as_secs_f64(),
        "seconds": took.as_secs() });
    println!("{line}");
}
