//! What has rung here and is shown in a moment.

/// Shows it when it is dropped: whoever ends the scheduler meanwhile cannot lose what no other device will ring.
pub(super) struct Pending<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> Pending<F> {
    pub(super) fn new(show: F) -> Self {
        Self(Some(show))
    }
}

impl<F: FnOnce()> Drop for Pending<F> {
    fn drop(&mut self) {
        if let Some(show) = self.0.take() {
            show();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn what_rang_is_shown_once_though_the_task_ends_while_it_waits() {
        let shown = Arc::new(AtomicUsize::new(0));
        let counted = shown.clone();
        let task = tokio::spawn(async move {
            let _held = Pending::new(move || {
                counted.fetch_add(1, Ordering::SeqCst);
            });
            pending::<()>().await;
        });
        tokio::task::yield_now().await;

        task.abort();
        let _ = task.await;

        assert_eq!(shown.load(Ordering::SeqCst), 1);
    }
}
