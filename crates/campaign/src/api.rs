//! A person at the server's interface, without an app in between.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::Utc;
use futures_util::StreamExt;
use goodturn_domain::{DeviceId, FollowUpId, Intent, OperationId, PersonId, Words};
use goodturn_sync::problem::PROTOCOL_HEADER;
use goodturn_sync::session::{Secret, Session, SessionDevice, SignInRequest};
use goodturn_sync::{Cursors, PROTOCOL, PullRequest, PushRequest, SCHEMA, SentOperation};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use uuid::Uuid;

use crate::site::PASSWORD;

/// How the first person of a site signs in, and the others.
pub(crate) fn email_of(number: usize) -> String {
    if number == 0 { "admin@localhost".to_owned() } else { format!("person{number}@example.org") }
}

/// Somebody who has signed in on a device.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    client: Client,
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
    token: String,
    sent: u64,
}

/// A connection of its own for whoever wants one.
pub(crate) fn client() -> Result<Client> {
    Ok(Client::builder().timeout(Duration::from_secs(60)).pool_max_idle_per_host(4).build()?)
}

/// Tries to sign in.
pub(crate) async fn try_sign_in(client: &Client, server: &str, email: &str, password: &str) -> Result<Response> {
    let device = SessionDevice { id: DeviceId::new(Uuid::now_v7()), name: "Campaign".into() };
    let request = SignInRequest { email: email.to_owned(), password: Secret::new(password), device, former: [].into() };
    Ok(client.post(format!("{server}/v1/session")).json(&request).send().await?)
}

impl Member {
    /// Signs in on a new device.
    pub(crate) async fn sign_in(client: &Client, server: &str, number: usize) -> Result<Self> {
        let device = DeviceId::new(Uuid::now_v7());
        let request = SignInRequest {
            email: email_of(number),
            password: Secret::new(PASSWORD),
            device: SessionDevice { id: device, name: "Campaign".into() },
            former: [].into(),
        };
        let answer = client.post(format!("{server}/v1/session")).json(&request).send().await?;
        ensure!(answer.status().is_success(), "person {number} cannot sign in: {}", answer.text().await?);
        let session: Session = answer.json().await?;
        let token = session.token.reveal().to_owned();
        Ok(Self { client: client.clone(), person: session.person, device, token, sent: 0 })
    }

    /// The same session under the token that takes the place of this one.
    pub(crate) async fn refresh(&self, server: &str) -> Result<Self> {
        let answer = self.asks(self.client.post(format!("{server}/v1/session/refresh"))).send().await?;
        ensure!(answer.status().is_success(), "no successor: {}", answer.status());
        let session: Session = answer.json().await?;
        Ok(Self { token: session.token.reveal().to_owned(), ..self.clone() })
    }

    /// How the server answers who asks for such a successor.
    pub(crate) async fn try_refresh(&self, server: &str) -> Result<StatusCode> {
        Ok(self.asks(self.client.post(format!("{server}/v1/session/refresh"))).send().await?.status())
    }

    /// Brings a small file of its own; gives the address under which it is fetched, on any server.
    pub(crate) async fn bring_file(&self, server: &str) -> Result<String> {
        let bytes = format!("A receipt of {}", self.person);
        let path = format!("/v1/files/{}", blake3::hash(bytes.as_bytes()));
        let range = format!("bytes 0-{}/{}", bytes.len() - 1, bytes.len());
        let request = self.asks(self.client.put(format!("{server}{path}"))).header("content-range", range);
        let answer = request.body(bytes).send().await?;
        ensure!(answer.status().is_success(), "a file is answered with {}", answer.text().await?);
        Ok(path)
    }

    /// Fetches it.
    pub(crate) async fn download(&self, server: &str, path: &str) -> Result<StatusCode> {
        let answer = self.asks(self.client.get(format!("{server}{path}"))).send().await?;
        let status = answer.status();
        answer.bytes().await?;
        Ok(status)
    }

    /// Signs in once more, on the same device.
    pub(crate) async fn sign_in_again(&self, server: &str, number: usize) -> Result<StatusCode> {
        let request = SignInRequest {
            email: email_of(number),
            password: Secret::new(PASSWORD),
            device: SessionDevice { id: self.device, name: "Campaign".into() },
            former: [].into(),
        };
        Ok(self.client.post(format!("{server}/v1/session")).json(&request).send().await?.status())
    }

    /// The same session, used for another device.
    pub(crate) fn on_another_device(&self) -> Self {
        Self { device: DeviceId::new(Uuid::now_v7()), sent: 0, ..self.clone() }
    }

    /// A request with the session's token.
    pub(crate) fn asks(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(&self.token).header(PROTOCOL_HEADER, PROTOCOL.to_string())
    }

    /// The client that its requests go through.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Asks for what changed: one page of the largest scope is enough to see whether it may.
    pub(crate) async fn pull(&self, server: &str) -> Result<StatusCode> {
        let request = PullRequest { device: self.device, cursors: Cursors::new(), seen: None, limit: 1 };
        let answer = self.asks(self.client.post(format!("{server}/v1/sync/pull"))).json(&request).send().await?;
        let status = answer.status();
        answer.bytes().await?;
        Ok(status)
    }

    /// Reminds itself of something: a change that concerns nobody else.
    pub(crate) async fn remind(&mut self, server: &str) -> Result<StatusCode> {
        let follow_up = FollowUpId::new(Uuid::now_v7());
        let due = Utc::now() + chrono::TimeDelta::days(900);
        let words = Some(Words::new("Water the plants")?);
        self.push(server, &Intent::Remind { follow_up, request: None, words, due: due.into(), if_no_reply: false })
            .await
    }

    /// Sends one operation.
    pub(crate) async fn push(&mut self, server: &str, intent: &Intent) -> Result<StatusCode> {
        let operation = SentOperation {
            id: OperationId::new(Uuid::now_v7()),
            device: self.device,
            n: self.sent + 1,
            actor: self.person,
            at: Utc::now().into(),
            schema: SCHEMA,
            payload: serde_json::to_value(intent)?.into(),
        };
        let request = PushRequest { device: self.device, epoch: None, operations: vec![operation] };
        let answer = self.asks(self.client.post(format!("{server}/v1/sync/push"))).json(&request).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(!status.is_success() || text.contains("applied"), "the server says {text}");
        self.sent += u64::from(status.is_success());
        Ok(status)
    }

    /// Holds the stream of pokes until it ends; gives how many pokes came.
    pub(crate) async fn hold_stream(&self, server: &str, mut on_open: impl FnMut()) -> Result<u64> {
        let request = self.asks(self.client.get(format!("{server}/v1/sync/events")));
        // Longer than any run: the client's own limit is for answers.
        let answer = request.timeout(Duration::from_secs(3_600)).send().await?;
        ensure!(answer.status() == StatusCode::OK, "no stream: {}", answer.status());
        on_open();
        let (mut stream, mut pokes) = (answer.bytes_stream(), 0);
        while let Some(chunk) = stream.next().await {
            let Ok(chunk) = chunk.context("the stream broke") else { break };
            pokes += chunk.windows(5).filter(|five| five == b"data:").count() as u64;
        }
        Ok(pokes)
    }
}
