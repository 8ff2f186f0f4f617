//! Schemathesis against the real server: requests made of its own description, good ones and bad
//! ones, each answer held against what is described.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use super::Outcome;
use crate::checkout::Checkout;
use crate::setup::SCHEMATHESIS;

/// How long requests are made up.
const SECONDS: &str = "60";
/// Streams are held open, signing out ends the session that everything else needs, and the rules
/// refuse much that fits the schema.
const LEFT_OUT: &[&str] = &[
    "--exclude-path",
    "/v1/sync/events",
    "--exclude-operation-id",
    "sign_out",
    "--exclude-checks",
    "positive_data_acceptance",
];

/// Runs it, or says why it could not be had.
pub(super) fn check(checkout: &Checkout) -> Result<Outcome> {
    let Some(schemathesis) = SCHEMATHESIS.install(checkout)? else {
        return Ok(super::steps::skipped(
            "Schemathesis could not be installed, so nothing was made of the description",
        ));
    };
    let folder = checkout.path("target/schemathesis");
    let server = Server::start(checkout)?;
    let (url, token) = (format!("http://{}/v1/openapi.json", server.address), server.come_in()?);
    let mut command = Command::new(schemathesis);
    command.current_dir(folder).args(["run", &url, "--header", &format!("Authorization: Bearer {token}")]);
    // Several workers meet a fault of Python 3.11 in the library that makes up the requests.
    command.args(["--max-time", SECONDS, "--seed", "1", "--workers", "1", "--no-color"]).args(LEFT_OUT);
    command.args(["--generation-database", "none"]);
    super::steps::watch(&mut command)
}

/// A server with an empty folder, ended with it.
struct Server {
    process: Child,
    address: String,
    code: String,
}

impl Server {
    fn start(checkout: &Checkout) -> Result<Self> {
        let data = checkout.path("target/schemathesis/data");
        if data.exists() {
            std::fs::remove_dir_all(&data).context("removing what the last run left")?;
        }
        let mut process = Command::new(checkout.built("debug", "goodturn-server")?)
            .args(["--listen", "127.0.0.1:0", "--admin-email", "ada@example.org", "--data-dir"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the server")?;
        let mut lines = BufReader::new(process.stdout.take().context("stdout is piped")?).lines();
        let mut next = || lines.next().context("the server says where it listens")?.context("reading what it says");
        let address = next()?.trim_start_matches("listening on http://").to_owned();
        let code = next()?.rsplit_once("/join/").context("the first invitation")?.1.to_owned();
        Ok(Self { process, address, code })
    }

    /// The token of the first administrator.
    fn come_in(&self) -> Result<String> {
        let body = r#"{"name":"Ada","password":"seven green boats","zone":"UTC","locale":"en",
            "device":{"id":"0193a1b2-0000-7000-8000-0000000000d1","name":"a test"}}"#;
        let mut stream = TcpStream::connect(&self.address).context("connecting to the server")?;
        write!(
            stream,
            "POST /v1/invitations/{}/accept HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.code,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).context("reading the answer")?;
        let json = answer.split("\r\n\r\n").nth(1).context("an answer with a body")?;
        let session: serde_json::Value = serde_json::from_str(json).context("reading the session")?;
        Ok(session["token"].as_str().context("a token")?.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already shows in what Schemathesis says.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
