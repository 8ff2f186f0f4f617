//! The backend over HTTP: the sync protocol and the session calls.

mod administration;
mod files;
mod lookups;
mod pages;
mod rights;

use std::time::Duration;

use futures_util::stream::{self, Stream};
use futures_util::{StreamExt, TryStreamExt};
use goodturn_sync::problem::{CHECKSUM_HEADER, PROTOCOL_HEADER, Problem, ProblemCode};
use goodturn_sync::session::{
    AcceptInvitation, InvitationLink, InvitationMade, InvitationShown, InviteRequest, Poke, Session, SignInRequest,
};
use goodturn_sync::{PROTOCOL, PullAnswer, PullRequest, PushAnswer, PushRequest, SyncError, SyncServer};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::CommandError;
use crate::workspace::{Access, Kept};

/// How long an answer may take. Push and pull of full pages on slow lines fit.
const ANSWER: Duration = Duration::from_secs(60);
const CONNECT_SECONDS: u64 = 10;
/// Signing out goes on without the server: nobody waits long for its answer.
const SIGN_OUT_SECONDS: u64 = 10;
/// The stream sends a heartbeat every 20 s; after three missed ones it is dead.
const SILENCE_SECONDS: u64 = 65;
/// More than any answer of ours; a larger one is somebody else's.
const LARGEST_ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// Below this a body fits into a packet as it is.
const LEAST_COMPRESSED_BYTES: usize = 1_024;
/// Of zstd: higher ones cost several times the time for a few percent.
const COMPRESSION_LEVEL: i32 = 3;
/// More than any line of the stream: a small page is the most it brings.
const LONGEST_LINE_BYTES: usize = 512 * 1024;

/// A backend and the session with it.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client,
    server: String,
    token: Option<String>,
}

/// What went wrong with a call that is not part of the sync.
///
/// [`CommandError`] is made of it, with a code for each.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
}

impl From<CallError> for CommandError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Sync(error) => error.into(),
            CallError::Problem(problem) => {
                let code = serde_json::to_value(problem.code).ok();
                let code = code.as_ref().and_then(|it| it.as_str()).unwrap_or("unknown").to_owned();
                let details = serde_json::json!({
                    "retry_after_seconds": problem.retry_after_seconds,
                    "holder": problem.holder,
                });
                Self { code, message: problem.detail, details }
            }
        }
    }
}

impl Http {
    /// A backend at `server`, such as `https://goodturn.example.org`.
    ///
    /// # Errors
    /// When this system has no way to speak HTTP.
    pub fn new(server: &str, token: Option<String>) -> Result<Self, SyncError> {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(Duration::from_secs(CONNECT_SECONDS))
            .user_agent(concat!("goodturn/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|cause| SyncError::Offline(cause.to_string()))?;
        Ok(Self { client, server: server.trim_end_matches('/').to_owned(), token })
    }

    /// Whether the other one speaks for the same session.
    pub(crate) fn is_session_of(&self, other: &Self) -> bool {
        self.server == other.server && self.token == other.token
    }

    /// Where it leads and with what; none without a session.
    pub(crate) fn access(&self, kept: Kept) -> Option<Access> {
        let (url, token) = (self.server.clone(), self.token.clone()?);
        Some(Access { url, token, kept })
    }

    /// Opens a session.
    pub async fn sign_in(&self, request: &SignInRequest) -> Result<Session, CallError> {
        self.call(Method::POST, "/v1/session", Some(request)).await
    }

    /// A new token for the session; this one holds until the new one is used.
    pub(crate) async fn refresh(&self) -> Result<Session, CallError> {
        self.call(Method::POST, "/v1/session/refresh", None::<&()>).await
    }

    /// Ends the session on the server. An answer without a body is enough.
    pub async fn sign_out(&self) -> Result<(), CallError> {
        let request = self.request(Method::DELETE, "/v1/session").timeout(Duration::from_secs(SIGN_OUT_SECONDS));
        let response = self.send(request).await?;
        if response.status().is_success() { Ok(()) } else { Err(problem(response).await) }
    }

    /// A link for somebody who is to join.
    pub async fn invite(&self, request: &InviteRequest) -> Result<InvitationMade, CallError> {
        self.call(Method::POST, "/v1/invitations", Some(request)).await
    }

    pub(crate) async fn invitation(&self, link: &InvitationLink) -> Result<InvitationShown, CallError> {
        self.call(Method::GET, &format!("/v1/invitations/{}", link.code), None::<&()>).await
    }

    pub(crate) async fn accept(&self, link: &InvitationLink, body: &AcceptInvitation) -> Result<Session, CallError> {
        self.call(Method::POST, &format!("/v1/invitations/{}/accept", link.code), Some(body)).await
    }

    /// Follows the stream of pokes and calls `on_poke` for each. Returns when the stream ends.
    pub(crate) async fn follow(&self, mut on_poke: impl FnMut(Poke)) -> Result<(), CallError> {
        let opened = tokio::time::timeout(ANSWER, self.open_stream()).await;
        let response = opened.map_err(|_| SyncError::Offline("the stream did not open in time".into()))??;
        let mut stream = response.bytes_stream();
        let mut lines = Lines::at_most(LONGEST_LINE_BYTES);
        let on_line = &mut |line: &[u8]| {
            if let Some(data) = line.strip_prefix(b"data:")
                && let Ok(poke) = serde_json::from_slice(data)
            {
                on_poke(poke);
            }
        };
        loop {
            let next = tokio::time::timeout(Duration::from_secs(SILENCE_SECONDS), stream.next()).await;
            let Ok(Some(chunk)) = next else { return Ok(()) };
            lines.take(&chunk.map_err(offline)?, on_line)?;
        }
    }

    async fn open_stream(&self) -> Result<Response, CallError> {
        let response = self.send(self.request(Method::GET, "/v1/sync/events?pages=true")).await?;
        if response.status() == StatusCode::OK { Ok(response) } else { Err(problem(response).await) }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request =
            self.client.request(method, format!("{}{path}", self.server)).header(PROTOCOL_HEADER, PROTOCOL.to_string());
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, SyncError> {
        let response = request.send().await.map_err(offline)?;
        // Anything without our header is a proxy, a captive portal, another server: never an answer.
        if response.headers().get(PROTOCOL_HEADER).is_none() {
            return Err(SyncError::Offline(format!("{} is not a Goodturn server", self.server)));
        }
        Ok(response)
    }

    async fn call<B: Serialize, A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<A, CallError> {
        let mut request = self.request(method, path).timeout(ANSWER);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = self.send(request).await?;
        if !response.status().is_success() {
            return Err(problem(response).await);
        }
        let body = read_checked(response).await?;
        serde_json::from_slice(&body).map_err(|cause| SyncError::Protocol(cause.to_string()).into())
    }

    async fn sync<B: Serialize, A: DeserializeOwned>(&self, path: &str, body: &B) -> Result<A, SyncError> {
        let request = self.request(Method::POST, path).timeout(ANSWER);
        let response = self.send(with_body(request, body)?).await?;
        if !response.status().is_success() {
            return Err(refused(response).await);
        }
        let body = read_checked(response).await?;
        serde_json::from_slice(&body).map_err(|cause| SyncError::Protocol(cause.to_string()))
    }
}

impl SyncServer for Http {
    async fn push(&self, request: PushRequest) -> Result<PushAnswer, SyncError> {
        self.sync("/v1/sync/push", &request).await
    }

    async fn pull(&self, request: PullRequest) -> Result<PullAnswer, SyncError> {
        self.sync("/v1/sync/pull", &request).await
    }

    fn pull_on(&self, request: PullRequest) -> impl Stream<Item = Result<PullAnswer, SyncError>> + Send {
        stream::once(self.open_pages(request)).try_flatten()
    }
}

/// What the sync makes of a problem.
async fn refused(response: Response) -> SyncError {
    match problem(response).await {
        CallError::Sync(error) => error,
        CallError::Problem(problem) => SyncError::Protocol(problem.detail),
    }
}

/// JSON, compressed where that is worth it.
fn with_body(request: RequestBuilder, body: &impl Serialize) -> Result<RequestBuilder, SyncError> {
    let unwritable = |cause: &dyn std::fmt::Display| SyncError::Protocol(cause.to_string());
    let mut body = serde_json::to_vec(body).map_err(|cause| unwritable(&cause))?;
    let mut request = request.header("content-type", "application/json");
    if body.len() > LEAST_COMPRESSED_BYTES {
        body = zstd::bulk::compress(&body, COMPRESSION_LEVEL).map_err(|cause| unwritable(&cause))?;
        request = request.header("content-encoding", "zstd");
    }
    Ok(request.body(body))
}

async fn read_body(response: Response) -> Result<Vec<u8>, SyncError> {
    let mut body = Vec::new();
    let mut stream = response.bytes_stream();
    while let Some(chunk) = stream.next().await {
        body.extend_from_slice(&chunk.map_err(offline)?);
        if body.len() > LARGEST_ANSWER_BYTES {
            return Err(SyncError::Protocol("the answer is too large".into()));
        }
    }
    Ok(body)
}

/// A body counts only when its checksum does: anything else is no answer, whatever it says.
async fn read_checked(response: Response) -> Result<Vec<u8>, SyncError> {
    let expected = response.headers().get(CHECKSUM_HEADER).and_then(|it| it.to_str().ok()).map(str::to_owned);
    let body = read_body(response).await?;
    if expected.as_deref() != Some(blake3::hash(&body).to_hex().as_str()) {
        return Err(SyncError::Offline("the answer arrived damaged".into()));
    }
    Ok(body)
}

async fn problem(response: Response) -> CallError {
    let status = response.status();
    let body = match read_checked(response).await {
        Ok(body) => body,
        Err(error) => return error.into(),
    };
    let Ok(problem) = serde_json::from_slice::<Problem>(&body) else {
        return SyncError::Offline(format!("{status} without an explanation")).into();
    };
    match problem.code {
        ProblemCode::SignedOut => problem.ended_by.map_or(SyncError::SignedOut, SyncError::Ended).into(),
        ProblemCode::OutOfDate => SyncError::OutOfDate.into(),
        ProblemCode::Gap => SyncError::Gap { expected: problem.expected.unwrap_or(0) }.into(),
        ProblemCode::NewHistory => SyncError::NewHistory.into(),
        ProblemCode::ClonedDevice => SyncError::ClonedDevice.into(),
        ProblemCode::Busy | ProblemCode::DiskFull | ProblemCode::Internal => SyncError::Busy {
            detail: problem.detail,
            retry_after: problem.retry_after_seconds.map(Duration::from_secs),
        }
        .into(),
        _ => CallError::Problem(Box::new(problem)),
    }
}

fn offline(cause: reqwest::Error) -> SyncError {
    // The address may carry an invitation's code: it stays out of messages and logs.
    SyncError::Offline(cause.without_url().to_string())
}

/// Cuts the stream into lines; what is unfinished waits for its end.
struct Lines {
    unfinished: Vec<u8>,
    longest: usize,
}

impl Lines {
    /// Lines of at most so many bytes.
    const fn at_most(longest: usize) -> Self {
        Self { unfinished: Vec::new(), longest }
    }

    fn take(&mut self, chunk: &[u8], on_line: &mut impl FnMut(&[u8])) -> Result<(), SyncError> {
        // Only what is new can hold the end of a line.
        for part in chunk.split_inclusive(|byte| *byte == b'\n') {
            if self.unfinished.len() + part.len() > self.longest {
                return Err(SyncError::Protocol("a line of the stream is too long".into()));
            }
            self.unfinished.extend_from_slice(part);
            if part.ends_with(b"\n") {
                on_line(&self.unfinished);
                self.unfinished.clear();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_however_they_were_cut() {
        let (mut lines, mut read) = (Lines::at_most(LONGEST_LINE_BYTES), Vec::new());

        for chunk in ["data: 1\nda", "", "ta: 2", "\n\nda"] {
            lines
                .take(chunk.as_bytes(), &mut |line| read.push(String::from_utf8_lossy(line).into_owned()))
                .expect("short");
        }

        assert_eq!(read, ["data: 1\n", "data: 2\n", "\n"]);
    }

    #[test]
    fn line_without_an_end_ends_the_stream() {
        let (mut lines, chunk) = (Lines::at_most(LONGEST_LINE_BYTES), vec![b'x'; LONGEST_LINE_BYTES]);

        assert!(lines.take(&chunk, &mut |_| ()).is_ok());
        assert!(lines.take(b"x", &mut |_| ()).is_err());
    }
}
