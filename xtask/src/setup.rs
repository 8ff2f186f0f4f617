//! Finds out what the machine lacks, says so, and installs it with the machine's own packages.

use std::process::Command;

use anyhow::{Result, bail};

use crate::checkout::Checkout;
use crate::program;

mod consent;
mod installer;
mod needs;
mod node;
mod python;

use consent::{Person, Way, agrees, way};
use installer::Installer;
pub(crate) use needs::{BROWSERS, Need, SCHEMATHESIS, building, testing};
pub(crate) use node::{NPM, check as check_node};

/// Installs what is missing of `needs`.
///
/// # Errors
/// When something is missing and may not or could not be installed; the message says what to do.
pub(crate) fn prepare(needs: &[Need]) -> Result<()> {
    println!("▸ looking for the system packages that are needed …");
    let installer = Installer::find(program::is_on_path);
    let missing = missing_of(needs, installer);
    if missing.is_empty() {
        println!("  all {} are there", needs.len());
        return Ok(());
    }
    println!("  missing here: {}", names(&missing));
    let Some(installer) = installer else {
        bail!(
            "neither apt, dnf, pacman, zypper nor brew was found: please install these yourself: {}",
            names(&missing)
        );
    };
    install(installer, &missing)?;
    let still = missing_of(needs, Some(installer));
    if !still.is_empty() {
        bail!("still missing after the installation, please install them yourself: {}", names(&still));
    }
    Ok(())
}

/// Installs the server that speaks S3, which files are tried against.
///
/// # Errors
/// When it is nowhere and cannot be installed.
pub(crate) fn prepare_s3(checkout: &Checkout) -> Result<()> {
    let is_there = program::succeeds(Command::new("python3").args(["-c", "import moto.server, moto.iam, moto.s3"]));
    if !is_there && needs::MOTO.install(checkout)?.is_none() {
        bail!("{} could not be installed from PyPI: files in a bucket cannot be tried", needs::MOTO.package);
    }
    Ok(())
}

fn install(installer: Installer, missing: &[&Need]) -> Result<()> {
    let wanted: Vec<&str> = missing.iter().filter_map(|need| need.packages(installer).first().copied()).collect();
    if wanted.is_empty() {
        bail!("this package installer does not have them, please install them yourself: {}", names(missing));
    }
    let way = way(installer.needs_root(), &Person::here());
    let typed = program::line(&installer.install(way, &wanted));
    match way {
        Way::Refuse => bail!("please run this and try again:\n    sudo {typed}"),
        Way::AskThenSudo if !agrees(&typed)? => bail!("nothing was installed; this is what is needed:\n    {typed}"),
        Way::AskThenSudo | Way::Sudo | Way::Direct => {}
    }
    if let Some(mut refresh) = installer.refresh(way) {
        program::show("reading the package lists", &mut refresh)?;
    }
    let known: Vec<&str> = missing.iter().filter_map(|need| installer.first_known(need.packages(installer))).collect();
    program::show("installing system packages", &mut installer.install(way, &known))
}

fn missing_of(needs: &[Need], installer: Option<Installer>) -> Vec<&Need> {
    needs.iter().filter(|need| !need.is_met(installer)).collect()
}

fn names(needs: &[&Need]) -> String {
    needs.iter().map(|need| need.what).collect::<Vec<_>>().join(", ")
}
