//! Notifications where the library waits for one answer and cannot take a notice away again:
//! a thread for each notice, and withdrawing does nothing.

use std::thread;

use goodturn_client::{Action, Notice};
use notify_rust::Notification;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::description::describe;
#[cfg(target_os = "macos")]
use super::macos as system;
#[cfg(target_os = "windows")]
use super::windows as system;
use super::{Answer, Order};

/// Shows as ordered, until the orders end.
pub(super) fn run(mut orders: UnboundedReceiver<Order>, answers: UnboundedSender<Answer>, open_label: String) {
    system::introduce();
    tokio::spawn(async move {
        while let Some(order) = orders.recv().await {
            if let Order::Show(notice) = order {
                show(notice, answers.clone(), &open_label);
            }
        }
    });
}

fn show(notice: Notice, answers: UnboundedSender<Answer>, open_label: &str) {
    let described = describe(&notice, open_label, true);
    let wait = move || {
        if let Some(action) = answer(&described, &notice) {
            // Nobody listens any more only while the app is ending.
            let _ended = answers.send(Answer { subject: notice.subject, action });
        }
    };
    if let Err(cause) = thread::Builder::new().name("notice".to_owned()).spawn(wait) {
        tracing::warn!(%cause, "a notice could not be shown");
    }
}

/// Shows and waits. Some systems give back the label of a button instead of its key.
fn answer(described: &Notification, notice: &Notice) -> Option<Action> {
    let said =
        system::ask(described).inspect_err(|cause| tracing::warn!(%cause, "a notice could not be shown")).ok()??;
    let labelled = notice.actions.iter().find(|(_, label)| *label == said).map(|(action, _)| *action);
    labelled.or_else(|| Action::from_key(&said))
}
