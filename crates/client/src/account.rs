//! Which workspace this profile is in: that of this machine, or an organization it has joined.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use goodturn_domain::{DeviceId, OrganizationId, PersonId};
use serde::{Deserialize, Serialize};

use crate::app::LocalBackend;
use crate::clock::fresh_id;
use crate::paths::Paths;

/// Somebody's place in an organization, on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub organization: OrganizationId,
    pub person: PersonId,
    pub device: DeviceId,
    /// The backend's address; none for the embedded one, which changes with every start.
    pub server: Option<String>,
    pub email: Option<String>,
}

impl Identity {
    /// A new device of the person of this machine.
    pub(crate) fn on_this_machine(backend: &LocalBackend) -> Self {
        let LocalBackend { organization, person, .. } = *backend;
        Self { organization, person, device: DeviceId::new(fresh_id()), server: None, email: None }
    }

    /// The file with this person's data.
    pub(crate) fn replica_file(&self, paths: &Paths) -> PathBuf {
        paths.data.join("workspaces").join(format!("{}-{}.db", self.organization, self.person))
    }

    /// The name of the session's token in the key store.
    pub(crate) fn secret_name(&self) -> String {
        format!("{}/{}", self.organization, self.person)
    }
}

/// The workspaces of a profile: `workspaces.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspaces {
    /// The workspace of this machine; it stays readable after joining an organization.
    pub local: Option<Identity>,
    /// The organization that was joined.
    pub joined: Option<Identity>,
}

impl Workspaces {
    /// Reads what this profile knows. Nothing for a profile that never started.
    pub fn load(paths: &Paths) -> io::Result<Self> {
        match fs::read(file(paths)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(cause) => Err(cause),
        }
    }

    /// The identity in use: the joined one if there is one.
    pub fn current(&self) -> Option<&Identity> {
        self.joined.as_ref().or(self.local.as_ref())
    }

    /// Whether the embedded backend is not needed.
    pub fn has_joined(&self) -> bool {
        self.joined.is_some()
    }

    pub(crate) fn save(&self, paths: &Paths) -> io::Result<()> {
        fs::create_dir_all(&paths.data)?;
        let json = serde_json::to_vec_pretty(self)?;
        replace_file(&file(paths), &json)
    }
}

fn file(paths: &Paths) -> PathBuf {
    paths.data.join("workspaces.json")
}

/// Replaces a file whole: after a crash it is the old or the new one, never half.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
