//! Giving data out, as one archive.

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use goodturn_domain::PersonId;
use goodturn_sync::problem::{CHECKSUM_HEADER, ProblemCode};

use crate::auth::Member;
use crate::backend::Backend;
use crate::error::ApiError;
use crate::export::{self, ExportError, Extent, Source};

/// What is read and sent at a time.
const CHUNK_BYTES: usize = 1 << 16;

/// `GET /v1/export/organization`
pub(crate) async fn of_organization(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
) -> Result<Response, ApiError> {
    give(backend, member, Extent::Organization).await
}

/// `GET /v1/export/me`: what the person may see and has written.
pub(crate) async fn of_oneself(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
) -> Result<Response, ApiError> {
    give(backend, member, Extent::Person(member.person)).await
}

/// `GET /v1/export/people/{person}`: the same of somebody else, who has asked for it.
pub(crate) async fn of_person(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(person): Path<PersonId>,
) -> Result<Response, ApiError> {
    backend.blocking(move |it| it.person_kept_by(member, person).map(drop)).await?;
    give(backend, member, Extent::Person(person)).await
}

async fn give(backend: Arc<Backend>, member: Member, extent: Extent) -> Result<Response, ApiError> {
    let busy = || ApiError::busy("Another export is being made.");
    // One at a time: each takes the disk twice of what it gives out.
    let only = backend.exporting.clone().try_acquire_owned().map_err(|_| busy())?;
    // It goes along with the work, which nobody can stop: who hangs up makes no room for the next.
    let making = move |it: &Backend| {
        let _only = only;
        make(it, member, extent)
    };
    let (archive, hash, bytes) = backend.blocking(making).await?;
    let mut response = Response::new(Body::from_stream(chunks(archive)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    headers
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"goodturn-export.zip\""));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let checksum = HeaderValue::from_str(hash.to_hex().as_str()).map_err(|cause| ApiError::internal(&cause))?;
    headers.insert(CHECKSUM_HEADER, checksum);
    Ok(response)
}

/// The archive has no name on the disk, so that it is gone when it was sent, or when the server ends.
fn make(backend: &Backend, member: Member, extent: Extent) -> Result<(File, blake3::Hash, u64), ApiError> {
    let internal = |cause: std::io::Error| ApiError::internal(&cause);
    let folder = tempfile::Builder::new().tempdir_in(&backend.exports).map_err(internal)?;
    let Backend { control, authority, files, clock, .. } = backend;
    let source = Source { control, authority, files, clock };
    let made = source.write(extent, Some(member.person), &folder.path().join("export"))?;
    let mut archive = tempfile::tempfile_in(&backend.exports).map_err(internal)?;
    export::pack(&folder.path().join("export"), &made, files, &mut archive)?;
    let (hash, bytes) = export::hash_of(&mut archive).map_err(internal)?;
    Ok((archive, hash, bytes))
}

fn chunks(archive: File) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    async_stream::try_stream! {
        let mut archive = archive;
        loop {
            let read = tokio::task::spawn_blocking(move || {
                let mut chunk = vec![0; CHUNK_BYTES];
                let read = archive.read(&mut chunk)?;
                chunk.truncate(read);
                Ok::<_, std::io::Error>((archive, chunk))
            });
            let (rest, chunk) = read.await.map_err(std::io::Error::other)??;
            archive = rest;
            if chunk.is_empty() {
                break;
            }
            yield Bytes::from(chunk);
        }
    }
}

impl From<ExportError> for ApiError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::NoSuchPerson | ExportError::NoOrganization => {
                Self::new(ProblemCode::NotFound, error.to_string())
            }
            ExportError::Folder { .. } | ExportError::Occupied(_) | ExportError::Place(_) => Self::internal(&error),
        }
    }
}
