//! A data folder that no server uses, opened for a task of the command line.

use std::path::Path;

use goodturn_domain::OrganizationId;
use goodturn_store::StoreError;
use goodturn_store_sqlite::SqliteAuthority;
use goodturn_sync::Authority;

use crate::clock::Clock;
use crate::control::{CONTROL_FILE, Control};

/// Its control file and its organization.
///
/// # Errors
/// When there is none, or a server uses it.
pub(crate) fn open(data_dir: &Path, clock: &Clock) -> Result<(Control, Authority<SqliteAuthority>), StoreError> {
    if !data_dir.join(CONTROL_FILE).exists() {
        return Err(StoreError::Unavailable(format!("there is no organization in {}", data_dir.display()).into()));
    }
    let control = Control::open(&data_dir.join(CONTROL_FILE))?;
    let hosted = control.hosted(OrganizationId::new(clock.new_id()), clock.now())?;
    let authority = Authority::new(SqliteAuthority::open(&data_dir.join(&hosted.file))?);
    Ok((control, authority))
}
