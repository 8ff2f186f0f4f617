//! Passwords: hashed with Argon2id, one at once for each core, and never in a guessable form.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::{LEAST_PASSWORD_CHARACTERS, Secret};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// The longest, in bytes, so that nobody has the server hash megabytes.
const MOST_BYTES: usize = 1_000;
/// How long somebody waits for a core before the server says that it is busy.
const WAIT: Duration = Duration::from_secs(10);

/// What everybody tries first, of what is long enough: one a line. The most used passwords of the
/// lists in the npm package `@zxcvbn-ts/language-common` 4.1.3 (MIT) and the PyPI package Django
/// 5.2 (BSD-3-Clause), and some in the languages of our people.
const COMMON: &str = include_str!("password/common.txt");

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
    cores: Arc<Semaphore>,
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
            cores: Arc::new(Semaphore::new(cores)),
            hasher: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            nobodys,
        })
    }

    /// The hash to keep. Refuses passwords that are guessed first.
    pub(crate) async fn hash(&self, password: &Secret, email: &str) -> Result<String, ApiError> {
        check_strength(password.reveal(), email)?;
        let core = self.core().await?;
        let (hasher, password) = (self.hasher.clone(), password.clone());
        let hashed = tokio::task::spawn_blocking(move || {
            let _core = core;
            hasher.hash_password(password.reveal().as_bytes()).map(|hash| hash.to_string())
        });
        hashed.await.map_err(|cause| ApiError::internal(&cause))?.map_err(|cause| ApiError::internal(&cause))
    }

    /// Whether the password fits the hash. Without a hash it never does, after the same time.
    pub(crate) async fn fits(&self, password: &Secret, hash: Option<String>) -> Result<bool, ApiError> {
        if password.reveal().len() > MOST_BYTES {
            return Ok(false);
        }
        let core = self.core().await?;
        let (hasher, password) = (self.hasher.clone(), password.clone());
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.clone());
        let compared = tokio::task::spawn_blocking(move || {
            let _core = core;
            PasswordHash::new(&hash)
                .is_ok_and(|hash| hasher.verify_password(password.reveal().as_bytes(), &hash).is_ok())
        });
        Ok(compared.await.map_err(|cause| ApiError::internal(&cause))? && is_known)
    }

    /// A core to hash on. It goes along with the hashing, which nobody can stop: who hangs up would
    /// otherwise make room for the next, and as many hashes run as somebody likes to ask for.
    async fn core(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let permit = tokio::time::timeout(WAIT, self.cores.clone().acquire_owned()).await;
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
    if repeats_itself(&lower) || runs_on(&lower) || COMMON.lines().any(|it| it == lower) || is_address(&lower, email) {
        return weak("That password is among the first that anybody tries.");
    }
    Ok(())
}

/// `aaaaaaaaaa`, `abcabcabcabc`: a piece of at most four characters again and again.
fn repeats_itself(password: &str) -> bool {
    let characters: Vec<char> = password.chars().collect();
    (1..=4).any(|length| characters.iter().zip(characters.iter().skip(length)).all(|(one, next)| one == next))
}

/// `abcdefghij`, `9876543210`: each character is next to the one before.
fn runs_on(password: &str) -> bool {
    let codes: Vec<u32> = password.chars().map(u32::from).collect();
    let all_step_by = |step: u32| codes.windows(2).all(|pair| pair[0].wrapping_add(step) == pair[1]);
    all_step_by(1) || all_step_by(u32::MAX)
}

/// The address itself, or its name with nothing but digits behind.
fn is_address(password: &str, email: &str) -> bool {
    let name = email.split('@').next().unwrap_or_default();
    let without_digits = password.trim_end_matches(|it: char| it.is_ascii_digit());
    password == email || (!name.is_empty() && without_digits == name)
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

    #[tokio::test]
    async fn who_hangs_up_does_not_free_the_core() {
        let passwords = Passwords::new(PasswordCost { memory_kib: 64 * 1024, passes: 3 }).unwrap();
        let free = passwords.cores.available_permits();
        let secret = Secret::new("correct horse battery");

        tokio::select! {
            biased;
            _ = passwords.fits(&secret, None) => panic!("hashing takes longer"),
            () = std::future::ready(()) => {}
        }

        assert_eq!(passwords.cores.available_permits(), free - 1);
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
            ("abcabcabcabc", false),
            ("klmnopqrstuv", false),
            ("9876543210", false),
            ("Basketball1", false),
            ("maria1234567", false),
            ("Password123", false),
            ("maria@example.org", false),
            (&*"x1".repeat(501), false),
            ("seven green boats", true),
        ] {
            assert_eq!(check_strength(password, "maria@example.org").is_ok(), is_fine, "{password}");
        }
    }
}
