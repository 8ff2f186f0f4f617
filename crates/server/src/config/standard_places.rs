//! Where the data are, unless told.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// Where a package puts the data.
const DATA_DIR: &str = "/var/lib/goodturn";

/// What systemd gives, or a package made, or the person's own.
pub(super) fn default_data_dir() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("STATE_DIRECTORY") {
        return Ok(folder.into());
    }
    if Path::new(DATA_DIR).is_dir() {
        return Ok(DATA_DIR.into());
    }
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")));
    match data {
        Some(data) => Ok(data.join("goodturn-server")),
        None => bail!("there is no place for data: say one with --data-dir"),
    }
}
