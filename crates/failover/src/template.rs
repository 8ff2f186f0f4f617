//! The files of `deploy/` themselves, with what differs on this machine put in: addresses, folders,
//! memory. What is put in has to be there: a file that was changed does not go untried.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

pub(crate) const ETCD: Template = Template::new("etcd/etcd", include_str!("../../../deploy/etcd/etcd"));
pub(crate) const PATRONI: Template =
    Template::new("patroni/patroni.yml", include_str!("../../../deploy/patroni/patroni.yml"));
pub(crate) const HAPROXY: Template =
    Template::new("haproxy/haproxy.cfg", include_str!("../../../deploy/haproxy/haproxy.cfg"));
pub(crate) const SERVER: Template = Template::new("server.toml", include_str!("../../../deploy/server.toml"));
const MAKE_CERTIFICATES: &str = include_str!("../../../deploy/tls/make.sh");

/// Where the files of `deploy/` expect the certificates of a machine.
pub(crate) const CERTIFICATES: &str = "/etc/goodturn/tls";

pub(crate) struct Template {
    name: &'static str,
    original: &'static str,
}

/// A file on its way to this machine.
pub(crate) struct Filled {
    name: &'static str,
    text: String,
}

impl Template {
    const fn new(name: &'static str, original: &'static str) -> Self {
        Self { name, original }
    }

    pub(crate) fn fill(&self) -> Filled {
        Filled { name: self.name, text: self.original.to_owned() }
    }
}

impl Filled {
    /// Puts something in the place of what the file says.
    pub(crate) fn put(mut self, said: &str, here: &str) -> Result<Self> {
        ensure!(self.text.contains(said), "deploy/{} does not say {said:?}", self.name);
        self.text = self.text.replace(said, here);
        Ok(self)
    }

    /// With the addresses of this run.
    pub(crate) fn on(self, network: &Network) -> Result<Self> {
        self.put("10.0.0.", &network.0)
    }

    pub(crate) fn write(self, path: &Path) -> Result<()> {
        fs::write(path, self.text).with_context(|| format!("writing {}", path.display()))
    }
}

/// A network of this run on loopback, which has sixteen million addresses: machines have the ports
/// that the files give them.
pub(crate) struct Network(String);

impl Network {
    pub(crate) fn new() -> Self {
        let process = std::process::id();
        Self(format!("127.{}.{}.", 64 + process / 250 % 128, 1 + process % 250))
    }

    /// Of the machine with that number.
    pub(crate) fn address(&self, machine: usize) -> String {
        format!("{}{machine}", self.0)
    }
}

/// Makes the certificate of a machine, and the authority with the first one. Whoever connects on
/// loopback comes from its first address, which etcd compares with the certificate.
pub(crate) fn make_certificate(folder: &Path, address: &str) -> Result<()> {
    let mut make = Command::new("sh");
    make.args(["-c", MAKE_CERTIFICATES, "make.sh"]).arg(folder).args([address, "127.0.0.1"]);
    let made = make.output().context("making a certificate")?;
    ensure!(made.status.success(), "no certificate: {}", String::from_utf8_lossy(&made.stderr));
    Ok(())
}
