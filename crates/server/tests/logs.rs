//! What people write and what lets them in is in no log, however much is logged.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

const PASSWORD: &str = "violet harbour 7312";
const WRONG_PASSWORD: &str = "crimson harbour 9944";
const WORDS: &str = "my salary slip is missing again";
const ADDRESS: &str = "wilhelmina.zander@example.org";

struct Server {
    process: Child,
    address: String,
    code: String,
}

impl Server {
    fn start(folder: &std::path::Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_goodturn-server"))
            .args(["--listen", "127.0.0.1:0", "--admin-email", ADDRESS, "--data-dir"])
            .arg(folder.join("data"))
            .env("GOODTURN_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut next = || lines.next().unwrap().unwrap();
        let address = next().strip_prefix("listening on ").unwrap().to_owned();
        let code = next().rsplit_once("/join/").unwrap().1.to_owned();
        Self { process, address, code }
    }

    async fn call(&self, method: Method, path: &str, token: Option<&str>, body: String) -> (StatusCode, Value) {
        let mut request =
            Client::builder().no_proxy().build().unwrap().request(method, format!("{}{path}", self.address));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.header("content-type", "application/json").body(body).send().await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn fresh() -> Uuid {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).unwrap();
    Uuid::from_bytes(bits)
}

/// Good calls and bad ones, with everything in them that nobody else may read. Gives what that is.
async fn live(server: &Server) -> Vec<String> {
    let device = json!({ "id": fresh(), "name": "Wilhelmina's machine" });
    let accept = json!({ "name": "Wilhelmina", "password": PASSWORD, "zone": "UTC", "locale": "en", "device": device });
    let path = format!("/v1/invitations/{}/accept", server.code);
    let (status, session) = server.call(Method::POST, &path, None, accept.to_string()).await;
    assert_eq!(status, StatusCode::OK, "{session}");
    let token = session["token"].as_str().unwrap();

    for password in [WRONG_PASSWORD, PASSWORD] {
        let other = json!({ "id": fresh(), "name": "another" });
        let sign_in = json!({ "email": ADDRESS, "password": password, "device": other });
        server.call(Method::POST, "/v1/session", None, sign_in.to_string()).await;
    }
    let ask = |payload: Value| {
        json!({ "device": device["id"], "operations": [{
            "id": fresh(), "device": device["id"], "n": 1, "actor": session["person"], "at": 1_800_000_000_000_000_i64,
            "schema": 1, "payload": payload,
        }] })
    };
    let good = json!({ "type": "remind", "follow_up": fresh(), "words": WORDS, "due": 1_900_000_000_000_000_i64 });
    let (status, pushed) = server.call(Method::POST, "/v1/sync/push", Some(token), ask(good).to_string()).await;
    assert_eq!((status, &pushed["verdicts"][0]["verdict"]), (StatusCode::OK, &json!("applied")), "{pushed}");
    for body in [ask(json!({ "type": WORDS })).to_string(), format!("{{\"device\": \"{WORDS}\"}}"), WORDS.to_owned()] {
        server.call(Method::POST, "/v1/sync/push", Some(token), body).await;
    }
    let pull = json!({ "device": device["id"], "cursors": {}, "limit": 100 });
    server.call(Method::POST, "/v1/sync/pull", Some(token), pull.to_string()).await;
    server.call(Method::GET, &format!("/nowhere/{WORDS}?token={token}"), Some(token), String::new()).await;
    let invite = json!({ "email": "zacharias@example.org", "name": "Zacharias", "role": "member", "teams": [] });
    let (_, made) = server.call(Method::POST, "/v1/invitations", Some(token), invite.to_string()).await;
    let code = made["link"].as_str().unwrap().rsplit_once("/join/").unwrap().1.to_owned();
    server.call(Method::GET, &format!("/join/{code}"), None, String::new()).await;
    server.call(Method::DELETE, "/v1/session", Some(token), String::new()).await;
    let (status, _) = server.call(Method::POST, "/v1/sync/pull", Some(token), pull.to_string()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);

    let written = [PASSWORD, WRONG_PASSWORD, WORDS, ADDRESS, "zacharias@example.org", "Wilhelmina", "Zacharias"];
    written.map(str::to_owned).into_iter().chain([token.to_owned(), code, server.code.clone()]).collect()
}

#[tokio::test]
async fn log_at_its_loudest_tells_nothing_of_what_people_wrote() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());

    let secrets = live(&server).await;

    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("answered"), "every answer is logged by its route: {log}");
    for secret in secrets {
        assert!(!log.contains(&secret), "the log has {secret:?}");
    }
}
