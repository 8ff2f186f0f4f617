//! The notification centre of macOS. A notice has a name in it, by which a later one takes its place and by
//! which it is withdrawn.

use std::collections::HashMap;

use goodturn_client::{Action, Notice, Subject};
use mac_usernotifications::{Action as Button, Error, InterruptionLevel, Notification, NotificationHandle};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::task::JoinHandle;

use super::super::named::name;
use super::super::{Answer, Order, Setup};
use super::hand_on;

pub(super) async fn run(mut orders: UnboundedReceiver<Order>, answers: UnboundedSender<Answer>, setup: Setup) {
    let mut center = Center { waiting: HashMap::new(), is_allowed: false, answers };
    while let Some(order) = orders.recv().await {
        let for_the_app = match center.follow(&order).await {
            Ok(()) => Order::Withdraw(order.subject().clone()),
            Err(cause) => {
                tracing::warn!(%cause, "the notification centre did not take a notice");
                order
            }
        };
        hand_on(&setup, for_the_app);
    }
}

struct Center {
    /// Who waits for the answer to what is shown, by its name.
    waiting: HashMap<String, JoinHandle<()>>,
    is_allowed: bool,
    answers: UnboundedSender<Answer>,
}

impl Center {
    /// The system asks the person with the first notice, when there is something to see.
    async fn allow(&mut self) -> Result<(), Error> {
        if !self.is_allowed {
            self.is_allowed = mac_usernotifications::request_auth().await?;
        }
        if self.is_allowed { Ok(()) } else { Err(Error::NotificationRejected) }
    }

    async fn follow(&mut self, order: &Order) -> Result<(), Error> {
        match order {
            Order::Show(notice) => self.show(notice).await,
            Order::Withdraw(subject) => {
                self.withdraw(subject).await;
                Ok(())
            }
        }
    }

    async fn show(&mut self, notice: &Notice) -> Result<(), Error> {
        self.allow().await?;
        let name = name(&notice.subject);
        self.let_go(&name);
        let handle = described(notice, &name).send().await?;
        let waiting = wait(handle, notice.subject.clone(), self.answers.clone());
        self.waiting.insert(name, tokio::spawn(waiting));
        Ok(())
    }

    async fn withdraw(&mut self, subject: &Subject) {
        let name = name(subject);
        self.let_go(&name);
        mac_usernotifications::close_delivered(&name).await;
    }

    fn let_go(&mut self, name: &str) {
        if let Some(waiting) = self.waiting.remove(name) {
            waiting.abort();
        }
        self.waiting.retain(|_, waiting| !waiting.is_finished());
    }
}

fn described(notice: &Notice, name: &str) -> Notification {
    let level = if notice.needs_you { InterruptionLevel::TimeSensitive } else { InterruptionLevel::Active };
    let plain = Notification::new().title(&notice.title).message(&notice.body).id(name).interruption_level(level);
    let audible = if notice.needs_you { plain.default_sound() } else { plain };
    notice
        .actions
        .iter()
        .fold(audible, |described, (action, label)| described.action(Button::button(action.key(), label)))
}

async fn wait(handle: NotificationHandle, subject: Subject, answers: UnboundedSender<Answer>) {
    let Ok(response) = handle.response().await else { return };
    let action =
        if response.is_default_action() { Some(Action::Open) } else { Action::from_key(&response.action_identifier) };
    if let Some(action) = action {
        // Nobody listens any more only while the app is ending.
        let _ended = answers.send(Answer { subject, action });
    }
}
