//! Files on their way from the interface: they come in pieces, before anything is said with them.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use goodturn_domain::file::{BEGINNING_BYTES, MOST_FILE_BYTES, MOST_PIXELS, pixels};
use goodturn_domain::{Attachment, FileHash, FileKind, FileName, Refusal};
use uuid::Uuid;

use super::{FileStore, Held, STAGED, create_private_file, create_private_folder, remove_file, settle};
use crate::error::CommandError;

/// What a file is.
struct Looked {
    hash: FileHash,
    bytes: u64,
    kind: FileKind,
}

/// A file that is all here and not attached yet; it stays as long as this is there.
#[derive(Debug)]
pub(crate) struct Staged {
    pub(crate) hash: FileHash,
    bytes: u64,
    kind: FileKind,
    _held: Held,
}

impl Staged {
    /// The file as it is attached, under the name that somebody gave it.
    pub(crate) fn called(&self, name: FileName) -> Attachment {
        Attachment { name, hash: self.hash, bytes: self.bytes, kind: self.kind }
    }
}

impl FileStore {
    /// Adds a piece to a file that is being handed over; the first one has offset 0.
    pub(crate) fn add_piece(&self, id: Uuid, offset: u64, piece: &[u8]) -> Result<(), CommandError> {
        let path = self.staged(id);
        if offset + piece.len() as u64 > MOST_FILE_BYTES {
            remove_file(&path)?;
            return Err(Refusal::FileTooLarge { most: MOST_FILE_BYTES }.into());
        }
        let mut file = if offset == 0 {
            create_private_folder(&self.folder.join(STAGED))?;
            create_private_file(&path)?
        } else {
            fs::File::options().append(true).open(&path)?
        };
        let here = file.metadata()?.len();
        if here != offset {
            return Err(CommandError::new("malformed", format!("the next piece begins at {here}")));
        }
        Ok(file.write_all(piece)?)
    }

    /// Forgets a file that is not to be attached after all.
    pub(crate) fn discard(&self, id: Uuid) -> io::Result<()> {
        remove_file(&self.staged(id))
    }

    /// Keeps the file that was handed over under its hash.
    pub(crate) fn keep(&self, id: Uuid) -> Result<Staged, CommandError> {
        let path = self.staged(id);
        let Looked { hash, bytes, kind } = look_at(&path)?;
        if bytes == 0 {
            return Err(Refusal::FileEmpty.into());
        }
        // Before it lies there: what looks after the files would take it for left behind.
        let staged = Staged { hash, bytes, kind, _held: self.hold(hash) };
        settle(&path, &self.path(hash))?;
        Ok(staged)
    }

    fn staged(&self, id: Uuid) -> PathBuf {
        self.folder.join(STAGED).join(id.to_string())
    }
}

/// Reads a file through.
fn look_at(path: &Path) -> Result<Looked, CommandError> {
    let mut file = fs::File::open(path)?;
    let (hash, bytes) = hash_of(&mut file)?;
    let mut beginning = Vec::new();
    fs::File::open(path)?.take(BEGINNING_BYTES as u64).read_to_end(&mut beginning)?;
    let kind = FileKind::of(&beginning);
    if kind.is_image() && pixels(&beginning).is_some_and(|it| it > MOST_PIXELS) {
        return Err(CommandError::new("too_many_pixels", format!("at most {MOST_PIXELS} pixels are shown")));
    }
    Ok(Looked { hash, bytes, kind })
}

/// The hash and the length of what a file holds, without holding it in memory.
pub(super) fn hash_of(file: &mut fs::File) -> io::Result<(FileHash, u64)> {
    let mut hasher = blake3::Hasher::new();
    let bytes = io::copy(file, &mut hasher)?;
    Ok((FileHash::new(*hasher.finalize().as_bytes()), bytes))
}
