//! Who was let in a moment ago: so that a busy device is not looked up with each of its requests.
//!
//! What ends a session here is noticed at once, what ends it in another process as soon as the bus
//! tells of it, and after a second whatever happens.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use goodturn_domain::Timestamp;
use tokio::time::Instant;

use crate::auth::Member;
use crate::backend::Backend;
use crate::control::TokenHash;

/// What a session rests on is looked at again after this time, whatever happened.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// So many are remembered; then all are forgotten and looked up again.
const MOST: usize = 20_000;

/// How often anything has changed that sessions rest on: in the control file, and among people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Versions {
    control: u64,
    standings: u64,
}

#[derive(Clone, Copy, Debug)]
struct Admitted {
    member: Member,
    at: Timestamp,
    /// By this machine's clock, since the other one may stand still or be set.
    looked_up: Instant,
    versions: Versions,
}

/// Members of the last second.
#[derive(Debug, Default)]
pub(crate) struct Admissions {
    members: Mutex<HashMap<TokenHash, Admitted>>,
}

impl Backend {
    /// To be read before the session is: what changes meanwhile is noticed then.
    pub(crate) fn versions(&self) -> Versions {
        Versions { control: self.control.version(), standings: self.count_standings() }
    }

    /// The member, if the session was found to hold a moment ago and nothing has changed since.
    pub(crate) fn find_admitted(&self, token: &TokenHash) -> Option<Member> {
        let members = self.admissions.members.lock().unwrap_or_else(PoisonError::into_inner);
        let admitted = members.get(token)?;
        let age = self.clock.now().since(admitted.at);
        let is_recent = age.to_std().is_ok_and(|age| age < GOOD_FOR);
        let is_fresh = is_recent && admitted.looked_up.elapsed() < GOOD_FOR && admitted.versions == self.versions();
        is_fresh.then_some(admitted.member)
    }

    /// Remembers a session that was just found to hold.
    /// `looked_up` is when that began.
    pub(crate) fn remember_admitted(&self, member: Member, versions: Versions, looked_up: Instant) {
        let mut members = self.admissions.members.lock().unwrap_or_else(PoisonError::into_inner);
        if members.len() >= MOST {
            members.clear();
        }
        members.insert(member.token, Admitted { member, at: self.clock.now(), looked_up, versions });
    }
}
