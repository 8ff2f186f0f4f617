//! Files that nobody refers to, and parts that nobody went on with, go after a while.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::TryStreamExt;
use goodturn_domain::{FileHash, Timestamp};
use object_store::ObjectMeta;
use object_store::path::Path;

use super::{PARTS, WHOLE, failed};
use crate::backend::Backend;
use crate::error::ApiError;

/// A device that was offline for so long comes back and finds what it has brought. What is gone by
/// then it brings again.
const GRACE: TimeDelta = TimeDelta::days(7);
/// How often it looks. It is a matter of days.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// How many files are forgotten in one transaction.
const BATCH: usize = 200;

/// Cleans up every hour, until the backend stops.
pub(crate) async fn clean_files(backend: Arc<Backend>) {
    let mut stopped = pin!(backend.stopped());
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => if let Err(error) = clean_now(&backend).await {
                tracing::warn!(?error, "files that nobody needs stay for now");
            },
            () = &mut stopped => return,
        }
    }
}

async fn clean_now(backend: &Arc<Backend>) -> Result<(), ApiError> {
    let before = backend.clock.now().plus(-GRACE);
    while backend.blocking(move |it| Ok(it.authority.forget_unused_files(before, BATCH)?)).await? == BATCH {}
    for left in old_objects(backend, PARTS, before).await? {
        backend.files.delete_all(vec![left]).await.map_err(|it| failed(&it))?;
    }
    for left in old_objects(backend, WHOLE, before).await? {
        let Some(file) = left.filename().and_then(|it| it.parse::<FileHash>().ok()) else { continue };
        // Asked one by one, right before: somebody may bring it at this moment.
        if !backend.blocking(move |it| Ok(it.authority.is_kept(file)?)).await? {
            backend.files.delete_all(vec![left]).await.map_err(|it| failed(&it))?;
        }
    }
    Ok(())
}

async fn old_objects(backend: &Arc<Backend>, within: &str, before: Timestamp) -> Result<Vec<Path>, ApiError> {
    let folder = Path::from(within);
    let is_old = |it: &ObjectMeta| Timestamp::from(it.last_modified) < before;
    let found = backend.files.store.list(Some(&folder));
    let old = found.try_filter(|it| std::future::ready(is_old(it))).map_ok(|it| it.location);
    old.try_collect().await.map_err(|it| failed(&it))
}
