//! Notifications over the desktop's session bus.
//!
//! One task owns the only connection, sends and listens: an answer that comes right after the
//! showing is then read after the number has been noted, and answers close together are all heard.
//! Without a bus, or when the desktop's notification program restarts, the next notice tries anew. What no
//! desktop shows is handed on, to be shown inside the app.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt;
use goodturn_client::{Action, Notice, Subject};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::description::describe;
use super::kept::Keeping;
use super::shown::Shown;
use super::{Answer, Order, Setup};
use bus::{Desktop, Heard};

mod bus;

/// How long a desktop may take to show a notice, before it is taken for stuck.
const PATIENCE: Duration = Duration::from_secs(5);

/// Shows and withdraws as ordered and passes answers on, until either side has ended.
pub(super) async fn run(mut orders: UnboundedReceiver<Order>, answers: UnboundedSender<Answer>, setup: Setup) {
    let keeping = Keeping(setup.kept_in.clone());
    let mut screen = Screen { desktop: None, shown: Shown::new(), handed_on: HashSet::new(), keeping, setup };
    screen.recall().await;
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
    /// What the app itself shows.
    handed_on: HashSet<Subject>,
    keeping: Keeping,
    setup: Setup,
}

impl Screen {
    /// Listens for answers to what an earlier run has shown.
    async fn recall(&mut self) {
        if self.keeping.has_any() {
            let connected = timeout(PATIENCE, self.connect()).await;
            self.stand_by(connected);
        }
    }

    async fn connect(&mut self) -> zbus::Result<()> {
        if self.desktop.is_none() {
            let desktop = Desktop::connect(self.setup.bus.as_deref()).await?;
            for (subject, number) in self.keeping.load(&desktop.giver) {
                self.shown.remember(subject, number);
            }
            self.desktop = Some(desktop);
        }
        Ok(())
    }

    async fn follow(&mut self, order: Order) {
        match order {
            // Once more over a new connection: the old one may have died unnoticed.
            Order::Show(notice) => {
                if self.try_to_show(&notice).await || self.try_to_show(&notice).await {
                    self.take_back(&notice.subject);
                } else {
                    self.hand_on(notice);
                }
            }
            Order::Withdraw(subject) => {
                self.withdraw(&subject).await;
                self.take_back(&subject);
            }
        }
    }

    fn hand_on(&mut self, notice: Notice) {
        tracing::warn!("no desktop shows a notice: it is shown inside the app");
        self.handed_on.insert(notice.subject.clone());
        self.pass(Order::Show(notice));
    }

    /// The app shows it no longer.
    fn take_back(&mut self, subject: &Subject) {
        if self.handed_on.remove(subject) {
            self.pass(Order::Withdraw(subject.clone()));
        }
    }

    fn pass(&self, order: Order) {
        if let Some(undelivered) = &self.setup.undelivered {
            // Nobody takes it any more only while the app is ending.
            let _ended = undelivered.send(order);
        }
    }

    async fn try_to_show(&mut self, notice: &Notice) -> bool {
        let shown = timeout(PATIENCE, self.show(notice)).await;
        self.stand_by(shown)
    }

    async fn show(&mut self, notice: &Notice) -> zbus::Result<()> {
        self.connect().await?;
        let Some(desktop) = &self.desktop else { return Ok(()) };
        let mut described = describe(notice, &self.setup.open_label, desktop.has_buttons());
        described.icon(self.setup.icon.as_deref().and_then(Path::to_str).unwrap_or("goodturn-app"));
        let replaced = self.shown.number(&notice.subject).unwrap_or(0);
        let number = desktop.show(&described, replaced).await?;
        self.shown.remember(notice.subject.clone(), number);
        self.keep();
        Ok(())
    }

    async fn withdraw(&mut self, subject: &Subject) {
        if let (Some(desktop), Some(number)) = (&self.desktop, self.shown.take(subject)) {
            let closed = timeout(PATIENCE, desktop.close(number)).await;
            self.stand_by(closed);
            self.keep();
        }
    }

    /// Loses the desktop when something could not be done.
    fn stand_by(&mut self, done: Result<zbus::Result<()>, Elapsed>) -> bool {
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
            Some(Heard::Closed { number }) => {
                self.shown.forget(number);
                self.keep();
            }
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
        self.keep();
    }

    fn keep(&self) {
        self.keeping.keep(self.desktop.as_ref().map(|desktop| &desktop.giver), self.shown.all());
    }
}
