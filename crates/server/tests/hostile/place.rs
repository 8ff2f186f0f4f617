//! A real server in a process of its own, whose memory can be looked at.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::bodies::Attack;
use crate::wire::{self, Answer};

/// A server with a folder of its own, ended with it.
pub(crate) struct Place {
    process: Child,
    _folder: tempfile::TempDir,
    pub(crate) address: SocketAddr,
    /// The code by which the first administrator comes in.
    pub(crate) first_code: String,
}

impl Place {
    pub(crate) fn start() -> Result<Self> {
        let program = env!("CARGO_BIN_EXE_goodturn-server");
        let folder = tempfile::tempdir()?;
        let mut process = Command::new(program)
            .args(["--listen", "127.0.0.1:0", "--admin-email", "ada@example.org", "--data-dir"])
            .arg(folder.path().join("data"))
            .env_remove("GOODTURN_LOG")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {program}"))?;
        let said = process.stdout.take().context("the server says where it listens")?;
        let (mut address, mut code) = (None, None);
        for line in BufReader::new(said).lines() {
            let line = line?;
            address = address.or_else(|| line.strip_prefix("listening on http://").and_then(|it| it.parse().ok()));
            code = code.or_else(|| line.rsplit_once("/join/").map(|(_, code)| code.to_owned()));
            if address.is_some() && code.is_some() {
                break;
            }
        }
        match (address, code) {
            (Some(address), Some(first_code)) => Ok(Self { process, _folder: folder, address, first_code }),
            _ => {
                process.kill()?;
                bail!("the server ended before it listened")
            }
        }
    }

    /// The server's own description of its routes.
    pub(crate) fn description(&self) -> Result<Value, String> {
        self.ask("GET", "/v1/openapi.json", None, &Value::Null)
    }

    /// A request as it should be, and its answer, which has to be a good one.
    pub(crate) fn ask(&self, method: &str, path: &str, token: Option<&str>, body: &Value) -> Result<Value, String> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let token = token.map(|it| format!("authorization: Bearer {it}\r\n")).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: campaign\r\nconnection: close\r\ngoodturn-protocol: 1\r\n{token}\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = wire::exchange(self.address, request.as_bytes(), false).map_err(|cause| cause.to_string())?;
        let answer = answer.ok_or_else(|| format!("{method} {path}: no answer"))?;
        if answer.status >= 300 {
            return Err(format!("{method} {path}: {} {}", answer.status, answer.text()));
        }
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer.body).map_err(|cause| format!("{method} {path}: {cause}"))
    }

    pub(crate) fn send(&self, attack: &Attack) -> Result<Option<Answer>, String> {
        wire::exchange(self.address, &attack.bytes, attack.breaks_off).map_err(|cause| cause.to_string())
    }

    /// The most memory that the process ever had.
    pub(crate) fn most_memory_kib(&self) -> Result<u64, String> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.map_err(|cause| format!("the server has ended: {cause}"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|it| it.trim().trim_end_matches("kB").trim().parse().ok()).ok_or("no VmHWM".to_owned())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // One that has ended already was noticed when it was asked.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
