//! Programs that a test has started, and waiting for what they do.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// How long a program may take to end by itself before it is killed.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often something awaited is looked for.
const PAUSE: Duration = Duration::from_millis(40);

/// A program that runs for as long as this is kept.
#[derive(Debug)]
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts it; what it has to say goes nowhere unless the command says otherwise.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn start(mut command: Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null());
        Ok(Self { child: command.spawn().with_context(|| format!("starting {name}"))? })
    }

    /// One that has been started already.
    pub const fn of(child: Child) -> Self {
        Self { child }
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The first line that it writes to its standard output, which has to be a pipe.
    ///
    /// # Errors
    /// When it ends without one.
    pub fn first_line(&mut self) -> Result<String> {
        let output = self.child.stdout.as_mut().context("its output was not piped")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("it ended without a word");
        }
        Ok(line.trim().to_owned())
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }

    /// Pulls the plug: no signal that it could react to.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill().context("killing it")?;
        self.child.wait().context("waiting for its end")?;
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.has_ended() {
            return;
        }
        if let Some(pid) = Pid::from_raw(self.child.id().cast_signed()) {
            let _ = kill_process(pid, Signal::TERM);
        }
        if !ended_within(PATIENCE, || self.has_ended()) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Whether `is_over` comes true in time.
#[expect(clippy::disallowed_methods, reason = "other programs take real time")]
pub fn ended_within(time: Duration, mut is_over: impl FnMut() -> bool) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < time {
        if is_over() {
            return true;
        }
        std::thread::sleep(PAUSE);
    }
    false
}

/// Waits for something that another program does.
///
/// # Errors
/// When it does not come about in time: with `what`, and the last failure of `look`.
#[expect(clippy::disallowed_methods, reason = "other programs take real time")]
pub async fn wait_for<T>(what: &str, time: Duration, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let begin = Instant::now();
    loop {
        let seen = look().await;
        if let Ok(Some(found)) = seen {
            return Ok(found);
        }
        if begin.elapsed() > time {
            let why = seen.err().map(|failure| format!(": {failure:#}")).unwrap_or_default();
            bail!("waited {} s for {what}{why}", time.as_secs());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
