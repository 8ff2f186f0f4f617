//! A notification program that records what it is asked to show and answers as the test wants.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result};
use zbus::Connection;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

use super::wait_for;

const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";
/// Reasons of the desktop specification.
const CLOSED_BY_PERSON: u32 = 2;
const CLOSED_BY_PROGRAM: u32 = 3;

/// Something that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    pub id: u32,
    pub title: String,
    pub body: String,
    /// Keys and labels of its buttons.
    pub actions: Vec<(String, String)>,
    /// Whether it took the place of an earlier one.
    pub has_replaced: bool,
    pub is_open: bool,
}

/// What was shown on a desktop.
#[derive(Clone, Debug)]
pub struct Notifications {
    shown: Arc<Mutex<Vec<Notification>>>,
    connection: Connection,
}

impl Notifications {
    pub(super) async fn serve(connection: &Connection) -> Result<Self> {
        let shown = Arc::new(Mutex::new(Vec::new()));
        connection.object_server().at(PATH, Screen { shown: Arc::clone(&shown) }).await?;
        connection.request_name(NAME).await?;
        Ok(Self { shown, connection: connection.clone() })
    }

    /// Everything that was ever shown, in order.
    pub fn all(&self) -> Vec<Notification> {
        self.shown.lock().expect("no test panics while it holds this").clone()
    }

    /// Waits for one that is open and says `text` in title or body.
    ///
    /// # Errors
    /// When there is none in time; what there is instead.
    pub async fn wait_for(&self, text: &str) -> Result<Notification> {
        let says = |it: &&Notification| it.is_open && (it.title.contains(text) || it.body.contains(text));
        wait_for(&format!("a notification of {text:?}"), Duration::from_secs(25), async || {
            Ok(self.all().iter().rev().find(says).cloned())
        })
        .await
        .with_context(|| format!("shown were {:#?}", self.all()))
    }

    /// Presses a button, or with the key `default` the body; the notification closes.
    ///
    /// # Errors
    /// When the bus is gone or there is no such button.
    pub async fn press(&self, notification: &Notification, key: &str) -> Result<()> {
        let has_it = key == "default" || notification.actions.iter().any(|(known, _)| known == key);
        anyhow::ensure!(has_it, "{notification:?} has no button {key:?}");
        let emitter = SignalEmitter::new(&self.connection, PATH)?;
        Screen::action_invoked(&emitter, notification.id, key).await?;
        self.close(notification.id, CLOSED_BY_PERSON).await
    }

    async fn close(&self, id: u32, reason: u32) -> Result<()> {
        mark_closed(&self.shown, id);
        let emitter = SignalEmitter::new(&self.connection, PATH)?;
        Ok(Screen::notification_closed(&emitter, id, reason).await?)
    }
}

fn mark_closed(shown: &Mutex<Vec<Notification>>, id: u32) {
    let mut shown = shown.lock().expect("no test panics while it holds this");
    shown.iter_mut().filter(|it| it.id == id).for_each(|it| it.is_open = false);
}

struct Screen {
    shown: Arc<Mutex<Vec<Notification>>>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Screen {
    #[expect(clippy::too_many_arguments, clippy::needless_pass_by_value, reason = "the desktop specification says so")]
    fn notify(
        &self,
        _app_name: String,
        replaces: u32,
        _icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = self.shown.lock().expect("no test panics while it holds this");
        let has_replaced = shown.iter().any(|it| it.id == replaces && it.is_open);
        let id = if has_replaced { replaces } else { shown.iter().map(|it| it.id).max().unwrap_or(0) + 1 };
        shown.iter_mut().filter(|it| it.id == id).for_each(|it| it.is_open = false);
        let actions = actions.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        shown.push(Notification { id, title, body, actions, has_replaced, is_open: true });
        id
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        mark_closed(&self.shown, id);
        Ok(Self::notification_closed(&emitter, id, CLOSED_BY_PROGRAM).await?)
    }

    fn get_capabilities(&self) -> Vec<String> {
        ["body", "actions", "persistence"].map(str::to_owned).into()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("recorder".into(), "goodturn".into(), "1".into(), "1.2".into())
    }

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;
}
