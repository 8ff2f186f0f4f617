//! A stand-in for compilers of C and their tools: enough where nothing is linked in the end.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::FOLDER;
use crate::checkout::Checkout;

/// Makes the files that it was asked for, empty, and says that it is clang to whoever asks.
const SCRIPT: &str = r#"#!/bin/sh
before= out=
for word in "$@"; do
    case $word in
        -E) echo clang; exit 0 ;;
        *.a | *.lib) [ -e "$word" ] || printf '!<arch>\n' > "$word" ;;
    esac
    [ "$before" = -o ] && out=$word
    before=$word
done
if [ -n "$out" ]; then
    mkdir -p "$(dirname "$out")" && : > "$out"
fi
exit 0
"#;

/// The tools that build scripts call by name.
const NAMES: &[&str] = &[
    "stand-in",
    "x86_64-w64-mingw32-gcc",
    "x86_64-w64-mingw32-ar",
    "x86_64-w64-mingw32-windres",
    "x86_64-w64-mingw32-dlltool",
];

/// Lets a build for `target` use the stand-in for everything that is not Rust.
pub(super) fn prepare(checkout: &Checkout, target: &str, cargo: &mut Command) -> Result<()> {
    let folder = checkout.path(FOLDER).join("stand-in");
    fs::create_dir_all(&folder).context("making the folder of the stand-in")?;
    for name in NAMES {
        write(&folder.join(name))?;
    }
    let target = target.replace('-', "_");
    for tool in ["CC", "CXX", "AR", "RANLIB"] {
        cargo.env(format!("{tool}_{target}"), folder.join("stand-in"));
    }
    // Where build scripts look for Apple's headers.
    cargo.env("SDKROOT", &folder);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let with_ours = std::iter::once(folder).chain(std::env::split_paths(&path));
    cargo.env("PATH", std::env::join_paths(with_ours).context("the path of programs")?);
    Ok(())
}

fn write(file: &Path) -> Result<()> {
    // Written once: build scripts run again when a compiler has changed.
    if fs::read_to_string(file).is_ok_and(|script| script == SCRIPT) {
        return Ok(());
    }
    fs::write(file, SCRIPT).with_context(|| format!("writing {}", file.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).context("making the stand-in a program")?;
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn it_makes_what_it_was_asked_for() {
        let folder = std::env::temp_dir().join(format!("goodturn-stand-in-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let program = folder.join("cc");
        write(&program).unwrap();
        let run = |words: &[&str]| Command::new(&program).current_dir(&folder).args(words).output().unwrap();

        assert!(run(&["-c", "a.c", "-o", "deep/a.o"]).status.success());
        assert!(run(&["cq", "liba.a", "deep/a.o"]).status.success());
        assert!(String::from_utf8_lossy(&run(&["-E", "a.c"]).stdout).contains("clang"));

        assert!(folder.join("deep/a.o").is_file() && folder.join("liba.a").is_file());
        fs::remove_dir_all(folder).unwrap();
    }
}
