//! `goodturn-server`: the backend alone.

use std::io::{self, IsTerminal, Write};

use anyhow::{Context, Result, bail};
use clap::Parser;
use goodturn_server::{Arguments, Clock, Config, Location, Running, Task, audit, backup, export, logs, migrate, start};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main]
async fn main() -> Result<()> {
    // Two providers are in the graph; without a choice builders of TLS panic.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let task = Arguments::parse().into_task()?;
    let filter = EnvFilter::try_from_env("GOODTURN_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = logs::layer(filter, io::stderr().is_terminal(), io::stderr);
    tracing_subscriber::registry().with(log).init();

    let clock = Clock::from_environment();
    match task {
        Task::Serve(config) => serve(*config).await,
        Task::Backup { place, to } => {
            let made = aside(move || backup::back_up(&place, &to, &clock)).await?;
            let (folder, made) = made.context("making a backup")?;
            say(&format!("backup of everything up to change {} in {}", made.seq, folder.display()))
        }
        Task::Verify { backup } => {
            let found = backup::verify(&backup).context("verifying the backup")?;
            let made_at = found.made_at.to_utc().format("%Y-%m-%d %H:%M UTC");
            say(&format!("sound: everything up to change {}, made {made_at}", found.seq))
        }
        Task::Migrate { from, to, files } => {
            let moved = aside(move || migrate(&from, &to, files.as_ref())).await?.context("moving everything")?;
            say(&moved.to_string())
        }
        Task::Restore { place: Location::Database(address), from, .. } => {
            let done = aside(move || backup::restore_into_database(&from, &address, &clock)).await?;
            say(&format!("restored everything up to change {}", done.context("restoring the backup")?.seq))
        }
        Task::Restore { place: Location::Folder(data_dir), from, replace } => {
            let done = backup::restore(&from, &data_dir, replace, &clock).context("restoring the backup")?;
            let aside = done.put_aside.map(|it| format!("; what was there is in {}", it.display())).unwrap_or_default();
            say(&format!("restored everything up to change {} into {}{aside}", done.backup.seq, data_dir.display()))
        }
        Task::Export { place, files, extent, to } => {
            let folder = to.clone();
            let made = aside(move || export::export(&place, &files, extent, &folder, &clock)).await?;
            let made = made.context("giving data out")?;
            let records: u64 = made.files.iter().filter(|it| it.name.ends_with("l")).map(|it| it.records).sum();
            let gone = match made.missing.len() {
                0 => String::new(),
                many => format!("; {many} attachments are missing on the server, manifest.json names them"),
            };
            say(&format!("{records} records in {} files in {}{gone}", made.files.len(), to.display()))
        }
        Task::VerifyAudit { place, anchor } => {
            let found = aside(move || audit::verify(&place, anchor.as_ref())).await?;
            let found = found.context("reading the audit log")?;
            if let Some((n, what)) = found.broken {
                bail!("the audit log is not as it was written: line {n} ({what:?})");
            }
            say(&format!("sound: {} lines, the last is {}:{}", found.records, found.head, found.hash))
        }
    }
}

/// Runs what waits for disks and databases where it may.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.context("working")
}

async fn serve(config: Config) -> Result<()> {
    let running = start(config).await.context("starting the server")?;
    announce(&running).context("writing to standard output")?;
    stop_asked_for().await.context("waiting for a signal")?;
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

fn say(words: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{words}").and_then(|()| out.flush()).context("writing to standard output")
}

fn announce(running: &Running) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "listening on http://{}", running.address)?;
    if let Some(link) = &running.first_invitation {
        writeln!(out, "invitation for the first administrator, works once: {link}")?;
    }
    out.flush()
}

/// Returns on Ctrl+C, or when the system asks the process to end.
async fn stop_asked_for() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
