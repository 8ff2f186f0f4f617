//! Files: sent in parts, fetched in ranges, and always handed out as something to be saved.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use goodturn_domain::file::MOST_FILE_BYTES;
use goodturn_domain::{FileHash, FileKind};
use goodturn_store::Upload;
use goodturn_sync::authority::OverLimit;
use goodturn_sync::files::{FileReceived, LEAST_PART_BYTES, MOST_PART_BYTES, RECEIVED_HEADER};
use goodturn_sync::problem::ProblemCode;
use object_store::GetRange;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::auth::Member;
use crate::backend::Backend;
use crate::error::ApiError;
use crate::exchange::Answer;
use crate::files::Unfinished;

/// A part that has not arrived by then is sent again: a slow line brings 4 MiB in two minutes.
const PART_TIMEOUT: Duration = Duration::from_secs(120);

/// How many bytes the file has that is asked about.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Asked {
    total: Option<u64>,
}

/// `HEAD /v1/files/{hash}?total=N`: 200 when the person can have the file, else 204; the header says
/// how much of it is there.
pub(crate) async fn check(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(hash): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    let file = file_hash(&hash)?;
    let found = backend.blocking(move |it| Ok(it.authority.find_file(member.person, file)?)).await?;
    let (status, received) = match (found, asked.total) {
        (Some(upload), _) => (StatusCode::OK, upload.bytes),
        (None, Some(total)) => {
            let upload = Unfinished { person: member.person, file, total };
            (StatusCode::NO_CONTENT, backend.files.received(upload).await?)
        }
        (None, None) => (StatusCode::NO_CONTENT, 0),
    };
    Ok((status, [(RECEIVED_HEADER, received.to_string())]).into_response())
}

/// `PUT /v1/files/{hash}`: one part of a file. With the last one the file is put together.
pub(crate) async fn send(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(hash): Path<String>,
    request: Request,
) -> Result<Answer<FileReceived>, ApiError> {
    let file = file_hash(&hash)?;
    let Range { first, last, total } = content_range(request.headers())?;
    if total > MOST_FILE_BYTES {
        return Err(ApiError::new(ProblemCode::TooLarge, format!("A file has at most {MOST_FILE_BYTES} bytes.")));
    }
    let bytes = read_part(request, first, last, total).await?;
    let upload = Unfinished { person: member.person, file, total };
    match receive(&backend, upload, first, bytes).await {
        // The same part came twice at once, and by the other one the file was made.
        Err(_) if is_brought(&backend, upload).await? => Ok(Answer(FileReceived { received: total, is_whole: true })),
        received => received.map(Answer),
    }
}

/// Whether the person has brought the whole file.
async fn is_brought(backend: &Arc<Backend>, upload: Unfinished) -> Result<bool, ApiError> {
    let Unfinished { person, file, total } = upload;
    let found = backend.blocking(move |it| Ok(it.authority.find_file(person, file)?)).await?;
    Ok(found.is_some_and(|it| it.bytes == total))
}

async fn receive(
    backend: &Arc<Backend>,
    upload: Unfinished,
    first: u64,
    bytes: Bytes,
) -> Result<FileReceived, ApiError> {
    let Unfinished { person, file, total } = upload;
    let limits = backend.files.limits;
    if first == 0 {
        let over = backend.blocking(move |it| Ok(it.authority.has_room(person, total, limits)?)).await?;
        refuse_over(over)?;
    }
    let received = backend.files.take(upload, first, bytes).await?;
    if received < total {
        return Ok(FileReceived { received, is_whole: false });
    }
    let kind = backend.files.assemble(upload).await?;
    let brought = Upload { file, person, bytes: total, kind, brought_at: backend.clock.now() };
    let over = backend.blocking(move |it| Ok(it.authority.bring_file(&brought, limits)?)).await?;
    backend.files.finish(upload).await;
    refuse_over(over)?;
    Ok(FileReceived { received, is_whole: true })
}

fn refuse_over(over: Option<OverLimit>) -> Result<(), ApiError> {
    let detail = match over {
        None => return Ok(()),
        Some(OverLimit::Person) => "Your files take all the room that there is for one person.",
        Some(OverLimit::Organization) => "The files of the organization take all the room that there is.",
    };
    Err(ApiError::new(ProblemCode::NoRoomForFiles, detail))
}

/// `GET /v1/files/{hash}`: what is in it, or a range of that.
pub(crate) async fn fetch(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let file = file_hash(&hash)?;
    let found = backend.blocking(move |it| Ok(it.authority.find_file(member.person, file)?)).await?;
    // Not there, or not theirs to see: the two are not told apart.
    let missing = || ApiError::new(ProblemCode::NotFound, "There is no such file here.");
    let upload = found.ok_or_else(missing)?;
    let range = wanted_range(&headers, upload.bytes)?;
    let content = backend.files.read(file, range.clone()).await?.ok_or_else(missing)?;
    let status = if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let (first, end) = (content.range.start, content.range.end);
    let mut response = (status, Body::from_stream(content.into_stream())).into_response();
    let out = response.headers_mut();
    describe(out, upload.kind);
    out.insert(header::CONTENT_LENGTH, HeaderValue::from(end - first));
    // Stated for whole files too: what is sent is exactly what is kept, so nothing compresses it.
    let span = format!("bytes {first}-{}/{}", end.saturating_sub(1), upload.bytes);
    out.extend(HeaderValue::try_from(span).ok().map(|it| (header::CONTENT_RANGE, it)));
    Ok(response)
}

/// A file is data: no browser shows it as a page, guesses what it is, or keeps it.
fn describe(out: &mut HeaderMap, kind: FileKind) {
    for (name, value) in [
        (header::CONTENT_TYPE, kind.media_type()),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::ACCEPT_RANGES, "bytes"),
    ] {
        out.insert(name, HeaderValue::from_static(value));
    }
}

fn file_hash(text: &str) -> Result<FileHash, ApiError> {
    text.parse().map_err(|cause: goodturn_domain::file::NoFileHash| malformed(&cause.to_string()))
}

fn malformed(detail: &str) -> ApiError {
    ApiError::new(ProblemCode::Malformed, detail)
}

/// The bytes `first` to `last` of `total`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    first: u64,
    last: u64,
    total: u64,
}

fn content_range(headers: &HeaderMap) -> Result<Range, ApiError> {
    let text = headers.get(header::CONTENT_RANGE).and_then(|it| it.to_str().ok());
    let read = || {
        let (span, total) = text?.strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = span.split_once('-')?;
        let range = Range { first: first.parse().ok()?, last: last.parse().ok()?, total: total.parse().ok()? };
        (range.first <= range.last && range.last < range.total).then_some(range)
    };
    read().ok_or_else(|| malformed("A part says where it belongs: content-range: bytes 0-4194303/9000000"))
}

async fn read_part(request: Request, first: u64, last: u64, total: u64) -> Result<Bytes, ApiError> {
    let expected = last - first + 1;
    if expected > MOST_PART_BYTES || (expected < LEAST_PART_BYTES && last + 1 != total) {
        return Err(malformed("A part has 1 to 4 MiB; only the last one may be shorter."));
    }
    let read = tokio::time::timeout(PART_TIMEOUT, Bytes::from_request(request, &())).await;
    let bytes = read.map_err(|_| malformed("The part did not arrive in time."))?;
    let bytes = bytes.map_err(|_| malformed("The part broke off, or is larger than it says."))?;
    if bytes.len() as u64 != expected {
        return Err(malformed("The part is not as long as it says."));
    }
    Ok(bytes)
}

/// The range that is asked for; none asks for everything.
fn wanted_range(headers: &HeaderMap, total: u64) -> Result<Option<GetRange>, ApiError> {
    let Some(text) = headers.get(header::RANGE).and_then(|it| it.to_str().ok()) else { return Ok(None) };
    let read = || {
        let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
        let first: u64 = first.parse().ok()?;
        let end = if last.is_empty() { total } else { last.parse::<u64>().ok()?.checked_add(1)?.min(total) };
        (first < end).then_some(GetRange::Bounded(first..end))
    };
    read().map(Some).ok_or_else(|| malformed("One range within the file can be asked for: bytes=0-1023"))
}
