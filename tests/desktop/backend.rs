//! The real server as a process of its own.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use goodturn_test_support::desktop::Running;

use crate::clock::StoryClock;
use crate::programs::Programs;

/// A server with a sample organization.
#[derive(Debug)]
pub(crate) struct Backend {
    pub(crate) address: SocketAddr,
    /// With which the owner of the organization joins.
    pub(crate) first_invitation: String,
    program: PathBuf,
    data: PathBuf,
    clock: PathBuf,
    running: Option<Running>,
}

impl Backend {
    pub(crate) fn start(programs: &Programs, folder: &Path, clock: &StoryClock) -> Result<Self> {
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let data = folder.join("server");
        let mut backend = Self {
            address,
            first_invitation: String::new(),
            program: programs.server.clone(),
            data,
            clock: clock.file().to_owned(),
            running: None,
        };
        let lines = backend.run(2)?;
        let invitation = lines.iter().find_map(|line| line.split_once("works once: "));
        backend.first_invitation = invitation.context("the server invites its first administrator")?.1.to_owned();
        Ok(backend)
    }

    /// Pulls the plug, and starts it again on the same files.
    pub(crate) fn kill_and_restart(&mut self) -> Result<()> {
        self.running.take().context("it runs")?.kill()?;
        self.run(1).map(drop)
    }

    /// Starts it and waits until it listens, which it says in its first lines.
    fn run(&mut self, lines: usize) -> Result<Vec<String>> {
        let log = std::fs::File::options().create(true).append(true).open(self.data.with_extension("log"))?;
        let mut child = Command::new(&self.program)
            .args(["serve", "--demo", "--admin-name", "Robin Ellery", "--admin-email", "robin@example.org"])
            .arg("--data-dir")
            .arg(&self.data)
            .arg(format!("--listen={}", self.address))
            .env("GOODTURN_CLOCK", &self.clock)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("starting the server")?;
        let lines = first_lines(&mut child, lines);
        self.running = Some(Running::of(child));
        lines
    }
}

/// So many lines of what it says first: where it listens, and at its very first start an invitation.
fn first_lines(child: &mut Child, count: usize) -> Result<Vec<String>> {
    let output = child.stdout.take().context("its output is piped")?;
    let heard = BufReader::new(output).lines().take(count).collect::<Result<Vec<_>, _>>()?;
    if heard.len() < count {
        bail!("the server ended early: {heard:?}");
    }
    Ok(heard)
}
