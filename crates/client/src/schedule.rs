//! The follow-up scheduler: rings what is due, once, and tells when to look again.

mod clocks;
mod first;
mod last_seen;
mod moved;
mod pending;
mod ringer;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use goodturn_domain::{Entity, FollowUp, FollowUpReason, PersonId, ServiceRequest, Timestamp};
use goodturn_store::{ReplicaStorage, StoreError};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::app::{App, AppEvent};
use crate::blocking::blocking;
use crate::i18n;
use crate::notices::{NoticeKind, find_request, with_labels};
use crate::notify::{Action, Notice, Subject};
use crate::workspace::{People, Workspace};
pub(crate) use clocks::subject_if_all_settled;
use first::Patience;
use last_seen::LastSeen;
pub(crate) use moved::Moved;
use pending::Pending;
use ringer::{Ringer, Rung};

/// The clock can be moved and the machine can sleep: nothing is trusted for longer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// With a clock that a test sets, a moved clock is noticed within this time.
const TEST_WAIT: Duration = Duration::from_millis(250);

/// Rings what is due in `workspace` until the task is ended.
pub(crate) async fn run(app: App, workspace: Arc<Workspace>) {
    let mut last_seen = LastSeen::of(&app.inner.paths, &workspace.identity);
    app.inner.moved.begin(last_seen.read());
    let (mut ringer, mut patience) = (None, Patience::fresh());
    loop {
        let mut believed = app.inner.moved.look(app.now());
        if believed.has_leapt {
            // No system says so reliably: what hangs on the time is looked at anew.
            patience = Patience::fresh();
            app.inner.wake_sync.notify_one();
            app.emit(AppEvent::Tray);
            patience.until_heard(&app).await;
            believed = app.inner.moved.look(app.now());
        }
        let skew = app.inner.moved.skew();
        if last_seen.is_news(believed.now, skew) {
            last_seen = blocking(move || {
                last_seen.write(believed.now, skew);
                last_seen
            })
            .await;
        }
        let next = look(&app, &workspace, &mut ringer, &patience, believed.now).await;
        let longest = if cfg!(feature = "test-clock") { TEST_WAIT } else { LONGEST_WAIT };
        let wait = next.and_then(|at| at.since(believed.now).to_std().ok()).map_or(longest, |it| it.min(longest));
        let _ = timeout(wait, app.inner.wake_schedule.notified()).await;
    }
}

/// Rings everything that is due, and says when the next one is. What goes wrong is tried again.
async fn look(
    app: &App,
    workspace: &Arc<Workspace>,
    ringer: &mut Option<Ringer>,
    patience: &Patience,
    now: Timestamp,
) -> Option<Timestamp> {
    let settings = app.inner.settings.get();
    if !settings.allows(NoticeKind::FollowUp, now) {
        // What would not be shown here is left to another device.
        return settings.paused_until(now);
    }
    let (touched, here, known, at) = (app.inner.moved.take(), workspace.clone(), ringer.take(), app.now());
    let rung = spawn_blocking(move || {
        let mut ringer = Ringer::follow(known, &here, &touched)?;
        let rung = ringer.ring(&here, now, at);
        Ok::<_, StoreError>((ringer, rung))
    });
    let rung = match rung.await {
        Ok(Ok((kept, rung))) => {
            *ringer = Some(kept);
            rung
        }
        Ok(Err(error)) => return not_looked_at(&error),
        Err(error) => return not_looked_at(&error),
    };
    if !rung.follow_ups.is_empty() {
        app.inner.wake_sync.notify_one();
        let last_n = rung.last_n;
        let (showing, here) = (app.clone(), workspace.clone());
        let pending = Pending::new(move || show(&showing, &here, &rung, now));
        patience.until_settled(app, workspace, last_n).await;
        let shown = spawn_blocking(move || drop(pending));
        if let Err(error) = shown.await {
            tracing::error!(%error, "showing follow-ups ended early");
        }
    }
    ringer.as_ref().and_then(Ringer::next)
}

/// Everything is read again the next time.
fn not_looked_at(error: &(dyn std::error::Error + 'static)) -> Option<Timestamp> {
    tracing::warn!(error, "follow-ups could not be looked at");
    None
}

/// Shows what rang here first and is still to be done.
fn show(app: &App, workspace: &Workspace, rung: &Rung, now: Timestamp) {
    if !app.inner.settings.get().allows(NoticeKind::FollowUp, now) {
        return;
    }
    let is_ours = |it: &FollowUp| it.is_open() && !it.was_rung_elsewhere(rung.device);
    let known = rung.follow_ups.iter().filter_map(|it| {
        match workspace.store().read(|tx| tx.find_entity(it.id.into())) {
            Ok(Some(Entity::FollowUp(known))) => Some(known).filter(is_ours),
            Ok(_) => None,
            // It rang: what is known of it is shown.
            Err(_) => Some(it.clone()),
        }
    });
    let (warnings, others): (Vec<_>, Vec<_>) = known.partition(|it| it.clock.is_some());
    for follow_up in others {
        match notice(workspace, &follow_up, now) {
            Ok(notice) => app.inner.notifier.show(notice),
            Err(error) => tracing::warn!(%error, follow_up = %follow_up.id, "a follow-up could not be shown"),
        }
    }
    match clocks::notice(app, workspace, warnings, now) {
        Ok(notice) => notice.into_iter().for_each(|it| app.inner.notifier.show(it)),
        Err(error) => tracing::warn!(%error, "what clocks say could not be shown"),
    }
}

fn notice(workspace: &Workspace, follow_up: &FollowUp, now: Timestamp) -> Result<Notice, StoreError> {
    let people = workspace.people()?;
    let request = follow_up.request.map(|id| find_request(workspace.store(), id)).transpose()?.flatten();
    let (title, body) = words_of(workspace.me(), &people, follow_up, request.as_ref(), now);
    let actions = match follow_up.reason {
        FollowUpReason::Promise => vec![Action::NewTime, Action::SendWord, Action::Snooze],
        FollowUpReason::Confirm => vec![Action::ConfirmAndThank, Action::NotYet, Action::Snooze],
        _ => vec![Action::Done, Action::Snooze, Action::SendWord],
    };
    let actions =
        actions.into_iter().filter(|it| request.is_some() || matches!(it, Action::Done | Action::Snooze)).collect();
    let subject = Subject::FollowUp(follow_up.id.to_string());
    Ok(Notice { subject, title, body, actions: with_labels(actions), needs_you: true })
}

/// What a notification is called, and what it says.
fn words_of(
    me: PersonId,
    people: &People,
    follow_up: &FollowUp,
    request: Option<&ServiceRequest>,
    now: Timestamp,
) -> (String, String) {
    let title = request.map(|it| it.title.to_string()).unwrap_or_default();
    let other = |it: &ServiceRequest| if it.requester == me { it.stage.helper() } else { Some(it.requester) };
    let who = request.and_then(other).map(|it| people.name_of(it)).unwrap_or_default();
    let about = match follow_up.reason {
        FollowUpReason::Promise => request.and_then(|it| it.promise()).map(|it| it.due),
        FollowUpReason::NextWord | FollowUpReason::WordMissed => {
            request.and_then(|it| it.stage.service()).and_then(|it| it.next_word)
        }
        _ => None,
    };
    let time = about.map(|at| i18n::time(at, now, &people.calendar_of(me))).unwrap_or_default();
    let args: [(&str, &str); 3] = [("title", &title), ("who", &who), ("time", &time)];
    let key = key_of(follow_up.reason);
    let own = follow_up.words.as_ref().map(ToString::to_string).filter(|it| !it.is_empty());
    let body = match follow_up.reason {
        FollowUpReason::Reminder | FollowUpReason::NoReply => own.unwrap_or_else(|| title.clone()),
        FollowUpReason::RecurrenceStopped => {
            i18n::text("follow-up-recurrence-stopped-body", &[("title", own.as_deref().unwrap_or(&title))])
        }
        _ => i18n::text(&format!("follow-up-{key}-body"), &args),
    };
    (i18n::text(&format!("follow-up-{key}-title"), &args), body)
}

/// Which sentences say it; those of clocks are chosen elsewhere.
fn key_of(reason: FollowUpReason) -> &'static str {
    match reason {
        FollowUpReason::Promise => "promise",
        FollowUpReason::NextWord => "next-word",
        FollowUpReason::WordMissed => "word-missed",
        FollowUpReason::Confirm => "confirm",
        FollowUpReason::NoReply => "no-reply",
        FollowUpReason::RecurrenceStopped => "recurrence-stopped",
        FollowUpReason::Reminder
        | FollowUpReason::DueSoon
        | FollowUpReason::Late
        | FollowUpReason::LateOnWaking
        | FollowUpReason::MayStepIn
        | FollowUpReason::LateInTeam => "reminder",
    }
}

/// How long a snooze from a notification lasts: an hour, or until work begins again.
pub(crate) fn snooze_until(workspace: &Workspace, now: Timestamp) -> Result<Timestamp, StoreError> {
    let calendar = workspace.people()?.calendar_of(workspace.me());
    Ok(calendar.next_working_instant(now.plus(TimeDelta::hours(1))))
}
