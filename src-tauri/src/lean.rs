//! Going back to the lean state: a closed web view leaves twice the memory behind, so an app that
//! has had no window for a while starts itself anew, hidden.

use std::env;
use std::ffi::OsString;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::TimeDelta;
use tauri::{AppHandle, Manager};
use tokio::time::{MissedTickBehavior, interval};

use crate::shell::Shell;
use crate::{backend, lifecycle};

/// How often it looks.
const PERIOD: Duration = Duration::from_secs(10);

/// Tells the next self that web views of its former life may still be ending.
#[cfg(target_os = "linux")]
const STARTED_ANEW: &str = "GOODTURN_STARTED_ANEW";

/// Watches for the time without a window, and starts anew when it is long enough.
pub(crate) async fn watch(app: AppHandle) {
    let mut period = interval(PERIOD);
    period.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let clock = Arc::clone(&app.state::<Shell>().clock);
    let mut alone_since = clock.now();
    loop {
        period.tick().await;
        let had_web_view = app.state::<Shell>().had_web_view.load(Ordering::Relaxed);
        if !had_web_view || has_visible_window(&app) {
            alone_since = clock.now();
        } else if is_time(&app, clock.now().since(alone_since)) {
            start_anew(&app).await;
            return;
        }
    }
}

fn has_visible_window(app: &AppHandle) -> bool {
    app.webview_windows().values().any(|window| window.is_visible().unwrap_or(true))
}

fn is_time(app: &AppHandle, alone: TimeDelta) -> bool {
    let shell = app.state::<Shell>();
    // Neither outlives this self: nobody would be told, and the newer version would be fetched again.
    if !shell.told_in_app.is_empty() || has_update(app) {
        return false;
    }
    let minutes = shell.settings.get().map_or(0, |settings| settings.lean_after_minutes);
    let is_due = minutes > 0 && alone >= TimeDelta::minutes(minutes.into());
    is_due && !backend::is_serving_others(&shell) && shell.core_now().is_some_and(|core| core.is_idle())
}

#[cfg(feature = "updater")]
fn has_update(app: &AppHandle) -> bool {
    app.try_state::<crate::updates::Waiting>().is_some_and(|waiting| waiting.is_there())
}

#[cfg(not(feature = "updater"))]
fn has_update(_app: &AppHandle) -> bool {
    false
}

async fn start_anew(app: &AppHandle) {
    tracing::info!("starting anew, hidden");
    lifecycle::say_goodbye(app).await;
    let handle = app.clone();
    let on_main = app.run_on_main_thread(move || {
        let arguments = hidden(env::args_os().skip(1));
        // Gives up the tray and the name on the bus, which the next self takes.
        handle.cleanup_before_exit();
        replace(arguments);
    });
    if let Err(cause) = on_main {
        tracing::error!(%cause, "could not start anew");
    }
}

/// The arguments that keep the same profile and folders, and show nothing.
fn hidden(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    const KEPT_WITH_VALUE: [&str; 3] = ["--profile", "--data-dir", "--clock"];
    let mut kept = vec![OsString::from("--hidden")];
    let mut arguments = arguments.peekable();
    while let Some(argument) = arguments.next() {
        let Some(text) = argument.to_str() else { continue };
        if KEPT_WITH_VALUE.contains(&text) {
            kept.extend([Some(argument), arguments.next()].into_iter().flatten());
        } else if text == "--safe-graphics" || KEPT_WITH_VALUE.iter().any(|name| text.starts_with(&format!("{name}=")))
        {
            kept.push(argument);
        }
    }
    kept
}

/// On Linux the process stays and only its program starts anew, so that whoever started it keeps
/// hold of it.
#[cfg(target_os = "linux")]
fn replace(arguments: Vec<OsString>) -> ! {
    use std::os::unix::process::CommandExt;

    let program = env::current_exe().unwrap_or_else(|_| "/proc/self/exe".into());
    let refused = Command::new(program).args(arguments).env(STARTED_ANEW, "1").exec();
    tracing::error!(%refused, "could not start anew");
    std::process::exit(1)
}

/// Takes leave of the web processes of the former self, which end when they notice that it has gone.
#[cfg(target_os = "linux")]
pub(crate) async fn bury_former_self() {
    use rustix::process::{WaitOptions, wait};

    if env::var_os(STARTED_ANEW).is_none() {
        return;
    }
    let mut period = interval(Duration::from_millis(200));
    while wait(WaitOptions::NOHANG).is_ok() {
        period.tick().await;
    }
}

#[cfg(not(target_os = "linux"))]
fn replace(arguments: Vec<OsString>) -> ! {
    let started = env::current_exe().and_then(|program| Command::new(program).args(arguments).spawn());
    if let Err(cause) = started {
        tracing::error!(%cause, "could not start anew");
    }
    std::process::exit(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &[&str], expected: &[&str]) {
        let kept = hidden(given.iter().map(OsString::from));
        assert_eq!(kept, expected, "{given:?}");
    }

    #[test]
    fn the_next_self_keeps_its_profile_and_shows_nothing() {
        check(&[], &["--hidden"]);
        check(&["--hidden"], &["--hidden"]);
        check(&["--profile", "maria", "--quick-add"], &["--hidden", "--profile", "maria"]);
        check(&["--profile=maria", "--safe-graphics"], &["--hidden", "--profile=maria", "--safe-graphics"]);
        check(&["--data-dir", "/tmp/x", "add", "milk"], &["--hidden", "--data-dir", "/tmp/x"]);
        check(&["goodturn://request/1"], &["--hidden"]);
        check(&["--profile"], &["--hidden", "--profile"]);
    }
}
