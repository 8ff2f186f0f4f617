//! The settings of a file.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono_tz::Tz;
use serde::Deserialize;

/// Where a package puts the settings.
const SETTINGS_FILE: &str = "/etc/goodturn/server.toml";

/// The settings that a file can hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// The file that they are from.
    #[serde(skip)]
    pub(super) read_from: PathBuf,
    pub(super) data_dir: Option<PathBuf>,
    pub(super) database_url: Option<String>,
    pub(super) database_password_file: Option<PathBuf>,
    pub(super) bus: Option<String>,
    pub(super) listen: Option<SocketAddr>,
    pub(super) public_url: Option<String>,
    #[serde(default)]
    pub(super) proxies: Vec<IpAddr>,
    pub(super) organization: Option<String>,
    pub(super) zone: Option<Tz>,
    pub(super) admin_email: Option<String>,
    pub(super) admin_name: Option<String>,
    pub(super) backup_dir: Option<PathBuf>,
    pub(super) backup_every_hours: Option<u16>,
    pub(super) backups_kept: Option<u16>,
    #[serde(default)]
    pub(super) calendars_from_private_networks: bool,
    pub(super) files_url: Option<String>,
    pub(super) files_per_person_mib: Option<u32>,
    pub(super) files_mib: Option<u32>,
}

impl Settings {
    /// The settings of that file, or of the one that a package has put there.
    pub(super) fn read(path: Option<&Path>) -> Result<Self> {
        let default = Path::new(SETTINGS_FILE);
        let path = match path {
            Some(path) => path,
            None if default.exists() => default,
            None => return Ok(Self::default()),
        };
        let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let settings: Self = toml::from_str(&text).with_context(|| format!("understanding {}", path.display()))?;
        Ok(Self { read_from: path.to_owned(), ..settings })
    }
}
