//! Work that waits for the disk.

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::{JoinError, block_in_place, spawn_blocking};

/// Runs `work` where it may wait. With several threads that is this one: another takes over what else it
/// has to do, and what was asked for need not wait until a thread has woken up for it.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => Ok(block_in_place(work)),
        _ => spawn_blocking(work).await,
    }
}
