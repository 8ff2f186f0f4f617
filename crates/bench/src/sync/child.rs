//! A server in a process of its own, so that its memory and processor time are not the load's.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::ValueEnum;
use goodturn_fault_vfs::Disk;
use goodturn_server::{Config, PasswordCost};

use super::floor::{Floor, MOST_TOGETHER};
use super::process;

/// What a hard disk, or a small virtual one, takes.
const SLOW_SYNC: Duration = Duration::from_millis(4);

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    Ours,
    Floor,
    /// Ours on a disk that takes its time for every sync.
    Slow,
    /// The floor on such a disk, with a commit for each push.
    SlowApart,
}

/// A running server.
pub(crate) struct Child {
    process: std::process::Child,
    pub(crate) address: SocketAddr,
    /// The link that makes the first administrator of ours.
    pub(crate) invitation: String,
}

impl Child {
    pub(crate) fn start(role: Role, folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let name = role.to_possible_value().context("every role has a name")?;
        let mut process = Command::new(std::env::current_exe()?)
            .args(["--serve", name.get_name(), "--folder"])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the server")?;
        let mut lines = BufReader::new(process.stdout.take().context("the server talks")?).lines();
        let mut line = || lines.next().context("the server ended").and_then(|it| Ok(it?));
        let (address, invitation) = (line()?.parse()?, line()?);
        Ok(Self { process, address, invitation })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Processor time so far.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        process::cpu_of(self.process.id())
    }

    /// Resident memory in bytes, now and at most.
    pub(crate) fn memory(&self) -> Result<(u64, u64)> {
        let id = self.process.id();
        Ok((process::memory_of(id, "VmRSS")?, process::memory_of(id, "VmHWM")?))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // The server ends when nobody talks to it any longer.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// What the process does that [`Child::start`] starts.
pub(crate) fn serve(role: Role, folder: &Path) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let _disk = match role {
        Role::Slow | Role::SlowApart => Some(Disk::slow_under(folder, SLOW_SYNC)?),
        Role::Ours | Role::Floor => None,
    };
    match role {
        Role::Ours | Role::Slow => runtime.block_on(async {
            let mut config = Config::new(folder.to_owned());
            config.listen = ([127, 0, 0, 1], 0).into();
            config.password_cost = PasswordCost { memory_kib: 64, passes: 1 };
            let running = goodturn_server::start(config).await?;
            announce(running.address, running.first_invitation.as_deref().unwrap_or("-"))?;
            until_left().await?;
            running.stop().await;
            Ok(())
        }),
        Role::Floor | Role::SlowApart => runtime.block_on(async {
            let together = if role == Role::Floor { MOST_TOGETHER } else { 1 };
            let floor = Floor::start(&folder.join("floor.db"), together).await?;
            announce(floor.address, "-")?;
            until_left().await
        }),
    }
}

fn announce(address: SocketAddr, invitation: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{address}\n{invitation}")?;
    Ok(out.flush()?)
}

/// Returns once the process that started this one closes the pipe.
async fn until_left() -> Result<()> {
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}
