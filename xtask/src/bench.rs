//! `cargo xtask bench`: how fast it is, next to baselines of the same run.

use anyhow::Result;
use clap::Args;

use crate::checkout::Checkout;
use crate::{program, setup, ui};

#[derive(Args)]
pub(crate) struct Bench {
    /// `loop` for all, or one group of figures: `store`, `parse`, `W1`, `W3`, `windows`.
    name: Option<String>,
}

impl Bench {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        setup::check_node(checkout)?;
        let needs: Vec<_> = setup::building().into_iter().chain(setup::testing()).collect();
        setup::prepare(&needs)?;
        ui::install(checkout)?;
        ui::build(checkout)?;
        let build = ["build", "--release", "--package", "goodturn-bench", "--package", "goodturn-app"];
        let embedded = ["--features", "goodturn-app/custom-protocol"];
        program::show("building the app and its benchmarks", checkout.cargo().args(build).args(embedded))?;
        let bench = checkout.built("release", "goodturn-bench")?;
        let mut command = checkout.command(&bench.to_string_lossy());
        command.args(&self.name).arg("--folder").arg(checkout.path("target/bench"));
        command.env("GOODTURN_APP", checkout.built("release", "goodturn-app")?);
        program::show("measuring", &mut command)
    }
}
