//! The system's key store, as far as this app asks it.

use thiserror::Error;

/// The name under which the key store lists our entries.
const SERVICE: &str = "org.goodturn.Goodturn";

/// Keeps secrets by their names. Every call may block, for as long as somebody is asked to unlock it.
pub trait KeyStore: Send + Sync {
    /// The secret of that name; none when there is none.
    ///
    /// # Errors
    /// When the key store is missing, locked or broken.
    fn read(&self, name: &str) -> Result<Option<String>, KeyStoreError>;

    /// Keeps a secret in place of the one of that name.
    ///
    /// # Errors
    /// When the key store is missing, locked or broken.
    fn write(&self, name: &str, secret: &str) -> Result<(), KeyStoreError>;

    /// Forgets the secret of that name, if there is one.
    ///
    /// # Errors
    /// When the key store is missing, locked or broken.
    fn delete(&self, name: &str) -> Result<(), KeyStoreError>;
}

/// The key store did not do what it was asked, and says why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the key store does not answer: {0}")]
pub struct KeyStoreError(pub String);

/// Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
#[derive(Clone, Copy, Debug)]
pub struct SystemKeyStore;

impl KeyStore for SystemKeyStore {
    fn read(&self, name: &str) -> Result<Option<String>, KeyStoreError> {
        unless_missing(entry(name).and_then(|it| it.get_password()))
    }

    fn write(&self, name: &str, secret: &str) -> Result<(), KeyStoreError> {
        entry(name).and_then(|it| it.set_password(secret)).map_err(|cause| failure(&cause))
    }

    fn delete(&self, name: &str) -> Result<(), KeyStoreError> {
        unless_missing(entry(name).and_then(|it| it.delete_credential())).map(|_| ())
    }
}

fn unless_missing<T>(answer: keyring_core::Result<T>) -> Result<Option<T>, KeyStoreError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(keyring_core::Error::NoEntry) => Ok(None),
        Err(cause) => Err(failure(&cause)),
    }
}

fn failure(cause: &keyring_core::Error) -> KeyStoreError {
    KeyStoreError(cause.to_string())
}

/// Connects anew for each question: a keyring daemon may come late, go, or be replaced.
#[cfg(all(unix, not(target_os = "macos")))]
fn entry(name: &str) -> keyring_core::Result<keyring_core::Entry> {
    use keyring_core::api::CredentialStoreApi;

    zbus_secret_service_keyring_store::Store::new()?.build(SERVICE, name, None)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn entry(name: &str) -> keyring_core::Result<keyring_core::Entry> {
    Ok(keyring::Entry::new(SERVICE, name)?.inner)
}
