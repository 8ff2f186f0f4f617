//! etcd and three Patroni nodes, as `deploy/patroni/patroni.yml` has them, on loopback.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::time::sleep;

use crate::machine::{Running, find, free_port, give_away};

/// For a node to come up: a busy machine makes a data folder and a copy of it.
const PATIENCE: u32 = 180;

struct Node {
    name: &'static str,
    port: u16,
    rest: u16,
    folder: PathBuf,
    patroni: Option<Running>,
}

pub(crate) struct Cluster {
    nodes: Vec<Node>,
    client: reqwest::Client,
    _etcd: Running,
}

impl Cluster {
    /// Starts everything and waits until a standby is synchronous.
    pub(crate) async fn start(folder: &Path) -> Result<Self> {
        let (client_port, peer_port) = (free_port()?, free_port()?);
        let etcd = start_etcd(folder, client_port, peer_port)?;
        let mut nodes = Vec::new();
        for name in ["a", "b", "c"] {
            let node = folder.join(name);
            fs::create_dir(&node)?;
            give_away(&node)?;
            nodes.push(Node { name, port: free_port()?, rest: free_port()?, folder: node, patroni: None });
        }
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(2)).build()?;
        let mut cluster = Self { nodes, client, _etcd: etcd };
        for index in 0..cluster.nodes.len() {
            let node = &mut cluster.nodes[index];
            fs::write(node.folder.join("patroni.yml"), settings(node, client_port)?)?;
            node.run()?;
            if index == 0 {
                cluster.wait_for("a primary", |members| role(members, "leader").is_some()).await?;
            }
        }
        cluster.wait_for("a synchronous standby", |members| role(members, "sync_standby").is_some()).await?;
        cluster.wait_for("three nodes", is_whole).await?;
        cluster.make_database().await?;
        Ok(cluster)
    }

    /// Every node; whoever connects finds the one that takes writes.
    pub(crate) fn address(&self) -> String {
        let hosts: Vec<String> = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port)).collect();
        let hosts = hosts.join(",");
        format!(
            "postgres://goodturn@{hosts}/goodturn?target_session_attrs=read-write&sslmode=disable&connect_timeout=3"
        )
    }

    pub(crate) async fn primary(&self) -> Result<String> {
        role(&self.members().await?, "leader").context("there is no primary")
    }

    pub(crate) async fn standby(&self) -> Result<String> {
        role(&self.members().await?, "sync_standby").context("there is no synchronous standby")
    }

    /// Kills the primary and its Patroni, as the loss of their machine would. Gives its name.
    pub(crate) async fn kill_primary(&mut self) -> Result<String> {
        let name = self.primary().await?;
        let node = self.nodes.iter_mut().find(|node| node.name == name).context("an unknown node leads")?;
        let pid = fs::read_to_string(node.folder.join("data/postmaster.pid"))?;
        let pid = pid.lines().next().context("the primary has no process id")?.to_owned();
        if let Some(mut patroni) = node.patroni.take() {
            patroni.kill();
        }
        // The postmaster's children end by themselves when it is gone.
        let killed = Command::new("kill").args(["-KILL", &pid]).status()?;
        anyhow::ensure!(killed.success(), "the primary was gone already");
        Ok(name)
    }

    /// Starts again what was killed, as a standby, and waits until commits wait for one again.
    pub(crate) async fn bring_back(&mut self) -> Result<()> {
        for node in self.nodes.iter_mut().filter(|node| node.patroni.is_none()) {
            node.run()?;
        }
        self.wait_for("three nodes again", is_whole).await?;
        self.wait_for("a synchronous standby", |members| role(members, "sync_standby").is_some()).await
    }

    async fn make_database(&self) -> Result<()> {
        let name = self.primary().await?;
        let node = self.nodes.iter().find(|node| node.name == name).context("an unknown node leads")?;
        let port = node.port.to_string();
        let common = ["--host", "127.0.0.1", "--port", &port, "--username", "postgres"];
        for (program, args) in [
            ("createuser", &["goodturn"][..]),
            ("createdb", &["--owner", "goodturn", "--encoding", "UTF8", "goodturn"]),
        ] {
            let program = find(program).context("the programs of PostgreSQL are not whole")?;
            let output = Command::new(&program).args(common).args(args).output()?;
            anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// What the nodes say of the cluster; the first that answers is believed.
    async fn members(&self) -> Result<Vec<Value>> {
        for node in self.nodes.iter().filter(|node| node.patroni.is_some()) {
            let asked = self.client.get(format!("http://127.0.0.1:{}/cluster", node.rest)).send().await;
            let Ok(answer) = asked else { continue };
            if let Ok(Value::Object(mut cluster)) = answer.json().await
                && let Some(Value::Array(members)) = cluster.remove("members")
            {
                return Ok(members);
            }
        }
        bail!("no node answers")
    }

    async fn wait_for(&self, what: &str, is_there: impl Fn(&[Value]) -> bool) -> Result<()> {
        for _ in 0..2 * PATIENCE {
            if self.members().await.is_ok_and(|members| is_there(&members)) {
                return Ok(());
            }
            sleep(Duration::from_millis(500)).await;
        }
        bail!("{what} did not come up")
    }
}

impl Node {
    fn run(&mut self) -> Result<()> {
        let program = find("patroni").context("patroni is not installed")?;
        let mut command = Command::new(program);
        command.arg(self.folder.join("patroni.yml")).current_dir(&self.folder).env("HOME", &self.folder);
        self.patroni = Some(Running::start_as_nobody(&mut command, &self.folder.join("log"))?);
        Ok(())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut patroni) = self.patroni.take() {
            patroni.kill();
        }
        let Ok(pid) = fs::read_to_string(self.folder.join("data/postmaster.pid")) else { return };
        if let Some(pid) = pid.lines().next() {
            // A database whose folder goes away need not stop in good order.
            let _ = Command::new("kill").args(["-QUIT", pid]).status();
        }
    }
}

fn role(members: &[Value], role: &str) -> Option<String> {
    let is_running = |it: &&Value| matches!(it["state"].as_str(), Some("running" | "streaming"));
    let found = members.iter().filter(is_running).find(|it| it["role"] == role)?;
    found["name"].as_str().map(str::to_owned)
}

fn is_whole(members: &[Value]) -> bool {
    let is_up = |it: &&Value| matches!(it["state"].as_str(), Some("running" | "streaming"));
    members.iter().filter(is_up).count() == 3
}

fn start_etcd(folder: &Path, client_port: u16, peer_port: u16) -> Result<Running> {
    let (client, peer) = (format!("http://127.0.0.1:{client_port}"), format!("http://127.0.0.1:{peer_port}"));
    let mut command = Command::new(find("etcd").context("etcd is not installed")?);
    command.arg("--data-dir").arg(folder.join("etcd"));
    command.args(["--listen-client-urls", &client, "--advertise-client-urls", &client]);
    command.args(["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer]);
    command.args(["--initial-cluster", &format!("default={peer}"), "--logger", "zap"]);
    Running::start(&mut command, &folder.join("etcd.log"))
}

/// The settings of `deploy/`, without TLS and passwords: nobody but this machine can connect.
fn settings(node: &Node, etcd: u16) -> Result<String> {
    // What is on the path may be a link to some of the programs only.
    let postgres = find("postgres").and_then(|it| it.canonicalize().ok()).context("PostgreSQL is not installed")?;
    let programs = postgres.parent().context("a program lies in a folder")?;
    let Node { name, port, rest, folder, .. } = node;
    let (programs, folder) = (programs.display(), folder.display());
    Ok(format!(
        r#"scope: goodturn
name: {name}
restapi:
  listen: 127.0.0.1:{rest}
  connect_address: 127.0.0.1:{rest}
etcd3:
  hosts: 127.0.0.1:{etcd}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 3
    retry_timeout: 5
    primary_start_timeout: 0
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      use_slots: true
      parameters:
        fsync: "on"
        synchronous_commit: "on"
        wal_log_hints: "on"
        max_connections: 100
        shared_buffers: 64MB
  initdb:
    - encoding: UTF8
    - locale: C.UTF-8
    - data-checksums
  pg_hba:
    - local all all trust
    - host all all 127.0.0.1/32 trust
    - host replication all 127.0.0.1/32 trust
postgresql:
  listen: 127.0.0.1:{port}
  connect_address: 127.0.0.1:{port}
  data_dir: {folder}/data
  bin_dir: {programs}
  pgpass: {folder}/pgpass
  authentication:
    superuser:
      username: postgres
    replication:
      username: replicator
    rewind:
      username: rewind
  parameters:
    unix_socket_directories: {folder}
"#
    ))
}
