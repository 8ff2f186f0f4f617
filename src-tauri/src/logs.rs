//! The log: one file a day in the state folder, and standard error.

use std::path::Path;
use std::{fs, io};

use anyhow::Context;
use goodturn_server::logs;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::MakeWriterExt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Two weeks, the time within which somebody reports what they saw.
const DAYS_KEPT: usize = 14;

/// Starts logging into `folder`; `RUST_LOG` says how much.
pub(crate) fn start(folder: &Path) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,zbus=warn,tao=error"));
    // The library looks for old files before it makes the folder.
    fs::create_dir_all(folder).context("making the folder of the logs")?;
    // Written at once and without a thread: what was said just before a crash is what one looks for.
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("goodturn")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(folder)
        .context("opening the log file")?;
    let log = logs::layer(filter, false, file.and(io::stderr));
    tracing_subscriber::registry()
        .with(log)
        .try_init()
        .map_err(|cause| anyhow::anyhow!(cause))
        .context("starting the log")
}
