//! What a route answers when it does not do what was asked: problem JSON with a closed list of codes.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use goodturn_store::StoreError;
use goodturn_sync::SyncError;
use goodturn_sync::authority::AuthorityError;
use goodturn_sync::problem::{AddressHolder, EndedBy, PROBLEM_CONTENT_TYPE, Problem, ProblemCode};

use crate::exchange::checked;

/// How long a client that met a busy server waits, in seconds.
const BUSY_SECONDS: u64 = 2;

/// An answer that says why not.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) code: ProblemCode,
    detail: String,
    expected: Option<u64>,
    retry_after: Option<u64>,
    ended_by: Option<EndedBy>,
    holder: Option<AddressHolder>,
}

impl ApiError {
    /// The problem, with what happened this time.
    pub(crate) fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), expected: None, retry_after: None, ended_by: None, holder: None }
    }

    /// A part that is not the next one: it begins at `expected`.
    pub(crate) fn expecting(expected: u64, detail: impl Into<String>) -> Self {
        Self { expected: Some(expected), ..Self::new(ProblemCode::Gap, detail) }
    }

    /// No session, or one that ended.
    pub(crate) fn signed_out() -> Self {
        Self::new(ProblemCode::SignedOut, "Sign in again.")
    }

    /// A session that was ended from elsewhere, if it was.
    pub(crate) fn ended(by: Option<EndedBy>) -> Self {
        Self { ended_by: by, ..Self::signed_out() }
    }

    /// An address that somebody has, told to who may know them.
    pub(crate) fn held_by(holder: AddressHolder) -> Self {
        let detail = format!("{} is there already with that address.", holder.name);
        Self { holder: Some(holder), ..Self::new(ProblemCode::EmailTaken, detail) }
    }

    /// Too much to do at the moment.
    pub(crate) fn busy(detail: &str) -> Self {
        Self { retry_after: Some(BUSY_SECONDS), ..Self::new(ProblemCode::Busy, detail) }
    }

    /// Not before `seconds` have passed.
    pub(crate) fn too_many_attempts(seconds: u64) -> Self {
        let detail = format!("Try again in {seconds} seconds.");
        Self { retry_after: Some(seconds), ..Self::new(ProblemCode::TooManyAttempts, detail) }
    }

    /// A fault of ours: the cause goes to the log, not to the client.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        Self::new(ProblemCode::Internal, "The server could not do it; its log says why.")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, title) = status_and_title(self.code);
        let problem = Problem {
            code: self.code,
            title: title.to_owned(),
            detail: self.detail,
            expected: self.expected,
            retry_after_seconds: self.retry_after,
            ended_by: self.ended_by,
            holder: self.holder,
        };
        let mut response = checked(status, PROBLEM_CONTENT_TYPE, &problem);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Every code with its status and the sentence that names it.
pub(crate) fn status_and_title(code: ProblemCode) -> (StatusCode, &'static str) {
    use ProblemCode as P;
    use StatusCode as S;
    match code {
        P::SignedOut => (S::UNAUTHORIZED, "You are signed out"),
        P::WrongPassword => (S::UNAUTHORIZED, "E-mail and password do not fit"),
        P::TooManyAttempts => (S::TOO_MANY_REQUESTS, "Too many attempts"),
        P::Forbidden => (S::FORBIDDEN, "Not yours to do"),
        P::NotFound => (S::NOT_FOUND, "Not found"),
        P::MethodNotAllowed => (S::METHOD_NOT_ALLOWED, "Method not allowed"),
        P::Malformed => (S::BAD_REQUEST, "Malformed request"),
        P::TooLarge => (S::PAYLOAD_TOO_LARGE, "Too large"),
        P::OutOfDate => (S::UPGRADE_REQUIRED, "Another version of the protocol"),
        P::Gap => (S::CONFLICT, "An operation is missing in between"),
        P::ClonedDevice => (S::CONFLICT, "The device was restored or copied"),
        P::NewHistory => (S::CONFLICT, "The server was restored"),
        P::Protocol => (S::BAD_REQUEST, "Not what the protocol allows"),
        P::InvitationUsed => (S::GONE, "The invitation has been used"),
        P::InvitationExpired => (S::GONE, "The invitation has expired"),
        P::ResetUsed => (S::GONE, "The link has been used"),
        P::ResetExpired => (S::GONE, "The link has expired"),
        P::EmailTaken => (S::CONFLICT, "Somebody has that e-mail address"),
        P::WeakPassword => (S::UNPROCESSABLE_ENTITY, "Another password is needed"),
        P::Refused => (S::UNPROCESSABLE_ENTITY, "Refused by the rules"),
        P::NoRoomForFiles => (S::INSUFFICIENT_STORAGE, "No room for more files"),
        P::TooManyPixels => (S::UNPROCESSABLE_ENTITY, "Too large a picture"),
        P::WrongHash => (S::UNPROCESSABLE_ENTITY, "Another file than its hash says"),
        P::Busy => (S::SERVICE_UNAVAILABLE, "Too busy"),
        P::DiskFull => (S::INSUFFICIENT_STORAGE, "The server's disk is full"),
        P::Internal | P::Unknown => (S::INTERNAL_SERVER_ERROR, "A fault of the server"),
    }
}

impl From<SyncError> for ApiError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::SignedOut => Self::signed_out(),
            SyncError::Ended(by) => Self::ended(Some(by)),
            SyncError::OutOfDate => Self::new(ProblemCode::OutOfDate, "Update Goodturn."),
            SyncError::Gap { expected } => {
                let detail = format!("The next operation is number {expected}.");
                Self { expected: Some(expected), ..Self::new(ProblemCode::Gap, detail) }
            }
            SyncError::NewHistory => Self::new(
                ProblemCode::NewHistory,
                "Fetch what is here, then send everything again that was not fetched.",
            ),
            SyncError::ClonedDevice => Self::new(ProblemCode::ClonedDevice, "Start over with a new device id."),
            SyncError::Busy { detail, .. } => Self::busy(&detail),
            SyncError::Protocol(detail) => Self::new(ProblemCode::Protocol, detail),
            SyncError::Offline(cause) => Self::internal(&cause),
        }
    }
}

impl From<&StoreError> for ApiError {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::Full(_) => {
                tracing::error!("the disk is full");
                Self::new(ProblemCode::DiskFull, "Nothing was saved.")
            }
            StoreError::Unavailable(cause) => {
                tracing::error!(%cause, "the storage is unavailable");
                Self::busy("The storage does not answer.")
            }
            StoreError::Conflict(cause) => {
                tracing::warn!(%cause, "others got in the way each time");
                Self::busy("Others were saving the same.")
            }
            other => Self::internal(other),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

impl From<AuthorityError> for ApiError {
    fn from(error: AuthorityError) -> Self {
        match error {
            AuthorityError::Sync(error) => error.into(),
            AuthorityError::Store(error) => error.into(),
        }
    }
}
