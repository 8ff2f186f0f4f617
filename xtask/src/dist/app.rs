//! The packages of the app, made by Tauri's bundler, with the command line in them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;

use crate::checkout::Checkout;
use crate::program;

/// The kinds that are made on this system without fetching anything.
const KINDS: [&str; 2] = ["deb", "rpm"];

pub(super) fn package(checkout: &Checkout, profile: &str, into: &Path) -> Result<Vec<PathBuf>> {
    let bundler = checkout.path("ui/node_modules/.bin/tauri");
    let mut command = checkout.command(&bundler.to_string_lossy());
    command.args(["bundle", "--ci", "--bundles"]).arg(KINDS.join(",")).arg("--config").arg(config(checkout, profile)?);
    command.env("TAURI_LINUX_AYATANA_APPINDICATOR", "true").env("PKG_CONFIG_PATH", tray_library(into)?);
    if profile == "debug" {
        command.arg("--debug");
    }
    let bundles = checkout.built(profile, "bundle")?;
    for kind in KINDS {
        let earlier = bundles.join(kind);
        if earlier.exists() {
            fs::remove_dir_all(&earlier).context("removing the bundles of the last time")?;
        }
    }
    program::show("packaging the app", &mut command)?;
    fs::remove_dir_all(into.join("pkg-config")).context("removing the description of the tray's library")?;
    KINDS.iter().map(|kind| collect(&bundles.join(kind), kind, into)).collect()
}

/// The app opens the tray's library when it runs. The bundler wants to know of its development files, which are
/// not needed, to name the package that the app depends on.
fn tray_library(into: &Path) -> Result<PathBuf> {
    let folder = into.join("pkg-config");
    fs::create_dir_all(&folder).context("making a folder for pkg-config")?;
    let library = "Name: ayatana-appindicator3\nDescription: the tray\nVersion: 0.1\nLibs: -L/usr/lib\n";
    fs::write(folder.join("ayatana-appindicator3-0.1.pc"), library).context("describing the tray's library")?;
    Ok(folder)
}

/// What stands in the configuration only once the programs are built.
fn config(checkout: &Checkout, profile: &str) -> Result<String> {
    let files = json!({
        "/usr/bin/goodturn": checkout.built(profile, "goodturn")?,
        "/usr/share/doc/goodturn/copyright": checkout.path("deploy/debian/copyright"),
    });
    let linux = json!({ "deb": { "files": files }, "rpm": { "files": files } });
    Ok(json!({ "bundle": { "linux": linux } }).to_string())
}

fn collect(folder: &Path, kind: &str, into: &Path) -> Result<PathBuf> {
    let files = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let made = files.flatten().map(|file| file.path()).find(|file| super::has_ending(file, kind));
    let made = made.with_context(|| format!("the bundler made no .{kind}"))?;
    let place = into.join(made.file_name().context("a package has a name")?);
    fs::copy(&made, &place).with_context(|| format!("copying {}", made.display()))?;
    Ok(place)
}
