//! Building the interface when its packages or its sources have changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};

use crate::checkout::Checkout;
use crate::program;
use crate::setup::NPM;

/// What a build of the interface is made from, relative to the root. Folders count whole.
const SOURCES: [&str; 2] = ["ui", "icons"];

/// Parts of them that the build makes itself.
const MADE: [&str; 2] = ["dist", "node_modules"];

/// Installs what `package-lock.json` names, when it is not what was installed last.
pub(crate) fn install(checkout: &Checkout) -> Result<()> {
    let lock = checkout.path("ui/package-lock.json");
    let wanted = fs::read_to_string(&lock).with_context(|| format!("reading {}", lock.display()))?;
    let is_there = checkout.path("ui/node_modules/.package-lock.json").is_file();
    if is_there && checkout.is_remembered("ui-packages", &wanted) {
        return Ok(());
    }
    program::show("installing the packages of the interface", npm(checkout).args(["ci", "--no-audit", "--no-fund"]))?;
    checkout.remember("ui-packages", &wanted)
}

/// Builds `ui/dist`, when a source has changed since.
pub(crate) fn build(checkout: &Checkout) -> Result<()> {
    let sources = fingerprint(checkout)?;
    if checkout.path("ui/dist/index.html").is_file() && checkout.is_remembered("ui-build", &sources) {
        return Ok(());
    }
    program::show("building the interface", npm(checkout).args(["run", "build"]))?;
    checkout.remember("ui-build", &sources)
}

/// npm in the folder of the interface.
pub(crate) fn npm(checkout: &Checkout) -> Command {
    let mut command = Command::new(NPM);
    command.current_dir(checkout.path("ui"));
    command
}

/// One line per source file with its size and time of change.
fn fingerprint(checkout: &Checkout) -> Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&checkout.path(source), &mut files)?;
    }
    files.sort();
    let mut lines = String::new();
    for path in files {
        let about = fs::metadata(&path).with_context(|| format!("looking at {}", path.display()))?;
        let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
        lines.push_str(&format!("{} {} {changed}\n", path.display(), about.len()));
    }
    Ok(lines)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let path = entry?.path();
        let is_made = path.file_name().is_some_and(|name| MADE.iter().any(|made| name == *made));
        if path.is_dir() && !is_made {
            collect(&path, files)?;
        } else if path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}
