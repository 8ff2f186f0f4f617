//! The older notifications of macOS, for a program outside of a bundle. They wait for one answer each on a
//! thread of their own and cannot be taken away again.

use std::sync::Arc;
use std::thread;

use goodturn_client::{Action, Notice};
use notify_rust::Notification;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::description::describe;
use super::super::{Answer, Order, Setup};
use super::hand_on;

const BUNDLE: &str = "org.goodturn.Goodturn";

/// How many answers are waited for at a time. What comes beyond is shown inside the app.
const WAITING: usize = 8;

pub(super) async fn run(mut orders: UnboundedReceiver<Order>, answers: UnboundedSender<Answer>, setup: Setup) {
    if let Err(cause) = notify_rust::set_application(BUNDLE) {
        tracing::warn!(%cause, "notifications come without our name");
    }
    let room = Arc::new(Semaphore::new(WAITING));
    while let Some(order) = orders.recv().await {
        match (order, Arc::clone(&room).try_acquire_owned()) {
            (Order::Show(notice), Ok(place)) => show(notice, place, answers.clone(), &setup),
            (order, _) => hand_on(&setup, order),
        }
    }
}

fn show(notice: Notice, place: OwnedSemaphorePermit, answers: UnboundedSender<Answer>, setup: &Setup) {
    let described = describe(&notice, &setup.open_label, true);
    let asked = notice.clone();
    let wait = move || {
        let _place = place;
        if let Some(action) = answer(&described, &asked) {
            // Nobody listens any more only while the app is ending.
            let _ended = answers.send(Answer { subject: asked.subject, action });
        }
    };
    if let Err(cause) = thread::Builder::new().name("notice".to_owned()).spawn(wait) {
        tracing::warn!(%cause, "a notice could not be shown");
        hand_on(setup, Order::Show(notice));
    }
}

/// Shows and waits. The system gives back the label of a button instead of its key.
fn answer(described: &Notification, notice: &Notice) -> Option<Action> {
    let mut said = None;
    let shown = described.show().inspect_err(|cause| tracing::warn!(%cause, "a notice could not be shown")).ok()?;
    shown.wait_for_action(|chosen| said = Some(chosen.to_owned()));
    let said = said?;
    let labelled = notice.actions.iter().find(|(_, label)| *label == said).map(|(action, _)| *action);
    labelled.or_else(|| Action::from_key(&said))
}
