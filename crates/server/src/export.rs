//! Giving data out: of the whole organization, or what one person may see and has written.

mod folder;
mod table;

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use goodturn_domain::{AuditEvent, PersonId};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use goodturn_sync::Authority;
use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::backend::create_private_folder;
use crate::clock::Clock;
use crate::control::Control;
use crate::migrate::{Contents, Location, MigrateError};
use folder::{Folder, LIST};

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
    pub(crate) clock: &'a Clock,
}

impl<S: AuthorityStorage> Source<'_, S> {
    /// Records that it is given out, to `by` or to whoever runs the server, and writes it into a
    /// folder, which is made.
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
        folder.finish()
    }
}

/// Gives out data of a place that no server uses, into a folder that is made.
///
/// # Errors
/// When a server uses the data, or the folder cannot be written or is not empty.
pub fn export(place: &Location, extent: Extent, to: &Path, clock: &Clock) -> Result<Manifest, ExportError> {
    let Contents { control, storage, .. } = Contents::open(place, false)?;
    Source { control: &control, authority: &Authority::new(storage), clock }.write(extent, None, to)
}

/// Puts the files of an export into one archive, the list of them first.
pub(crate) fn pack(folder: &Path, into: &mut (impl Write + Seek)) -> Result<(), ExportError> {
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
