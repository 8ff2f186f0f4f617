//! Names for what is shown, where the system takes names: a later notice of the same name takes the place of
//! the first, and the name outlives a restart of the app.

use goodturn_client::Subject;

/// As much as Windows takes.
const LONGEST: usize = 64;

pub(super) fn name(subject: &Subject) -> String {
    let (kind, id) = match subject {
        Subject::Request(id) => ("request", id),
        Subject::FollowUp(id) => ("follow-up", id),
        Subject::Thanks(id) => ("thanks", id),
        Subject::App(id) => ("app", id),
    };
    format!("{kind}-{id}").chars().take(LONGEST).collect()
}
