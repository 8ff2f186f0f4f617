//! Files on their way to another place, or out of the server: a little of them at a time, and
//! compared with their hash.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;

use futures_util::TryStreamExt;
use goodturn_domain::FileHash;
use object_store::path::Path;
use object_store::{ObjectStoreExt, WriteMultipart};

use super::{BucketAccess, Files, FilesConfig, PIECE_BYTES, WHOLE, whole};

/// Where the files of a server are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilesAt {
    /// In `files` of this data folder.
    Folder(PathBuf),
    Bucket(String, BucketAccess),
}

impl FilesAt {
    pub(crate) fn open(&self) -> Result<Files, object_store::Error> {
        match self {
            Self::Folder(data_dir) => Files::open(data_dir, &FilesConfig::default()),
            Self::Bucket(url, access) => {
                let (url, access) = (Some(url.clone()), access.clone());
                Files::open(&PathBuf::new(), &FilesConfig { url, access, ..FilesConfig::default() })
            }
        }
    }
}

impl FromStr for FilesAt {
    type Err = String;

    /// A data folder, or the URL of a bucket that the environment says how to reach.
    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.contains("://") {
            true => Self::Bucket(text.to_owned(), BucketAccess::from_environment()),
            false => Self::Folder(text.into()),
        })
    }
}

impl fmt::Display for FilesAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(data_dir) => write!(f, "{}", data_dir.join(super::FILES_FOLDER).display()),
            Self::Bucket(url, _) => f.write_str(url),
        }
    }
}

/// Files that lie in another place now, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilesMoved {
    pub files: u64,
    pub bytes: u64,
    /// They are not what their hash says where they came from, and were left there.
    pub damaged: Vec<FileHash>,
}

impl Files {
    /// How many bytes a file has; none when it is not there.
    pub(crate) async fn size(&self, file: FileHash) -> io::Result<Option<u64>> {
        match self.store.head(&whole(file)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Hands over what is in a file. False when it is not there.
    pub(crate) async fn pour_out(
        &self,
        file: FileHash,
        mut take: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<bool> {
        let found = match self.store.get(&whole(file)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let mut content = found.into_stream();
        while let Some(bytes) = content.try_next().await? {
            take(&bytes)?;
        }
        Ok(true)
    }

    /// Copies every file that is whole to another place and reads it there. Those that are there
    /// already stay as they are.
    pub(crate) async fn copy_to(&self, other: &Self) -> io::Result<FilesMoved> {
        let (folder, mut moved) = (Path::from(WHOLE), FilesMoved::default());
        let mut found = self.store.list(Some(&folder));
        while let Some(object) = found.try_next().await? {
            let Some(file) = object.location.filename().and_then(|it| it.parse().ok()) else { continue };
            if !other.holds(file).await? {
                if !self.copy_one(file, other).await? {
                    moved.damaged.push(file);
                    continue;
                }
                if !other.holds(file).await? {
                    return Err(io::Error::other(format!("{file} does not read there as it was written")));
                }
            }
            moved.files += 1;
            moved.bytes += object.size;
        }
        Ok(moved)
    }

    /// Whether the file is there, and is what its hash says.
    async fn holds(&self, file: FileHash) -> io::Result<bool> {
        let mut hasher = blake3::Hasher::new();
        let is_there = self.pour_out(file, |bytes| {
            hasher.update(bytes);
            Ok(())
        });
        Ok(is_there.await? && *hasher.finalize().as_bytes() == file.bytes())
    }

    /// False when what is here is not what its hash says.
    async fn copy_one(&self, file: FileHash, other: &Self) -> io::Result<bool> {
        let target = other.store.put_multipart(&whole(file)).await?;
        let mut target = WriteMultipart::new_with_chunk_size(target, PIECE_BYTES);
        let mut hasher = blake3::Hasher::new();
        let mut content = self.store.get(&whole(file)).await?.into_stream();
        while let Some(bytes) = content.try_next().await? {
            hasher.update(&bytes);
            target.wait_for_capacity(1).await?;
            target.put(bytes);
        }
        if *hasher.finalize().as_bytes() != file.bytes() {
            target.abort().await?;
            return Ok(false);
        }
        target.finish().await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_damaged_file_stays_where_it_is() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let open = |it: &tempfile::TempDir| FilesAt::Folder(it.path().to_owned()).open().unwrap();
        let (from, to) = (open(&here), open(&there));
        let (sound, damaged) = (FileHash::new(*blake3::hash(b"sound").as_bytes()), FileHash::new([7; 32]));
        from.store.put(&whole(sound), "sound".into()).await.unwrap();
        from.store.put(&whole(damaged), "damaged".into()).await.unwrap();

        let moved = from.copy_to(&to).await.unwrap();

        assert_eq!(moved, FilesMoved { files: 1, bytes: 5, damaged: vec![damaged] });
        assert_eq!((to.size(sound).await.unwrap(), to.size(damaged).await.unwrap()), (Some(5), None));
        assert_eq!(from.copy_to(&to).await.unwrap(), moved, "once more changes nothing");
    }
}
