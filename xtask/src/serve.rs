//! `cargo xtask serve`: the backend alone.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::checkout::Checkout;
use crate::program;

#[derive(Args)]
pub(crate) struct Serve {
    /// Handed to `goodturn-server serve`, for example `--listen 127.0.0.1:8080`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

impl Serve {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        program::show("building the backend", checkout.cargo().args(["build", "--package", "goodturn-server"]))?;
        let server = checkout.built("debug", "goodturn-server")?;
        let mut command = Command::new(&server);
        command.arg("serve").args(&self.arguments);
        println!("▸ {}", program::line(&command));
        let status = command.status().with_context(|| format!("starting {}", server.display()))?;
        if !status.success() {
            bail!("the backend ended with {status}");
        }
        Ok(())
    }
}
