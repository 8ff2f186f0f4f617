//! Many pages in one answer: a line for each, with a checksum before it, so that an answer which breaks
//! off has brought every page that is whole.

use crate::protocol::{PullAnswer, SyncError};

/// The content type of such an answer.
pub const PAGES_CONTENT_TYPE: &str = "application/vnd.goodturn.pages";

/// The line of a page: BLAKE3 of its JSON in hex, a space, the JSON, a line feed.
///
/// # Errors
/// When the page cannot be written as JSON.
pub fn write_page(page: &PullAnswer) -> Result<Vec<u8>, serde_json::Error> {
    let body = serde_json::to_vec(page)?;
    let mut line = Vec::with_capacity(body.len() + 66);
    line.extend_from_slice(blake3::hash(&body).to_hex().as_bytes());
    line.push(b' ');
    line.extend_from_slice(&body);
    line.push(b'\n');
    Ok(line)
}

/// The page of a line.
///
/// # Errors
/// [`SyncError::Offline`] when it arrived otherwise than it was sent, [`SyncError::Protocol`] when it
/// is no page.
pub fn read_page(line: &[u8]) -> Result<PullAnswer, SyncError> {
    let damaged = || SyncError::Offline("a page arrived damaged".into());
    let line = line.strip_suffix(b"\n").ok_or_else(damaged)?;
    let (checksum, body) = line.split_at_checked(64).ok_or_else(damaged)?;
    let body = body.strip_prefix(b" ").ok_or_else(damaged)?;
    if checksum != blake3::hash(body).to_hex().as_bytes() {
        return Err(damaged());
    }
    serde_json::from_slice(body).map_err(|cause| SyncError::Protocol(cause.to_string()))
}
