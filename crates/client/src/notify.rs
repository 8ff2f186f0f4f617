//! Native notifications, as the app sees them: what to show, and what came back.

use serde::{Deserialize, Serialize};

use crate::shown::Navigate;

/// What a notification is about, stable over restarts and devices; a second one with the same
/// subject takes the place of the first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum Subject {
    Request(String),
    FollowUp(String),
    Thanks(String),
    /// The app itself, such as "still here in the tray".
    App(String),
}

/// A button of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A click on the body.
    Open,
    Promise,
    HandOver,
    Done,
    Snooze,
    SendWord,
    ConfirmAndThank,
    NotYet,
    SayThanksBack,
    NewTime,
    Approve,
    Reject,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 12] = [
        Self::Open,
        Self::Promise,
        Self::HandOver,
        Self::Done,
        Self::Snooze,
        Self::SendWord,
        Self::ConfirmAndThank,
        Self::NotYet,
        Self::SayThanksBack,
        Self::NewTime,
        Self::Approve,
        Self::Reject,
    ];

    /// The key of the action on the bus. The body's is the one that the desktop specification names.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "default",
            Self::Promise => "promise",
            Self::HandOver => "hand_over",
            Self::Done => "done",
            Self::Snooze => "snooze",
            Self::SendWord => "send_word",
            Self::ConfirmAndThank => "confirm",
            Self::NotYet => "not_yet",
            Self::SayThanksBack => "thanks_back",
            Self::NewTime => "new_time",
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }

    /// The action with that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.key() == key)
    }
}

/// A notification, ready to show in the person's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub subject: Subject,
    /// Who and what.
    pub title: String,
    /// One line.
    pub body: String,
    /// The buttons with their labels, in order; [`Action::Open`] is always possible and not listed.
    pub actions: Vec<(Action, String)>,
    /// Whether it breaks through as *needs you*; otherwise *good to know*.
    pub needs_you: bool,
}

/// Shows and withdraws native notifications. Never blocks: delivery goes on elsewhere, and answers
/// come back through [`crate::App::answer_notice`].
pub trait Notifier: Send + Sync + 'static {
    /// Shows a notice, in place of an earlier one with the same subject.
    fn show(&self, notice: Notice);
    /// Takes a notice away, if it is still shown.
    fn withdraw(&self, subject: &Subject);
}

/// What the shell has to do after an answer: show a place in the main window, or nothing.
pub type AfterAnswer = Option<Navigate>;
