//! What the desktop draws for us: the tray menu and notifications, on a bus with real programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use goodturn_test_support::desktop::{App, Desktop, Running};
use tempfile::TempDir;

use crate::look::Look;
use crate::programs::Programs;
use crate::stage::morning;
use crate::{Album, camera};

/// A panel along the top with nothing but the tray, which needs no question at its first start.
const PANEL: &str = include_str!("system/xfce4-panel.xml");
/// Where that panel has its only icon.
const ICON: (&str, &str) = ("1421", "15");
/// Longer than these programs take to be there.
const START: Duration = Duration::from_secs(3);

pub(crate) async fn photograph(look: Look, album: &mut Album) -> Result<()> {
    if !["tray-menu", "notification"].iter().any(|name| album.wants(name)) {
        return Ok(());
    }
    let (folder, desktop) = (TempDir::new()?, Desktop::start().await?);
    look.paint_wall(&desktop)?;
    let (_bus, address) = own_bus(&desktop)?;
    let [theme, name] = look.environment();
    let environment = [morning(&folder)?, theme, name, ("DBUS_SESSION_BUS_ADDRESS".to_owned(), address)];
    let bubbles = start_first(&[notifyd(), Some("dunst".into())], &desktop, &environment);
    let panel = start_panel(&desktop, &environment)?;
    tokio::time::sleep(START).await;
    let app = App::start(&desktop, &Programs::find()?.app, &["--demo"], &environment).await?;
    app.sees("Good morning").await?;
    tokio::time::sleep(START).await;
    match bubbles {
        Some(_) => {
            let taken = camera::photograph(&desktop, &album.file("notification", look)).await;
            album.note("notification", look, taken);
        }
        None => println!("  notification, {}: left out, neither xfce4-notifyd nor dunst is here", look.name()),
    }
    match panel {
        Some(_) => {
            let taken = open_menu(&desktop, &album.file("tray-menu", look)).await;
            album.note("tray-menu", look, taken);
        }
        None => println!("  tray-menu, {}: left out, xfce4-panel is not here", look.name()),
    }
    Ok(())
}

async fn open_menu(desktop: &Desktop, file: &Path) -> Result<()> {
    let (x, y) = ICON;
    desktop.command("xdotool").args(["mousemove", x, y, "click", "3"]).status()?;
    camera::photograph(desktop, file).await
}

/// The bus of the desktop is taken by its own tray and notifications.
fn own_bus(desktop: &Desktop) -> Result<(Running, String)> {
    let mut daemon = desktop.command("dbus-daemon");
    daemon.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
    daemon.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut bus = Running::start(daemon)?;
    let address = bus.first_line().context("waiting for the bus")?;
    Ok((bus, address))
}

fn start_panel(desktop: &Desktop, environment: &[(String, String)]) -> Result<Option<Running>> {
    let folder = desktop.folder().join("home/.config/xfce4/xfconf/xfce-perchannel-xml");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("xfce4-panel.xml"), PANEL).context("setting up the panel")?;
    Ok(start_first(&[Some("xfce4-panel".into())], desktop, environment))
}

fn start_first(programs: &[Option<PathBuf>], desktop: &Desktop, environment: &[(String, String)]) -> Option<Running> {
    programs.iter().flatten().find_map(|program| {
        let mut command: Command = desktop.command(program);
        command.envs(environment.iter().cloned()).stdout(Stdio::null()).stderr(Stdio::null());
        Running::start(command).ok()
    })
}

/// Debian keeps it out of the search path.
fn notifyd() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|it| it.path());
    folders.map(|folder| folder.join("xfce4/notifyd/xfce4-notifyd")).find(|program| program.is_file())
}
