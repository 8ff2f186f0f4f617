//! The key of this profile's files, in a build that encrypts them: random, and in the system's key store.

use std::fs;

use goodturn_store_sqlite::{CAN_ENCRYPT, FileKey, is_encrypted};

use crate::account::{Workspaces, folder_of_replicas};
use crate::app::StartError;
use crate::paths::Paths;
use crate::secrets::{Place, Secrets};

/// What a key's name is derived for, so that the name says nothing about the key.
const CONTEXT: &str = "Goodturn 2026-11-27 name of the key of a profile's files";

/// The key that the profile's files are encrypted with; none in a build that does not encrypt. The
/// first call draws it.
///
/// # Errors
/// When the files are encrypted and this build does not read them, or their key cannot be had. Nothing
/// is opened then: without its key an encrypted file looks like a damaged one.
pub(crate) async fn find(paths: &Paths, secrets: &Secrets) -> Result<Option<FileKey>, StartError> {
    let mut workspaces = Workspaces::load(paths)?;
    match (&workspaces.file_key, CAN_ENCRYPT) {
        (None, false) => Ok(None),
        (Some(_), false) => Err(StartError::Encrypted),
        (Some(name), true) => load(secrets, name).await.map(Some),
        // Its name was lost, not the key: a new one would open nothing of what is here.
        (None, true) if has_encrypted_files(paths) => Err(StartError::KeyGone),
        (None, true) => {
            let bits = draw()?;
            let name = name_of(&bits);
            keep(secrets, &name, &bits).await?;
            // From here on whatever lies here is encrypted, or becomes so when it is opened.
            workspaces.file_key = Some(name);
            workspaces.save(paths)?;
            Ok(Some(FileKey::new(bits)))
        }
    }
}

fn has_encrypted_files(paths: &Paths) -> bool {
    let entries = fs::read_dir(folder_of_replicas(paths)).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| path.extension().is_some_and(|it| it == "db") && is_encrypted(&path))
}

async fn load(secrets: &Secrets, name: &str) -> Result<FileKey, StartError> {
    let kept = secrets.load_patiently(name).await.map_err(|cause| StartError::KeyUnavailable(cause.to_string()))?;
    let bits = kept.and_then(|text| read(&text)).filter(|bits| name_of(bits) == name);
    bits.map(FileKey::new).ok_or(StartError::KeyGone)
}

/// Keeps a key and reads it back: what is encrypted with one that was not kept is lost.
async fn keep(secrets: &Secrets, name: &str, bits: &[u8; 32]) -> Result<(), StartError> {
    let text = blake3::Hash::from_bytes(*bits).to_hex();
    let not_kept = |cause: &dyn std::fmt::Display| StartError::KeyNotKept(cause.to_string());
    secrets.store(name, &text, &Place::KeyStore).await.map_err(|cause| not_kept(&cause))?;
    if let Err(cause) = load(secrets, name).await {
        // The next attempt draws another one.
        let _ = secrets.delete(name).await;
        return Err(not_kept(&cause));
    }
    Ok(())
}

fn draw() -> Result<[u8; 32], StartError> {
    let mut bits = [0; 32];
    getrandom::fill(&mut bits).map_err(|cause| StartError::KeyNotKept(cause.to_string()))?;
    Ok(bits)
}

fn name_of(bits: &[u8; 32]) -> String {
    let digest = blake3::Hash::from_bytes(blake3::derive_key(CONTEXT, bits)).to_hex();
    format!("files/{}", &digest[..32])
}

fn read(text: &str) -> Option<[u8; 32]> {
    blake3::Hash::from_hex(text).ok().map(|hash| *hash.as_bytes())
}
