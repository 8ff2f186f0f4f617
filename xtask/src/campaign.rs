//! `cargo xtask campaign`: faults by the thousand, and what has to hold all the same.

use anyhow::Result;
use clap::Args;

use crate::checkout::Checkout;
use crate::program;

/// Not one of the others: it is made of whole programs, and runs where they are installed.
const FAILOVER: &str = "failover";

#[derive(Args)]
pub(crate) struct Campaign {
    /// Which campaigns, such as G1; all of them when none is named. `failover` kills the primary of a
    /// database cluster `--runs` times, while people work.
    names: Vec<String>,
    /// At most so long, all of them together; each has as large a part of it as in CI.
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
        if self.names.iter().any(|name| name == FAILOVER) {
            return self.lose_primaries(checkout);
        }
        let build = ["build", "--package", "goodturn-campaign", "--package", "goodturn-server", "--bins"];
        program::show("building the campaigns", checkout.cargo().args(build))?;
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

    /// Once for each of `--runs`; says so and ends where a cluster cannot be made.
    fn lose_primaries(&self, checkout: &Checkout) -> Result<()> {
        let build = ["build", "--package", "goodturn-failover", "--package", "goodturn-server"];
        program::show("building the server and what kills its database", checkout.cargo().args(build))?;
        let mut command = checkout.command(&checkout.built("debug", "goodturn-failover")?.to_string_lossy());
        command.arg("--server").arg(checkout.built("debug", "goodturn-server")?);
        command.args(["--kills", &self.runs.unwrap_or(1).to_string()]);
        program::show("losing the primary", &mut command)
    }
}
