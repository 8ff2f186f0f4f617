//! `cargo xtask bindings`: the TypeScript of the commands, written by a test of the client.

use std::fs;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::checkout::Checkout;
use crate::program;

const FILE: &str = "ui/src/platform/bindings.ts";

#[derive(Args)]
pub(crate) struct Bindings {
    /// Fail when the file is not what the Rust types say, and leave it alone.
    #[arg(long)]
    check: bool,
}

impl Bindings {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        if self.check { check(checkout) } else { write(checkout) }
    }
}

/// Fails when the bindings in the checkout are not what the Rust types say.
pub(crate) fn check(checkout: &Checkout) -> Result<()> {
    let path = checkout.path(FILE);
    let before = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    write(checkout)?;
    let after = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    if before == after {
        return Ok(());
    }
    let difference = first_difference(&before, &after);
    fs::write(&path, &before).with_context(|| format!("putting {} back", path.display()))?;
    bail!("{FILE} is not what the Rust types say; run `cargo xtask bindings`. First difference: {difference}");
}

fn write(checkout: &Checkout) -> Result<()> {
    let mut cargo = checkout.cargo();
    cargo.args(["test", "--quiet", "--package", "goodturn-client", "--lib", "bindings"]);
    program::show("writing the bindings", &mut cargo)
}

fn first_difference(before: &str, after: &str) -> String {
    let lines = before.lines().zip(after.lines()).enumerate();
    lines.into_iter().find(|(_, (old, new))| old != new).map_or_else(
        || "one is longer than the other".to_owned(),
        |(index, (old, new))| format!("line {}:\n    has     {old}\n    should be {new}", index + 1),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown_with_its_line() {
        let shown = first_difference("a\nb\n", "a\nc\n");

        assert!(shown.starts_with("line 2:") && shown.contains('b') && shown.contains('c'), "{shown}");
        assert_eq!(first_difference("a\n", "a\nb\n"), "one is longer than the other");
    }
}
