//! Passwords: hashed with Argon2id, one at once for each core, and never in a guessable form.

use std::num::NonZero;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::{LEAST_PASSWORD_CHARACTERS, Secret};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::ApiError;

/// The longest, in bytes, so that nobody has the server hash megabytes.
const MOST_BYTES: usize = 1_000;
/// How long somebody waits for a core before the server says that it is busy.
const WAIT: Duration = Duration::from_secs(10);

/// What everybody tries first, of those that are long enough.
const GUESSED_FIRST: &[&str] = &[
    "1234567890",
    "0123456789",
    "12345678910",
    "123456789a",
    "1234512345",
    "1111111111",
    "0000000000",
    "qwertyuiop",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "asdfghjkl1",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "qwertzuiop",
    "password12",
    "password123",
    "password1234",
    "passwort123",
    "passw0rd123",
    "motdepasse",
    "contraseña",
    "iloveyou12",
    "letmein123",
    "welcome123",
    "welcome1234",
    "administrator",
    "changeme123",
    "goodturn123",
    "abcdefghij",
    "abcd123456",
    "abc1234567",
    "football123",
    "baseball123",
    "sunshine123",
    "princess123",
    "superman123",
    "trustno1234",
    "monkey12345",
];

/// How much work a hash is.
#[derive(Clone, Copy, Debug)]
pub struct PasswordCost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Default for PasswordCost {
    /// 64 MiB and three passes, the second recommendation of RFC 9106.
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3 }
    }
}

/// Hashes and compares passwords.
#[derive(Debug)]
pub(crate) struct Passwords {
    cores: Semaphore,
    hasher: Argon2<'static>,
    /// Compared with when there is no account, so that the answer takes as long as for one.
    nobodys: String,
}

impl Passwords {
    /// Fails on a cost that Argon2 does not know.
    pub(crate) fn new(cost: PasswordCost) -> Result<Self, argon2::Error> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)?;
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let nobodys = format!(
            "$argon2id$v=19$m={},t={},p=1$bm9ib2R5cyBzYWx0IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            cost.memory_kib, cost.passes
        );
        Ok(Self {
            cores: Semaphore::new(cores),
            hasher: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            nobodys,
        })
    }

    /// The hash to keep. Refuses passwords that are guessed first.
    pub(crate) async fn hash(&self, password: &Secret, email: &str) -> Result<String, ApiError> {
        check_strength(password.reveal(), email)?;
        let _core = self.core().await?;
        let (hasher, password) = (self.hasher.clone(), password.clone());
        let hashed = tokio::task::spawn_blocking(move || {
            hasher.hash_password(password.reveal().as_bytes()).map(|hash| hash.to_string())
        });
        hashed.await.map_err(|cause| ApiError::internal(&cause))?.map_err(|cause| ApiError::internal(&cause))
    }

    /// Whether the password fits the hash. Without a hash it never does, after the same time.
    pub(crate) async fn fits(&self, password: &Secret, hash: Option<String>) -> Result<bool, ApiError> {
        if password.reveal().len() > MOST_BYTES {
            return Ok(false);
        }
        let _core = self.core().await?;
        let (hasher, password) = (self.hasher.clone(), password.clone());
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.clone());
        let compared = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| hasher.verify_password(password.reveal().as_bytes(), &hash).is_ok())
        });
        Ok(compared.await.map_err(|cause| ApiError::internal(&cause))? && is_known)
    }

    async fn core(&self) -> Result<SemaphorePermit<'_>, ApiError> {
        let permit = tokio::time::timeout(WAIT, self.cores.acquire()).await;
        let permit = permit.map_err(|_| ApiError::busy("Many people are signing in."))?;
        permit.map_err(|cause| ApiError::internal(&cause))
    }
}

fn check_strength(password: &str, email: &str) -> Result<(), ApiError> {
    let lower = password.trim().to_lowercase();
    let weak = |detail: &str| Err(ApiError::new(ProblemCode::WeakPassword, detail));
    if password.chars().count() < LEAST_PASSWORD_CHARACTERS {
        return weak(&format!("At least {LEAST_PASSWORD_CHARACTERS} characters are needed."));
    }
    if password.len() > MOST_BYTES {
        return weak("At most 1,000 bytes are possible.");
    }
    let mut characters = lower.chars();
    let first = characters.next();
    let is_one_character = characters.all(|it| Some(it) == first);
    if is_one_character || GUESSED_FIRST.contains(&lower.as_str()) || lower == email {
        return weak("That password is among the first that anybody tries.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Passwords {
        Passwords::new(PasswordCost { memory_kib: 64, passes: 1 }).unwrap()
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = cheap();
        let secret = Secret::new("correct horse battery");
        let hash = passwords.hash(&secret, "a@b.org").await.unwrap();

        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        assert!(passwords.fits(&secret, Some(hash.clone())).await.unwrap());
        assert!(!passwords.fits(&Secret::new("correct horse batterz"), Some(hash)).await.unwrap());
        assert!(!passwords.fits(&secret, None).await.unwrap());
    }

    #[test]
    fn nobodys_hash_can_be_compared_with() {
        assert!(PasswordHash::new(&cheap().nobodys).is_ok());
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for (password, is_fine) in [
            ("short", false),
            ("aaaaaaaaaaaa", false),
            ("Password123", false),
            ("maria@example.org", false),
            (&*"x1".repeat(501), false),
            ("seven green boats", true),
        ] {
            assert_eq!(check_strength(password, "maria@example.org").is_ok(), is_fine, "{password}");
        }
    }
}
