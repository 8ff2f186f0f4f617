//! `cargo xtask bench`: how fast it is, next to baselines of the same run.

use anyhow::Result;
use clap::Args;

use crate::checkout::Checkout;
use crate::program;

#[derive(Args)]
pub(crate) struct Bench {
    /// `loop` for all, or one group of figures: `store`, `parse`, `W1`, `W3`.
    name: Option<String>,
}

impl Bench {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        let build = ["build", "--release", "--package", "goodturn-bench"];
        program::show("building the benchmarks", checkout.cargo().args(build))?;
        let bench = checkout.built("release", "goodturn-bench")?;
        let mut command = checkout.command(&bench.to_string_lossy());
        command.args(&self.name).arg("--folder").arg(checkout.path("target/bench"));
        program::show("measuring", &mut command)
    }
}
