//! The package of the server: its program, its unit and its settings, put together by `dpkg-deb`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::checkout::Checkout;
use crate::program;

const NAME: &str = "goodturn-server";

/// What dpkg runs around an installation.
const SCRIPTS: [&str; 3] = ["postinst", "prerm", "postrm"];

/// What people change and an update leaves alone.
const SETTINGS: &str = "/etc/goodturn/server.toml";

pub(super) fn package(checkout: &Checkout, profile: &str, into: &Path) -> Result<PathBuf> {
    let tree = into.join(NAME);
    let program = checkout.built(profile, NAME)?;
    put(&program, &tree.join("usr/bin/goodturn-server"), 0o755)?;
    put(&checkout.path("deploy/debian/server.toml"), &tree.join(&SETTINGS[1..]), 0o644)?;
    put(&checkout.path("deploy/debian/copyright"), &tree.join("usr/share/doc/goodturn-server/copyright"), 0o644)?;
    put(&checkout.path("CHANGELOG.md"), &tree.join("usr/share/doc/goodturn-server/CHANGELOG.md"), 0o644)?;
    let unit =
        fs::read_to_string(checkout.path("deploy/systemd/goodturn-server.service")).context("reading the unit")?;
    write(&tree.join("usr/lib/systemd/system/goodturn-server.service"), &alone(&unit))?;
    for script in SCRIPTS {
        put(&checkout.path(&format!("deploy/debian/{script}")), &tree.join("DEBIAN").join(script), 0o755)?;
    }
    write(&tree.join("DEBIAN/conffiles"), &format!("{SETTINGS}\n"))?;
    let libc = newest_libc(&fs::read(&program).context("reading the server")?);
    let (version, architecture) = (super::version(checkout)?, super::architecture()?);
    write(&tree.join("DEBIAN/control"), &control(&version, &architecture, libc, kib(&tree)?))?;
    let package = into.join(format!("{NAME}_{version}_{architecture}.deb"));
    let mut build = Command::new("dpkg-deb");
    build.args(["--root-owner-group", "-Zgzip", "--build"]).arg(&tree).arg(&package);
    program::show("packaging the server", &mut build)?;
    fs::remove_dir_all(&tree).context("removing what was packaged")?;
    Ok(package)
}

/// The unit of a cluster waits for the password of its database; a server with files of its own has none.
fn alone(unit: &str) -> String {
    let lines = unit.lines().filter(|line| !line.starts_with("LoadCredential="));
    lines.map(|line| format!("{line}\n")).collect()
}

fn control(version: &str, architecture: &str, libc: u32, kib: u64) -> String {
    format!(
        "Package: {NAME}
Version: {version}
Architecture: {architecture}
Maintainer: The Goodturn team
Installed-Size: {kib}
Depends: libc6 (>= 2.{libc}), libgcc-s1
Recommends: ca-certificates
Suggests: goodturn, postgresql
Section: net
Priority: optional
Homepage: https://github.com/goodturn/goodturn
Description: ask, promise, deliver and thank: the backend of an organization
 Goodturn keeps what colleagues ask of each other, what was promised and by
 when, and says thank you at the end.
 .
 This is the server that the apps of an organization sync with. It keeps
 everything in files of its own or in PostgreSQL.
"
    )
}

/// The newest version of the C library that a program asks for: the number after `GLIBC_2.`.
fn newest_libc(program: &[u8]) -> u32 {
    const MARK: &[u8] = b"GLIBC_2.";
    let marks = program.windows(MARK.len()).enumerate().filter(|(_, window)| *window == MARK);
    let numbers = marks.map(|(at, _)| {
        let digits = program[at + MARK.len()..].iter().take_while(|byte| byte.is_ascii_digit());
        digits.fold(0, |number: u32, digit| number.saturating_mul(10).saturating_add(u32::from(digit - b'0')))
    });
    numbers.filter(|number| *number < 1000).max().unwrap_or(0)
}

fn kib(tree: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(tree).with_context(|| format!("reading {}", tree.display()))? {
        let path = entry?.path();
        bytes += if path.is_dir() { kib(&path)? * 1024 } else { path.metadata()?.len() };
    }
    Ok(bytes.div_ceil(1024))
}

fn put(from: &Path, to: &Path, mode: u32) -> Result<()> {
    fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
    fs::copy(from, to).with_context(|| format!("copying {}", from.display()))?;
    fs::set_permissions(to, fs::Permissions::from_mode(mode)).with_context(|| format!("on {}", to.display()))
}

fn write(to: &Path, text: &str) -> Result<()> {
    fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
    fs::write(to, text).with_context(|| format!("writing {}", to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_asks_for_the_newest_of_its_versions() {
        assert_eq!(newest_libc(b"..GLIBC_2.4\0GLIBC_2.34\0GLIBC_2.17\0GLIBC_2.999999"), 34);
        assert_eq!(newest_libc(b"nothing of the kind"), 0);
    }

    #[test]
    fn a_server_alone_waits_for_no_password() {
        let unit = "ExecStart=/usr/bin/x\nLoadCredential=database-password:/etc/x\nRestart=always\n";

        assert_eq!(alone(unit), "ExecStart=/usr/bin/x\nRestart=always\n");
    }

    #[test]
    fn every_field_that_dpkg_wants_is_there() {
        let control = control("1.2.3", "amd64", 36, 10);
        for field in ["Package: goodturn-server\n", "Version: 1.2.3\n", "(>= 2.36)", "Homepage: ", "Section: net\n"] {
            assert!(control.contains(field), "{field}");
        }
        assert!(control.ends_with('\n') && !control.contains("\n\n"), "an empty line would end it");
    }
}
