//! The standard library of another platform: the one that the toolchain has, or its source, built with the
//! rest.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::FOLDER;
use crate::checkout::Checkout;
use crate::program;

/// Where Debian carries sources of the newer toolchains.
const SUITE: &str = "trixie-backports";
const PACKAGE: &str = "rust-src";

/// How a platform's standard library comes into a build.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Library {
    /// The toolchain has it.
    Built,
    /// Built with the rest, from the source that the toolchain has.
    Source,
    /// Built with the rest, from a source elsewhere.
    SourceIn(PathBuf),
}

impl Library {
    /// What cargo is to be told.
    pub(super) fn flags(&self) -> &'static [&'static str] {
        match self {
            Self::Built => &[],
            Self::Source | Self::SourceIn(_) => &["-Z", "build-std=std,panic_abort,panic_unwind"],
        }
    }

    pub(super) fn prepare(&self, cargo: &mut Command) {
        if *self != Self::Built {
            // Building the library is kept for toolchains that may still change it.
            cargo.env("RUSTC_BOOTSTRAP", "1");
        }
        if let Self::SourceIn(folder) = self {
            cargo.env("__CARGO_TESTS_ONLY_SRC_ROOT", folder);
        }
    }
}

/// What to say when there is none.
pub(super) fn lack(name: &str, target: &str) -> String {
    format!(
        "{name}: this toolchain has no standard library for {target} and no source of it; \
         `rustup target add {target}` or `rustup component add rust-src` brings it"
    )
}

/// Looks for it; none when it cannot be had here.
pub(super) fn find(checkout: &Checkout, target: &str) -> Result<Option<Library>> {
    let folder = program::read(Command::new("rustc").args(["--print", "target-libdir", "--target", target]))?;
    if has_library(Path::new(folder.trim())) {
        return Ok(Some(Library::Built));
    }
    let sysroot = program::read(Command::new("rustc").args(["--print", "sysroot"]))?;
    if is_source(&Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library")) {
        return Ok(Some(Library::Source));
    }
    let version = version(&program::read(Command::new("rustc").arg("--version"))?)?;
    let source = checkout.path(FOLDER).join(format!("{PACKAGE}-{version}/usr/src/rustc-{version}/library"));
    if !is_source(&source) {
        // Whatever goes wrong here, the lack is told in the end.
        match fetch(checkout, &version) {
            Ok(()) => {}
            Err(cause) => println!("  the source of the standard library was not had: {cause:#}"),
        }
    }
    Ok(is_source(&source).then_some(Library::SourceIn(source)))
}

fn has_library(folder: &Path) -> bool {
    let files = folder.read_dir().into_iter().flatten().flatten();
    files.map(|file| file.file_name()).any(|name| name.to_string_lossy().starts_with("libstd-"))
}

fn is_source(library: &Path) -> bool {
    library.join("Cargo.lock").is_file()
}

/// `rustc 1.95.0 (59807616e 2026-04-14)` gives `1.95.0`.
fn version(said: &str) -> Result<String> {
    Ok(said.split_whitespace().nth(1).context("rustc says its version")?.to_owned())
}

/// Unpacks Debian's package of exactly this version below the target folder. The system's own lists and
/// packages stay as they are.
fn fetch(checkout: &Checkout, version: &str) -> Result<()> {
    let apt = Apt::new(checkout)?;
    program::show("reading the list of backports", apt.command("apt-get").args(["update", "-q"]))?;
    let listed = program::read(apt.command("apt-cache").args(["madison", PACKAGE]))?;
    let packaged = packaged(&listed, version).with_context(|| format!("{SUITE} has no {PACKAGE} {version}"))?;
    program::show(
        "fetching the source of the standard library",
        apt.command("apt-get").args(["download", "-q", &format!("{PACKAGE}={packaged}")]),
    )?;
    let files = apt.folder.read_dir()?.flatten().map(|file| file.path());
    let package = files.into_iter().find(|file| file.extension().is_some_and(|end| end == "deb"));
    let package = package.context("a package was fetched")?;
    let unpacked = checkout.path(FOLDER).join(format!("{PACKAGE}-{version}"));
    program::show("unpacking it", Command::new("dpkg").arg("-x").arg(&package).arg(unpacked))?;
    fs::remove_file(&package).context("removing the package")
}

/// Reads `apt-cache madison`: the version of the package that holds this version.
fn packaged(listed: &str, version: &str) -> Option<String> {
    let versions = listed.lines().filter_map(|line| line.split('|').nth(1)).map(str::trim);
    versions.into_iter().find(|packaged| packaged.starts_with(&format!("{version}+"))).map(str::to_owned)
}

/// apt with lists and a cache of our own.
struct Apt {
    folder: PathBuf,
}

impl Apt {
    fn new(checkout: &Checkout) -> Result<Self> {
        let folder = checkout.path(FOLDER).join("apt");
        for part in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(folder.join(part)).context("making a folder for apt")?;
        }
        let sources = sources();
        let mirror = mirror(&sources).context("this machine has no mirror of Debian")?;
        let line = format!("deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror} {SUITE} main\n");
        fs::write(folder.join("sources.list"), line).context("naming the mirror")?;
        Ok(Self { folder })
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        let option = |key: &str, value: &Path| format!("{key}={}", value.display());
        command.current_dir(&self.folder);
        command.args(["-o", &option("Dir::Etc::sourcelist", &self.folder.join("sources.list"))]);
        command.args(["-o", &option("Dir::Etc::sourceparts", Path::new("/dev/null"))]);
        command.args(["-o", &option("Dir::State::lists", &self.folder.join("lists"))]);
        command.args(["-o", &option("Dir::Cache", &self.folder.join("cache"))]);
        command
    }
}

/// Everything that this machine's apt is told about where packages come from.
fn sources() -> String {
    let parts = fs::read_dir("/etc/apt/sources.list.d").into_iter().flatten().flatten().map(|file| file.path());
    let files = std::iter::once(PathBuf::from("/etc/apt/sources.list")).chain(parts);
    files.filter_map(|file| fs::read_to_string(file).ok()).collect::<Vec<_>>().join("\n")
}

/// The first address of Debian's own packages.
fn mirror(sources: &str) -> Option<&str> {
    let lines = sources.lines().filter(|line| line.starts_with("URIs:") || line.starts_with("deb "));
    lines
        .flat_map(str::split_whitespace)
        .find(|word| word.contains("://") && word.trim_end_matches('/').ends_with("/debian"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_has_exactly_the_version_of_the_toolchain() {
        let listed =
            " rust-src | 1.97.1+dfsg1-1~bpo13+1 | http://mirror/debian\n rust-src | 1.95.0+dfsg1-2~bpo13+1 | x";

        assert_eq!(packaged(listed, "1.95.0").as_deref(), Some("1.95.0+dfsg1-2~bpo13+1"));
        assert_eq!(packaged(listed, "1.95"), None);
        assert_eq!(version("rustc 1.95.0 (59807616e 2026-04-14)\n").unwrap(), "1.95.0");
    }

    #[test]
    fn the_mirror_is_the_machines_own() {
        let both = "# deb http://old/debian x\nTypes: deb\nURIs: http://mirror.example/debian\nSuites: bookworm";

        assert_eq!(mirror(both), Some("http://mirror.example/debian"));
        assert_eq!(mirror("deb [arch=amd64] https://a.example/debian/ sid main"), Some("https://a.example/debian/"));
        assert_eq!(mirror("deb https://a.example/node nodistro main"), None);
    }
}
