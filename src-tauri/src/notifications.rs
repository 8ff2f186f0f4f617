//! Native notifications: the [`Notifier`] of this system.
//!
//! Each system has a file that shows, replaces and withdraws, and sends what came back as an
//! [`Answer`]. All of it happens away from the callers: a notifier only takes orders.

use std::path::PathBuf;

use goodturn_client::{Action, Notice, Notifier, Subject};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

#[cfg(not(target_os = "windows"))]
mod description;
#[cfg(target_os = "linux")]
mod kept;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(not(target_os = "linux"))]
mod named;
mod plain;
#[cfg(target_os = "linux")]
mod shown;
#[cfg(target_os = "windows")]
mod windows;

/// What a person chose on a notification.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub subject: Subject,
    pub action: Action,
}

/// How notifications are set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The name of the click on the body, which some desktops show.
    pub open_label: String,
    /// On Linux, the address of the bus; none is the session's.
    pub bus: Option<String>,
    /// On Linux, the file of the icon; none is the icon that an installation registers.
    pub icon: Option<PathBuf>,
    /// On Linux, the file that lets buttons outlive a restart of the app.
    pub kept_in: Option<PathBuf>,
    /// Where an order goes that the system does not carry out, to be shown inside the app.
    pub undelivered: Option<UnboundedSender<Order>>,
}

/// What a notifier is told to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    Show(Notice),
    Withdraw(Subject),
}

impl Order {
    pub fn subject(&self) -> &Subject {
        match self {
            Self::Show(notice) => &notice.subject,
            Self::Withdraw(subject) => subject,
        }
    }
}

/// Takes orders for the system's notifications.
#[derive(Clone, Debug)]
pub struct SystemNotifier {
    orders: UnboundedSender<Order>,
}

impl SystemNotifier {
    /// Starts the system's notifications on the current tokio runtime. Answers come through the
    /// receiver.
    pub fn start(setup: Setup) -> (Self, UnboundedReceiver<Answer>) {
        let (orders, ordered) = mpsc::unbounded_channel();
        let (answers, answered) = mpsc::unbounded_channel();
        #[cfg(target_os = "linux")]
        tokio::spawn(linux::run(ordered, answers, setup));
        #[cfg(target_os = "macos")]
        tokio::spawn(macos::run(ordered, answers, setup));
        #[cfg(target_os = "windows")]
        tokio::spawn(windows::run(ordered, answers, setup));
        (Self { orders }, answered)
    }
}

impl Notifier for SystemNotifier {
    fn show(&self, notice: Notice) {
        self.order(Order::Show(plain::cleaned(notice)));
    }

    fn withdraw(&self, subject: &Subject) {
        self.order(Order::Withdraw(subject.clone()));
    }
}

impl SystemNotifier {
    fn order(&self, order: Order) {
        if self.orders.send(order).is_err() {
            tracing::warn!("notifications have ended");
        }
    }
}
