//! Giving data out: of the whole organization, or what one person may see and has written.

mod folder;
mod table;

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use goodturn_domain::{AuditEvent, FileHash, PersonId};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use goodturn_sync::Authority;
use thiserror::Error;
use tokio::runtime::Handle;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::backend::create_private_folder;
use crate::clock::Clock;
use crate::control::Control;
use crate::files::{FILES_FOLDER, Files, FilesAt};
use crate::migrate::{Contents, Location, MigrateError};
use folder::{Folder, LIST, create};

pub use folder::{ExportedFile, Manifest};

/// What is given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    Organization,
    Person(PersonId),
}

/// Why data could not be given out.
#[derive(Debug, Error)]
pub enum ExportError {
    #[error("{}: {cause}", path.display())]
    Folder { path: PathBuf, cause: io::Error },
    #[error("{} is not empty", .0.display())]
    Occupied(PathBuf),
    #[error("there is no such person")]
    NoSuchPerson,
    #[error("there is no organization here yet")]
    NoOrganization,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Place(#[from] MigrateError),
}

/// Whose data it is.
pub(crate) struct Source<'a, S> {
    pub(crate) control: &'a Control,
    pub(crate) authority: &'a Authority<S>,
    pub(crate) files: &'a Files,
    pub(crate) clock: &'a Clock,
}

impl<S: AuthorityStorage> Source<'_, S> {
    /// Records that it is given out, to `by` or to whoever runs the server, and writes it into a
    /// folder, which is made. Attachments are listed: [`pour_files`] gives them.
    pub(crate) fn write(self, extent: Extent, by: Option<PersonId>, to: &Path) -> Result<Manifest, ExportError> {
        create_private_folder(to).map_err(|cause| at(to, cause))?;
        if fs::read_dir(to).map_err(|cause| at(to, cause))?.next().is_some() {
            return Err(ExportError::Occupied(to.to_owned()));
        }
        let now = self.clock.now();
        let known = self.authority.storage().read(|tx: &dyn AuthorityRead| tx.find_organization())?;
        let organization = known.ok_or(ExportError::NoOrganization)?.id;
        let entry = goodturn_domain::AuditEntry::event(AuditEvent::Exported, by, now);
        let (entry, person) = match extent {
            Extent::Organization => (entry.about(organization), None),
            Extent::Person(person) => (entry.about(person), Some(person)),
        };
        self.authority.record(&[entry])?;
        let mut folder = Folder::new(to, organization, person, now);
        match person {
            None => self.authority.export_all(&mut folder)?,
            Some(person) => {
                if !self.authority.export_person(person, &mut folder)? {
                    return Err(ExportError::NoSuchPerson);
                }
                folder.add("account.json", &self.control.describe_account(person)?)?;
            }
        }
        folder.finish(self.files)
    }
}

/// Hands over every attachment that the export lists, one after the other: its name, then what is
/// in it. Off the threads of a runtime, which it needs.
fn pour_files(made: &Manifest, files: &Files, taker: &mut impl TakesFiles) -> Result<(), ExportError> {
    for (name, file) in made.files.iter().filter_map(|it| Some((&it.name, file_of(&it.name)?))) {
        let poured = taker.begin(name).and_then(|()| {
            let is_there = Handle::current().block_on(files.pour_out(file, |bytes| taker.take(bytes)))?;
            if is_there { Ok(()) } else { Err(io::Error::new(io::ErrorKind::NotFound, "it went this moment")) }
        });
        poured.map_err(|cause| at(Path::new(name), cause))?;
    }
    Ok(())
}

/// Takes attachments, one after the other.
trait TakesFiles {
    fn begin(&mut self, name: &str) -> io::Result<()>;
    fn take(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// A folder that takes them, and the file that is being written.
struct IntoFolder<'a>(&'a Path, Option<File>);

impl TakesFiles for IntoFolder<'_> {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        self.1 = Some(create(&self.0.join(name))?);
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.1.as_mut().map_or(Ok(()), |file| file.write_all(bytes))
    }
}

impl<W: Write + Seek> TakesFiles for ZipWriter<W> {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        // Most of them are packed already, as pictures are.
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
        Ok(self.start_file(name, stored)?)
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }
}

/// Which attachment stands under that name in an export, if one does.
fn file_of(name: &str) -> Option<FileHash> {
    name.strip_prefix(FILES_FOLDER)?.strip_prefix('/')?.parse().ok()
}

/// Gives out data of a place that no server uses, into a folder that is made.
///
/// # Errors
/// When a server uses the data, or the folder cannot be written or is not empty.
pub fn export(
    place: &Location,
    files: &FilesAt,
    extent: Extent,
    to: &Path,
    clock: &Clock,
) -> Result<Manifest, ExportError> {
    let Contents { control, storage, .. } = Contents::open(place, false)?;
    let files = files.open().map_err(|cause| at(to, cause.into()))?;
    let source = Source { control: &control, authority: &Authority::new(storage), files: &files, clock };
    let made = source.write(extent, None, to)?;
    let folder = to.join(FILES_FOLDER);
    create_private_folder(&folder).map_err(|cause| at(&folder, cause))?;
    pour_files(&made, &files, &mut IntoFolder(to, None))?;
    Ok(made)
}

/// Puts an export into one archive, the list of its files first, attachments last.
pub(crate) fn pack(
    folder: &Path,
    made: &Manifest,
    files: &Files,
    into: &mut (impl Write + Seek),
) -> Result<(), ExportError> {
    let wrong = |cause: zip::result::ZipError| at(folder, cause.into());
    let names = fs::read_dir(folder).map_err(|cause| at(folder, cause))?;
    let mut names: Vec<_> = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort_by_key(|name| (name != LIST, name.clone()));
    let mut archive = ZipWriter::new(into);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    for name in names {
        let path = folder.join(&name);
        archive.start_file(name, options).map_err(wrong)?;
        let mut file = File::open(&path).map_err(|cause| at(&path, cause))?;
        io::copy(&mut file, &mut archive).map_err(|cause| at(&path, cause))?;
    }
    pour_files(made, files, &mut archive)?;
    archive.finish().map_err(wrong)?;
    Ok(())
}

/// The hash of a whole file, which is at its beginning again then, and its length.
pub(crate) fn hash_of(file: &mut File) -> io::Result<(blake3::Hash, u64)> {
    file.rewind()?;
    let (mut hasher, mut chunk, mut bytes) = (blake3::Hasher::new(), vec![0; 1 << 16], 0);
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            read => {
                hasher.update(&chunk[..read]);
                bytes += read as u64;
            }
        }
    }
    file.rewind()?;
    Ok((hasher.finalize(), bytes))
}

fn at(path: &Path, cause: io::Error) -> ExportError {
    ExportError::Folder { path: path.to_owned(), cause }
}
