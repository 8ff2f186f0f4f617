//! Failed sign-ins: each makes the next attempt wait longer, for that account from that address
//! and for that address. Nobody can lock somebody else out from another address.

use chrono::TimeDelta;
use goodturn_domain::Timestamp;
use goodturn_store::StoreError;

use super::database::ControlTransaction;
use super::{Control, ControlError};

/// Typing errors that cost no time, for one account from one address.
const FREE_FOR_ACCOUNT: u32 = 3;
/// The same for one address, behind which a whole office may sit.
const FREE_FOR_ADDRESS: u32 = 30;
/// The longest wait, in seconds.
const LONGEST_SECONDS: i64 = 15 * 60;
/// After so many hours without a failure the count begins anew.
const FORGOTTEN_HOURS: i64 = 24;

impl Control {
    /// Counts an attempt as failed before it is made, so that many at once count as many. Gives
    /// the seconds to wait when it comes too early; it is not counted then.
    pub(crate) fn begin_attempt(&self, email: &str, address: &str, now: Timestamp) -> Result<Option<u64>, StoreError> {
        let limits = [(account_subject(email, address), FREE_FOR_ACCOUNT), (address.to_owned(), FREE_FOR_ADDRESS)];
        self.write(|db| {
            let mut wait = TimeDelta::zero();
            for (subject, free) in &limits {
                wait = wait.max(remaining(db, subject, *free, now)?);
            }
            if wait > TimeDelta::zero() {
                let seconds = wait.num_seconds().max(1);
                return Ok(u64::try_from(seconds).ok());
            }
            for (subject, _) in &limits {
                count(db, subject, now)?;
            }
            Ok(None)
        })
    }

    /// Forgets the failures of an account from an address: its owner has come in.
    pub(crate) fn succeed_attempt(&self, email: &str, address: &str) -> Result<(), StoreError> {
        self.write(|db| {
            let subject = account_subject(email, address);
            db.execute("delete from sign_in_attempts where subject = ?1", &[subject.into()])?;
            db.execute(
                "update sign_in_attempts set failures = failures - 1 where subject = ?1 and failures > 0",
                &[address.into()],
            )?;
            Ok(())
        })
    }
}

/// The subject is no readable address, so that the table does not list who tried to sign in.
fn account_subject(email: &str, address: &str) -> String {
    blake3::hash(format!("{email}\n{address}").as_bytes()).to_hex().to_string()
}

fn remaining(db: &ControlTransaction<'_>, subject: &str, free: u32, now: Timestamp) -> Result<TimeDelta, ControlError> {
    let sql = "select failures, last_failed_at from sign_in_attempts where subject = ?1";
    let Some(row) = db.find(sql, &[subject.into()])? else { return Ok(TimeDelta::zero()) };
    let failures = u32::try_from(row.integer("failures")?).unwrap_or(u32::MAX);
    Ok(delay(failures, free) - now.since(row.timestamp("last_failed_at")?).max(TimeDelta::zero()))
}

/// 1, 2, 4, 8 … seconds once the free attempts are used up.
fn delay(failures: u32, free: u32) -> TimeDelta {
    if failures < free {
        return TimeDelta::zero();
    }
    let doubled = 1_i64.checked_shl(failures - free).filter(|it| *it > 0).unwrap_or(LONGEST_SECONDS);
    TimeDelta::seconds(doubled.min(LONGEST_SECONDS))
}

fn count(db: &ControlTransaction<'_>, subject: &str, now: Timestamp) -> Result<(), ControlError> {
    let forgotten = now.plus(-TimeDelta::hours(FORGOTTEN_HOURS));
    db.execute("delete from sign_in_attempts where last_failed_at < ?1", &[forgotten.into()])?;
    db.execute(
        "insert into sign_in_attempts (subject, failures, last_failed_at) values (?1, 1, ?2)
         on conflict (subject) do update set failures = sign_in_attempts.failures + 1,
         last_failed_at = excluded.last_failed_at",
        &[subject.into(), now.into()],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_up_to_its_limit() {
        let seconds = |failures| delay(failures, FREE_FOR_ACCOUNT).num_seconds();

        assert_eq!([0, 2, 3, 4, 5, 6].map(seconds), [0, 0, 1, 2, 4, 8]);
        assert_eq!([13, 70, 1_000].map(seconds), [LONGEST_SECONDS; 3]);
    }
}
