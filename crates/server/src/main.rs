//! `goodturn-server`: the backend alone.

use std::io::{self, IsTerminal, Write};

use anyhow::{Context, Result};
use clap::Parser;
use goodturn_server::{Arguments, Running, start};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<()> {
    // Two providers are in the graph; without a choice builders of TLS panic.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let config = Arguments::parse().into_config()?;
    let filter = EnvFilter::try_from_env("GOODTURN_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();

    let running = start(config).await.context("starting the server")?;
    announce(&running).context("writing to standard output")?;
    stop_asked_for().await.context("waiting for a signal")?;
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
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
