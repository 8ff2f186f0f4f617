//! What administrators ask of a backend, and downloads.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use futures_util::StreamExt;
use goodturn_sync::SyncError;
use goodturn_sync::problem::CHECKSUM_HEADER;
use goodturn_sync::rights::{AuditCheck, AuditCheckQuery, AuditPage, AuditQuery, RetentionPreview, RetentionQuery};
use reqwest::{Method, Response};
use serde::Serialize;
use serde_json::Value;

use super::{CallError, Http, offline, problem};
use crate::error::CommandError;

impl Http {
    /// A page of the audit log.
    pub async fn audit(&self, query: &AuditQuery) -> Result<AuditPage, CallError> {
        self.call(Method::GET, &format!("/v1/audit?{}", in_address(query)), None::<&()>).await
    }

    /// Whether the audit log is as it was written, and holds what was kept of it elsewhere.
    pub async fn check_audit(&self, query: &AuditCheckQuery) -> Result<AuditCheck, CallError> {
        self.call(Method::GET, &format!("/v1/audit/check?{}", in_address(query)), None::<&()>).await
    }

    pub(crate) async fn preview_retention(&self, query: &RetentionQuery) -> Result<RetentionPreview, CallError> {
        self.call(Method::GET, &format!("/v1/retention?{}", in_address(query)), None::<&()>).await
    }

    /// Fetches an archive into a new file, piece by piece. The file has its name once all of it has
    /// arrived as it was sent. Gives how many bytes it has.
    pub async fn download(&self, path: &str, target: &Path) -> Result<u64, CommandError> {
        let response = self.send(self.request(Method::GET, path)).await?;
        if !response.status().is_success() {
            return Err(problem(response).await.into());
        }
        let expected = response.headers().get(CHECKSUM_HEADER).and_then(|it| it.to_str().ok()).map(str::to_owned);
        let part = target.with_extension("part");
        let kept = match receive(response, &part).await {
            Ok((hash, bytes)) if expected.as_deref() == Some(hash.to_hex().as_str()) => {
                fs::rename(&part, target).map(|()| bytes).map_err(CommandError::from)
            }
            Ok(_) => Err(SyncError::Offline("the answer arrived damaged".into()).into()),
            Err(error) => Err(error),
        };
        if kept.is_err()
            && let Err(cause) = fs::remove_file(&part)
        {
            tracing::warn!(%cause, part = %part.display(), "half a download is left behind");
        }
        kept
    }
}

async fn receive(response: Response, part: &Path) -> Result<(blake3::Hash, u64), CommandError> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(part)?;
    let (mut hasher, mut bytes, mut stream) = (blake3::Hasher::new(), 0, response.bytes_stream());
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(offline)?;
        hasher.update(&chunk);
        bytes += chunk.len() as u64;
        file.write_all(&chunk)?;
    }
    file.sync_all()?;
    Ok((hasher.finalize(), bytes))
}

/// What is asked for as it stands in an address.
fn in_address(query: &impl Serialize) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(query) else { return String::new() };
    let pairs = fields.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name}={}", escaped(text)),
        other => format!("{name}={other}"),
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    let letters = text.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_escaped_in_an_address() {
        let query = AuditQuery { text: Some("Bö & co?".into()), before: Some(7), ..AuditQuery::default() };

        assert_eq!(in_address(&query), "before=7&text=B%C3%B6%20%26%20co%3F");
    }
}
