//! Who was let in a moment ago: so that a busy device is not looked up with each of its requests.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use goodturn_domain::Timestamp;

use crate::auth::Member;
use crate::backend::Backend;
use crate::control::TokenHash;

/// What a session rests on is looked at again after this time, whatever happened.
const GOOD_FOR: TimeDelta = TimeDelta::seconds(1);
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
        Versions { control: self.control.version(), standings: *self.standings.borrow() }
    }

    /// The member, if the session was found to hold a moment ago and nothing has changed since.
    pub(crate) fn find_admitted(&self, token: &TokenHash) -> Option<Member> {
        // Several processes may share a database, and what one ends holds for no other from then on.
        if self.database.is_some() {
            return None;
        }
        let members = self.admissions.members.lock().unwrap_or_else(PoisonError::into_inner);
        let admitted = members.get(token)?;
        let age = self.clock.now().since(admitted.at);
        let is_fresh = age >= TimeDelta::zero() && age < GOOD_FOR && admitted.versions == self.versions();
        is_fresh.then_some(admitted.member)
    }

    /// Remembers a session that was just found to hold.
    pub(crate) fn remember_admitted(&self, member: Member, versions: Versions) {
        let mut members = self.admissions.members.lock().unwrap_or_else(PoisonError::into_inner);
        if members.len() >= MOST {
            members.clear();
        }
        members.insert(member.token, Admitted { member, at: self.clock.now(), versions });
    }
}
