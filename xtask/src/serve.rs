//! `cargo xtask serve`: the backend alone.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::checkout::Checkout;
use crate::program;

#[derive(Args)]
pub(crate) struct Serve {
    /// Handed to `goodturn-server serve`; without `--data-dir` or `--database-url` the data lies in
    /// `target/xtask/server`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

impl Serve {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        program::show("building the backend", checkout.cargo().args(["build", "--package", "goodturn-server"]))?;
        let server = checkout.built("debug", "goodturn-server")?;
        let mut command = Command::new(&server);
        command.arg("serve").args(&self.arguments);
        if !self.says_where() {
            command.arg("--data-dir").arg(checkout.path("target/xtask/server"));
        }
        println!("▸ {}", program::line(&command));
        let status = command.status().with_context(|| format!("starting {}", server.display()))?;
        if !status.success() {
            bail!("the backend ended with {status}");
        }
        Ok(())
    }

    /// The server's own default is the folder of an installed one.
    fn says_where(&self) -> bool {
        let flags = ["--data-dir", "--database-url"];
        let is_flag = |argument: &OsString| flags.iter().any(|flag| argument.to_string_lossy().starts_with(flag));
        let variables = ["GOODTURN_DATA_DIR", "GOODTURN_DATABASE_URL"];
        self.arguments.iter().any(is_flag) || variables.iter().any(|name| std::env::var_os(name).is_some())
    }
}
