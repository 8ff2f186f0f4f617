//! A private session bus, and a notification program on it that records what it is asked and answers
//! as a person would.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, connection, interface};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// How long a test waits for something that has to happen.
const PATIENCE: Duration = Duration::from_secs(10);

/// A bus of the test's own, gone with it.
pub(crate) struct Bus {
    daemon: Child,
    pub(crate) address: String,
}

impl Bus {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting dbus-daemon, of the package dbus")?;
        let mut address = String::new();
        let said = daemon.stdout.take().context("its output")?;
        BufReader::new(said).read_line(&mut address)?;
        Ok(Self { daemon, address: address.trim().to_owned() })
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may have ended already, which is what is wanted.
        let _ended = self.daemon.kill().and_then(|()| self.daemon.wait());
    }
}

/// A notification as it stands on the screen.
#[derive(Clone, Debug)]
pub(crate) struct Bubble {
    pub(crate) number: u32,
    pub(crate) replaced: u32,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) actions: Vec<String>,
    pub(crate) urgency: u8,
    /// Those that are words.
    pub(crate) hints: HashMap<String, String>,
    pub(crate) timeout: i32,
}

#[derive(Default)]
struct Screen {
    last_number: u32,
    /// Everything ever shown.
    shown: Vec<Bubble>,
    closed_by_app: Vec<u32>,
}

/// The notification program of the desktop.
pub(crate) struct Desktop {
    connection: Connection,
    screen: Arc<Mutex<Screen>>,
}

struct Notifications {
    screen: Arc<Mutex<Screen>>,
    capabilities: Vec<String>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[expect(
        clippy::too_many_arguments,
        clippy::needless_pass_by_value,
        reason = "the desktop specification has eight, handed over"
    )]
    fn notify(
        &self,
        _app: String,
        replaced: u32,
        _icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        timeout: i32,
    ) -> u32 {
        let mut screen = self.screen.lock().expect("no test panics while it holds this");
        screen.last_number += u32::from(replaced == 0);
        let number = if replaced == 0 { screen.last_number } else { replaced };
        let urgency = hints.get("urgency").and_then(|value| u8::try_from(value).ok()).unwrap_or(u8::MAX);
        let words =
            hints.iter().filter_map(|(name, value)| Some((name.clone(), <&str>::try_from(value).ok()?.to_owned())));
        let hints = words.collect();
        screen.shown.push(Bubble { number, replaced, title, body, actions, urgency, hints, timeout });
        number
    }

    async fn close_notification(&self, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>, number: u32) {
        self.screen.lock().expect("no test panics while it holds this").closed_by_app.push(number);
        Self::notification_closed(&emitter, number, 3).await.expect("the bus of the test takes signals");
    }

    fn get_capabilities(&self) -> Vec<String> {
        self.capabilities.clone()
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("recorder", "goodturn", "1", "1.2")
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, number: u32, key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, number: u32, reason: u32) -> zbus::Result<()>;
}

impl Desktop {
    /// Comes up on the bus and can do what it says.
    pub(crate) async fn start(bus: &Bus, capabilities: &[&str]) -> anyhow::Result<Self> {
        let screen = Arc::new(Mutex::new(Screen::default()));
        let capabilities = capabilities.iter().map(|capability| (*capability).to_owned()).collect();
        let program = Notifications { screen: Arc::clone(&screen), capabilities };
        let connection = connection::Builder::address(bus.address.as_str())?.serve_at(PATH, program)?.name(NAME)?;
        Ok(Self { connection: connection.build().await?, screen })
    }

    /// Ends, as when it crashes or is restarted.
    pub(crate) async fn end(self) -> anyhow::Result<()> {
        self.connection.release_name(NAME).await?;
        self.connection.close().await?;
        Ok(())
    }

    /// What has been shown, as soon as it is `count` or more.
    pub(crate) async fn shown(&self, count: usize) -> anyhow::Result<Vec<Bubble>> {
        self.eventually(|screen| (screen.shown.len() >= count).then(|| screen.shown.clone()))
            .await
            .with_context(|| format!("{count} notices were not shown"))
    }

    /// What the app has taken away, as soon as it is `count` or more.
    pub(crate) async fn closed_by_app(&self, count: usize) -> anyhow::Result<Vec<u32>> {
        self.eventually(|screen| (screen.closed_by_app.len() >= count).then(|| screen.closed_by_app.clone()))
            .await
            .with_context(|| format!("{count} notices were not taken away"))
    }

    async fn eventually<T>(&self, look: impl Fn(&Screen) -> Option<T>) -> anyhow::Result<T> {
        let seen = async {
            loop {
                if let Some(seen) = look(&self.screen.lock().expect("no test panics while it holds this")) {
                    return seen;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        Ok(tokio::time::timeout(PATIENCE, seen).await?)
    }

    /// Presses a button, or the body, and lets the bubble go as desktops do.
    pub(crate) async fn press(&self, number: u32, key: &str) -> anyhow::Result<()> {
        let emitter = SignalEmitter::new(&self.connection, PATH)?;
        Notifications::action_invoked(&emitter, number, key).await?;
        Notifications::notification_closed(&emitter, number, 2).await?;
        Ok(())
    }

    /// Waves the bubble away.
    pub(crate) async fn dismiss(&self, number: u32) -> anyhow::Result<()> {
        let emitter = SignalEmitter::new(&self.connection, PATH)?;
        Notifications::notification_closed(&emitter, number, 2).await?;
        Ok(())
    }
}
