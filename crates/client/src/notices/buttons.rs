//! The buttons of notifications.

use goodturn_domain::{PersonId, ServiceRequest, StageName};

use crate::i18n;
use crate::notify::Action;

pub(super) fn ask_actions() -> Vec<Action> {
    vec![Action::Promise, Action::HandOver]
}

pub(super) fn delivery_actions() -> Vec<Action> {
    vec![Action::ConfirmAndThank, Action::NotYet]
}

/// What whoever is nudged can do about it, beginning with another time.
pub(super) fn nudge_actions(request: &ServiceRequest, me: PersonId) -> Vec<Action> {
    match request.stage.name() {
        StageName::Asked => ask_actions(),
        StageName::Delivered if request.requester == me => delivery_actions(),
        _ if request.requester != me && request.promise().is_some() => vec![Action::NewTime, Action::SendWord],
        _ => vec![Action::SendWord],
    }
}

/// Buttons with their labels.
pub(crate) fn with_labels(actions: Vec<Action>) -> Vec<(Action, String)> {
    let label = |action: Action| match action {
        Action::Open => String::new(),
        Action::Promise => i18n::text("action-promise", &[]),
        Action::HandOver => i18n::text("action-hand-over", &[]),
        Action::Done => i18n::text("action-done", &[]),
        Action::Snooze => i18n::text("action-snooze", &[]),
        Action::SendWord => i18n::text("action-send-word", &[]),
        Action::ConfirmAndThank => i18n::text("action-confirm", &[]),
        Action::NotYet => i18n::text("action-not-yet", &[]),
        Action::SayThanksBack => i18n::text("action-thanks-back", &[]),
        Action::NewTime => i18n::text("action-new-time", &[]),
        Action::Approve => i18n::text("action-approve", &[]),
        Action::Reject => i18n::text("action-reject", &[]),
    };
    actions.into_iter().map(|action| (action, label(action))).collect()
}
