//! The shell of the desktop app: windows, tray, global shortcut, native notifications and autostart
//! around [`goodturn_client::App`].
//!
//! No rule of the trade, no SQL and no HTTP is in here. What the app can do is in the client crate;
//! the interface reaches it through the one Tauri command of [`call`]. To react to something new
//! from the client, add an arm in [`events`].

use std::process::ExitCode;

use clap::Parser;

mod arguments;
mod autostart;
mod backend;
mod builder;
mod call;
mod events;
mod graphics;
mod ground;
mod i18n;
mod in_app;
mod lean;
mod lifecycle;
mod link;
#[cfg(any(target_os = "linux", target_os = "windows"))]
mod links;
mod logs;
mod main_window;
pub mod notifications;
mod pages;
mod paused;
mod quick_add_window;
mod resume;
mod screens;
mod shell;
mod shortcut;
mod startup;
mod tray;
#[cfg(feature = "updater")]
mod updates;
mod wish;

use arguments::Arguments;

/// Workers of the runtime: one may wait for the disk while the other goes on.
const WORKERS: usize = 2;

/// Runs the app until it is quit.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    graphics::settle(arguments.safe_graphics);
    match start(arguments) {
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        Err(cause) => {
            tracing::error!(cause = format!("{cause:#}"), "the app could not start");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> anyhow::Result<i32> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .thread_name("goodturn")
        .enable_all()
        .build()?;
    let _inside = runtime.enter();
    tauri::async_runtime::set(runtime.handle().clone());
    builder::build(arguments)
}
