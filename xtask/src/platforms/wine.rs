//! The tests of the core and of the storage, built for Windows and run under wine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::library::{self, Library};
use super::{FOLDER, Found};
use crate::checkout::Checkout;
use crate::program;

pub(super) const TARGET: &str = "x86_64-pc-windows-gnu";

const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// What has rules and files in it; the rest is windows and networks.
const CRATES: &[&str] = &["goodturn-domain", "goodturn-calendar-file", "goodturn-store", "goodturn-store-sqlite"];

/// Wine 8 lacks the one function by which Rust's library asks Windows for randomness.
const RANDOMNESS: &str = "#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count)
{ return SystemFunction036(bytes, (ULONG)count); }
";

/// Runs them, or says what is missing.
pub(super) fn test(checkout: &Checkout, found: &mut Found) -> Result<()> {
    let Some(wine) = wine() else {
        found.not_checked.push("tests for Windows: wine is not installed (wine64)".to_owned());
        return Ok(());
    };
    if !program::is_on_path(COMPILER) {
        found.not_checked.push(format!("tests for Windows: {COMPILER} is not installed (mingw-w64)"));
        return Ok(());
    }
    let Some(library) = library::find(checkout, TARGET)? else {
        found.not_checked.push(library::lack("tests for Windows", TARGET));
        return Ok(());
    };
    let folder = randomness(checkout)?;
    let heard = program::watch(&mut command(checkout, &library, &wine, &folder))?;
    found.passed += passed(&heard.text);
    // A run that did not come to its tests is a failure, too.
    found.failed += u32::from(!heard.succeeded);
    Ok(())
}

fn wine() -> Option<PathBuf> {
    let installed = PathBuf::from("/usr/lib/wine/wine64");
    program::find("wine64").or_else(|| installed.is_file().then_some(installed))
}

fn command(checkout: &Checkout, library: &Library, wine: &Path, folder: &Path) -> Command {
    let mut cargo = super::cargo(checkout, library, "linked");
    cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", wine);
    cargo.env("WINEPREFIX", checkout.path(FOLDER).join("wine")).env("WINEDEBUG", "-all").env("WINEPATH", folder);
    cargo.args(["test", "--lib", "--target", TARGET, "--no-fail-fast"]).args(library.flags());
    for name in CRATES {
        cargo.args(["--package", name]);
    }
    cargo
}

/// A folder with the library that wine lacks.
fn randomness(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.path(FOLDER).join("wine-lacks");
    let library = folder.join("bcryptprimitives.dll");
    if !library.is_file() {
        fs::create_dir_all(&folder).context("making a folder for what wine lacks")?;
        let source = folder.join("randomness.c");
        fs::write(&source, RANDOMNESS).context("writing what wine lacks")?;
        let mut compiler = Command::new(COMPILER);
        compiler.arg("-shared").arg("-o").arg(&library).arg(&source).arg("-ladvapi32");
        program::show("compiling what wine lacks", &mut compiler)?;
    }
    Ok(folder)
}

/// The tests that passed, of all the closing lines.
fn passed(text: &str) -> u32 {
    let closing = text.lines().filter_map(|line| line.strip_prefix("test result: "));
    let numbers = closing.filter_map(|line| line.split(" passed").next()?.rsplit(' ').next()?.parse::<u32>().ok());
    numbers.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_of_all_crates_are_counted() {
        let text =
            "test result: ok. 300 passed; 0 failed; 0 ignored\nother 7 passed\ntest result: FAILED. 2 passed; 1 f";

        assert_eq!(passed(text), 302);
    }
}
