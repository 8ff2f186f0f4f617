//! Packages, installed for real into a folder that stands for a machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::{FOLDER, PROGRAMS, version};
use crate::checkout::Checkout;
use crate::program;

/// Files that have to be there besides the programs.
const FILES: [&str; 6] = [
    "usr/share/applications/Goodturn.desktop",
    "usr/share/icons/hicolor/128x128/apps/goodturn-app.png",
    "usr/lib/systemd/system/goodturn-server.service",
    "usr/share/doc/goodturn/copyright",
    "usr/share/doc/goodturn-server/copyright",
    "etc/goodturn/server.toml",
];

/// Installs the .deb files, starts what is in them, and removes them.
pub(super) fn try_out(checkout: &Checkout, packages: &[PathBuf]) -> Result<()> {
    let root = checkout.path(FOLDER).join("machine");
    prepare(&root)?;
    let packages: Vec<&PathBuf> = packages.iter().filter(|package| super::has_ending(package, "deb")).collect();
    ensure!(packages.len() == 2, "the app and the server were packaged");
    program::show("installing the packages", dpkg(&root)?.arg("--install").args(packages))?;
    let version = version(checkout)?;
    for name in PROGRAMS {
        let said = program::read(Command::new(root.join("usr/bin").join(name)).arg("--version"))?;
        ensure!(said.trim().ends_with(&version), "{name} says {said:?} and not {version}");
        println!("  {}", said.trim());
    }
    for file in FILES {
        ensure!(root.join(file).is_file(), "{file} was not installed");
    }
    desktop_file(&root.join(FILES[0]))?;
    remove(&root)?;
    fs::remove_dir_all(&root).context("removing the machine")
}

/// A machine on which nothing is installed yet.
fn prepare(root: &Path) -> Result<()> {
    if root.exists() {
        fs::remove_dir_all(root).context("removing the machine of the last time")?;
    }
    for folder in ["info", "updates", "triggers"] {
        fs::create_dir_all(root.join("var/lib/dpkg").join(folder)).context("making a machine")?;
    }
    for file in ["status", "available"] {
        fs::write(root.join("var/lib/dpkg").join(file), "").context("making a machine")?;
    }
    Ok(())
}

/// Why packages cannot be installed here; nothing when they can.
pub(super) fn obstacle() -> Result<Option<&'static str>> {
    let can = is_root()? || program::succeeds(Command::new("unshare").args(["--map-root-user", "true"]));
    Ok((!can).then_some("nobody but root may give files to root here (unshare --map-root-user is refused)"))
}

fn is_root() -> Result<bool> {
    Ok(program::read(Command::new("id").arg("-u"))?.trim() == "0")
}

/// Whoever is not root is it in a namespace of their own: dpkg gives files to root.
fn dpkg(root: &Path) -> Result<Command> {
    let is_root = is_root()?;
    let mut command = if is_root { Command::new("dpkg") } else { Command::new("unshare") };
    if !is_root {
        command.args(["--map-root-user", "dpkg"]);
    }
    command.arg(format!("--root={}", root.display()));
    // The libraries are this machine's, and so is the shell that runs the scripts of the packages.
    command.args(["--force-depends", "--force-script-chrootless", "--force-bad-path", "--log=/dev/null"]);
    Ok(command)
}

/// Its program is named as it is installed, links lead to it, and it offers quick add.
fn desktop_file(file: &Path) -> Result<()> {
    let text = fs::read_to_string(file).context("reading the desktop file")?;
    let wanted = ["Exec=goodturn-app %u", "MimeType=x-scheme-handler/goodturn;", "Exec=goodturn-app --quick-add"];
    for line in wanted {
        ensure!(text.lines().any(|other| other == line), "the desktop file has no line {line:?}:\n{text}");
    }
    if program::is_on_path("desktop-file-validate") {
        program::show("validating the desktop file", Command::new("desktop-file-validate").arg(file))?;
    }
    Ok(())
}

/// The settings are the person's and stay; the programs go.
fn remove(root: &Path) -> Result<()> {
    program::show("removing the packages", dpkg(root)?.args(["--remove", "goodturn", "goodturn-server"]))?;
    if let Some(left) = PROGRAMS.iter().find(|name| root.join("usr/bin").join(name).exists()) {
        bail!("{left} is still there");
    }
    ensure!(root.join("etc/goodturn/server.toml").is_file(), "the settings went with the program");
    Ok(())
}
