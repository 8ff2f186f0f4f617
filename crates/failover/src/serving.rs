//! Three servers over the cluster, and HAProxy in front of them, set up by the files of `deploy/`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::Certificate;
use tokio::time::sleep;

use crate::cluster::Cluster;
use crate::machine::{Running, find, is_root};
use crate::template::{HAPROXY, Network, SERVER, make_certificate};

/// Of the proxy in its network, as `server.toml` has it.
const PROXY: usize = 10;

pub(crate) struct Servers {
    /// Where the proxy is.
    pub(crate) url: String,
    /// The link of the first administrator.
    pub(crate) invitation: String,
    /// Vouches for the proxy.
    pub(crate) authority: Certificate,
    _servers: Vec<Server>,
    _proxy: Running,
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Servers {
    pub(crate) async fn start(program: &Path, folder: &Path, cluster: &Cluster) -> Result<Self> {
        let network = &cluster.network;
        let url = format!("https://{}:8443", network.address(PROXY));
        fs::write(folder.join("database-password"), &cluster.password)?;
        let (mut servers, mut invitation) = (Vec::new(), None);
        for number in 1..=3 {
            let (server, said) = start_server(program, folder, network, &url, number)?;
            servers.push(server);
            // Of several servers, the first one makes the link.
            invitation = invitation.or(said);
        }
        let settings = folder.join("haproxy.cfg");
        write_proxy_settings(folder, network, &settings)?;
        let mut command = Command::new(find("haproxy").context("HAProxy is not installed")?);
        let proxy = Running::start(command.arg("-db").arg("-f").arg(&settings), &folder.join("haproxy.log"))?;
        let authority = Certificate::from_pem(&fs::read(folder.join("ca.crt"))?)?;
        let invitation = invitation.context("there is no link")?;
        let ready = Self { url, invitation, authority, _servers: servers, _proxy: proxy };
        ready.wait().await?;
        Ok(ready)
    }

    async fn wait(&self) -> Result<()> {
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([self.authority.clone()]).build()?;
        for _ in 0..100 {
            let asked = client.get(format!("{}/readyz", self.url)).send().await;
            if asked.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            sleep(Duration::from_millis(100)).await;
        }
        bail!("the servers did not become ready")
    }
}

/// Starts a server as its unit does, and gives the link that it says, if it says one.
fn start_server(
    program: &Path,
    folder: &Path,
    network: &Network,
    url: &str,
    number: usize,
) -> Result<(Server, Option<String>)> {
    let state = folder.join(format!("server-{number}"));
    fs::create_dir(&state)?;
    let settings = SERVER.fill().put("listen = \"10.0.0.1:", &format!("listen = \"10.0.0.{number}:"))?;
    let settings = settings.put("https://goodturn.example.org", url)?.on(network)?;
    let password = folder.join("database-password").display().to_string();
    let settings = settings.put("/run/credentials/goodturn-server.service/database-password", &password)?;
    settings.write(&state.join("server.toml"))?;

    let log = fs::File::create(state.join("log"))?;
    let mut command = Command::new(program);
    command.arg("serve").arg("--config").arg(state.join("server.toml")).env("STATE_DIRECTORY", &state);
    // The authority that `update-ca-certificates` would add to those of the machine.
    command.env("SSL_CERT_FILE", folder.join("ca.crt"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
    let mut server = Server(command.spawn().context("starting a server")?);
    let mut lines = BufReader::new(server.0.stdout.take().context("the server says nothing")?).lines();
    let ended = || format!("the server ended; its words are in {}", state.join("log").display());
    lines.next().with_context(ended)??;
    let link = match number {
        1 => lines.next().with_context(ended)??.rsplit(' ').next().map(str::to_owned),
        _ => None,
    };
    Ok((server, link))
}

fn write_proxy_settings(folder: &Path, network: &Network, path: &Path) -> Result<()> {
    let address = network.address(PROXY);
    make_certificate(folder, &address)?;
    let mut certificate = fs::read(folder.join(format!("{address}.crt")))?;
    certificate.extend(fs::read(folder.join(format!("{address}.key")))?);
    fs::write(folder.join("goodturn.pem"), certificate)?;
    let here = folder.join("goodturn.pem").display().to_string();
    let mut settings = HAPROXY.fill().put("/etc/haproxy/goodturn.pem", &here)?.on(network)?;
    settings = settings.put("bind :443 ", &format!("bind {address}:8443 "))?;
    settings = settings.put("bind :80\n", &format!("bind {address}:8080\n"))?;
    // Whoever runs this need not have so many descriptors.
    settings = settings.put("    maxconn 40000\n", "    maxconn 4000\n")?;
    if !is_root() {
        settings = settings.put("    user haproxy\n    group haproxy\n", "")?;
    }
    settings.write(path)
}
