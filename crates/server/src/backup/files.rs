//! The files of a backup. A file never changes under its name, so one that an earlier backup holds is
//! not written a second time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use goodturn_domain::FileHash;

use super::{BackupError, BackupFile, at, describe, sync_folder};
use crate::backend::create_private_folder;
use crate::files::{FILES_FOLDER, WHOLE};

/// Where whole files lie in a data folder.
fn place(data_dir: &Path) -> PathBuf {
    data_dir.join(FILES_FOLDER).join(WHOLE)
}

/// Which file stands under that name in a backup, if one does.
pub(super) fn file_of(name: &str) -> Option<FileHash> {
    name.strip_prefix(FILES_FOLDER)?.strip_prefix('/')?.parse().ok()
}

/// Copies every file into `part`, or links it to the one in `earlier`. One that is damaged where it
/// lies is told of and left out: everything else is backed up all the same.
pub(super) fn copy_all(data_dir: &Path, part: &Path, earlier: Option<&Path>) -> Result<Vec<BackupFile>, BackupError> {
    let (from, folder) = (place(data_dir), part.join(FILES_FOLDER));
    let mut copied = Vec::new();
    for file in list(&from)? {
        create_private_folder(&folder).map_err(|cause| at(&folder, cause))?;
        let source = from.join(file.to_string());
        match copy_one(file, &source, part, earlier)? {
            Some(described) => copied.push(described),
            // Nobody referred to it any more, and it went this moment.
            None if !source.exists() => {}
            None => tracing::error!(%file, "a file is damaged and in no backup"),
        }
    }
    if !copied.is_empty() {
        sync_folder(&folder)?;
    }
    Ok(copied)
}

fn copy_one(
    file: FileHash,
    source: &Path,
    part: &Path,
    earlier: Option<&Path>,
) -> Result<Option<BackupFile>, BackupError> {
    let name = format!("{FILES_FOLDER}/{file}");
    let target = part.join(&name);
    let sound = || describe(part, &name).ok().filter(|it| it.hash == file.to_string());
    if earlier.is_some_and(|it| fs::hard_link(it.join(&name), &target).is_ok()) {
        if let Some(described) = sound() {
            return Ok(Some(described));
        }
        fs::remove_file(&target).map_err(|cause| at(&target, cause))?;
    }
    match fs::copy(source, &target).and_then(|_| fs::File::open(&target)?.sync_all()) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        done => done.map_err(|cause| at(&target, cause))?,
    }
    let described = sound();
    if described.is_none() {
        fs::remove_file(&target).map_err(|cause| at(&target, cause))?;
    }
    Ok(described)
}

/// Puts a file of a backup back into a data folder.
pub(super) fn put_back(from: &Path, data_dir: &Path, file: &BackupFile) -> Result<(), BackupError> {
    let (Some(hash), folder) = (file_of(&file.name), place(data_dir)) else { return Ok(()) };
    create_private_folder(&folder).map_err(|cause| at(&folder, cause))?;
    let target = folder.join(hash.to_string());
    fs::copy(from.join(&file.name), &target)
        .and_then(|_| fs::File::open(&target)?.sync_all())
        .map_err(|cause| at(&target, cause))
}

fn list(folder: &Path) -> Result<Vec<FileHash>, BackupError> {
    let entries = match fs::read_dir(folder) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|cause| at(folder, cause))?,
    };
    let mut files: Vec<FileHash> = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    files.sort_unstable();
    Ok(files)
}
