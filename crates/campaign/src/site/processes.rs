//! Real processes, and their ends.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::desk::{self, Work};

/// How long anything may take on a busy machine before it counts as stuck.
const PATIENCE: Duration = Duration::from_secs(30);

/// A process, its lines, and nothing left of it once this is gone.
#[derive(Debug)]
struct Process {
    child: Child,
    lines: Receiver<String>,
    reader: Option<JoinHandle<()>>,
}

impl Process {
    fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let log = File::options().append(true).create(true).open(log)?;
        command.stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().with_context(|| format!("starting {command:?}"))?;
        let out = child.stdout.take().context("it was asked for")?;
        let (tell, lines) = channel();
        let read = move || {
            // A last line without an end was cut off by a kill, and said nothing.
            for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
                if tell.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                    return;
                }
            }
        };
        let reader = std::thread::Builder::new().name("lines".into()).spawn(read)?;
        Ok(Self { child, lines, reader: Some(reader) })
    }

    fn next_line(&self, within: Duration) -> Result<Option<String>> {
        match self.lines.recv_timeout(within) {
            Ok(line) => Ok(Some(line)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => bail!("the process has ended"),
        }
    }

    /// Ends it in the middle of whatever it does, and waits until it is gone.
    fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.wait_for_end()
    }

    fn wait_for_end(&mut self) -> Result<()> {
        self.child.wait()?;
        if let Some(reader) = self.reader.take() {
            ensure!(reader.join().is_ok(), "who reads the lines panicked");
        }
        Ok(())
    }

    fn has_ended_within(&mut self, time: Duration) -> Result<bool> {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline {
            if self.child.try_wait()?.is_some() {
                self.wait_for_end()?;
                return Ok(true);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(false)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program that was built beside this one.
pub(crate) fn program(name: &str, variable: &str) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(path.into());
    }
    let this = std::env::current_exe()?;
    let folder = this.parent().context("a program lies in a folder")?;
    let beside = [folder.join(name), folder.join("..").join(name)].into_iter().find(|path| path.is_file());
    beside.with_context(|| format!("{name} was not built: build --package {name}, or set {variable}"))
}

/// A command whose process ends with ours, where the system can do that.
fn bound_to_us(program: &Path) -> Command {
    if cfg!(target_os = "linux") {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]);
        if rustix::process::geteuid().is_root() {
            // Rights on files hold for it as for anybody.
            command.arg("--bounding-set=-dac_override,-dac_read_search");
        }
        command.arg("--").arg(program);
        return command;
    }
    Command::new(program)
}

/// A `goodturn-server` process.
#[derive(Debug)]
pub(crate) struct Server {
    process: Process,
    address: SocketAddr,
}

impl Server {
    /// Starts one; it need not be ready yet.
    pub(crate) fn start(data: &Path, port: u16, more: &[String]) -> Result<Self> {
        std::fs::create_dir_all(data)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut command = bound_to_us(&program("goodturn-server", "GOODTURN_SERVER")?);
        command.args(["serve", "--listen"]).arg(address.to_string()).arg("--data-dir").arg(data).args(more);
        command.env("GOODTURN_LOG", "warn").stdin(Stdio::null());
        let process = Process::start(&mut command, &data.join("log"))?;
        Ok(Self { process, address })
    }

    /// Waits until it listens.
    pub(crate) fn until_ready(&mut self) -> Result<()> {
        let line = self.process.next_line(PATIENCE)?.context("the server does not come up")?;
        ensure!(line.starts_with("listening on"), "the server says {line:?}");
        Ok(())
    }

    /// The link by which a new server invites its first administrator, said once it is ready.
    pub(crate) fn first_invitation(&mut self) -> Result<String> {
        let line = self.process.next_line(PATIENCE)?.context("the server invites nobody")?;
        let link = line.rsplit_once(' ').map(|(_, link)| link.to_owned());
        link.with_context(|| format!("the server says {line:?}"))
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.process.kill()
    }

    /// Asks it to end, and kills it when it has not ended after `patience`.
    pub(crate) fn stop_within(mut self, patience: Duration) -> Result<()> {
        let pid = rustix::process::Pid::from_child(&self.process.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        if !self.process.has_ended_within(patience)? {
            self.process.kill()?;
        }
        Ok(())
    }

    pub(crate) fn stop(self) -> Result<()> {
        self.stop_within(PATIENCE)
    }

    /// How much memory it has of its own, in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("a process has memory")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

/// Something that a desk has acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) desk: usize,
    /// The kind of entity that it made.
    pub(crate) made: String,
    pub(crate) id: String,
}

/// A process with some desks.
#[derive(Debug)]
pub(crate) struct Desks {
    process: Process,
    orders: Option<ChildStdin>,
    tag: u64,
    /// What was acknowledged in this life.
    deeds: Vec<Deed>,
    answers: BTreeMap<u64, Value>,
    started: BTreeMap<usize, Value>,
}

impl Desks {
    /// Starts desks in these folders; they need not be ready yet.
    pub(crate) fn start<'a>(folders: impl IntoIterator<Item = &'a Path>, log: &Path) -> Result<Self> {
        let mut command = bound_to_us(&std::env::current_exe()?);
        command.args(desk::order(folders)).stdin(Stdio::piped());
        let mut process = Process::start(&mut command, log)?;
        let orders = process.child.stdin.take();
        Ok(Self { process, orders, tag: 0, deeds: Vec::new(), answers: BTreeMap::new(), started: BTreeMap::new() })
    }

    /// Waits until a desk is there, and gives the trouble that its app found.
    pub(crate) fn until_started(&mut self, desk: usize) -> Result<Value> {
        let started = self.hear_until(|it| it.started.get(&desk).cloned());
        started.with_context(|| format!("desk {desk} does not start"))
    }

    /// Waits until somebody has done something in this life.
    pub(crate) fn until_first_deed(&mut self) -> Result<()> {
        self.hear_until(|it| (!it.deeds.is_empty()).then_some(()))
    }

    /// Lets a desk work; what it does is in [`Self::kill`]'s and [`Self::deeds`]' answer.
    pub(crate) fn work(&mut self, desk: usize, work: Work) -> Result<()> {
        self.order(desk, json!({ "work": work })).map(drop)
    }

    /// The same, until it is done.
    pub(crate) fn work_to_the_end(&mut self, desk: usize, work: Work) -> Result<()> {
        let tag = self.order(desk, json!({ "work": work }))?;
        self.answer("work", desk, tag).map(drop)
    }

    /// The same, and it may be refused: with which code.
    pub(crate) fn work_until_refused(&mut self, desk: usize, work: Work) -> Result<Option<String>> {
        let tag = self.order(desk, json!({ "work": work }))?;
        let answer = self.hear_until(|it| it.answers.remove(&tag))?;
        Ok(answer["failed"].as_str().map(str::to_owned))
    }

    /// Calls a command of the interface.
    pub(crate) fn call(&mut self, desk: usize, name: &str, args: &Value) -> Result<Value> {
        let tag = self.order(desk, json!({ "call": name, "args": args }))?;
        self.answer(name, desk, tag)
    }

    fn answer(&mut self, name: &str, desk: usize, tag: u64) -> Result<Value> {
        let mut answer = self.hear_until(|it| it.answers.remove(&tag)).with_context(|| format!("{name} on {desk}"))?;
        ensure!(answer.get("failed").is_none(), "{name} on desk {desk}: {answer}");
        Ok(answer["ok"].take())
    }

    /// Hears what is said for so long.
    pub(crate) fn listen(&mut self, time: Duration) -> Result<()> {
        let deadline = Instant::now() + time;
        while let Some(line) = self.process.next_line(deadline.saturating_duration_since(Instant::now()))? {
            self.take_in(&line);
        }
        Ok(())
    }

    /// What was acknowledged so far in this life.
    pub(crate) fn take_deeds(&mut self) -> Vec<Deed> {
        std::mem::take(&mut self.deeds)
    }

    /// Ends it in the middle of whatever it does; gives what it had acknowledged.
    pub(crate) fn kill(mut self) -> Result<Vec<Deed>> {
        self.process.kill()?;
        Ok(self.last_words())
    }

    /// Lets it end in good order, or kills it in the middle of that after `patience`.
    pub(crate) fn stop_within(mut self, patience: Duration) -> Result<Vec<Deed>> {
        drop(self.orders.take());
        if !self.process.has_ended_within(patience)? {
            self.process.kill()?;
        }
        Ok(self.last_words())
    }

    pub(crate) fn stop(self) -> Result<Vec<Deed>> {
        self.stop_within(PATIENCE)
    }

    fn last_words(&mut self) -> Vec<Deed> {
        while let Ok(line) = self.process.lines.try_recv() {
            self.take_in(&line);
        }
        self.take_deeds()
    }

    fn order(&mut self, desk: usize, mut line: Value) -> Result<u64> {
        self.tag += 1;
        line["desk"] = json!(desk);
        line["tag"] = json!(self.tag);
        let orders = self.orders.as_mut().context("it was told to end")?;
        writeln!(orders, "{line}").context("the process has ended")?;
        Ok(self.tag)
    }

    fn hear_until<T>(&mut self, mut found: impl FnMut(&mut Self) -> Option<T>) -> Result<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = found(self) {
                return Ok(found);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self.process.next_line(left)?.context("waited in vain")?;
            self.take_in(&line);
        }
    }

    fn take_in(&mut self, line: &str) {
        // The last line of a killed process may be cut off: it said nothing.
        let Ok(mut line) = serde_json::from_str::<Value>(line) else { return };
        let desk = line["desk"].as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or_default();
        if let Some(tag) = line["tag"].as_u64() {
            self.answers.insert(tag, line);
        } else if let (Some(made), Some(id)) = (line["did"].as_str(), line["id"].as_str()) {
            self.deeds.push(Deed { desk, made: made.to_owned(), id: id.to_owned() });
        } else {
            self.started.insert(desk, line["started"].take());
        }
    }
}
