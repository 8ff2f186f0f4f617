//! Three servers over the cluster, and HAProxy in front of them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::time::sleep;

use crate::machine::{Running, find, free_port};

pub(crate) struct Servers {
    /// Where the proxy is.
    pub(crate) url: String,
    /// The link of the first administrator.
    pub(crate) invitation: String,
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
    pub(crate) async fn start(program: &Path, folder: &Path, database: &str) -> Result<Self> {
        let proxy_port = free_port()?;
        let url = format!("http://127.0.0.1:{proxy_port}");
        let (mut servers, mut ports, mut invitation) = (Vec::new(), Vec::new(), None);
        for index in 0..3 {
            let port = free_port()?;
            let log = std::fs::File::create(folder.join(format!("server-{index}.log")))?;
            let mut command = Command::new(program);
            command.args(["serve", "--database-url", database, "--listen", &format!("127.0.0.1:{port}")]);
            command.args(["--public-url", &url]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
            let mut server = command.spawn().context("starting a server")?;
            let said = BufReader::new(server.stdout.take().context("the server says nothing")?);
            let mut lines = said.lines();
            lines.next().context("the server ended")??;
            if index == 0 {
                let line = lines.next().context("the server ended")??;
                invitation = line.rsplit(' ').next().map(str::to_owned);
                // Of several servers, the first one makes the link.
                let link = invitation.as_deref().context("there is no link")?;
                invitation = Some(link.replacen(&url, &format!("http://127.0.0.1:{port}"), 1));
            }
            servers.push(Server(server));
            ports.push(port);
        }
        let settings = folder.join("haproxy.cfg");
        std::fs::write(&settings, proxy_settings(proxy_port, &ports))?;
        let mut command = Command::new(find("haproxy").context("HAProxy is not installed")?);
        let proxy = Running::start(command.arg("-db").arg("-f").arg(&settings), &folder.join("haproxy.log"))?;
        let ready = Self { url, invitation: invitation.context("there is no link")?, _servers: servers, _proxy: proxy };
        ready.wait().await?;
        Ok(ready)
    }

    async fn wait(&self) -> Result<()> {
        for _ in 0..100 {
            let asked = reqwest::get(format!("{}/readyz", self.url)).await;
            if asked.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            sleep(Duration::from_millis(100)).await;
        }
        bail!("the servers did not become ready")
    }
}

/// As in `deploy/haproxy/haproxy.cfg`, without TLS.
fn proxy_settings(port: u16, servers: &[u16]) -> String {
    let servers: Vec<String> =
        servers.iter().enumerate().map(|(index, port)| format!("    server s{index} 127.0.0.1:{port}\n")).collect();
    format!(
        "global\n    maxconn 4000\ndefaults\n    mode http\n    option forwardfor\n    option redispatch\n    \
         retries 2\n    retry-on conn-failure empty-response 503\n    timeout connect 3s\n    timeout client 75s\n    \
         timeout server 75s\nfrontend goodturn\n    bind 127.0.0.1:{port}\n    default_backend servers\n\
         backend servers\n    balance leastconn\n    option httpchk GET /readyz\n    http-check expect status 200\n    \
         default-server check inter 1s fall 2 rise 2\n{}",
        servers.concat()
    )
}
