//! Where things lie: computed here and nowhere else, the same for app and command line.

use std::env;
use std::path::{Path, PathBuf};

/// The folders of one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Databases: what must not be lost.
    pub data: PathBuf,
    /// Logs.
    pub state: PathBuf,
    /// What can be made again.
    pub cache: PathBuf,
    /// Where the person looks for files that they have saved.
    pub downloads: PathBuf,
}

/// The profile of a person who never named one.
pub const DEFAULT_PROFILE: &str = "default";

impl Paths {
    /// The folders of `profile`, where this system keeps such things (XDG on Linux, where relative
    /// values are ignored as its specification asks).
    pub fn of(profile: &str) -> Self {
        let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).map_or_else(env::temp_dir, PathBuf::from);
        let downloads = folder("XDG_DOWNLOAD_DIR").unwrap_or_else(|| home.join("Downloads"));
        if cfg!(target_os = "macos") {
            let library = home.join("Library");
            return Self {
                data: library.join("Application Support/Goodturn").join(profile),
                state: library.join("Logs/Goodturn").join(profile),
                cache: library.join("Caches/Goodturn").join(profile),
                downloads,
            };
        }
        if cfg!(windows) {
            let local =
                folder("LOCALAPPDATA").unwrap_or_else(|| home.join("AppData/Local")).join("Goodturn").join(profile);
            return Self { data: local.join("data"), state: local.join("logs"), cache: local.join("cache"), downloads };
        }
        let xdg = |name: &str, fallback: &str| {
            folder(name).unwrap_or_else(|| home.join(fallback)).join("goodturn").join(profile)
        };
        Self {
            data: xdg("XDG_DATA_HOME", ".local/share"),
            state: xdg("XDG_STATE_HOME", ".local/state"),
            cache: xdg("XDG_CACHE_HOME", ".cache"),
            downloads,
        }
    }

    /// All folders below one, for tests and portable installations.
    pub fn below(root: &Path) -> Self {
        Self {
            data: root.join("data"),
            state: root.join("state"),
            cache: root.join("cache"),
            downloads: root.join("downloads"),
        }
    }

    /// Where the embedded backend of this machine keeps its data.
    pub fn embedded_backend(&self) -> PathBuf {
        self.data.join("backend")
    }

    /// Where the person finds what they download: their own folder for it, or else one beside the data.
    pub fn downloads(&self) -> PathBuf {
        let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).map(PathBuf::from);
        let own = folder("XDG_DOWNLOAD_DIR").or_else(|| home.map(|it| it.join("Downloads")));
        own.filter(|it| it.is_dir()).unwrap_or_else(|| self.data.join("exports"))
    }

    /// Where the logs lie.
    pub fn logs(&self) -> PathBuf {
        self.state.join("logs")
    }
}

fn folder(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute())
}
