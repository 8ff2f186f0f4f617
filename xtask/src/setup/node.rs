//! Whether the Node that builds the interface is new enough.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::checkout::Checkout;
use crate::program;

/// # Errors
/// When Node or npm is missing or older than `engines` in `ui/package.json` says.
pub(crate) fn check(checkout: &Checkout) -> Result<()> {
    let path = checkout.path("ui/package.json");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let package: Value = serde_json::from_str(&text).with_context(|| format!("reading {}", path.display()))?;
    let wanted = package["engines"]["node"].as_str().context("ui/package.json says which Node it needs")?;
    let Ok(found) = program::read(Command::new("node").arg("--version")) else {
        bail!("Node was not found; the interface needs Node {wanted}, which has npm with it: https://nodejs.org");
    };
    if !program::is_on_path(NPM) {
        bail!("npm was not found although Node is there; it is a package of its own on some systems");
    }
    if version(&found).context("reading the version of Node")? < version(wanted).context("reading engines.node")? {
        bail!("Node {} is too old; the interface needs {wanted}: https://nodejs.org", found.trim());
    }
    Ok(())
}

/// How npm is called: on Windows it is a script that must be named in full.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Reads `v20.19.2` and `>=20.19`; parts that are not given count as zero.
fn version(text: &str) -> Option<[u32; 3]> {
    let numbers = text.trim().trim_start_matches(['v', '>', '=', '^', '~', ' ']);
    let mut parts = numbers.split('.').map(|part| part.parse().ok());
    let major = parts.next()??;
    let mut rest = || parts.next().map_or(Some(0), |part| part);
    Some([major, rest()?, rest()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(version("v20.20.2\n"), Some([20, 20, 2]));
        assert_eq!(version(">=20.19"), Some([20, 19, 0]));
        assert!(version("v20.9.0") < version(">=20.19"));
        assert_eq!(version("not a version"), None);
    }
}
