//! The real program, killed at each part of an upload: what has come stays, and little of it is ever
//! in memory.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use goodturn_domain::DeviceId;
use goodturn_sync::files::{FileReceived, RECEIVED_HEADER};
use goodturn_sync::session::{AcceptInvitation, InvitationLink, Secret, Session, SessionDevice};
use reqwest::{Client, Method, RequestBuilder, StatusCode};

use crate::attachments::{content, hash_of};
use crate::place::{PASSWORD, answer, fresh};

const MIB: usize = 1024 * 1024;
const PART: usize = 4 * MIB;

/// A running `goodturn-server`.
struct Program {
    child: Child,
    url: String,
    /// As long as nobody has an account.
    invitation: Option<String>,
}

impl Program {
    fn start(data_dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_goodturn-server"))
            .args(["--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data_dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines.next().unwrap().unwrap().trim_start_matches("listening on ").to_owned();
        let is_new = !data_dir.join("used").exists();
        let invitation = is_new.then(|| lines.next().unwrap().unwrap().rsplit(' ').next().unwrap().to_owned());
        Self { child, url, invitation }
    }

    /// As a loss of power does, without a word.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The most memory that it ever had, in MiB.
    fn peak(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|it| it.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() / 1024
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

struct Sender {
    client: Client,
    token: String,
}

impl Sender {
    async fn join(program: &Program, client: Client) -> Self {
        let code = InvitationLink::parse(program.invitation.as_ref().unwrap()).unwrap().code;
        let body = AcceptInvitation {
            name: "Ada".into(),
            password: Secret::new(PASSWORD),
            zone: chrono_tz::UTC,
            locale: "en".into(),
            device: SessionDevice { id: DeviceId::new(fresh()), name: "a laptop".into() },
        };
        let url = format!("{}/v1/invitations/{code}/accept", program.url);
        let session: Session = answer(client.post(url).json(&body).send().await.unwrap()).await;
        Self { client, token: session.token.reveal().to_owned() }
    }

    fn request(&self, program: &Program, method: Method, content: &[u8]) -> RequestBuilder {
        let url = format!("{}/v1/files/{}?total={}", program.url, hash_of(content), content.len());
        self.client.request(method, url).bearer_auth(&self.token)
    }

    async fn received(&self, program: &Program, content: &[u8]) -> (StatusCode, usize) {
        let response = self.request(program, Method::HEAD, content).send().await.unwrap();
        (response.status(), response.headers()[RECEIVED_HEADER].to_str().unwrap().parse().unwrap())
    }

    async fn send(&self, program: &Program, content: &[u8], offset: usize) -> FileReceived {
        let end = (offset + PART).min(content.len());
        let range = format!("bytes {offset}-{}/{}", end - 1, content.len());
        let request = self.request(program, Method::PUT, content).header("content-range", range);
        answer(request.body(content[offset..end].to_vec()).send().await.unwrap()).await
    }
}

#[tokio::test]
async fn an_upload_survives_a_kill_after_each_part_and_takes_little_memory() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let client = || Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
    let mut program = Program::start(folder.path());
    let sender = Sender::join(&program, client()).await;
    std::fs::write(folder.path().join("used"), "").unwrap();
    let content = content(40 * MIB + 17);

    for offset in (0..content.len()).step_by(PART) {
        assert_eq!(sender.received(&program, &content).await, (StatusCode::NO_CONTENT, offset));
        let at_rest = program.peak();
        sender.send(&program, &content, offset).await;
        let taken = program.peak() - at_rest;
        assert!(taken <= 64, "{taken} MiB for the part at {offset}");
        program.kill();
        program = Program::start(folder.path());
    }

    assert_eq!(sender.received(&program, &content).await, (StatusCode::OK, content.len()));
    let response = sender.request(&program, Method::GET, &content).send().await.unwrap();
    assert!(response.bytes().await.unwrap() == content, "it is what was sent");
}
