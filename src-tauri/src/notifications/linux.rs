//! Notifications over the desktop's session bus.
//!
//! One task owns the only connection, sends and listens: an answer that comes right after the
//! showing is then read after the number has been noted, and answers close together are all heard.
//! Without a bus, or when the desktop's notification program restarts, the next notice tries anew.

use std::time::Duration;

use futures_util::StreamExt;
use goodturn_client::{Action, Notice, Subject};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::description::describe;
use super::shown::Shown;
use super::{Answer, Order};
use bus::{Desktop, Heard};

mod bus;

/// How long a desktop may take to show a notice, before it is taken for stuck.
const PATIENCE: Duration = Duration::from_secs(5);

/// Shows and withdraws as ordered and passes answers on, until either side has ended.
pub(super) async fn run(
    mut orders: UnboundedReceiver<Order>,
    answers: UnboundedSender<Answer>,
    bus: Option<String>,
    open_label: String,
) {
    let mut screen = Screen { desktop: None, shown: Shown::new(), bus, open_label };
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(order) => screen.follow(order).await,
                None => return,
            },
            heard = screen.listen() => if let Some(answer) = screen.hear(heard) && answers.send(answer).is_err() {
                return;
            },
        }
    }
}

struct Screen {
    desktop: Option<Desktop>,
    shown: Shown<Subject>,
    bus: Option<String>,
    open_label: String,
}

impl Screen {
    async fn follow(&mut self, order: Order) {
        match order {
            // Once more over a new connection: the old one may have died unnoticed.
            Order::Show(notice) => {
                if !self.try_to_show(&notice).await && !self.try_to_show(&notice).await {
                    tracing::warn!("a notice could not be shown");
                }
            }
            Order::Withdraw(subject) => self.withdraw(&subject).await,
        }
    }

    async fn try_to_show(&mut self, notice: &Notice) -> bool {
        let shown = timeout(PATIENCE, self.show(notice)).await;
        self.keep_or_lose(shown)
    }

    async fn show(&mut self, notice: &Notice) -> zbus::Result<()> {
        let desktop = match &mut self.desktop {
            Some(desktop) => desktop,
            empty => empty.insert(Desktop::connect(self.bus.as_deref()).await?),
        };
        let described = describe(notice, &self.open_label, desktop.has_buttons());
        let replaced = self.shown.number(&notice.subject).unwrap_or(0);
        let number = desktop.show(&described, replaced).await?;
        self.shown.remember(notice.subject.clone(), number);
        Ok(())
    }

    async fn withdraw(&mut self, subject: &Subject) {
        if let (Some(desktop), Some(number)) = (&self.desktop, self.shown.take(subject)) {
            let closed = timeout(PATIENCE, desktop.close(number)).await;
            self.keep_or_lose(closed);
        }
    }

    fn keep_or_lose(&mut self, done: Result<zbus::Result<()>, Elapsed>) -> bool {
        match done {
            Ok(Ok(())) => return true,
            Ok(Err(cause)) => self.lose(&cause.to_string()),
            Err(_) => self.lose("no answer"),
        }
        false
    }

    async fn listen(&mut self) -> Option<Heard> {
        match &mut self.desktop {
            Some(desktop) => desktop.heard.next().await,
            None => std::future::pending().await,
        }
    }

    fn hear(&mut self, heard: Option<Heard>) -> Option<Answer> {
        match heard {
            Some(Heard::Invoked { number, key }) => {
                let (subject, action) = (self.shown.subject(number)?, Action::from_key(&key)?);
                return Some(Answer { subject, action });
            }
            Some(Heard::Closed { number }) => self.shown.forget(number),
            // What it showed is gone, and what it can do may have changed.
            Some(Heard::DesktopChanged) => self.lose("the desktop's notification program has changed"),
            None => self.lose("the session bus has ended"),
        }
        None
    }

    fn lose(&mut self, why: &str) {
        tracing::warn!(why, "notifications start anew with the next notice");
        self.desktop = None;
        self.shown.clear();
    }
}
