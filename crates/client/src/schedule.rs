//! The follow-up scheduler: rings what is due, once, and tells when to look again.

mod clocks;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use goodturn_domain::{FollowUp, FollowUpReason, Intent, PersonId, ServiceRequest, Timestamp};
use goodturn_store::StoreError;
use tokio::time::timeout;

use crate::app::App;
use crate::error::CommandError;
use crate::i18n;
use crate::notices::{NoticeKind, find_request, with_labels};
use crate::notify::{Action, Notice, Subject};
use crate::workspace::{People, Workspace};
pub(crate) use clocks::subject_if_all_settled;

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
    let mut warnings = Vec::new();
    for follow_up in workspace.store().list_rings_due(workspace.me(), now)? {
        let Some(asked_at) = follow_up.rings_at() else { continue };
        // Noted before it is shown: a crash in between costs a notification, never doubles one,
        // and Today shows the follow-up either way.
        match workspace.perform(Intent::Ring { follow_up: follow_up.id, asked_at }, now) {
            Ok(()) => {}
            Err(error) if error.code == "follow_up_settled" => continue,
            Err(error) => return Err(error),
        }
        if follow_up.clock.is_some() {
            warnings.push(follow_up);
        } else if settings.allows(NoticeKind::FollowUp, now) {
            app.inner.notifier.show(notice(workspace, &follow_up, now)?);
        }
    }
    if settings.allows(NoticeKind::FollowUp, now)
        && let Some(notice) = clocks::notice(app, workspace, warnings, now)?
    {
        app.inner.notifier.show(notice);
    }
    Ok(workspace.store().next_ring_at(workspace.me())?)
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
    let who = request.map(|it| people.name_of(it.requester)).unwrap_or_default();
    let about = match follow_up.reason {
        FollowUpReason::Promise => request.and_then(|it| it.promise()).map(|it| it.due),
        FollowUpReason::NextWord => request.and_then(|it| it.stage.service()).and_then(|it| it.next_word),
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
