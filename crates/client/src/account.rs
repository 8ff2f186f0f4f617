//! Which workspace this profile is in: that of this machine, or an organization it has joined.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use goodturn_domain::{DeviceId, OrganizationId, PersonId};
use goodturn_sync::session::MOST_FORMER_DEVICES;
use serde::{Deserialize, Serialize};

use crate::app::LocalBackend;
use crate::clock::fresh_id;
use crate::paths::Paths;
use crate::wiping::Wiped;

/// Somebody's place in an organization, on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub organization: OrganizationId,
    pub person: PersonId,
    pub device: DeviceId,
    /// The backend's address; none for the embedded one, which changes with every start.
    pub server: Option<String>,
    pub email: Option<String>,
    /// The name under which the backend knows the session, where the device has got another since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in_as: Option<DeviceId>,
}

impl Identity {
    /// A new device of the person of this machine.
    pub(crate) fn on_this_machine(backend: &LocalBackend) -> Self {
        let LocalBackend { organization, person, .. } = *backend;
        Self { organization, person, device: DeviceId::new(fresh_id()), server: None, email: None, signed_in_as: None }
    }

    /// A new device of a person whom nobody knows.
    #[cfg(test)]
    pub(crate) fn somebody() -> Self {
        let (organization, person) = (OrganizationId::new(fresh_id()), PersonId::new(fresh_id()));
        Self { organization, person, device: DeviceId::new(fresh_id()), server: None, email: None, signed_in_as: None }
    }

    /// The file with this person's data.
    pub(crate) fn replica_file(&self, paths: &Paths) -> PathBuf {
        folder_of_replicas(paths).join(format!("{}-{}.db", self.organization, self.person))
    }

    /// The device that the backend's session is for.
    pub(crate) fn session_device(&self) -> DeviceId {
        self.signed_in_as.unwrap_or(self.device)
    }

    /// Whether it is the same person's place in the same organization.
    pub(crate) fn is_of_person(&self, other: &Self) -> bool {
        self.organization == other.organization && self.person == other.person
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
    /// Devices under which this installation may still be signed in somewhere: the next sign-in
    /// ends those sessions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<DeviceId>,
    /// The organization whose data were last deleted here because the session was ended from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wiped: Option<Wiped>,
    /// The name under which the key store has the key that the files here are encrypted with, in a build
    /// that encrypts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_key: Option<String>,
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

    /// Remembers a device under which this installation may be signed in; the oldest are forgotten.
    pub(crate) fn remember_former(&mut self, device: DeviceId) {
        self.former.retain(|known| *known != device);
        self.former.push(device);
        let superfluous = self.former.len().saturating_sub(MOST_FORMER_DEVICES);
        self.former.drain(..superfluous);
    }

    pub(crate) fn save(&self, paths: &Paths) -> io::Result<()> {
        fs::create_dir_all(&paths.data)?;
        let json = serde_json::to_vec_pretty(self)?;
        replace_file(&file(paths), &json)
    }
}

/// Where the data of each workspace lie.
pub(crate) fn folder_of_replicas(paths: &Paths) -> PathBuf {
    paths.data.join("workspaces")
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
    fs::rename(&beside, path)?;
    // Files that name each other have to be there in the order in which they were written.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
