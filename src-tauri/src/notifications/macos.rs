//! Notifications on macOS: its notification centre where the app runs from its bundle, which the centre
//! asks for, and the older way otherwise.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::{Answer, Order, Setup};

mod center;
mod older;

/// Shows and withdraws as ordered, until the orders end.
pub(super) async fn run(orders: UnboundedReceiver<Order>, answers: UnboundedSender<Answer>, setup: Setup) {
    if mac_usernotifications::check_bundle().is_ok() {
        center::run(orders, answers, setup).await;
    } else {
        older::run(orders, answers, setup).await;
    }
}

/// What is not shown here is shown inside the app.
fn hand_on(setup: &Setup, order: Order) {
    if let Some(undelivered) = &setup.undelivered {
        // Nobody takes it any more only while the app is ending.
        let _ended = undelivered.send(order);
    }
}
