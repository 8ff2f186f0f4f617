//! `cargo xtask dist`: the packages that people install. The app as .deb and .rpm, the server as .deb.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::checkout::Checkout;
use crate::{program, setup, ui};

mod app;
mod installed;
mod server;

/// Where the packages end up.
const FOLDER: &str = "target/dist";

/// What the packages hold.
const PROGRAMS: [&str; 3] = ["goodturn-app", "goodturn", "goodturn-server"];

#[derive(Args)]
pub(crate) struct Dist {
    /// Package what lies in target/debug, as it is: to try the packages out.
    #[arg(long)]
    debug: bool,
    /// Let the app look for signed updates; GOODTURN_UPDATE_KEY and GOODTURN_UPDATE_URL say whose and where.
    #[arg(long)]
    updater: bool,
    /// Install the packages into a folder, start what is in them, and remove them again.
    #[arg(long)]
    check: bool,
}

impl Dist {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        if !self.debug {
            self.build(checkout)?;
        }
        let packages = package(checkout, if self.debug { "debug" } else { "release" })?;
        for package in &packages {
            println!("  {}", package.display());
        }
        if self.check { installed::try_out(checkout, &packages) } else { Ok(()) }
    }

    fn build(&self, checkout: &Checkout) -> Result<()> {
        setup::check_node(checkout)?;
        setup::prepare(&setup::building())?;
        ui::install(checkout)?;
        ui::build(checkout)?;
        let features = if self.updater {
            "goodturn-app/custom-protocol,goodturn-app/updater"
        } else {
            "goodturn-app/custom-protocol"
        };
        let mut cargo = checkout.cargo();
        cargo.args(["build", "--release", "--bins", "--features", features]);
        for package in ["goodturn-app", "goodturn-cli", "goodturn-server"] {
            cargo.args(["--package", package]);
        }
        program::show("building the programs", &mut cargo)
    }
}

/// Packages what was built in a profile.
pub(crate) fn package(checkout: &Checkout, profile: &str) -> Result<Vec<PathBuf>> {
    for name in PROGRAMS {
        let built = checkout.built(profile, name)?;
        if !built.is_file() {
            bail!("{} is not there: build it first", built.display());
        }
    }
    let folder = checkout.path(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).context("removing the packages of the last time")?;
    }
    fs::create_dir_all(&folder).context("making the folder of the packages")?;
    let mut packages = app::package(checkout, profile, &folder)?;
    packages.push(server::package(checkout, profile, &folder)?);
    Ok(packages)
}

/// Why packages cannot be installed on this machine; nothing when they can.
pub(crate) fn obstacle() -> Result<Option<&'static str>> {
    installed::obstacle()
}

/// Installs packages into a folder and starts what is in them.
pub(crate) fn try_out(checkout: &Checkout, packages: &[PathBuf]) -> Result<()> {
    installed::try_out(checkout, packages)
}

/// The version of the workspace.
fn version(checkout: &Checkout) -> Result<String> {
    let metadata = checkout.metadata(false)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists packages")?;
    let app = packages.iter().find(|package| package["name"] == "goodturn-app").context("the app is a package")?;
    Ok(app["version"].as_str().context("the app has a version")?.to_owned())
}

/// The package manager's name of this machine's kind.
fn architecture() -> Result<String> {
    let said = program::read(std::process::Command::new("dpkg").arg("--print-architecture"))?;
    Ok(said.trim().to_owned())
}

fn has_ending(file: &Path, ending: &str) -> bool {
    file.extension().is_some_and(|end| end == ending)
}
