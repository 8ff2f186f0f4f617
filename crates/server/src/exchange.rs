//! How bodies come in and go out: JSON within a limit, and answers with a checksum.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, MatchedPath, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use goodturn_sync::PROTOCOL;
use goodturn_sync::problem::{CHECKSUM_HEADER, PROBLEM_CONTENT_TYPE, PROTOCOL_HEADER, ProblemCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// The largest body of a request, uncompressed: eight pushes of the largest size.
pub(crate) const MOST_BODY_BYTES: usize = 8 * 1024 * 1024;
/// The oldest protocol that is still served.
pub(crate) const OLDEST_PROTOCOL: u32 = 1;
/// A body that has not arrived by then does not arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// JSON with a checksum.
#[derive(Debug)]
pub(crate) struct Answer<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        checked(StatusCode::OK, "application/json", &self.0)
    }
}

/// An answer whose receiver can tell that all of it arrived, and that it is ours.
pub(crate) fn checked(status: StatusCode, content_type: &'static str, value: &impl Serialize) -> Response {
    let body = match serde_json::to_vec(value) {
        Ok(body) => body,
        Err(cause) => {
            tracing::error!(%cause, "an answer cannot be written as JSON");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let checksum = blake3::hash(&body).to_hex();
    let headers = [(header::CONTENT_TYPE.as_str(), content_type), (CHECKSUM_HEADER, checksum.as_str())];
    (status, headers, body).into_response()
}

/// The JSON body of a request.
#[derive(Debug)]
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let malformed = |detail: String| ApiError::new(ProblemCode::Malformed, detail);
        let read = tokio::time::timeout(BODY_TIMEOUT, Bytes::from_request(request, state)).await;
        let read = read.map_err(|_| malformed("The body did not arrive in time.".into()))?;
        let body = read.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                ApiError::new(ProblemCode::TooLarge, format!("At most {MOST_BODY_BYTES} bytes are taken at once."))
            }
            _ => malformed("The body broke off, or is not compressed as it says.".into()),
        })?;
        let value = serde_json::from_slice(&body).map_err(|cause| malformed(cause.to_string()))?;
        Ok(Self(value))
    }
}

/// Refuses other protocols, and says on every answer which one is spoken here. Whoever names no
/// protocol, such as a person with curl, is served.
pub(crate) async fn speak_protocol(request: Request, next: Next) -> Response {
    let refusal = request.headers().get(PROTOCOL_HEADER).and_then(refuse_protocol);
    let mut response = match refusal {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    };
    response.headers_mut().insert(PROTOCOL_HEADER, HeaderValue::from(PROTOCOL));
    response
}

fn refuse_protocol(asked: &HeaderValue) -> Option<ApiError> {
    match asked.to_str().ok().and_then(|text| text.trim().parse::<u32>().ok()) {
        Some(version) if (OLDEST_PROTOCOL..=PROTOCOL).contains(&version) => None,
        Some(version) => Some(ApiError::new(
            ProblemCode::OutOfDate,
            format!("The protocols {OLDEST_PROTOCOL} to {PROTOCOL} are spoken here, not {version}."),
        )),
        None => Some(ApiError::new(ProblemCode::Malformed, format!("{PROTOCOL_HEADER} is not a number."))),
    }
}

/// Gives errors of the layers around the routes the form of all others, and notes what was
/// answered: by route, never by address, because addresses hold invitation codes.
pub(crate) async fn answer_in_form(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    tracing::debug!(%method, route, status = response.status().as_u16(), "answered");
    let is_in_form = |it: &HeaderValue| it == PROBLEM_CONTENT_TYPE;
    if response.status().as_u16() < 400 || response.headers().get(header::CONTENT_TYPE).is_some_and(is_in_form) {
        return response;
    }
    let code = match response.status() {
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge,
        status if status.is_client_error() => ProblemCode::Malformed,
        _ => ProblemCode::Internal,
    };
    let mut problem = ApiError::new(code, "There is no such route, or it does not take this.").into_response();
    if let Some(allowed) = response.headers().get(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    problem
}
