//! Files over HTTP: sent in parts, fetched as a stream.

use std::time::Duration;

use futures_util::{Stream, StreamExt};
use goodturn_domain::FileHash;
use goodturn_sync::SyncError;
use goodturn_sync::files::{FileReceived, RECEIVED_HEADER};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_RANGE, RANGE};
use reqwest::{Method, StatusCode};

use super::{ANSWER, CallError, Http, SILENCE_SECONDS, offline, problem, read_body};

/// How long one part may take: 2 MiB on a slow line.
const PART_SECONDS: u64 = 120;

impl Http {
    /// How much of a file the backend has of this person.
    pub(crate) async fn check_file(&self, file: FileHash, total: u64) -> Result<FileReceived, CallError> {
        let request = self.request(Method::HEAD, &format!("/v1/files/{file}?total={total}"));
        let response = self.send(request.timeout(ANSWER)).await?;
        let received = response.headers().get(RECEIVED_HEADER).and_then(|it| it.to_str().ok()?.parse().ok());
        match (response.status(), received) {
            (StatusCode::OK, Some(received)) => Ok(FileReceived { received, is_whole: true }),
            (StatusCode::NO_CONTENT, Some(received)) => Ok(FileReceived { received, is_whole: false }),
            (StatusCode::UNAUTHORIZED, _) => Err(SyncError::SignedOut.into()),
            (status, _) => {
                let detail = format!("{status} when asked for a file");
                Err(SyncError::Busy { detail, retry_after: None }.into())
            }
        }
    }

    /// Sends one part of a file.
    pub(crate) async fn send_part(
        &self,
        file: FileHash,
        offset: u64,
        total: u64,
        part: Vec<u8>,
    ) -> Result<FileReceived, CallError> {
        let range = format!("bytes {offset}-{}/{total}", offset + part.len() as u64 - 1);
        let request = self.request(Method::PUT, &format!("/v1/files/{file}")).header(CONTENT_RANGE, range).body(part);
        let response = self.send(request.timeout(Duration::from_secs(PART_SECONDS))).await?;
        if !response.status().is_success() {
            return Err(problem(response).await);
        }
        let body = read_body(response).await?;
        serde_json::from_slice(&body).map_err(|cause| SyncError::Protocol(cause.to_string()).into())
    }

    /// What is in a file from `offset` on, as it comes.
    pub(crate) async fn fetch_file(
        &self,
        file: FileHash,
        offset: u64,
        total: u64,
    ) -> Result<impl Stream<Item = Result<Vec<u8>, SyncError>> + use<>, CallError> {
        let request = self
            .request(Method::GET, &format!("/v1/files/{file}"))
            .header(RANGE, format!("bytes={offset}-{}", total - 1))
            .header(ACCEPT_ENCODING, "identity");
        let opened = tokio::time::timeout(ANSWER, self.send(request)).await;
        let response = opened.map_err(|_| SyncError::Offline("the file did not come in time".into()))??;
        if response.status() != StatusCode::PARTIAL_CONTENT {
            return Err(problem(response).await);
        }
        let pieces = Box::pin(response.bytes_stream());
        Ok(futures_util::stream::unfold(pieces, |mut pieces| async {
            let next = tokio::time::timeout(Duration::from_secs(SILENCE_SECONDS), pieces.next()).await;
            let piece = match next {
                Err(_) => Err(SyncError::Offline("the file stopped coming".into())),
                Ok(None) => return None,
                Ok(Some(piece)) => piece.map(|it| it.to_vec()).map_err(offline),
            };
            Some((piece, pieces))
        }))
    }
}
