//! Backups that nobody has to think of.

use std::fs;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use goodturn_domain::Timestamp;

use super::{Backup, BackupError, LIST, at};
use crate::backend::Backend;

/// How often it looks whether one is due: backups are a matter of hours.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// When backups are made, where, and how many stay.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub within: PathBuf,
    pub every: TimeDelta,
    pub kept: usize,
}

/// Makes a backup whenever one is due, until the backend stops.
pub(crate) async fn back_up_regularly(backend: Arc<Backend>, schedule: Schedule) {
    let mut stopped = pin!(backend.stopped());
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => back_up_if_due(&backend, &schedule).await,
            () = &mut stopped => return,
        }
    }
}

async fn back_up_if_due(backend: &Arc<Backend>, schedule: &Schedule) {
    if !backend.is_in_charge().await {
        return;
    }
    let schedule = schedule.clone();
    let done = backend.blocking(move |it| Ok(back_up_now(it, &schedule))).await;
    match done {
        Ok(Ok(Some((folder, backup)))) => {
            tracing::info!(folder = %folder.display(), seq = backup.seq, "a backup was made and read back");
        }
        Ok(Ok(None)) => {}
        Ok(Err(error)) => tracing::error!(%error, "no backup could be made; the next minute tries again"),
        Err(error) => tracing::error!(?error, "no backup could be made; the next minute tries again"),
    }
}

fn back_up_now(backend: &Backend, schedule: &Schedule) -> Result<Option<(PathBuf, Backup)>, BackupError> {
    let newest = list(&schedule.within)?.pop().map(|(_, made_at)| made_at);
    if newest.is_some_and(|made_at| backend.clock.now() < made_at.plus(schedule.every)) {
        return Ok(None);
    }
    let made = backend.back_up(&schedule.within)?;
    let all = list(&schedule.within)?;
    let too_many = all.len().saturating_sub(schedule.kept.max(1));
    for (folder, _) in &all[..too_many] {
        fs::remove_dir_all(folder).map_err(|cause| at(folder, cause))?;
    }
    Ok(Some(made))
}

/// Every backup below a folder, oldest first.
pub(super) fn list(within: &Path) -> Result<Vec<(PathBuf, Timestamp)>, BackupError> {
    let entries = match fs::read_dir(within) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(at(within, cause)),
    };
    let mut backups: Vec<_> = entries
        .filter_map(|entry| {
            let folder = entry.ok()?.path();
            let list = fs::read(folder.join(LIST)).ok()?;
            let is_whole = folder.extension().is_none_or(|it| it != "part");
            let backup: Backup = serde_json::from_slice(&list).ok().filter(|_| is_whole)?;
            Some((folder, backup.made_at))
        })
        .collect();
    backups.sort_by_key(|(_, made_at)| *made_at);
    Ok(backups)
}
