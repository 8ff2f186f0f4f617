//! The checkout that the commands work on, and where cargo puts what it builds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::program;

/// The folder of the workspace.
pub(crate) struct Checkout {
    root: PathBuf,
}

impl Checkout {
    /// The checkout that this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let xtask =
            std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = xtask.parent().context("xtask lies in the workspace")?.to_path_buf();
        Ok(Self { root })
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A program to be run in the workspace folder.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command.current_dir(&self.root);
        command
    }

    /// The cargo that runs us, so that a chosen toolchain stays chosen.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = self.command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
        // Set by cargo for us alone; build scripts that watch it would run again for nothing.
        command.env_remove("CARGO_MANIFEST_DIR");
        command
    }

    /// What `cargo metadata` says, with the dependencies of dependencies or without.
    pub(crate) fn metadata(&self, with_dependencies: bool) -> Result<Value> {
        let mut command = self.cargo();
        command.args(["metadata", "--format-version", "1", "--all-features"]);
        if !with_dependencies {
            command.arg("--no-deps");
        }
        let text = program::read(&mut command)?;
        serde_json::from_str(&text).context("reading what cargo metadata printed")
    }

    /// Where cargo puts the programs of a profile: `debug` or `release`.
    pub(crate) fn built(&self, profile: &str, name: &str) -> Result<PathBuf> {
        let metadata = self.metadata(false)?;
        let target = metadata["target_directory"].as_str().context("cargo metadata names the target folder")?;
        Ok(Path::new(target).join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
    }

    /// Every file that is tracked, or is new and not ignored, relative to the root, sorted.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        // CI checks out as one person and runs as another, which git refuses unless told.
        let mut git = self.command("git");
        git.args(["-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"]);
        let listed = program::read(&mut git)?;
        let mut files: Vec<String> = listed.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        files.retain(|name| self.path(name).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// Remembers `text` under `name` from one run to the next; true when it is what was remembered.
    pub(crate) fn is_remembered(&self, name: &str, text: &str) -> bool {
        fs::read_to_string(self.memory(name)).is_ok_and(|remembered| remembered == text)
    }

    pub(crate) fn remember(&self, name: &str, text: &str) -> Result<()> {
        let path = self.memory(name);
        fs::create_dir_all(path.parent().context("a memory lies in a folder")?)?;
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    }

    fn memory(&self, name: &str) -> PathBuf {
        self.path("target/xtask").join(name)
    }
}
