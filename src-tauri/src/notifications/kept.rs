//! What is on the screen, kept over a restart of the app: the desktop goes on showing it, and its
//! buttons have to go on working.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use goodturn_client::Subject;
use serde::{Deserialize, Serialize};

/// Numbers mean something only to the program that gave them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Giver {
    /// The bus, by its identity.
    pub(super) bus: String,
    /// The notification program, by its name of this run.
    pub(super) program: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    giver: Giver,
    shown: Vec<(Subject, u32)>,
}

/// The file in which it is kept, always as it stands, so that it outlives a crash too.
#[derive(Debug)]
pub(super) struct Keeping(pub(super) Option<PathBuf>);

impl Keeping {
    /// Whether an earlier run has left something.
    pub(super) fn has_any(&self) -> bool {
        self.0.as_deref().is_some_and(Path::exists)
    }

    pub(super) fn keep(&self, giver: Option<&Giver>, shown: Vec<(Subject, u32)>) {
        let Some(file) = &self.0 else { return };
        let done = match giver.filter(|_| !shown.is_empty()) {
            Some(giver) => {
                let json = serde_json::to_vec(&Kept { giver: giver.clone(), shown }).map_err(io::Error::from);
                json.and_then(|json| fs::write(file, json))
            }
            None if self.has_any() => fs::remove_file(file),
            None => Ok(()),
        };
        if let Err(cause) = done {
            tracing::warn!(%cause, "the buttons of what is shown may not outlive this run");
        }
    }

    /// What `giver` still shows for us; what another one gave is no longer there.
    pub(super) fn load(&self, giver: &Giver) -> Vec<(Subject, u32)> {
        let json = self.0.as_deref().and_then(|file| fs::read(file).ok());
        let kept = json.and_then(|json| serde_json::from_slice::<Kept>(&json).ok());
        kept.filter(|kept| kept.giver == *giver).map_or_else(Vec::new, |kept| kept.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn giver(program: &str) -> Giver {
        Giver { bus: "b1".to_owned(), program: program.to_owned() }
    }

    #[test]
    fn what_the_same_desktop_shows_is_known_again() {
        let folder = tempfile::tempdir().unwrap();
        let keeping = Keeping(Some(folder.path().join("shown.json")));
        let shown = vec![(Subject::FollowUp("f1".to_owned()), 7)];

        keeping.keep(Some(&giver(":1.5")), shown.clone());

        assert_eq!(keeping.load(&giver(":1.5")), shown);
        assert_eq!(keeping.load(&giver(":1.9")), []);
    }

    #[test]
    fn nothing_shown_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let keeping = Keeping(Some(folder.path().join("shown.json")));
        keeping.keep(Some(&giver(":1.5")), vec![(Subject::FollowUp("f1".to_owned()), 7)]);

        keeping.keep(Some(&giver(":1.5")), Vec::new());

        assert!(!keeping.has_any());
    }

    #[test]
    fn a_damaged_file_means_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shown.json");
        fs::write(&file, "{").unwrap();

        assert_eq!(Keeping(Some(file)).load(&giver(":1.5")), []);
    }
}
