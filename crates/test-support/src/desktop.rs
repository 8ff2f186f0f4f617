//! A desktop of its own for one person: display, window manager, session bus, notifications, tray,
//! key store, home folder. Nothing of it is shared with the machine's desktop or another test, and
//! everything is ended, by its number, when it is dropped.

mod app;
mod keyring;
mod line;
mod memory;
mod notifications;
mod running;
mod tray;
mod webdriver;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;
use zbus::Connection;
use zbus::fdo::DBusProxy;

pub use app::App;
pub use line::Line;
pub use memory::{Memory, memory_of};
pub use notifications::{Notification, Notifications};
pub use running::{Running, ended_within, wait_for};
pub use tray::Tray;
pub use webdriver::WebDriver;

/// How large its screen is, in pixels.
const SCREEN: (u32, u32) = (1440, 900);

/// A person's desktop.
#[derive(Debug)]
pub struct Desktop {
    /// Answers to what programs show.
    pub notifications: Notifications,
    /// Answers to where programs hide.
    pub tray: Tray,
    environment: Vec<(String, String)>,
    connection: Connection,
    _programs: Vec<Running>,
    folder: TempDir,
}

impl Desktop {
    /// An empty desktop, ready for programs.
    ///
    /// # Errors
    /// When one of its programs is not installed or does not start.
    pub async fn start() -> Result<Self> {
        let folder = TempDir::new().context("making a home folder")?;
        let mut environment = homes(folder.path())?;
        let (screen, display) = start_display(&environment)?;
        environment.push(("DISPLAY".into(), display));
        let (bus, address) = start_bus(&environment)?;
        environment.push(("DBUS_SESSION_BUS_ADDRESS".into(), address.clone()));
        let windows = Running::start(command("openbox", &environment))?;
        let keys = keyring::start(&environment)?;

        let connection = zbus::connection::Builder::address(address.as_str())?.build().await?;
        let notifications = Notifications::serve(&connection).await.context("serving notifications")?;
        let tray = Tray::serve(&connection).await.context("serving a tray")?;
        keyring::wait_until_open(&connection).await?;
        // The last one started is the first one ended.
        let programs = vec![windows, keys, bus, screen];
        Ok(Self { notifications, tray, environment, connection, _programs: programs, folder })
    }

    /// Where its files are.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The name of its screen, such as `:7`.
    pub fn display(&self) -> &str {
        self.environment.iter().find(|(name, _)| name == "DISPLAY").map_or("", |(_, value)| value)
    }

    /// A program that will run on this desktop.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        command(program, &self.environment)
    }

    /// Presses keys as a person does, such as `ctrl+shift+space`.
    ///
    /// # Errors
    /// When the keys do not exist.
    pub fn press(&self, keys: &str) -> Result<()> {
        self.xdotool(&["key", "--clearmodifiers", keys])
    }

    /// Types text into whatever has the focus.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.xdotool(&["type", "--clearmodifiers", "--delay", "12", text])
    }

    /// The titles of the windows that are shown.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn window_titles(&self) -> Result<Vec<String>> {
        let found = self.command("xdotool").args(["search", "--onlyvisible", "--name", "."]).output()?;
        let windows = String::from_utf8_lossy(&found.stdout).into_owned();
        let title = |window: &str| {
            let named = self.command("xdotool").args(["getwindowname", window]).output()?;
            Ok(String::from_utf8_lossy(&named.stdout).trim().to_owned())
        };
        windows.lines().map(title).collect()
    }

    /// Waits until a window of that title is shown, or none is any more.
    ///
    /// # Errors
    /// When it does not come about in time.
    pub async fn wait_for_window(&self, title: &str, is_shown: bool) -> Result<()> {
        let what = format!("the window {title:?} {}", if is_shown { "to show" } else { "to go" });
        wait_for(&what, Duration::from_secs(20), async || {
            let has = self.window_titles()?.iter().any(|it| it == title);
            Ok((has == is_shown).then_some(()))
        })
        .await
    }

    /// Closes a window by the keys of the desktop, again while it is there: one that has no focus yet does not
    /// hear them.
    ///
    /// # Errors
    /// When it stays, or the display is gone.
    pub async fn close_window(&self, title: &str) -> Result<()> {
        wait_for(&format!("the window {title:?} to close"), Duration::from_secs(20), async || {
            if !self.window_titles()?.iter().any(|it| it == title) {
                return Ok(Some(()));
            }
            self.press("alt+F4")?;
            Ok(None)
        })
        .await
    }

    /// Waits until the bus has noticed that a process ended: until then a second start of the same
    /// program is told that the first one still runs.
    ///
    /// # Errors
    /// When it is still connected after a while.
    pub async fn wait_until_gone(&self, process: u32) -> Result<()> {
        let bus = DBusProxy::new(&self.connection).await?;
        wait_for("the bus to notice an end", Duration::from_secs(10), async || {
            for name in bus.list_names().await? {
                // A name can go between being listed and being asked about.
                if bus.get_connection_unix_process_id(name.into()).await.is_ok_and(|id| id == process) {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
        .await
    }

    /// Takes a picture of the screen, the pointer left out.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn shoot(&self, file: &Path) -> Result<()> {
        let status = self.command("import").args(["-window", "root"]).arg(file).status().context("starting import")?;
        anyhow::ensure!(status.success(), "no picture could be taken into {}", file.display());
        Ok(())
    }

    fn xdotool(&self, arguments: &[&str]) -> Result<()> {
        let status = self.command("xdotool").args(arguments).status().context("starting xdotool")?;
        anyhow::ensure!(status.success(), "xdotool {arguments:?} failed");
        Ok(())
    }
}

fn command(program: impl AsRef<Path>, environment: &[(String, String)]) -> Command {
    let mut command = Command::new(program.as_ref());
    command.env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

fn homes(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut environment = vec![
        ("GDK_BACKEND".to_owned(), "x11".to_owned()),
        ("XDG_SESSION_TYPE".to_owned(), "x11".to_owned()),
        ("XDG_CURRENT_DESKTOP".to_owned(), "Goodturn:GNOME".to_owned()),
        ("NO_AT_BRIDGE".to_owned(), "1".to_owned()),
        ("LIBGL_ALWAYS_SOFTWARE".to_owned(), "1".to_owned()),
        ("LANG".to_owned(), "C.UTF-8".to_owned()),
        ("TZ".to_owned(), "UTC".to_owned()),
    ];
    let folders: [(&str, &str); 6] = [
        ("HOME", "home"),
        ("XDG_RUNTIME_DIR", "runtime"),
        ("XDG_CONFIG_HOME", "home/.config"),
        ("XDG_DATA_HOME", "home/.local/share"),
        ("XDG_STATE_HOME", "home/.local/state"),
        ("XDG_CACHE_HOME", "home/.cache"),
    ];
    for (name, below) in folders {
        let path: PathBuf = folder.join(below);
        std::fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        environment.push((name.to_owned(), path.to_string_lossy().into_owned()));
    }
    make_private(&folder.join("runtime"))?;
    Ok(environment)
}

/// Programs refuse a runtime folder that others can look into.
fn make_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).context("keeping others out")
}

/// A screen of its own; it picks a number that nobody uses and says it.
fn start_display(environment: &[(String, String)]) -> Result<(Running, String)> {
    let mut xvfb = command("Xvfb", environment);
    let (width, height) = SCREEN;
    xvfb.args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp", "-dpi", "96"]);
    xvfb.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut screen = Running::start(xvfb)?;
    let number = screen.first_line().context("waiting for the display")?;
    Ok((screen, format!(":{number}")))
}

fn start_bus(environment: &[(String, String)]) -> Result<(Running, String)> {
    let mut daemon = command("dbus-daemon", environment);
    daemon.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
    daemon.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut bus = Running::start(daemon)?;
    let address = bus.first_line().context("waiting for the session bus")?;
    Ok((bus, address))
}
