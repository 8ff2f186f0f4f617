//! Which follow-ups of somebody ring when: worked out from what is known, and moved when that changes.

mod believed;

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::follow_up::{FollowUp, FollowUpReason, FollowUpState};
use crate::id::FollowUpId;
use crate::person::Person;
use crate::schedule::Schedule;
pub use believed::{Believed, BelievedClock, Heard};

/// What rings before work ends leaves so long to do something about it.
const NOTICE: TimeDelta = TimeDelta::hours(1);
/// Nobody is reminded earlier than so long before they were to be.
const EARLIEST: TimeDelta = TimeDelta::days(30);

/// The follow-ups of one person that have not rung, in the order in which they will. It asks for no time
/// and no storage: whoever drives it does.
#[derive(Clone, Debug, Default)]
pub struct Ringing {
    owner: Option<Person>,
    schedule: Schedule<FollowUpId>,
}

impl Ringing {
    /// What rings for `owner`, where they are known, of these follow-ups.
    pub fn of<'a>(owner: Option<Person>, follow_ups: impl IntoIterator<Item = &'a FollowUp>) -> Self {
        let moments = follow_ups.into_iter().filter_map(|it| Some((it.id, rings_at_work(it, owner.as_ref())?)));
        let schedule = moments.collect();
        Self { owner, schedule }
    }

    /// How the follow-up is now; none when there is no such any more.
    pub fn note(&mut self, id: FollowUpId, follow_up: Option<&FollowUp>) {
        match follow_up.and_then(|it| rings_at_work(it, self.owner.as_ref())) {
            Some(at) => self.schedule.insert(id, at),
            None => drop(self.schedule.remove(id)),
        }
    }

    /// Whether it rings by `now`, as it is.
    pub fn is_due(&self, follow_up: &FollowUp, now: Timestamp) -> bool {
        rings_at_work(follow_up, self.owner.as_ref()).is_some_and(|it| it <= now)
    }

    /// It could not ring: it is tried again then.
    pub fn put_off(&mut self, id: FollowUpId, until: Timestamp) {
        self.schedule.insert(id, until);
    }

    /// Takes out what rings by `now`, first things first. What does not ring then has to be put off.
    pub fn look(&mut self, now: Timestamp) -> Vec<FollowUpId> {
        std::iter::from_fn(|| self.schedule.pop_due(now)).map(|(_, id)| id).collect()
    }

    /// When to look again.
    pub fn next(&self) -> Option<Timestamp> {
        self.schedule.next()
    }
}

/// When a follow-up rings for its owner, if it has not rung yet.
///
/// What they set themselves, put off or were told by a clock rings exactly then. What comes of a request rings
/// at work: at the next moment of it, if that is before what it reminds of, or else in the last hour of work
/// before. Where they do not work in between, it rings when it was to.
pub fn rings_at_work(follow_up: &FollowUp, owner: Option<&Person>) -> Option<Timestamp> {
    let due = follow_up.rings_at()?;
    let Some(owner) = owner.filter(|_| keeps_hours(follow_up)) else { return Some(due) };
    let next = owner.at_work(due);
    let Some(until) = follow_up.matters_until else { return next.or(Some(due)) };
    let is_in_time = |at: &Timestamp| *at < until;
    next.filter(is_in_time).or_else(|| last_chance(follow_up, owner, due)).or(Some(due))
}

/// Whether it waits for its owner to be at work. An older one does not say what it reminds of.
fn keeps_hours(follow_up: &FollowUp) -> bool {
    let is_as_made = matches!(follow_up.state, FollowUpState::Open { .. });
    is_as_made
        && match follow_up.reason {
            FollowUpReason::Confirm | FollowUpReason::WordMissed => true,
            FollowUpReason::Promise | FollowUpReason::NextWord => follow_up.matters_until.is_some(),
            _ => false,
        }
}

/// The last hour of work that begins before `due`; not at once, for whoever has just promised knows it.
fn last_chance(follow_up: &FollowUp, owner: &Person, due: Timestamp) -> Option<Timestamp> {
    let from = follow_up.made_at.plus(NOTICE).max(due.plus(-EARLIEST));
    let (begins, ends) = owner.time_at_work(from).take_while(|(begins, _)| *begins < due).last()?;
    Some(ends.min(due).plus(-NOTICE).max(begins))
}
