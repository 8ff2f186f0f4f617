//! A NATS server of the tests' own, on a free port of this machine.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// A server that ends with its owner, if not before.
#[derive(Debug)]
pub struct NatsServer {
    port: u16,
    server: Option<Child>,
}

impl NatsServer {
    /// Starts one.
    ///
    /// # Errors
    /// When `nats-server` is not installed or does not start.
    pub fn start() -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut nats = Self { port, server: None };
        nats.start_again()?;
        Ok(nats)
    }

    /// Starts it at the same port, after it was stopped.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&mut self) -> Result<()> {
        let installed = Path::new("/usr/sbin/nats-server");
        let mut command = Command::new(if installed.is_file() { installed } else { Path::new("nats-server") });
        command.args(["--addr", "127.0.0.1", "--port"]).arg(self.port.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.server = Some(command.spawn().context("starting nats-server; `cargo xtask test` installs it")?);
        // Ten seconds: a busy machine may take one.
        for _ in 0..200 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(());
            }
            #[expect(clippy::disallowed_methods, reason = "there is nothing to wait for but the server's answer")]
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("the NATS server did not start")
    }

    /// Kills it.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // It may have ended by itself.
            let _ = server.kill();
            let _ = server.wait();
        }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.stop();
    }
}
