//! What is in files: kept under its hash, in a folder or in a bucket that speaks S3. Who brought
//! which file is in the organization's storage.
//!
//! The names that people give to files never come here. A part is an object of its own until all of
//! them have come, so that an upload goes on after any stop, at any of several servers, and no more
//! than a few parts of it are in memory.

mod assembly;
mod bucket;
mod cleaning;
mod moving;

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use axum::body::Bytes;
use futures_util::TryStreamExt;
use goodturn_domain::{FileHash, PersonId};
use goodturn_sync::authority::FileLimits;
use goodturn_sync::problem::ProblemCode;
use object_store::local::LocalFileSystem;
use object_store::path::{Path, PathPart};
use object_store::{GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt};

use crate::error::ApiError;

pub use bucket::BucketAccess;
pub(crate) use cleaning::clean_files;
pub use moving::{FilesAt, FilesMoved};

/// Its name in the data folder.
pub(crate) const FILES_FOLDER: &str = "files";
/// Below it: files of which all has come, each named by its hash.
pub(crate) const WHOLE: &str = "whole";
/// Below it: what has come of others.
const PARTS: &str = "parts";
/// S3 takes no smaller pieces; two of them at most are in memory.
const PIECE_BYTES: usize = 8 * 1024 * 1024;
/// What one person may have under way that is not whole, in bytes.
const MOST_UNFINISHED_BYTES: u64 = 1024 * 1024 * 1024;

/// Where files are kept, and how much of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilesConfig {
    /// Such as `s3://bucket/folder`; none keeps them in the data folder.
    pub url: Option<String>,
    /// How that bucket is reached.
    pub access: BucketAccess,
    pub limits: FileLimits,
}

impl Default for FilesConfig {
    fn default() -> Self {
        const GIB: u64 = 1024 * 1024 * 1024;
        Self {
            url: None,
            access: BucketAccess::default(),
            limits: FileLimits { person: 5 * GIB, organization: 100 * GIB },
        }
    }
}

/// Somebody's upload of a file of so many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unfinished {
    pub(crate) person: PersonId,
    pub(crate) file: FileHash,
    pub(crate) total: u64,
}

impl Unfinished {
    fn folder(self) -> Path {
        Path::from_iter([PARTS.to_owned(), self.person.to_string(), self.file.to_string(), self.total.to_string()])
    }

    fn part(self, offset: u64) -> Path {
        // Names of equal length are in the order of their numbers.
        self.folder().join(format!("{offset:020}"))
    }
}

/// A part that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    offset: u64,
    bytes: u64,
}

/// What is in files.
#[derive(Debug)]
pub(crate) struct Files {
    store: Arc<dyn ObjectStore>,
    pub(crate) limits: FileLimits,
    /// None when they are in a bucket.
    data_dir: Option<PathBuf>,
}

impl Files {
    /// Opens the place that is set, or the folder in `data_dir`, making it when there is none.
    pub(crate) fn open(data_dir: &FilePath, config: &FilesConfig) -> Result<Self, object_store::Error> {
        let store = match &config.url {
            Some(url) => bucket::open(url, &config.access)?,
            None => folder(&data_dir.join(FILES_FOLDER))?,
        };
        let data_dir = config.url.is_none().then(|| data_dir.to_owned());
        Ok(Self { store, limits: config.limits, data_dir })
    }

    /// Whether the place gives files, as far as asking tells.
    ///
    /// # Errors
    /// When it says no, as it would to everything after: keys or bucket are wrong. One that does not
    /// answer at the moment is no error.
    pub(crate) async fn check(&self) -> Result<(), object_store::Error> {
        let (nothing, folder) = (whole(FileHash::new([0; 32])), Path::from(PARTS));
        match self.store.get(&nothing).await {
            // It answers. A list that fails all the same says that there is no such bucket, or why not.
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {
                self.store.list(Some(&folder)).try_next().await.map(drop)
            }
            Err(error) if is_refusal(&error) => Err(error),
            Err(error) => {
                tracing::error!(%error, "the storage of files does not answer; files have to wait");
                Ok(())
            }
        }
    }

    /// The data folder that they are in; none when they are in a bucket.
    pub(crate) fn data_dir(&self) -> Option<&FilePath> {
        self.data_dir.as_deref()
    }

    /// How much of the upload has come, from its beginning.
    pub(crate) async fn received(&self, upload: Unfinished) -> Result<u64, ApiError> {
        Ok(self.parts(upload).await?.last().map_or(0, |part| part.offset + part.bytes))
    }

    /// Keeps a part and gives how much has come. Parts come in order; one that is there already
    /// changes nothing.
    pub(crate) async fn take(&self, upload: Unfinished, offset: u64, bytes: Bytes) -> Result<u64, ApiError> {
        let received = self.received(upload).await?;
        let end = offset + bytes.len() as u64;
        if end <= received {
            return Ok(received);
        }
        if offset != received {
            let detail = format!("The next part begins at {received}.");
            return Err(ApiError::expecting(received, detail));
        }
        if self.unfinished_bytes(upload.person).await? + bytes.len() as u64 > MOST_UNFINISHED_BYTES {
            return Err(ApiError::new(ProblemCode::NoRoomForFiles, "Too many uploads are not finished."));
        }
        self.store.put(&upload.part(offset), bytes.into()).await.map_err(|it| failed(&it))?;
        Ok(end)
    }

    /// What is in a file that is whole; none when it is not there.
    pub(crate) async fn read(&self, file: FileHash, range: Option<GetRange>) -> Result<Option<GetResult>, ApiError> {
        match self.store.get_opts(&whole(file), GetOptions { range, ..GetOptions::default() }).await {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    /// The parts that follow each other from the beginning without a gap.
    async fn parts(&self, upload: Unfinished) -> Result<Vec<Part>, ApiError> {
        let folder = upload.folder();
        let found = self.store.list(Some(&folder)).try_collect::<Vec<_>>().await.map_err(|it| failed(&it))?;
        let mut parts: Vec<Part> = found
            .iter()
            .filter_map(|it| Some(Part { offset: it.location.filename()?.parse().ok()?, bytes: it.size }))
            .collect();
        parts.sort_unstable();
        let mut reached = 0;
        let following = parts.iter().take_while(|part| {
            let is_next = part.offset == reached;
            reached += part.bytes;
            is_next
        });
        let count = following.count();
        parts.truncate(count);
        Ok(parts)
    }

    async fn unfinished_bytes(&self, person: PersonId) -> Result<u64, ApiError> {
        let folder = Path::from_iter([PathPart::from(PARTS), PathPart::from(person.to_string())]);
        let found = self.store.list(Some(&folder));
        found.try_fold(0, |sum, it| async move { Ok(sum + it.size) }).await.map_err(|it| failed(&it))
    }

    async fn forget(&self, upload: Unfinished) {
        let folder = upload.folder();
        let parts = self.store.list(Some(&folder)).map_ok(|it| it.location);
        let deleted = match parts.try_collect::<Vec<_>>().await {
            Ok(parts) => self.delete_all(parts).await,
            Err(error) => Err(error),
        };
        if let Err(error) = deleted {
            // They are taken for left behind after a while.
            tracing::warn!(%error, "parts of a file stay for now");
        }
    }

    async fn delete_all(&self, places: Vec<Path>) -> Result<(), object_store::Error> {
        for place in places {
            match self.store.delete(&place).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn whole(file: FileHash) -> Path {
    Path::from_iter([WHOLE.to_owned(), file.to_string()])
}

fn folder(path: &FilePath) -> Result<Arc<dyn ObjectStore>, object_store::Error> {
    let made = crate::backend::create_private_folder(path);
    made.map_err(|cause| object_store::Error::Generic { store: "folder", source: Box::new(cause) })?;
    // What was acknowledged survives the loss of power.
    let store = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
    Ok(Arc::new(store))
}

/// The storage of files did not do it.
fn failed(error: &object_store::Error) -> ApiError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.downcast_ref::<std::io::Error>().is_some_and(|it| it.kind() == std::io::ErrorKind::StorageFull) {
            tracing::error!("the disk for files is full");
            return ApiError::new(ProblemCode::DiskFull, "Nothing was saved.");
        }
        cause = one.source();
    }
    tracing::error!(%error, "the storage of files failed");
    ApiError::busy("The storage of files does not answer.")
}

/// An answer that asking again does not change.
fn is_refusal(error: &object_store::Error) -> bool {
    use object_store::Error as E;
    matches!(error, E::PermissionDenied { .. } | E::Unauthenticated { .. })
}
