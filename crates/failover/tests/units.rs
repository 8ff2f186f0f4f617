//! The units of `deploy/systemd`, read by systemd itself.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// How much of the machine a service may reach, by systemd's own measure of 0 to 100.
const EXPOSURE: &str = "--threshold=20";

/// Copies of the units, with a program in them that is there.
fn units(folder: &Path) -> Vec<PathBuf> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/systemd");
    let entries = fs::read_dir(source).expect("the units are there").flatten();
    let copied = entries.map(|entry| {
        let unit = fs::read_to_string(entry.path()).expect("a unit is a text");
        let copy = folder.join(entry.file_name());
        fs::write(&copy, unit.replace("/usr/bin/goodturn-server", "/bin/true")).expect("the copy is written");
        copy
    });
    let units: Vec<PathBuf> = copied.collect();
    assert_eq!(units.len(), 3, "{units:?}");
    units
}

fn analyze(arguments: &[&str], unit: &Path) -> Output {
    let mut command = Command::new("systemd-analyze");
    command.args(arguments).arg(unit).output().expect("systemd is installed: `cargo xtask test` does it")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn systemd_understands_every_line_of_the_units() {
    let folder = tempfile::tempdir().expect("there is room");

    for unit in units(folder.path()) {
        let verified = analyze(&["verify"], &unit);
        assert!(verified.status.success() && said(&verified).is_empty(), "{}: {}", unit.display(), said(&verified));
    }
}

#[test]
fn a_line_that_systemd_does_not_know_is_told() {
    let folder = tempfile::tempdir().expect("there is room");
    let unit = units(folder.path()).into_iter().find(|it| it.ends_with("goodturn-server.service"));
    let unit = unit.expect("the server has a unit");
    let text = fs::read_to_string(&unit).expect("a unit is a text").replace("ProtectHome=", "ProtectHomes=");
    fs::write(&unit, text).expect("the copy is written");

    assert!(said(&analyze(&["verify"], &unit)).contains("ProtectHomes"));
}

#[test]
fn services_reach_little_of_their_machine() {
    let folder = tempfile::tempdir().expect("there is room");
    let services: Vec<_> =
        units(folder.path()).into_iter().filter(|it| it.extension().is_some_and(|it| it == "service")).collect();

    assert_eq!(services.len(), 2);
    for service in services {
        let judged = analyze(&["security", "--offline=true", EXPOSURE], &service);
        assert!(judged.status.success(), "{}: {}", service.display(), said(&judged));
    }
}
