//! Three machines with etcd, Patroni and PostgreSQL, set up by the files of `deploy/`, on loopback.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use reqwest::{Certificate, Client, Identity};
use serde_json::Value;
use tokio::time::sleep;
use uuid::Uuid;

use crate::machine::{Running, find, give_away};
use crate::template::{CERTIFICATES, ETCD, Network, PATRONI, make_certificate};

/// For a node to come up: a busy machine makes a data folder and a copy of it.
const PATIENCE: u32 = 180;

/// A machine of the cluster.
struct Node {
    name: &'static str,
    address: String,
    folder: PathBuf,
    etcd: Option<Running>,
    patroni: Option<Running>,
    secret: String,
}

pub(crate) struct Cluster {
    pub(crate) network: Network,
    /// What opens the database to the servers.
    pub(crate) password: String,
    nodes: Vec<Node>,
    client: Client,
    folder: PathBuf,
}

impl Cluster {
    /// Starts everything and waits until a standby is synchronous.
    pub(crate) async fn start(folder: &Path) -> Result<Self> {
        let (network, secret) = (Network::new(), Uuid::now_v7().to_string());
        let mut nodes = Vec::new();
        for (name, number) in ["a", "b", "c"].into_iter().zip(1..) {
            let node = Node::new(name, &network.address(number), folder, &secret)?;
            node.write_settings(&network, number)?;
            nodes.push(node);
        }
        let client = Self::client(folder, &nodes[0])?;
        let password = Uuid::now_v7().to_string();
        let mut cluster = Self { network, password, nodes, client, folder: folder.to_owned() };
        for node in &mut cluster.nodes {
            node.run_etcd()?;
        }
        for index in 0..cluster.nodes.len() {
            cluster.nodes[index].run_patroni()?;
            if index == 0 {
                cluster.wait_for("a primary", |members| role(members, "leader").is_some()).await?;
            }
        }
        cluster.wait_for("a synchronous standby", |members| role(members, "sync_standby").is_some()).await?;
        cluster.wait_for("three nodes", is_whole).await?;
        cluster.make_database().await?;
        Ok(cluster)
    }

    /// One of the machines, to the others: Patroni talks to nobody else.
    fn client(folder: &Path, node: &Node) -> Result<Client> {
        let mut identity = fs::read(node.certificates().join("machine.key"))?;
        identity.extend(fs::read(node.certificates().join("machine.crt"))?);
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(2));
        let client = client.tls_certs_only([Certificate::from_pem(&fs::read(folder.join("ca.crt"))?)?]);
        Ok(client.identity(Identity::from_pem(&identity)?).build()?)
    }

    pub(crate) async fn primary(&self) -> Result<String> {
        role(&self.members().await?, "leader").context("there is no primary")
    }

    pub(crate) async fn standby(&self) -> Result<String> {
        role(&self.members().await?, "sync_standby").context("there is no synchronous standby")
    }

    /// Kills everything on the primary's machine, as its loss would. Gives its name.
    pub(crate) async fn kill_primary(&mut self) -> Result<String> {
        let name = self.primary().await?;
        let node = self.nodes.iter_mut().find(|node| node.name == name).context("an unknown node leads")?;
        let pid = node.postmaster().context("the primary has no process id")?;
        for mut program in [node.patroni.take(), node.etcd.take()].into_iter().flatten() {
            program.kill();
        }
        // The postmaster's children end by themselves when it is gone.
        let killed = Command::new("kill").args(["-KILL", &pid]).status()?;
        ensure!(killed.success(), "the primary was gone already");
        Ok(name)
    }

    /// Starts again what was killed, as a standby, and waits until commits wait for one again.
    pub(crate) async fn bring_back(&mut self) -> Result<()> {
        for node in self.nodes.iter_mut().filter(|node| node.patroni.is_none()) {
            node.run_etcd()?;
            node.run_patroni()?;
        }
        self.wait_for("three nodes again", is_whole).await?;
        self.wait_for("a synchronous standby", |members| role(members, "sync_standby").is_some()).await
    }

    async fn make_database(&self) -> Result<()> {
        let name = self.primary().await?;
        let node = self.nodes.iter().find(|node| node.name == name).context("an unknown node leads")?;
        let program = find("psql").context("psql is not installed")?;
        for statement in [
            format!("create role goodturn login password '{}'", self.password),
            "create database goodturn owner goodturn encoding 'UTF8'".to_owned(),
        ] {
            let mut psql = Command::new(&program);
            psql.args(["--no-psqlrc", "--host", &node.address, "--username", "postgres", "--command", &statement]);
            psql.env("PGPASSWORD", &node.secret).env("PGSSLMODE", "verify-full");
            psql.env("PGSSLROOTCERT", self.folder.join("ca.crt"));
            let output = psql.output()?;
            ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// What the nodes say of the cluster; the first that answers is believed.
    async fn members(&self) -> Result<Vec<Value>> {
        for node in self.nodes.iter().filter(|node| node.patroni.is_some()) {
            let asked = self.client.get(format!("https://{}:8008/cluster", node.address)).send().await;
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
    /// A folder with the certificates of a machine in it.
    fn new(name: &'static str, address: &str, folder: &Path, secret: &str) -> Result<Self> {
        make_certificate(folder, address)?;
        let node = Self {
            name,
            folder: folder.join(name),
            etcd: None,
            patroni: None,
            secret: secret.to_owned(),
            address: address.to_owned(),
        };
        fs::create_dir_all(node.certificates())?;
        for (made, here) in [
            ("ca.crt".to_owned(), "ca.crt"),
            (format!("{address}.crt"), "machine.crt"),
            (format!("{address}.key"), "machine.key"),
        ] {
            fs::copy(folder.join(made), node.certificates().join(here))?;
            give_away(&node.certificates().join(here))?;
        }
        give_away(&node.certificates())?;
        give_away(&node.folder)?;
        Ok(node)
    }

    fn certificates(&self) -> PathBuf {
        self.folder.join("tls")
    }

    fn write_settings(&self, network: &Network, number: usize) -> Result<()> {
        let (certificates, own) = (self.certificates().display().to_string(), format!("10.0.0.{number}:"));
        let folder = self.folder.display();
        let etcd = ETCD.fill().put("ETCD_NAME=a", &format!("ETCD_NAME={}", self.name))?;
        let etcd = etcd.put("_URLS=https://10.0.0.1:", &format!("_URLS=https://{own}"))?;
        let etcd = etcd.put("/var/lib/etcd/goodturn", &format!("{folder}/etcd"))?;
        etcd.put(CERTIFICATES, &certificates)?.on(network)?.write(&self.folder.join("etcd.env"))?;

        // What is on the path may be a link to some of the programs only.
        let postgres = find("postgres").and_then(|it| it.canonicalize().ok()).context("PostgreSQL is not installed")?;
        let programs = postgres.parent().context("a program lies in a folder")?.display().to_string();
        let patroni = PATRONI.fill().put("name: a\n", &format!("name: {}\n", self.name))?;
        let patroni = patroni.put("listen: 10.0.0.1:", &format!("listen: {own}"))?;
        let patroni = patroni.put("connect_address: 10.0.0.1:", &format!("connect_address: {own}"))?;
        // Whoever connects on loopback comes from its first address.
        let patroni = patroni.put("10.0.0.0/24", "127.0.0.0/8")?.put(CERTIFICATES, &certificates)?;
        let patroni = patroni.put("/var/lib/postgresql/15/goodturn", &format!("{folder}/data"))?;
        let patroni = patroni.put("/usr/lib/postgresql/15/bin", &programs)?;
        // Never the watchdog of this machine, which would restart it.
        let patroni = patroni.put("/dev/watchdog", &format!("{folder}/no-watchdog"))?;
        let patroni = patroni.put("shared_buffers: 2GB", "shared_buffers: 64MB")?;
        let sockets = format!("    ssl: \"on\"\n    unix_socket_directories: {folder}\n");
        let patroni = patroni.put("    ssl: \"on\"\n", &sockets)?;
        patroni.on(network)?.write(&self.folder.join("patroni.yml"))
    }

    fn run_etcd(&mut self) -> Result<()> {
        let mut command = Command::new(find("etcd").context("etcd is not installed")?);
        let settings = fs::read_to_string(self.folder.join("etcd.env"))?;
        // As systemd hands them over.
        let variables = settings.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
        command.current_dir(&self.folder).envs(variables);
        self.etcd = Some(Running::start_as_nobody(&mut command, &self.folder.join("etcd.log"))?);
        Ok(())
    }

    fn run_patroni(&mut self) -> Result<()> {
        let program = find("patroni").context("patroni is not installed")?;
        let mut command = Command::new(program);
        command.arg(self.folder.join("patroni.yml")).current_dir(&self.folder).env("HOME", &self.folder);
        for who in ["SUPERUSER", "REPLICATION", "REWIND"] {
            command.env(format!("PATRONI_{who}_PASSWORD"), &self.secret);
        }
        self.patroni = Some(Running::start_as_nobody(&mut command, &self.folder.join("log"))?);
        Ok(())
    }

    /// The process id of its database, while it runs.
    fn postmaster(&self) -> Option<String> {
        let pid = fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
        pid.lines().next().map(str::to_owned)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        for mut program in [self.patroni.take(), self.etcd.take()].into_iter().flatten() {
            program.kill();
        }
        if let Some(pid) = self.postmaster() {
            // A database whose folder goes away need not stop in good order.
            let _ = Command::new("kill").args(["-QUIT", &pid]).status();
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
