//! `cargo xtask campaign`: faults by the thousand, and what has to hold all the same.

use anyhow::Result;
use clap::Args;

use crate::checkout::Checkout;
use crate::program;

#[derive(Args)]
pub(crate) struct Campaign {
    /// Which campaigns, such as G1; all of them when none is named.
    names: Vec<String>,
    /// At most so long, each.
    #[arg(long)]
    seconds: Option<u64>,
    /// Of the first run; the next one has the next number.
    #[arg(long)]
    seed: Option<u64>,
    /// So many runs, each. One run alone prints what happens in it.
    #[arg(long)]
    runs: Option<u64>,
    /// What CI runs: every campaign with the counts and the time that it has there.
    #[arg(long)]
    ci: bool,
}

impl Campaign {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        program::show("building the campaigns", checkout.cargo().args(["build", "--package", "goodturn-campaign"]))?;
        let campaign = checkout.built("debug", "goodturn-campaign")?;
        let mut command = checkout.command(&campaign.to_string_lossy());
        command.args(&self.names);
        let numbers = [("--seconds", self.seconds), ("--seed", self.seed), ("--runs", self.runs)];
        for (name, number) in numbers.into_iter().filter_map(|(name, number)| Some((name, number?))) {
            command.arg(name).arg(number.to_string());
        }
        if self.ci {
            command.arg("--ci");
        }
        program::show("campaigns", &mut command)
    }
}
