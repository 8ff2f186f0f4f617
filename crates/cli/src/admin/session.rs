//! Coming in: an address with a password from a file or standard input, or a token.

use std::io::Read;
use std::path::PathBuf;

use anyhow::Context;
use goodturn_client::{CommandError, Http, read_server};
use goodturn_domain::DeviceId;
use goodturn_sync::session::{Secret, SessionDevice, SignInRequest};

use crate::failure::Usage;

/// Where to go, and who comes.
#[derive(Debug, clap::Args)]
pub(super) struct Entrance {
    /// The address of the backend.
    #[arg(long, global = true, env = "GOODTURN_SERVER", value_name = "URL")]
    server: Option<String>,
    /// Whose account it is. Not needed with a token in GOODTURN_TOKEN.
    // Not called `email`: to clap, all of that name would be one.
    #[arg(long = "email", global = true, env = "GOODTURN_EMAIL", value_name = "ADDRESS")]
    account: Option<String>,
    /// A file whose first line is the password, or - for standard input.
    #[arg(long, global = true, env = "GOODTURN_PASSWORD_FILE", value_name = "FILE")]
    password_file: Option<PathBuf>,
    // A token on the command line would be seen by everybody on the machine.
    #[arg(skip = std::env::var("GOODTURN_TOKEN").ok())]
    token: Option<String>,
}

/// An open session.
pub(super) struct Session {
    pub(super) http: Http,
    /// Whether it was opened for this run alone.
    is_ours: bool,
}

impl Entrance {
    /// Comes in.
    pub(super) async fn open(self) -> anyhow::Result<Session> {
        let server = self.server.ok_or_else(|| Usage("which backend? say --server or GOODTURN_SERVER".into()))?;
        let server = read_server(&server)?;
        let token = self.token.filter(|it| !it.trim().is_empty());
        if let Some(token) = token {
            let http = Http::new(&server, Some(token.trim().to_owned())).map_err(CommandError::from)?;
            return Ok(Session { http, is_ours: false });
        }
        let email = self.account.ok_or_else(|| Usage("who? say --email, or GOODTURN_TOKEN".into()))?;
        let file = self.password_file.ok_or_else(|| {
            Usage("the password comes from a file: say --password-file, with - for standard input".into())
        })?;
        let device = SessionDevice { id: DeviceId::new(fresh_id()), name: "goodturn admin".to_owned() };
        let request = SignInRequest { email, password: Secret::new(read_password(&file)?), device, former: [].into() };
        let visitor = Http::new(&server, None).map_err(CommandError::from)?;
        let session = visitor.sign_in(&request).await.map_err(CommandError::from)?;
        let http = Http::new(&server, Some(session.token.reveal().to_owned())).map_err(CommandError::from)?;
        Ok(Session { http, is_ours: true })
    }
}

impl Session {
    /// Goes out, where it came in.
    pub(super) async fn close(self) {
        if self.is_ours {
            // What was done is done; an open session ends by itself.
            let _ = self.http.sign_out().await;
        }
    }
}

/// An id for something new.
#[expect(clippy::disallowed_methods, reason = "this is where identifiers come in")]
pub(super) fn fresh_id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}

fn read_password(file: &std::path::Path) -> anyhow::Result<String> {
    let mut text = String::new();
    if file.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).context("reading the password")?;
    } else {
        text =
            std::fs::read_to_string(file).with_context(|| format!("reading the password from {}", file.display()))?;
    }
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
