//! Work that waits for the disk.

use std::future::pending;
use std::panic::resume_unwind;

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::{block_in_place, spawn_blocking};

/// Runs `work` where it may wait. With several threads that is this one: another takes over what else it
/// has to do, and what was asked for need not wait until a thread has woken up for it.
///
/// A `timeout`, `select!` or `join!` around it in the same task stands still meanwhile.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => block_in_place(work),
        _ => match spawn_blocking(work).await {
            Ok(done) => done,
            Err(ended) if ended.is_panic() => resume_unwind(ended.into_panic()),
            // The runtime is shutting down, and this task with it.
            Err(_) => pending().await,
        },
    }
}
