//! Where a session's token lies: in the system's key store, or sealed with a passphrase.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::account::replace_file;
use crate::key_store::{KeyStore, KeyStoreError};
use crate::paths::Paths;

/// How long the key store may take while nobody waits for it: its bus may hang.
const ANSWER_WAIT: Duration = Duration::from_secs(10);
/// How long it may take while somebody joins, who may be asked to unlock it.
const UNLOCK_WAIT: Duration = Duration::from_secs(60);
/// The name of the entry that is written to see whether the key store keeps anything.
const PROBE: &str = "probe";

/// Why a secret could not be kept or read.
#[derive(Debug, Error)]
pub(crate) enum SecretError {
    /// Only a passphrase keeps it, or opens it.
    #[error("a passphrase is needed")]
    PassphraseNeeded,
    #[error("the passphrase is not the right one")]
    WrongPassphrase,
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
    #[error("the secret cannot be kept: {0}")]
    Failed(String),
}

/// Where a secret is to be kept.
pub(crate) enum Place {
    KeyStore,
    SealedWith(String),
}

/// Secrets of one profile.
#[derive(Clone)]
pub(crate) struct Secrets {
    folder: PathBuf,
    key_store: Arc<dyn KeyStore>,
    /// One question at a time: behind one that hangs, no further threads pile up.
    asking: Arc<Semaphore>,
}

impl Secrets {
    pub(crate) fn new(paths: &Paths, key_store: Arc<dyn KeyStore>) -> Self {
        Self { folder: paths.data.clone(), key_store, asking: Arc::new(Semaphore::new(1)) }
    }

    /// Whether keeping a secret surely asks for a passphrase. A locked key store shows that only
    /// in [`Self::find_place`], which may have somebody unlock it.
    pub(crate) async fn needs_passphrase(&self) -> bool {
        self.ask(ANSWER_WAIT, |it| it.read(PROBE)).await.is_err()
    }

    /// Where a secret can be kept, tried out before there is one to lose.
    pub(crate) async fn find_place(&self, passphrase: Option<String>) -> Result<Place, SecretError> {
        if let Some(passphrase) = passphrase.filter(|it| !it.is_empty()) {
            return Ok(Place::SealedWith(passphrase));
        }
        match self.ask(UNLOCK_WAIT, try_out).await {
            Ok(()) => Ok(Place::KeyStore),
            Err(cause) => {
                tracing::warn!(%cause, "the key store keeps nothing: a passphrase is asked for");
                Err(SecretError::PassphraseNeeded)
            }
        }
    }

    /// Keeps a secret. What lay sealed under its name gives way.
    pub(crate) async fn store(&self, name: &str, secret: &str, place: &Place) -> Result<(), SecretError> {
        let (file, secret) = (self.sealed_file(name), secret.to_owned());
        match place {
            Place::KeyStore => {
                let entry = name.to_owned();
                self.ask(UNLOCK_WAIT, move |it| it.write(&entry, &secret)).await?;
                remove_sealed(&file)
            }
            Place::SealedWith(passphrase) => {
                let passphrase = passphrase.clone();
                off_thread(move || {
                    let json = serde_json::to_vec(&Sealed::seal(&secret, &passphrase)?).map_err(failed)?;
                    replace_file(&file, &json).map_err(failed)
                })
                .await
            }
        }
    }

    /// Reads a secret; none when there is none. One that is sealed needs its passphrase.
    pub(crate) async fn load(&self, name: &str) -> Result<Option<String>, SecretError> {
        if self.sealed_file(name).exists() {
            return Err(SecretError::PassphraseNeeded);
        }
        let entry = name.to_owned();
        Ok(self.ask(ANSWER_WAIT, move |it| it.read(&entry)).await?)
    }

    /// Reads a secret that lies in the key store and that nothing goes on without: somebody may be asked
    /// to unlock it.
    pub(crate) async fn load_patiently(&self, name: &str) -> Result<Option<String>, SecretError> {
        let entry = name.to_owned();
        Ok(self.ask(UNLOCK_WAIT, move |it| it.read(&entry)).await?)
    }

    /// Opens a sealed secret; none when there is none.
    pub(crate) async fn unseal(&self, name: &str, passphrase: String) -> Result<Option<String>, SecretError> {
        let file = self.sealed_file(name);
        off_thread(move || {
            let bytes = match fs::read(file) {
                Ok(bytes) => bytes,
                Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
                Err(cause) => return Err(failed(cause)),
            };
            let sealed: Sealed = serde_json::from_slice(&bytes).map_err(failed)?;
            sealed.open(&passphrase).map(Some)
        })
        .await
    }

    /// Forgets a secret, wherever it lies.
    pub(crate) async fn delete(&self, name: &str) -> Result<(), SecretError> {
        remove_sealed(&self.sealed_file(name))?;
        let entry = name.to_owned();
        Ok(self.ask(ANSWER_WAIT, move |it| it.delete(&entry)).await?)
    }

    /// Asks the key store, which may block, and waits no longer than `limit`.
    async fn ask<T: Send + 'static>(
        &self,
        limit: Duration,
        question: impl FnOnce(&dyn KeyStore) -> Result<T, KeyStoreError> + Send + 'static,
    ) -> Result<T, KeyStoreError> {
        let (key_store, asking) = (self.key_store.clone(), self.asking.clone());
        let answer = async move {
            let turn = asking.acquire_owned().await.map_err(silent)?;
            spawn_blocking(move || {
                let answer = question(key_store.as_ref());
                drop(turn);
                answer
            })
            .await
            .map_err(silent)?
        };
        timeout(limit, answer).await.unwrap_or_else(|cause| Err(silent(cause)))
    }

    fn sealed_file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}.sealed", name.replace('/', "-")))
    }
}

/// Writes, reads back and deletes: a locked key store answers questions for entries it lacks.
fn try_out(key_store: &dyn KeyStore) -> Result<(), KeyStoreError> {
    key_store.write(PROBE, PROBE)?;
    let kept = key_store.read(PROBE)?;
    key_store.delete(PROBE)?;
    if kept.as_deref() == Some(PROBE) { Ok(()) } else { Err(KeyStoreError("what was kept did not come back".into())) }
}

fn remove_sealed(file: &Path) -> Result<(), SecretError> {
    match fs::remove_file(file) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(failed(cause)),
        _ => Ok(()),
    }
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SecretError> + Send + 'static,
) -> Result<T, SecretError> {
    spawn_blocking(work).await.map_err(failed)?
}

fn failed(cause: impl std::fmt::Display) -> SecretError {
    SecretError::Failed(cause.to_string())
}

fn silent(cause: impl std::fmt::Display) -> KeyStoreError {
    KeyStoreError(cause.to_string())
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
            getrandom::fill(bytes).map_err(failed)?;
        }
        let text = cipher(passphrase, &salt)?
            .encrypt(Nonce::from_slice(&nonce), secret.as_bytes())
            .map_err(|_| SecretError::Failed("it cannot be sealed".into()))?;
        Ok(Self { salt: STANDARD.encode(salt), nonce: STANDARD.encode(nonce), text: STANDARD.encode(text) })
    }

    fn open(&self, passphrase: &str) -> Result<String, SecretError> {
        let read = |text: &str| STANDARD.decode(text).map_err(failed);
        let (salt, nonce, text) = (read(&self.salt)?, read(&self.nonce)?, read(&self.text)?);
        if nonce.len() != 12 {
            return Err(SecretError::Failed("the sealed file is damaged".into()));
        }
        let plain = cipher(passphrase, &salt)?
            .decrypt(Nonce::from_slice(&nonce), text.as_slice())
            .map_err(|_| SecretError::WrongPassphrase)?;
        String::from_utf8(plain).map_err(failed)
    }
}

fn cipher(passphrase: &str, salt: &[u8]) -> Result<ChaCha20Poly1305, SecretError> {
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
