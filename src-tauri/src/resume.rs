//! Waking up: what came due while the machine slept is looked at at once.

use tauri::AppHandle;

/// Tells the core whenever the machine has woken up. Where the system does not say so, the
/// scheduler's own clock and the focus of the window do.
#[cfg(target_os = "linux")]
pub(crate) async fn watch(app: AppHandle) {
    if let Err(cause) = linux::watch(&app).await {
        tracing::info!(%cause, "this system does not say when it wakes up");
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) async fn watch(_app: AppHandle) {}

#[cfg(target_os = "linux")]
mod linux {
    use futures_util::StreamExt;
    use tauri::{AppHandle, Manager};
    use zbus::{Connection, proxy};

    use crate::shell::Shell;

    #[proxy(
        interface = "org.freedesktop.login1.Manager",
        default_service = "org.freedesktop.login1",
        default_path = "/org/freedesktop/login1",
        gen_blocking = false
    )]
    trait Login {
        /// Said with true before sleeping and with false after waking up.
        #[zbus(signal)]
        fn prepare_for_sleep(&self, is_about_to_sleep: bool) -> zbus::Result<()>;
    }

    pub(super) async fn watch(app: &AppHandle) -> zbus::Result<()> {
        let system = Connection::system().await?;
        let mut sleeps = LoginProxy::new(&system).await?.receive_prepare_for_sleep().await?;
        while let Some(signal) = sleeps.next().await {
            let is_awake = signal.args().is_ok_and(|args| !args.is_about_to_sleep);
            if let Some(core) = app.state::<Shell>().core_now().filter(|_| is_awake) {
                core.resumed();
            }
        }
        Ok(())
    }
}
