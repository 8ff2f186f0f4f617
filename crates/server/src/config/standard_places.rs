//! Where the settings and the data are, unless told.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Settings;

/// Where a package puts the settings and the data.
const SETTINGS_FILE: &str = "/etc/goodturn/server.toml";
const DATA_DIR: &str = "/var/lib/goodturn";

pub(super) fn read_settings(path: Option<&Path>) -> Result<Settings> {
    let default = Path::new(SETTINGS_FILE);
    let path = match path {
        Some(path) => path,
        None if default.exists() => default,
        None => return Ok(Settings::default()),
    };
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("understanding {}", path.display()))
}

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
