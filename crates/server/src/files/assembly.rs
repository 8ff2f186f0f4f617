//! From parts to a file: hashed and looked at before it counts.

use async_stream::try_stream;
use axum::body::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use goodturn_domain::file::{BEGINNING_BYTES, MOST_PIXELS, pixels};
use goodturn_domain::{FileHash, FileKind};
use goodturn_sync::problem::ProblemCode;
use object_store::{ObjectStoreExt, WriteMultipart};

use super::{Files, PIECE_BYTES, Unfinished, failed, whole};
use crate::error::ApiError;

/// What goes through while a file is put together.
#[derive(Default)]
struct Passing {
    hasher: blake3::Hasher,
    beginning: Vec<u8>,
}

impl Passing {
    fn see(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        let missing = BEGINNING_BYTES - self.beginning.len();
        self.beginning.extend_from_slice(&bytes[..missing.min(bytes.len())]);
    }

    /// What it is, when it is what it was called.
    fn judge(&self, file: FileHash) -> Result<FileKind, ApiError> {
        if *self.hasher.finalize().as_bytes() != file.bytes() {
            return Err(ApiError::new(ProblemCode::WrongHash, "What came is not what the hash says."));
        }
        let kind = FileKind::of(&self.beginning);
        if kind.is_image() && pixels(&self.beginning).is_some_and(|it| it > MOST_PIXELS) {
            let detail = format!("At most {MOST_PIXELS} pixels are shown.");
            return Err(ApiError::new(ProblemCode::TooManyPixels, detail));
        }
        Ok(kind)
    }
}

impl Files {
    /// Makes the file of its parts and says what it is. What cannot become one is forgotten.
    pub(crate) async fn assemble(&self, upload: Unfinished) -> Result<FileKind, ApiError> {
        let is_there = self.store.head(&whole(upload.file)).await.is_ok();
        let made = if is_there { self.compare(upload).await } else { self.join(upload).await };
        if let Err(error) = &made
            && [ProblemCode::WrongHash, ProblemCode::TooManyPixels].contains(&error.code)
        {
            self.forget(upload).await;
        }
        made
    }

    /// The parts are needed no longer.
    pub(crate) async fn finish(&self, upload: Unfinished) {
        self.forget(upload).await;
    }

    /// Somebody else has brought it: whoever knows its hash alone does not get it by that.
    async fn compare(&self, upload: Unfinished) -> Result<FileKind, ApiError> {
        let mut passing = Passing::default();
        let mut content = self.content(upload).await?;
        while let Some(bytes) = content.try_next().await.map_err(|it| failed(&it))? {
            passing.see(&bytes);
        }
        passing.judge(upload.file)
    }

    async fn join(&self, upload: Unfinished) -> Result<FileKind, ApiError> {
        let target = self.store.put_multipart(&whole(upload.file)).await.map_err(|it| failed(&it))?;
        let mut target = WriteMultipart::new_with_chunk_size(target, PIECE_BYTES);
        match self.pour(upload, &mut target).await {
            Ok(kind) => {
                target.finish().await.map_err(|it| failed(&it))?;
                Ok(kind)
            }
            Err(error) => {
                if let Err(cause) = target.abort().await {
                    tracing::warn!(%cause, "half a file stays for now");
                }
                Err(error)
            }
        }
    }

    async fn pour(&self, upload: Unfinished, target: &mut WriteMultipart) -> Result<FileKind, ApiError> {
        let mut passing = Passing::default();
        let mut content = self.content(upload).await?;
        while let Some(bytes) = content.try_next().await.map_err(|it| failed(&it))? {
            passing.see(&bytes);
            // One piece is on its way while the next one fills.
            target.wait_for_capacity(1).await.map_err(|it| failed(&it))?;
            target.put(bytes);
        }
        passing.judge(upload.file)
    }

    /// Everything that has come, in order, a little at a time.
    async fn content(
        &self,
        upload: Unfinished,
    ) -> Result<BoxStream<'static, Result<Bytes, object_store::Error>>, ApiError> {
        let (store, parts) = (self.store.clone(), self.parts(upload).await?);
        Ok(try_stream! {
            for part in parts {
                let mut bytes = store.get(&upload.part(part.offset)).await?.into_stream();
                while let Some(bytes) = bytes.try_next().await? {
                    yield bytes;
                }
            }
        }
        .boxed())
    }
}
