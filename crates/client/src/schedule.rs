//! The follow-up scheduler: rings what is due, once, and tells when to look again.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use goodturn_domain::{FollowUp, FollowUpReason, Intent, Timestamp};
use goodturn_store::StoreError;
use tokio::time::timeout;

use crate::app::App;
use crate::error::CommandError;
use crate::i18n;
use crate::notices::{NoticeKind, find_request, with_labels};
use crate::notify::{Action, Notice, Subject};
use crate::workspace::Workspace;

/// The clock can be moved and the machine can sleep: nothing is trusted for longer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// With a clock that a test sets, a moved clock is noticed within this time.
const TEST_WAIT: Duration = Duration::from_millis(250);

/// Rings what is due in `workspace` until the task is ended.
pub(crate) async fn run(app: App, workspace: Arc<Workspace>) {
    loop {
        let (ringing, here) = (app.clone(), workspace.clone());
        let next = tokio::task::spawn_blocking(move || ring_due(&ringing, &here)).await;
        let next = match next {
            Ok(Ok(next)) => next,
            Ok(Err(error)) => {
                tracing::warn!(%error, "follow-ups could not be looked at");
                None
            }
            Err(error) => {
                tracing::error!(%error, "looking at follow-ups ended early");
                None
            }
        };
        let longest = if cfg!(feature = "test-clock") { TEST_WAIT } else { LONGEST_WAIT };
        let wait = next.and_then(|at| at.since(app.now()).to_std().ok()).map_or(longest, |it| it.min(longest));
        let _ = timeout(wait, app.inner.wake_schedule.notified()).await;
    }
}

/// Rings everything that is due, and says when the next one is.
fn ring_due(app: &App, workspace: &Workspace) -> Result<Option<Timestamp>, CommandError> {
    let now = app.now();
    let settings = app.inner.settings.get();
    if let Some(until) = settings.paused_until(now) {
        return Ok(Some(until));
    }
    for follow_up in workspace.store().list_rings_due(workspace.me(), now)? {
        let Some(asked_at) = follow_up.rings_at() else { continue };
        // Noted before it is shown: a crash in between costs a notification, never doubles one,
        // and Today shows the follow-up either way.
        match workspace.perform(Intent::Ring { follow_up: follow_up.id, asked_at }, now) {
            Ok(()) => {}
            Err(error) if error.code == "follow_up_settled" => continue,
            Err(error) => return Err(error),
        }
        if settings.allows(NoticeKind::FollowUp, now) {
            app.inner.notifier.show(notice(workspace, &follow_up, now)?);
        }
    }
    Ok(workspace.store().next_ring_at(workspace.me())?)
}

fn notice(workspace: &Workspace, follow_up: &FollowUp, now: Timestamp) -> Result<Notice, StoreError> {
    let people = workspace.people()?;
    let request = follow_up.request.map(|id| find_request(workspace.store(), id)).transpose()?.flatten();
    let calendar = people.calendar_of(workspace.me());
    let title = request.as_ref().map(|it| it.title.to_string()).unwrap_or_default();
    let who = request.as_ref().map(|it| people.name_of(it.requester)).unwrap_or_default();
    let say = |key: &str, about: Option<Timestamp>| {
        let time = about.map(|at| i18n::time(at, now, &calendar)).unwrap_or_default();
        i18n::text(key, &[("title", &title), ("who", &who), ("time", &time)])
    };
    let promise = request.as_ref().and_then(|it| it.promise()).map(|it| it.due);
    let next_word = request.as_ref().and_then(|it| it.stage.service()).and_then(|it| it.next_word);
    let own = follow_up.words.as_ref().map(ToString::to_string).filter(|it| !it.is_empty());
    let standard = vec![Action::Done, Action::Snooze, Action::SendWord];
    let (heading, body, actions) = match follow_up.reason {
        FollowUpReason::Promise => (
            say("follow-up-promise-title", promise),
            say("follow-up-promise-body", promise),
            vec![Action::NewTime, Action::SendWord, Action::Snooze],
        ),
        FollowUpReason::NextWord => {
            (say("follow-up-next-word-title", next_word), say("follow-up-next-word-body", next_word), standard)
        }
        FollowUpReason::Confirm => (
            say("follow-up-confirm-title", None),
            say("follow-up-confirm-body", None),
            vec![Action::ConfirmAndThank, Action::NotYet, Action::Snooze],
        ),
        FollowUpReason::Reminder => (say("follow-up-reminder-title", None), own.unwrap_or(title.clone()), standard),
        FollowUpReason::NoReply => (say("follow-up-no-reply-title", None), own.unwrap_or(title.clone()), standard),
        FollowUpReason::RecurrenceStopped => (
            say("follow-up-recurrence-stopped-title", None),
            i18n::text("follow-up-recurrence-stopped-body", &[("title", own.as_deref().unwrap_or(&title))]),
            standard,
        ),
    };
    let actions =
        actions.into_iter().filter(|it| request.is_some() || matches!(it, Action::Done | Action::Snooze)).collect();
    Ok(Notice {
        subject: Subject::FollowUp(follow_up.id.to_string()),
        title: heading,
        body,
        actions: with_labels(actions),
        needs_you: true,
    })
}

/// How long a snooze from a notification lasts: an hour, or until work begins again.
pub(crate) fn snooze_until(workspace: &Workspace, now: Timestamp) -> Result<Timestamp, StoreError> {
    let calendar = workspace.people()?.calendar_of(workspace.me());
    Ok(calendar.next_working_instant(now.plus(TimeDelta::hours(1))))
}
