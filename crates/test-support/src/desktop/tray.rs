//! A tray: programs register their items, tests read and choose from their menus.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result};
use zbus::Connection;
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure, Value};

use super::wait_for;

const PATH: &str = "/StatusNotifierWatcher";
const NAME: &str = "org.kde.StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// A line of a tray menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub id: i32,
    pub label: String,
    pub is_enabled: bool,
}

/// The tray of a desktop.
#[derive(Clone, Debug)]
pub struct Tray {
    items: Arc<Mutex<Vec<String>>>,
    connection: Connection,
}

impl Tray {
    pub(super) async fn serve(connection: &Connection) -> Result<Self> {
        let items = Arc::new(Mutex::new(Vec::new()));
        connection.object_server().at(PATH, Watcher { items: Arc::clone(&items) }).await?;
        connection.request_name(NAME).await?;
        Ok(Self { items, connection: connection.clone() })
    }

    /// The lines of the menu of the item that was registered last, submenus included.
    ///
    /// # Errors
    /// When there is no item, or it does not answer.
    pub async fn menu(&self) -> Result<Vec<Line>> {
        let (name, menu) = self.menu_path().await?;
        let body = (0i32, -1i32, Vec::<String>::new());
        let answer =
            self.connection.call_method(Some(name.as_str()), menu.as_str(), Some(MENU), "GetLayout", &body).await?;
        let body = answer.body();
        let layout: Structure<'_> = body.deserialize()?;
        let mut lines = Vec::new();
        collect_lines(layout.fields().get(1).context("a layout has a root")?, &mut lines);
        Ok(lines)
    }

    /// Chooses the line whose label begins so, once there is one.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn choose(&self, label: &str) -> Result<()> {
        let line = self.wait_for_line(label).await?;
        let (name, menu) = self.menu_path().await?;
        let body = (line.id, "clicked", Value::from(""), 0u32);
        self.connection.call_method(Some(name.as_str()), menu.as_str(), Some(MENU), "Event", &body).await?;
        Ok(())
    }

    /// Waits for a line whose label begins so.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn wait_for_line(&self, label: &str) -> Result<Line> {
        wait_for(&format!("{label:?} in the tray"), Duration::from_secs(20), async || {
            Ok(self.menu().await?.into_iter().find(|line| line.label.starts_with(label)))
        })
        .await
    }

    async fn menu_path(&self) -> Result<(String, OwnedObjectPath)> {
        let item = self.items.lock().expect("no test panics while it holds this").last().cloned();
        let item = item.context("nothing is in the tray")?;
        let (name, path) = item.split_once('/').context("an item has a path")?;
        let answer = self
            .connection
            .call_method(
                Some(name),
                format!("/{path}").as_str(),
                Some("org.freedesktop.DBus.Properties"),
                "Get",
                &(ITEM, "Menu"),
            )
            .await?;
        let menu: OwnedValue = answer.body().deserialize()?;
        Ok((name.to_owned(), OwnedObjectPath::try_from(menu)?))
    }
}

/// A node of a menu is (number, properties, nodes below it).
fn collect_lines(node: &Value<'_>, lines: &mut Vec<Line>) {
    let node = if let Value::Value(inner) = node { inner } else { node };
    let Value::Structure(node) = node else { return };
    let [Value::I32(id), Value::Dict(properties), Value::Array(below)] = node.fields() else { return };
    let label = properties.get::<_, &str>(&"label").ok().flatten().unwrap_or_default().replace('_', "");
    let is_enabled = properties.get::<_, bool>(&"enabled").ok().flatten().unwrap_or(true);
    if !label.is_empty() {
        lines.push(Line { id: *id, label, is_enabled });
    }
    below.iter().for_each(|node| collect_lines(node, lines));
}

struct Watcher {
    items: Arc<Mutex<Vec<String>>>,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// Some libraries hand over an object path, others a bus name.
    async fn register_status_notifier_item(
        &self,
        named: String,
        #[zbus(header)] header: Header<'_>,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let item =
            if named.starts_with('/') { format!("{sender}{named}") } else { format!("{named}/StatusNotifierItem") };
        self.items.lock().expect("no test panics while it holds this").push(item.clone());
        Ok(Self::status_notifier_item_registered(&emitter, &item).await?)
    }

    fn register_status_notifier_host(&self, _host: String) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.lock().expect("no test panics while it holds this").clone()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(signal)]
    async fn status_notifier_item_registered(emitter: &SignalEmitter<'_>, item: &str) -> zbus::Result<()>;
}
