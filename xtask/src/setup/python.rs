//! Programs from PyPI that tests drive, each in a folder of its own below `target/`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::checkout::Checkout;
use crate::program;

/// A program of a package.
pub(crate) struct PythonTool {
    /// The folder below `target/`.
    pub(crate) folder: &'static str,
    pub(crate) package: &'static str,
    pub(crate) program: &'static str,
}

impl PythonTool {
    /// Installs it with what it needs and gives the program; none when it cannot be had.
    pub(crate) fn install(&self, checkout: &Checkout) -> Result<Option<PathBuf>> {
        let folder = checkout.path("target").join(self.folder);
        let installed = folder.join("bin").join(self.program);
        if installed.is_file() {
            return Ok(Some(installed));
        }
        if !program::is_on_path("python3") {
            return Ok(None);
        }
        let made = program::watch(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        if !made.succeeded {
            return Ok(None);
        }
        let mut pip = Command::new(folder.join("bin/pip"));
        let done = program::watch(pip.args(["install", "--quiet", self.package]))?;
        Ok((done.succeeded && installed.is_file()).then_some(installed))
    }
}
