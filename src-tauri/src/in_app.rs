//! Notices inside the app, where the system shows none. Each is held until it is answered, waved away or
//! withdrawn: a window that is opened later shows it, too.

use std::sync::{Mutex, MutexGuard, PoisonError};

use goodturn_client::{Action, Notice, Subject};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Emitter, Listener, Manager};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::main_window;
use crate::notifications::{Answer, Order};
use crate::shell::Shell;
use crate::startup;

/// Older ones give way: what they told stands in the lists of the app.
const HELD: usize = 20;

/// What waits for somebody to look, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Held(Mutex<Vec<Notice>>);

impl Held {
    /// What the older ones are about that give way to it.
    fn hold(&self, notice: Notice) -> Vec<Subject> {
        let mut held = self.lock();
        held.retain(|other| other.subject != notice.subject);
        held.push(notice);
        let extra = held.len().saturating_sub(HELD);
        held.drain(..extra).map(|old| old.subject).collect()
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Whether it was there.
    fn let_go(&self, subject: &Subject) -> bool {
        let mut held = self.lock();
        let before = held.len();
        held.retain(|notice| notice.subject != *subject);
        held.len() < before
    }

    fn all(&self) -> Vec<Notice> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Notice>> {
        // Nobody panics while holding it, and the list is whole at any time.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A notice as the page gets it.
#[derive(Debug, Serialize)]
struct Told<'a> {
    subject: &'a Subject,
    title: &'a str,
    body: &'a str,
    actions: Vec<Button<'a>>,
    needs_you: bool,
}

#[derive(Debug, Serialize)]
struct Button<'a> {
    action: Action,
    label: &'a str,
}

/// What the page says of one: what was chosen, or nothing when it was waved away.
#[derive(Debug, Deserialize)]
struct Said {
    subject: Subject,
    action: Option<Action>,
}

/// Shows and withdraws what the system does not, until the orders end.
pub(crate) async fn follow(app: AppHandle, mut orders: UnboundedReceiver<Order>) {
    while let Some(order) = orders.recv().await {
        let shell = app.state::<Shell>();
        let held = &shell.told_in_app;
        match order {
            Order::Show(notice) => {
                // Held before it is told: a page that answers at once is heard, one that comes up now sees it.
                for old in held.hold(notice.clone()) {
                    emit(&app, "notice-withdrawn", &old);
                }
                tell(&app, &notice);
            }
            Order::Withdraw(subject) => {
                if held.let_go(&subject) {
                    emit(&app, "notice-withdrawn", &subject);
                }
            }
        }
    }
}

/// Hears what pages say of notices, and when one is there to show them.
pub(crate) fn listen(app: &AppHandle) {
    let ready = app.clone();
    app.listen("notices-ready", move |_| tell_all(&ready));
    let listening = app.clone();
    app.listen("notice-answered", move |event| match serde_json::from_str::<Said>(event.payload()) {
        Ok(said) => take(&listening, said),
        Err(cause) => tracing::warn!(%cause, "a page answered what is no notice"),
    });
}

/// Tells a page that has just come up everything that waits.
fn tell_all(app: &AppHandle) {
    for notice in app.state::<Shell>().told_in_app.all() {
        tell(app, &notice);
    }
}

/// Only what was really told can be answered.
fn take(app: &AppHandle, said: Said) {
    if app.state::<Shell>().told_in_app.let_go(&said.subject)
        && let Some(action) = said.action
    {
        startup::answer(app, Answer { subject: said.subject, action });
    }
}

fn tell(app: &AppHandle, notice: &Notice) {
    let actions = notice.actions.iter().map(|(action, label)| Button { action: *action, label }).collect();
    let Notice { subject, title, body, needs_you, .. } = notice;
    emit(app, "notice", &Told { subject, title, body, actions, needs_you: *needs_you });
}

fn emit(app: &AppHandle, event: &str, payload: &impl Serialize) {
    if let Err(cause) = app.emit_to(main_window::LABEL, event, payload) {
        tracing::error!(%cause, event, "the main window was not told");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(id: usize) -> Notice {
        let subject = Subject::Request(id.to_string());
        Notice { subject, title: format!("t{id}"), body: String::new(), actions: Vec::new(), needs_you: false }
    }

    #[test]
    fn a_second_notice_takes_the_place_of_the_first() {
        let held = Held::default();
        held.hold(notice(1));
        held.hold(notice(2));
        held.hold(Notice { title: "again".to_owned(), ..notice(1) });

        let titles: Vec<String> = held.all().into_iter().map(|notice| notice.title).collect();
        assert_eq!(titles, ["t2", "again"]);
    }

    #[test]
    fn what_is_gone_cannot_be_answered() {
        let held = Held::default();
        assert!(held.is_empty());
        held.hold(notice(1));
        assert!(!held.is_empty());

        assert!(held.let_go(&Subject::Request("1".to_owned())));
        assert!(!held.let_go(&Subject::Request("1".to_owned())));
    }

    #[test]
    fn a_flood_leaves_the_latest() {
        let held = Held::default();
        let gone: Vec<Subject> = (0..100).flat_map(|id| held.hold(notice(id))).collect();

        let first: Vec<Subject> = (0..80).map(|id| notice(id).subject).collect();
        assert_eq!(gone, first, "what gives way is told, so that no page shows what cannot be answered");
        assert_eq!(held.all().len(), HELD);
        assert_eq!(held.all()[0].title, "t80");
    }
}
