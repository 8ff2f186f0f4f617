//! A server that speaks S3 and checks signatures, of the tests' own, on a free port of this machine.
//!
//! It is moto, which keeps everything in memory.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The bucket that is there.
pub const BUCKET: &str = "goodturn-tests";

/// A server that ends with its owner.
#[derive(Debug)]
pub struct S3Server {
    pub address: SocketAddr,
    /// What opens the bucket, and nothing else does.
    pub key_id: String,
    pub secret: String,
    process: Child,
}

impl S3Server {
    /// Starts one, with an empty bucket.
    ///
    /// # Errors
    /// When moto is not installed or does not start.
    pub fn start() -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = Command::new(python());
        command.args(["-c", include_str!("s3.py"), "-H", "127.0.0.1", "-p", &port.to_string()]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().context("starting moto; `cargo xtask test` installs it")?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut server = Self { address, key_id: String::new(), secret: String::new(), process };
        server.wait()?;
        server.make_keys()?;
        Ok(server)
    }

    fn wait(&mut self) -> Result<()> {
        // Half a minute: Python takes long to begin on a busy machine.
        for _ in 0..600 {
            if TcpStream::connect(self.address).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.process.try_wait()? {
                bail!("moto ended with {status}; `cargo xtask test` installs it");
            }
            #[expect(clippy::disallowed_methods, reason = "there is nothing to wait for but the server's answer")]
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("the S3 server did not start")
    }

    /// A user with keys, a bucket, and from then on nothing without a signature.
    fn make_keys(&mut self) -> Result<()> {
        self.manage("Action=CreateUser&UserName=goodturn")?;
        self.manage(
            "Action=PutUserPolicy&UserName=goodturn&PolicyName=all&PolicyDocument=%7B%22Version%22:%222012-10-17%22,\
             %22Statement%22:%5B%7B%22Effect%22:%22Allow%22,%22Action%22:%22s3:*%22,%22Resource%22:%22*%22%7D%5D%7D",
        )?;
        let made = self.manage("Action=CreateAccessKey&UserName=goodturn")?;
        self.key_id = between(&made, "<AccessKeyId>", "<")?;
        self.secret = between(&made, "<SecretAccessKey>", "<")?;
        self.ask("PUT", &format!("/{BUCKET}"), "s3", "")?;
        self.ask("POST", "/moto-api/reset-auth", "s3", "0")?;
        Ok(())
    }

    /// No key opens anything any more, and the bucket is gone with all that was in it.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn forget_keys(&self) -> Result<()> {
        self.ask("POST", "/moto-api/reset", "s3", "").map(drop)
    }

    fn manage(&self, form: &str) -> Result<String> {
        self.ask("POST", "/", "iam", &format!("{form}&Version=2010-05-08"))
    }

    /// A request without a good signature, before signatures are checked.
    fn ask(&self, method: &str, path: &str, service: &str, body: &str) -> Result<String> {
        let mut stream = TcpStream::connect(self.address).context("connecting to the S3 server")?;
        let kind = if service == "iam" { "application/x-www-form-urlencoded" } else { "text/plain" };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: {kind}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=none/20260101/us-east-1/{service}/aws4_request, \
             SignedHeaders=host, Signature=0\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).context("reading the answer of the S3 server")?;
        if !answer.starts_with("HTTP/1.1 200") {
            bail!("{method} {path}: {answer}");
        }
        Ok(answer)
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The Python that the set-up gave moto, or else the system's.
fn python() -> PathBuf {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/moto/bin/python3");
    if installed.is_file() { installed } else { PathBuf::from("python3") }
}

fn between(text: &str, before: &str, after: &str) -> Result<String> {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    Ok(found.with_context(|| format!("{before} in {text}"))?.0.to_owned())
}
