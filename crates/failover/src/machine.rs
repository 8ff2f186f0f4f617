//! Programs of this machine, as another user than root where they refuse to be root.

use std::fs::File;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use tempfile::TempDir;

/// Programs, with the Debian package that brings them in the help of the campaign.
pub(crate) const NEEDED: [&str; 6] = ["etcd", "patroni", "haproxy", "postgres", "psql", "openssl"];

/// User and group *nobody* on every Linux: PostgreSQL refuses to run as root.
const NOBODY: u32 = 65534;

/// Where a program is: on the path, or where Debian puts what only root or a version of its own uses.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.push("/usr/sbin".into());
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    folders.extend(versions.map(|version| version.path().join("bin")));
    folders.into_iter().map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// A folder that nobody may use, too.
pub(crate) fn folder() -> Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("goodturn-failover-").tempdir()?;
    give_away(folder.path())?;
    Ok(folder)
}

/// Gives a path to nobody, when we are root.
pub(crate) fn give_away(path: &Path) -> Result<()> {
    if is_root() {
        chown(path, Some(NOBODY), Some(NOBODY)).context("giving a path away")?;
    }
    Ok(())
}

pub(crate) fn is_root() -> bool {
    Path::new("/proc/self").metadata().is_ok_and(|it| it.uid() == 0)
}

/// A program that runs until this is dropped.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Running {
    /// Starts a program with its words in a log file.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let log = File::options().create(true).append(true).open(log)?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let name = command.get_program().to_string_lossy().into_owned();
        Ok(Self(command.spawn().with_context(|| format!("starting {name}"))?))
    }

    /// As nobody, when we are root.
    pub(crate) fn start_as_nobody(command: &mut Command, log: &Path) -> Result<Self> {
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        let running = Self::start(command, log)?;
        give_away(log)?;
        Ok(running)
    }

    pub(crate) fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}
