//! `cargo xtask run`: from a fresh machine to the open app.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::checkout::Checkout;
use crate::{program, setup, ui};

#[derive(Args)]
pub(crate) struct Run {
    /// Fill the workspace with a sample organization to look around in.
    #[arg(long)]
    demo: bool,
    /// Keep data apart under this name, so that two people can be played on one machine.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Build as for other people: slower to build, faster to run.
    #[arg(long)]
    release: bool,
    /// Handed to the app as they are.
    #[arg(last = true)]
    rest: Vec<OsString>,
}

impl Run {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        setup::check_node(checkout)?;
        setup::prepare(&setup::building())?;
        ui::install(checkout)?;
        ui::build(checkout)?;
        let profile = if self.release { "release" } else { "debug" };
        program::show("building the app", &mut self.build(checkout))?;
        let app = checkout.built(profile, "goodturn-app")?;
        println!("▸ starting {}", app.display());
        let status = Command::new(&app)
            .args(self.arguments())
            .status()
            .with_context(|| format!("starting {}", app.display()))?;
        if !status.success() {
            bail!("the app ended with {status}");
        }
        Ok(())
    }

    fn build(&self, checkout: &Checkout) -> Command {
        let mut cargo = checkout.cargo();
        // Without the feature the window would look for a development server.
        cargo.args(["build", "--package", "goodturn-app", "--features", "custom-protocol"]);
        if self.release {
            cargo.arg("--release");
        }
        cargo
    }

    fn arguments(&self) -> Vec<OsString> {
        let mut arguments = Vec::new();
        if self.demo {
            arguments.push("--demo".into());
        }
        if let Some(profile) = &self.profile {
            arguments.extend(["--profile".into(), profile.into()]);
        }
        arguments.extend(self.rest.iter().cloned());
        arguments
    }
}
