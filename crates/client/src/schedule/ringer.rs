//! What rings on this device: kept in memory, worked out from the store, which stays the truth.

use chrono::TimeDelta;
use goodturn_domain::ringing::Ringing;
use goodturn_domain::{DeviceId, Entity, FollowUp, FollowUpId, Intent, Timestamp};
use goodturn_store::{ReplicaStorage, StoreError};

use super::moved::Touched;
use crate::error::CommandError;
use crate::workspace::Workspace;

/// What could not ring is tried again after so long.
const AGAIN: TimeDelta = TimeDelta::minutes(1);

/// What rings on this device, in order.
#[derive(Debug)]
pub(super) struct Ringer {
    ringing: Ringing,
}

/// What has just rung, and was not shown yet.
#[derive(Debug)]
pub(super) struct Rung {
    pub(super) follow_ups: Vec<FollowUp>,
    /// The device under whose name it rang.
    pub(super) device: DeviceId,
    /// The number of the last operation that says so.
    pub(super) last_n: u64,
}

impl Ringer {
    fn of(workspace: &Workspace) -> Result<Self, StoreError> {
        let owner = workspace.people()?.find(workspace.me()).cloned();
        let ringing = Ringing::of(owner, &workspace.store().list_rings(workspace.me())?);
        Ok(Self { ringing })
    }

    /// The one that is known, with what commits have changed; anew where that is simpler.
    pub(super) fn follow(known: Option<Self>, workspace: &Workspace, touched: &Touched) -> Result<Self, StoreError> {
        let Some(mut ringer) = known.filter(|_| !touched.is_everything) else { return Self::of(workspace) };
        for id in &touched.follow_ups {
            let known = find(workspace, *id)?.filter(|it| it.owner == workspace.me());
            ringer.ringing.note(*id, known.as_ref());
        }
        Ok(ringer)
    }

    /// When to look again.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.ringing.next()
    }

    /// Notes that everything has rung that does by `now`. It is noted before it is shown: a crash in between costs
    /// a notification and never doubles one, and Today shows the follow-up either way.
    pub(super) fn ring(&mut self, workspace: &Workspace, now: Timestamp, at: Timestamp) -> Rung {
        let device = workspace.replica.device();
        let mut due = Vec::new();
        for id in self.ringing.look(now) {
            match find(workspace, id) {
                Ok(Some(it)) if self.ringing.is_due(&it, now) => due.push(it),
                // It was put off or done in this moment.
                Ok(known) => self.ringing.note(id, known.as_ref()),
                Err(error) => self.try_again(id, now, &error),
            }
        }
        let mut follow_ups = Vec::new();
        self.note_rung(workspace, device, (due, now, at), &mut follow_ups);
        let last_n = workspace.store().read(|tx| tx.last_n()).unwrap_or_default();
        Rung { follow_ups, device, last_n }
    }

    /// In one transaction; when something in it is refused, in two halves, down to what it is.
    fn note_rung(
        &mut self,
        workspace: &Workspace,
        device: DeviceId,
        (mut due, now, at): (Vec<FollowUp>, Timestamp, Timestamp),
        rung: &mut Vec<FollowUp>,
    ) {
        if due.is_empty() {
            return;
        }
        let intents = due
            .iter()
            .filter_map(|it| Some(Intent::Ring { follow_up: it.id, asked_at: it.rings_at()?, by: Some(device) }));
        match workspace.perform_all(intents.collect(), at) {
            Ok(()) => rung.append(&mut due),
            Err(error) if due.len() > 1 && is_about_one(&error) => {
                let rest = due.split_off(due.len() / 2);
                self.note_rung(workspace, device, (due, now, at), rung);
                self.note_rung(workspace, device, (rest, now, at), rung);
            }
            Err(error) if error.code == "follow_up_settled" => {}
            Err(error) => due.iter().for_each(|it| self.try_again(it.id, now, &error)),
        }
    }

    fn try_again(&mut self, id: FollowUpId, now: Timestamp, error: &(dyn std::error::Error + 'static)) {
        tracing::warn!(error, follow_up = %id, "a follow-up could not ring and is tried again");
        self.ringing.put_off(id, now.plus(AGAIN));
    }
}

/// Whether the others may go through: what is refused, or cannot be read, is one of them.
fn is_about_one(error: &CommandError) -> bool {
    error.details.get("code").is_some() || error.code == "storage_damaged"
}

fn find(workspace: &Workspace, id: FollowUpId) -> Result<Option<FollowUp>, StoreError> {
    Ok(match workspace.store().read(|tx| tx.find_entity(id.into()))? {
        Some(Entity::FollowUp(it)) => Some(it),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};

    use goodturn_domain::{EntityKey, FollowUpReason, Person, PersonId};
    use goodturn_store::conformance::samples;

    use super::*;
    use crate::account::Identity;

    fn at(minutes: i64) -> Timestamp {
        samples::at(0).plus(TimeDelta::minutes(minutes))
    }

    /// A workspace with so many reminders, one a minute.
    fn workspace(folder: &tempfile::TempDir, reminders: u128) -> Workspace {
        let identity = Identity::somebody();
        let me = identity.person;
        let workspace = Workspace::open(&folder.path().join("w.db"), identity, None).expect("it opens");
        let stored: Result<(), StoreError> = workspace.store().write(|tx| {
            tx.put_local(&Person { id: me, ..samples::person(1) }.into())?;
            (1..=reminders).try_for_each(|number| tx.put_local(&reminder(me, number).into()))
        });
        stored.expect("there is room");
        workspace
    }

    fn reminder(owner: PersonId, number: u128) -> FollowUp {
        let due = at(i64::try_from(number).expect("it is small"));
        let reason = FollowUpReason::Reminder;
        FollowUp { owner, reason, request: None, due, ..samples::follow_up(number, 1) }
    }

    fn fresh(workspace: &Workspace) -> Ringer {
        Ringer::follow(None, workspace, &Touched::default()).expect("it can be read")
    }

    fn count_outbox(workspace: &Workspace) -> u64 {
        workspace.store().read(|tx| tx.count_unsent()).expect("it can be read")
    }

    #[test]
    fn everything_that_is_due_at_once_is_one_transaction() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let workspace = workspace(&folder, 500);
        let commits = Arc::new(AtomicUsize::new(0));
        let counted = commits.clone();
        workspace.hear_commits(Some(Arc::new(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
        })));

        let rung = fresh(&workspace).ring(&workspace, at(400), at(400));

        assert_eq!(rung.follow_ups.len(), 400);
        assert_eq!(commits.load(Ordering::SeqCst), 1);
        assert_eq!((count_outbox(&workspace), rung.last_n), (400, 400));
        assert!(rung.follow_ups.is_sorted_by_key(|it| it.due), "first things first");
    }

    #[test]
    fn one_that_is_refused_keeps_no_other_from_ringing_and_is_tried_again() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let workspace = workspace(&folder, 9);
        let mut ringer = fresh(&workspace);
        let mut due: Vec<_> = (1..=9).map(|number| reminder(workspace.me(), number)).collect();
        // As if another program had taken it away.
        due[6].id = FollowUpId::new(samples::id(700));
        let missing = due[6].id;
        ringer.ringing.look(at(20));

        let mut rung = Vec::new();
        ringer.note_rung(&workspace, workspace.replica.device(), (due, at(20), at(20)), &mut rung);

        assert_eq!(rung.len(), 8);
        assert!(rung.iter().all(|it| it.id != missing));
        assert_eq!(ringer.next(), Some(at(21)));
        assert_eq!(ringer.ringing.look(at(21)), [missing]);
    }

    #[test]
    fn what_has_rung_before_a_crash_does_not_ring_again_and_stays_in_the_list() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let workspace = workspace(&folder, 2);

        // Killed before anything of it is shown.
        drop(fresh(&workspace).ring(&workspace, at(1), at(1)));

        let again = fresh(&workspace).ring(&workspace, at(5), at(5));
        assert_eq!(again.follow_ups.iter().map(|it| it.due).collect::<Vec<_>>(), [at(2)]);
        let listed = workspace.store().list_open_follow_ups(workspace.me(), None).expect("it can be read");
        assert_eq!(listed.len(), 2);
    }

    #[test]
    fn a_commit_moves_what_it_touches() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let workspace = workspace(&folder, 2);
        let ringer = fresh(&workspace);
        let touched: Arc<Mutex<Vec<EntityKey>>> = Arc::default();
        let heard = touched.clone();
        workspace.hear_commits(Some(Arc::new(move |keys| heard.lock().expect("nobody panicked").extend(keys))));
        let first = reminder(workspace.me(), 1).id;

        workspace.perform(Intent::Snooze { follow_up: first, until: at(9) }, at(0)).expect("it can be put off");

        let moved = super::super::Moved::default();
        moved.note_commit(&touched.lock().expect("nobody panicked"));
        let mut ringer = Ringer::follow(Some(ringer), &workspace, &moved.take()).expect("it can be read");
        assert_eq!(ringer.ring(&workspace, at(5), at(5)).follow_ups.len(), 1);
        assert_eq!(ringer.next(), Some(at(9)));
    }

    #[test]
    fn what_is_put_off_while_it_is_looked_at_does_not_ring_too_early() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let workspace = workspace(&folder, 1);
        let mut ringer = fresh(&workspace);
        let first = reminder(workspace.me(), 1).id;
        workspace.perform(Intent::Snooze { follow_up: first, until: at(9) }, at(0)).expect("it can be put off");

        assert!(ringer.ring(&workspace, at(5), at(5)).follow_ups.is_empty());

        assert_eq!(ringer.next(), Some(at(9)));
    }
}
