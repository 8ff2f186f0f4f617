//! `cargo xtask bindings`: the TypeScript of the commands, held against the Rust types by a test of the client.

use anyhow::Result;
use clap::Args;

use crate::checkout::Checkout;
use crate::program;

#[derive(Args)]
pub(crate) struct Bindings {
    /// Fail when the file is not what the Rust types say, and leave it alone.
    #[arg(long)]
    check: bool,
}

impl Bindings {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        let mut cargo = checkout.cargo();
        cargo.args(["test", "--quiet", "--package", "goodturn-client", "--lib", "bindings::"]);
        if self.check {
            return program::show("checking the bindings", &mut cargo);
        }
        cargo.env("GOODTURN_WRITE_BINDINGS", "1");
        program::show("writing ui/src/platform/bindings.ts", &mut cargo)
    }
}
