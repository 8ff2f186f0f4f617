//! Who has which request before them, in memory alone, with what other processes tell of theirs.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use goodturn_domain::{PersonId, ServiceRequestId};
use goodturn_sync::authority::Side;
use goodturn_sync::presence::{Doing, GONE_AFTER_SECONDS, Presence, Presences, TellPresence};
use tokio::sync::broadcast;
use tokio::time::Instant;

const GONE_AFTER: Duration = Duration::from_secs(GONE_AFTER_SECONDS);
/// More are not told of one request.
const MOST_TOLD: usize = 20;
/// What other processes have not heard by then they hear with the next sign of life.
const MOST_WAITING: usize = 256;

/// Somebody at a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sign {
    request: ServiceRequestId,
    person: PersonId,
    doing: Doing,
    side: Side,
}

/// Who is where.
#[derive(Debug)]
pub(crate) struct Attendance {
    held: Mutex<Held>,
    /// What this process was told, for the bus.
    own: broadcast::Sender<Sign>,
}

#[derive(Debug)]
struct Held {
    requests: HashMap<ServiceRequestId, BTreeMap<PersonId, (Sign, Instant)>>,
    swept_at: Instant,
}

impl Attendance {
    pub(crate) fn new() -> Self {
        let held = Held { requests: HashMap::new(), swept_at: Instant::now() };
        Self { held: Mutex::new(held), own: broadcast::Sender::new(MOST_WAITING) }
    }

    /// What was told here, as it comes.
    pub(crate) fn own(&self) -> broadcast::Receiver<Sign> {
        self.own.subscribe()
    }

    /// Takes what somebody tells, and gives who else is there: those who look are shown to whoever serves it,
    /// those who write to everybody.
    pub(crate) fn tell(&self, person: PersonId, told: TellPresence, side: Side, now: Instant) -> Presences {
        let TellPresence { request, doing } = told;
        let sign = Sign { request, person, doing, side };
        // Nobody has to listen.
        let _ = self.own.send(sign);
        self.hear(sign, now);
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let there = held.requests.get(&request).into_iter().flat_map(BTreeMap::values);
        let is_shown = |it: &Sign| it.person != person && (it.doing == Doing::Writing || (side, it.side) == BOTH_SERVE);
        let mut people: Vec<Presence> = there
            .filter(|(sign, until)| *until > now && is_shown(sign))
            .map(|(sign, _)| Presence { person: sign.person, doing: sign.doing })
            .collect();
        people.sort_by_key(|it| (std::cmp::Reverse(it.doing), it.person));
        people.truncate(MOST_TOLD);
        Presences { people }
    }

    /// Takes what was told to another process.
    pub(crate) fn hear(&self, sign: Sign, now: Instant) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.sweep(now);
        match sign.doing {
            Doing::Gone => {
                held.requests.get_mut(&sign.request).map(|it| it.remove(&sign.person));
            }
            Doing::Looking | Doing::Writing => {
                held.requests.entry(sign.request).or_default().insert(sign.person, (sign, now + GONE_AFTER));
            }
        }
    }
}

const BOTH_SERVE: (Side, Side) = (Side::Helpers, Side::Helpers);

impl Held {
    /// Lets go of whoever has gone without a word.
    fn sweep(&mut self, now: Instant) {
        if now < self.swept_at + GONE_AFTER {
            return;
        }
        self.swept_at = now;
        self.requests.retain(|_, people| {
            people.retain(|_, (_, until)| *until > now);
            !people.is_empty()
        });
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doing = match self.doing {
            Doing::Gone => "gone",
            Doing::Looking => "looking",
            Doing::Writing => "writing",
        };
        let side = match self.side {
            Side::Helpers => "helpers",
            Side::Others => "others",
        };
        write!(f, "at {} {} {doing} {side}", self.request, self.person)
    }
}

impl FromStr for Sign {
    type Err = ();

    /// What a newer version says besides is passed over.
    fn from_str(words: &str) -> Result<Self, ()> {
        let words: Vec<&str> = words.split(' ').collect();
        let [at, request, person, doing, side, ..] = words.as_slice() else { return Err(()) };
        let doing = match *doing {
            "gone" => Doing::Gone,
            "looking" => Doing::Looking,
            "writing" => Doing::Writing,
            _ => return Err(()),
        };
        let side = match *side {
            "helpers" => Side::Helpers,
            "others" => Side::Others,
            _ => return Err(()),
        };
        let (request, person) = (request.parse().map_err(|_| ())?, person.parse().map_err(|_| ())?);
        if *at == "at" { Ok(Self { request, person, doing, side }) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(number: u128) -> PersonId {
        PersonId::new(Uuid::from_u128(number))
    }

    fn told(doing: Doing) -> TellPresence {
        TellPresence { request: ServiceRequestId::new(Uuid::from_u128(9)), doing }
    }

    fn shown(presences: &Presences) -> Vec<(PersonId, Doing)> {
        presences.people.iter().map(|it| (it.person, it.doing)).collect()
    }

    #[test]
    fn those_who_serve_see_who_looks_and_everybody_sees_who_writes() {
        let (attendance, now) = (Attendance::new(), Instant::now());
        let [sam, tom, anna] = [1, 2, 3].map(person);
        attendance.tell(sam, told(Doing::Looking), Side::Helpers, now);

        let seen_by_tom = attendance.tell(tom, told(Doing::Writing), Side::Helpers, now);
        let seen_by_anna = attendance.tell(anna, told(Doing::Looking), Side::Others, now);
        let seen_by_sam = attendance.tell(sam, told(Doing::Looking), Side::Helpers, now);

        assert_eq!(shown(&seen_by_tom), [(sam, Doing::Looking)]);
        assert_eq!(shown(&seen_by_anna), [(tom, Doing::Writing)], "that Sam looks is not hers to see");
        assert_eq!(shown(&seen_by_sam), [(tom, Doing::Writing)], "nor that she looks theirs");
    }

    #[test]
    fn whoever_closes_it_or_falls_silent_has_gone() {
        let (attendance, now) = (Attendance::new(), Instant::now());
        let [sam, tom, kim] = [1, 2, 3].map(person);
        attendance.tell(sam, told(Doing::Writing), Side::Helpers, now);
        attendance.tell(kim, told(Doing::Looking), Side::Helpers, now);
        attendance.tell(kim, told(Doing::Gone), Side::Helpers, now);

        let soon = attendance.tell(tom, told(Doing::Looking), Side::Helpers, now + GONE_AFTER / 2);
        let later = attendance.tell(tom, told(Doing::Looking), Side::Helpers, now + GONE_AFTER);

        assert_eq!(shown(&soon), [(sam, Doing::Writing)]);
        assert_eq!(shown(&later), []);
        assert_eq!(
            attendance.held.lock().expect("nobody broke it").requests.len(),
            1,
            "it keeps no more than it needs"
        );
    }

    #[test]
    fn a_sign_is_heard_as_it_was_told_and_nothing_else_is() {
        let sign =
            Sign { request: told(Doing::Gone).request, person: person(7), doing: Doing::Writing, side: Side::Others };

        assert_eq!(format!("{sign} besides").parse(), Ok(sign));
        for words in ["", "12 3", "at 1 2 writing helpers", &format!("{sign}").replace("writing", "singing")] {
            assert_eq!(words.parse::<Sign>(), Err(()), "{words}");
        }
    }
}
