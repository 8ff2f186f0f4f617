//! The desktop's notification program on the session bus, over one connection of our own.

use std::collections::HashMap;
use std::pin::Pin;

use futures_util::future::ready;
use futures_util::stream::{self, Stream, StreamExt};
use notify_rust::{Hint, Notification};
use zbus::fdo::DBusProxy;
use zbus::names::BusName;
use zbus::zvariant::Value;
use zbus::{Connection, Message, connection, proxy};

use super::super::kept::Giver;

const NAME: &str = "org.freedesktop.Notifications";

#[proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Notifications {
    #[allow(clippy::too_many_arguments, reason = "the desktop specification has eight")]
    fn notify(
        &self,
        app: &str,
        replaces: u32,
        icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        timeout: i32,
    ) -> zbus::Result<u32>;
    fn close_notification(&self, number: u32) -> zbus::Result<()>;
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;
}

/// What the desktop says by itself.
#[derive(Debug)]
pub(super) enum Heard {
    Invoked {
        number: u32,
        key: String,
    },
    Closed {
        number: u32,
    },
    /// Its notification program has ended or another has taken its place.
    DesktopChanged,
}

/// The desktop, connected.
pub(super) struct Desktop {
    proxy: NotificationsProxy<'static>,
    capabilities: Vec<String>,
    pub(super) giver: Giver,
    pub(super) heard: Pin<Box<dyn Stream<Item = Heard> + Send + Sync>>,
}

impl Desktop {
    /// Connects, listens first and then asks what the desktop can do, which also starts it.
    pub(super) async fn connect(bus: Option<&str>) -> zbus::Result<Self> {
        let connection = match bus {
            Some(address) => connection::Builder::address(address)?.build().await?,
            None => Connection::session().await?,
        };
        let proxy = NotificationsProxy::new(&connection).await?;
        // One stream for both kinds: a desktop says Closed right after Invoked, and the order matters.
        let said = proxy.inner().receive_all_signals().await?.filter_map(|message| ready(heard(&message)));
        let capabilities = proxy.get_capabilities().await?;
        let bus = DBusProxy::new(&connection).await?;
        let changed = bus.receive_name_owner_changed_with_args(&[(0, NAME)]).await?.map(|_| Heard::DesktopChanged);
        let giver = giver(&bus).await?;
        Ok(Self { proxy, capabilities, giver, heard: Box::pin(stream::select(said, changed)) })
    }

    pub(super) fn has_buttons(&self) -> bool {
        self.can("actions")
    }

    /// Shows what is described, in place of `replaced` (0 for none), and gives its number.
    pub(super) async fn show(&self, described: &Notification, replaced: u32) -> zbus::Result<u32> {
        let (summary, body) = self.words(described);
        let actions: Vec<&str> = described.actions.iter().map(String::as_str).collect();
        let (hints, timeout) = (hints(described), described.timeout.into());
        self.proxy
            .notify(&described.appname, replaced, &described.icon, &summary, &body, &actions, hints, timeout)
            .await
    }

    /// Title and body as this desktop takes them: one that has no bodies shows both in its one line.
    fn words(&self, described: &Notification) -> (String, String) {
        let (summary, body) = (described.summary.clone(), described.body.clone());
        match (self.can("body"), self.can("body-markup")) {
            (false, _) if body.is_empty() => (summary, body),
            (false, _) => (format!("{summary}: {body}"), String::new()),
            (true, true) => (summary, without_markup(&body)),
            (true, false) => (summary, body),
        }
    }

    pub(super) async fn close(&self, number: u32) -> zbus::Result<()> {
        self.proxy.close_notification(number).await
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known == capability)
    }
}

fn heard(message: &Message) -> Option<Heard> {
    let (header, body) = (message.header(), message.body());
    match header.member()?.as_str() {
        "ActionInvoked" => {
            let (number, key) = body.deserialize().ok()?;
            Some(Heard::Invoked { number, key })
        }
        "NotificationClosed" => {
            let (number, _reason): (u32, u32) = body.deserialize().ok()?;
            Some(Heard::Closed { number })
        }
        _ => None,
    }
}

async fn giver(bus: &DBusProxy<'_>) -> zbus::Result<Giver> {
    let program = bus.get_name_owner(BusName::try_from(NAME)?).await?;
    Ok(Giver { bus: bus.get_id().await?.to_string(), program: program.to_string() })
}

fn hints(described: &Notification) -> HashMap<&'static str, Value<'_>> {
    described.hints.iter().filter_map(hint).collect()
}

fn hint(hint: &Hint) -> Option<(&'static str, Value<'_>)> {
    match hint {
        Hint::Urgency(urgency) => Some(("urgency", Value::U8(*urgency as u8))),
        Hint::DesktopEntry(name) => Some(("desktop-entry", Value::from(name.as_str()))),
        Hint::SoundName(name) => Some(("sound-name", Value::from(name.as_str()))),
        Hint::Category(name) => Some(("category", Value::from(name.as_str()))),
        _ => None,
    }
}

/// What people write is not markup.
fn without_markup(body: &str) -> String {
    body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_shown_as_written() {
        assert_eq!(without_markup("R&D <b>urgent</b>"), "R&amp;D &lt;b&gt;urgent&lt;/b&gt;");
    }
}
