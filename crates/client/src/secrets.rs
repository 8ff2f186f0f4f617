//! Where a session's token lies: in the system's key store, or sealed with a passphrase.

use std::fs;
use std::path::PathBuf;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::account::replace_file;
use crate::paths::Paths;

/// Why a secret could not be kept or read.
#[derive(Debug, Error)]
pub(crate) enum SecretError {
    /// There is no key store; a passphrase has to be given.
    #[error("this system has no key store: a passphrase is needed")]
    PassphraseNeeded,
    #[error("the passphrase is not the right one")]
    WrongPassphrase,
    #[error("the secret cannot be kept: {0}")]
    Failed(String),
}

/// The name under which the key store lists our entries.
const SERVICE: &str = "org.goodturn.Goodturn";

/// Secrets of one profile.
#[derive(Clone, Debug)]
pub(crate) struct Secrets {
    folder: PathBuf,
    uses_key_store: bool,
}

impl Secrets {
    /// Secrets in the system's key store, when there is one.
    pub(crate) fn of_system(paths: &Paths) -> Self {
        Self { folder: paths.data.clone(), uses_key_store: true }
    }

    /// Whether keeping a secret asks for a passphrase. Blocks while the key store starts.
    pub(crate) fn needs_passphrase(&self) -> bool {
        !self.uses_key_store || keyring::Entry::store_status().is_err() || !self.key_store_answers()
    }

    /// Keeps a secret. Blocks.
    pub(crate) fn store(&self, name: &str, secret: &str, passphrase: Option<&str>) -> Result<(), SecretError> {
        if !self.needs_passphrase() {
            return entry(name)?.set_password(secret).map_err(|cause| SecretError::Failed(cause.to_string()));
        }
        let passphrase = passphrase.filter(|it| !it.is_empty()).ok_or(SecretError::PassphraseNeeded)?;
        let sealed = Sealed::seal(secret, passphrase)?;
        let json = serde_json::to_vec(&sealed).map_err(|cause| SecretError::Failed(cause.to_string()))?;
        replace_file(&self.sealed_file(name), &json).map_err(|cause| SecretError::Failed(cause.to_string()))
    }

    /// Reads a secret; none when there is none. Blocks.
    pub(crate) fn load(&self, name: &str, passphrase: Option<&str>) -> Result<Option<String>, SecretError> {
        if let Ok(bytes) = fs::read(self.sealed_file(name)) {
            let passphrase = passphrase.ok_or(SecretError::PassphraseNeeded)?;
            let sealed: Sealed =
                serde_json::from_slice(&bytes).map_err(|cause| SecretError::Failed(cause.to_string()))?;
            return sealed.open(passphrase).map(Some);
        }
        match entry(name)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(cause) => Err(SecretError::Failed(cause.to_string())),
        }
    }

    /// Forgets a secret. Blocks.
    pub(crate) fn delete(&self, name: &str) -> Result<(), SecretError> {
        let sealed = self.sealed_file(name);
        if sealed.exists() {
            return fs::remove_file(sealed).map_err(|cause| SecretError::Failed(cause.to_string()));
        }
        match entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(cause) => Err(SecretError::Failed(cause.to_string())),
        }
    }

    /// Asks for an entry that is not there: a store that is locked for good or gone fails.
    fn key_store_answers(&self) -> bool {
        match entry("probe").map(|it| it.get_password()) {
            Ok(Ok(_) | Err(keyring::Error::NoEntry)) => true,
            Ok(Err(_)) | Err(_) => false,
        }
    }

    fn sealed_file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}.sealed", name.replace('/', "-")))
    }
}

fn entry(name: &str) -> Result<keyring::Entry, SecretError> {
    keyring::Entry::new(SERVICE, name).map_err(|_| SecretError::PassphraseNeeded)
}

/// A secret under a passphrase: Argon2id (64 MiB, 3 passes) and ChaCha20-Poly1305.
#[derive(Serialize, Deserialize)]
struct Sealed {
    salt: String,
    nonce: String,
    text: String,
}

impl Sealed {
    fn seal(secret: &str, passphrase: &str) -> Result<Self, SecretError> {
        let (mut salt, mut nonce) = ([0; 16], [0; 12]);
        for bytes in [&mut salt[..], &mut nonce[..]] {
            getrandom::fill(bytes).map_err(|cause| SecretError::Failed(cause.to_string()))?;
        }
        let text = cipher(passphrase, &salt)?
            .encrypt(Nonce::from_slice(&nonce), secret.as_bytes())
            .map_err(|_| SecretError::Failed("it cannot be sealed".into()))?;
        Ok(Self { salt: STANDARD.encode(salt), nonce: STANDARD.encode(nonce), text: STANDARD.encode(text) })
    }

    fn open(&self, passphrase: &str) -> Result<String, SecretError> {
        let read = |text: &str| STANDARD.decode(text).map_err(|cause| SecretError::Failed(cause.to_string()));
        let (salt, nonce, text) = (read(&self.salt)?, read(&self.nonce)?, read(&self.text)?);
        if nonce.len() != 12 {
            return Err(SecretError::Failed("the sealed file is damaged".into()));
        }
        let plain = cipher(passphrase, &salt)?
            .decrypt(Nonce::from_slice(&nonce), text.as_slice())
            .map_err(|_| SecretError::WrongPassphrase)?;
        String::from_utf8(plain).map_err(|cause| SecretError::Failed(cause.to_string()))
    }
}

fn cipher(passphrase: &str, salt: &[u8]) -> Result<ChaCha20Poly1305, SecretError> {
    let failed = |cause: argon2::Error| SecretError::Failed(cause.to_string());
    let params = Params::new(64 * 1024, 3, 1, Some(32)).map_err(failed)?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut key)
        .map_err(failed)?;
    Ok(ChaCha20Poly1305::new(Key::from_slice(&key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_with_its_passphrase_alone() {
        let sealed = Sealed::seal("token", "three calm geese").expect("it seals");

        assert_eq!(sealed.open("three calm geese").ok().as_deref(), Some("token"));
        assert!(matches!(sealed.open("three calm ducks"), Err(SecretError::WrongPassphrase)));
    }
}
