//! What the tray shows, and what happens after a notification was answered.

use goodturn_domain::{Entity, FollowUpId, FollowUpReason, Intent, ServiceRequestId, Timestamp};
use goodturn_store::{ReplicaStorage, StoreError};

use crate::app::{App, AppEvent};
use crate::commands::today::is_still_to_come;
use crate::error::CommandError;
use crate::i18n;
use crate::notices::with_labels;
use crate::notify::{Action, AfterAnswer, Notice, Subject};
use crate::schedule::snooze_until;
use crate::shown::{Changed, Navigate, SyncStatus, Topic};
use crate::workspace::{Workspace, instant};

/// How many of the next promises and follow-ups the tray lists.
const NEXT_LINES: usize = 3;

/// A promise or follow-up that comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayLine {
    pub label: String,
    pub request: Option<String>,
}

/// Everything that the tray shows.
#[derive(Clone, Debug, PartialEq)]
pub struct TraySummary {
    /// Promises and follow-ups that are due now or late.
    pub due_count: u32,
    pub next: Vec<TrayLine>,
    pub sync: SyncStatus,
    pub is_paused: bool,
}

impl App {
    /// What the tray shows now. Blocks shortly on the store.
    pub fn tray(&self) -> Result<TraySummary, CommandError> {
        let (workspace, now) = (self.workspace(), self.now());
        let mut lines = lines(&workspace, now)?;
        let due_count = lines.iter().filter(|(at, _)| *at <= now).count();
        lines.truncate(NEXT_LINES);
        Ok(TraySummary {
            due_count: u32::try_from(due_count).unwrap_or(u32::MAX),
            next: lines.into_iter().map(|(_, line)| line).collect(),
            sync: self.sync_status()?,
            is_paused: self.inner.settings.get().paused_until(now).is_some(),
        })
    }

    /// How the sync stands, with its counts.
    pub(crate) fn sync_status(&self) -> Result<SyncStatus, CommandError> {
        let workspace = self.workspace();
        let (unsent, attention) =
            workspace.store().read(|tx| Ok::<_, StoreError>((tx.count_unsent()?, tx.list_attention()?.len())))?;
        Ok(self.status().shown(unsent, attention))
    }

    /// Shows no notification until then; at once again with none. Blocks shortly on a file.
    pub fn pause_notifications(&self, until: Option<Timestamp>) -> Result<(), CommandError> {
        self.change_settings_with(|settings| settings.notifications_paused_until = until.map(instant))
    }

    /// The system refused the global shortcut, or takes it again. Blocks shortly on a file.
    pub fn set_shortcut_problem(&self, problem: Option<String>) -> Result<(), CommandError> {
        self.change_settings_with(|settings| settings.shortcut_problem = problem)
    }

    /// The settings of this device.
    pub fn settings(&self) -> crate::shown::Settings {
        self.inner.settings.get().0
    }

    /// When the parts of the day are for the person of this device.
    pub(crate) fn day_parts(&self) -> goodturn_domain::quick_add::DayParts {
        self.inner.settings.get().day_parts()
    }

    pub(crate) fn change_settings_with(
        &self,
        change: impl FnOnce(&mut crate::shown::Settings),
    ) -> Result<(), CommandError> {
        let Some(settings) = self.inner.settings.change(change)? else { return Ok(()) };
        self.emit(AppEvent::SettingsChanged(settings.0));
        self.emit(AppEvent::Changed(Changed { topics: vec![Topic::Settings], requests: Vec::new() }));
        self.emit(AppEvent::Tray);
        self.inner.wake_schedule.notify_one();
        Ok(())
    }

    /// Says, once for each profile, that the closed window left the tray running.
    pub fn say_still_here(&self) -> Result<(), CommandError> {
        let workspace = self.workspace();
        if !workspace.store().mark_noticed(vec!["app:still-here".to_owned()])?.is_empty() {
            self.inner.notifier.show(app_notice("still-here"));
        }
        Ok(())
    }

    pub(crate) fn announce_attention(&self) {
        self.emit(AppEvent::Changed(Changed { topics: vec![Topic::Attention, Topic::Sync], requests: Vec::new() }));
        self.inner.notifier.show(app_notice("refused"));
    }

    /// Does what a notification's button says. What is left to do in a window is answered.
    pub async fn answer_notice(&self, subject: Subject, action: Action) -> AfterAnswer {
        let (app, now) = (self.clone(), self.believed_now());
        let answered = tokio::task::spawn_blocking(move || answer(&app.workspace(), &subject, action, now)).await;
        match answered {
            Ok(Ok(after)) => {
                if after.is_none() {
                    self.inner.wake_sync.notify_one();
                }
                after
            }
            Ok(Err(error)) if error.code == "follow_up_settled" => None,
            Ok(Err(error)) => {
                tracing::warn!(%error, "a notification's answer could not be carried out");
                Some(navigate("today", None, None))
            }
            Err(error) => {
                tracing::error!(%error, "answering a notification ended early");
                None
            }
        }
    }
}

fn app_notice(key: &str) -> Notice {
    Notice {
        subject: Subject::App(key.to_owned()),
        title: i18n::text(&format!("{key}-title"), &[]),
        body: i18n::text(&format!("{key}-body"), &[]),
        actions: with_labels(Vec::new()),
        needs_you: false,
    }
}

fn lines(workspace: &Workspace, now: Timestamp) -> Result<Vec<(Timestamp, TrayLine)>, StoreError> {
    let calendar = workspace.people()?.calendar_of(workspace.me());
    let day = now.plus(chrono::TimeDelta::days(7));
    let say = |key: &str, title: &str, at: Timestamp| {
        i18n::text(key, &[("title", title), ("time", &i18n::time(at, now, &calendar))])
    };
    let mut lines = Vec::new();
    for listed in workspace.store().list_promises_due(workspace.me(), day)? {
        let request = listed.request;
        if let Some(promise) = request.promise() {
            let key = if promise.due < now { "tray-promise-late" } else { "tray-promise" };
            let label = say(key, request.title.as_str(), promise.due);
            lines.push((promise.due, TrayLine { label, request: Some(request.id.to_string()) }));
        }
    }
    for listed in workspace.store().list_open_follow_ups(workspace.me(), Some(day))? {
        let is_to_come = is_still_to_come(&listed, now);
        let follow_up = listed.follow_up;
        // A promise is listed already by its own line.
        if follow_up.reason == FollowUpReason::Promise || is_to_come {
            continue;
        }
        let Some(at) = follow_up.asks_at() else { continue };
        let request =
            follow_up.request.map(|id| crate::notices::find_request(workspace.store(), id)).transpose()?.flatten();
        let own = follow_up.words.as_ref().map(ToString::to_string);
        let title = own.or_else(|| request.as_ref().map(|it| it.title.to_string())).unwrap_or_default();
        let label = say("tray-follow-up", &title, at);
        lines.push((at, TrayLine { label, request: request.map(|it| it.id.to_string()) }));
    }
    lines.sort_by_key(|(at, _)| *at);
    Ok(lines)
}

fn answer(
    workspace: &Workspace,
    subject: &Subject,
    action: Action,
    now: Timestamp,
) -> Result<AfterAnswer, CommandError> {
    let mut waits_for_reply = false;
    let (request, follow_up) = match subject {
        Subject::Request(id) => (Some(id.clone()), None),
        Subject::FollowUp(id) => {
            let id: FollowUpId = id.parse().map_err(|_| CommandError::not_found())?;
            let found = workspace.store().read(|tx| tx.find_entity(id.into()))?;
            let request = match found {
                Some(Entity::FollowUp(it)) => {
                    waits_for_reply = matches!(it.reason, FollowUpReason::NoReply | FollowUpReason::WordMissed);
                    it.request.map(|it| it.to_string())
                }
                _ => None,
            };
            (request, Some(id))
        }
        Subject::Thanks(id) => {
            let dialog = (action == Action::SayThanksBack).then_some("thank");
            return Ok(Some(navigate("thanks", Some(id.clone()), dialog)));
        }
        Subject::App(key) => {
            let view = if key == "refused" { "attention" } else { "today" };
            return Ok(Some(navigate(view, None, None)));
        }
    };
    match (action, follow_up) {
        (Action::Done, Some(id)) => {
            workspace.perform(Intent::FinishFollowUp { follow_up: id }, now)?;
            return Ok(None);
        }
        (Action::Snooze, Some(id)) => {
            workspace.perform(Intent::Snooze { follow_up: id, until: snooze_until(workspace, now)? }, now)?;
            return Ok(None);
        }
        _ => {}
    }
    if action == Action::Approve
        && let Some(intent) = request.as_deref().map(|id| approval_intent(workspace, id)).transpose()?.flatten()
    {
        workspace.perform(intent, now)?;
        return Ok(None);
    }
    let dialog = match action {
        Action::Promise => Some("acknowledge"),
        Action::HandOver => Some("hand_over"),
        // Whoever waits for an answer is offered a gentle word; it is sent by nobody but them.
        Action::SendWord if waits_for_reply => Some("nudge"),
        Action::SendWord => Some("say"),
        Action::ConfirmAndThank => Some("confirm"),
        Action::NotYet => Some("not_yet"),
        Action::NewTime => Some("renegotiate"),
        Action::SayThanksBack => Some("thank"),
        Action::Reject => Some("reject"),
        // An agreement that is no longer asked for is looked at instead.
        Action::Open | Action::Done | Action::Snooze | Action::Approve => None,
    };
    let view = if request.is_some() { "request" } else { "today" };
    Ok(Some(navigate(view, request, dialog)))
}

/// To agree to the step of the request that waits for me.
fn approval_intent(workspace: &Workspace, id: &str) -> Result<Option<Intent>, CommandError> {
    let request: ServiceRequestId = id.parse().map_err(|_| CommandError::not_found())?;
    let Some(found) = crate::notices::find_request(workspace.store(), request)? else { return Ok(None) };
    let step = found.open_approval().filter(|step| step.waits_for(workspace.me()));
    Ok(step.map(|step| Intent::Approve { request, approval: step.id, words: None }))
}

fn navigate(view: &str, request: Option<String>, dialog: Option<&str>) -> Navigate {
    Navigate { view: view.to_owned(), request, dialog: dialog.map(str::to_owned), service: None }
}
