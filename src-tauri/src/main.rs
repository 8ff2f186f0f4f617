//! The executable of the desktop app.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    // Both of rustls' providers are in the graph, and builders panic unless one is chosen first.
    rustls::crypto::aws_lc_rs::default_provider().install_default().expect("main runs once");
    goodturn_app::run()
}
