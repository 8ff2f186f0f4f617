//! `cargo xtask bench`: how fast it is, next to baselines of the same run.

use anyhow::Result;
use clap::Args;

use crate::checkout::Checkout;
use crate::{program, setup, ui};

/// Groups of figures that are measured in the real windows.
const WINDOWS: [&str; 2] = ["loop", "windows"];

#[derive(Args)]
pub(crate) struct Bench {
    /// `loop`, `sync`, or one group of figures: `store`, `parse`, `windows`; `W1` to `W7`, `fanout`, `slow_disk`.
    name: Option<String>,
    /// How long many clients make changes at once, in seconds.
    #[arg(long)]
    seconds: Option<u64>,
    /// Leaves out what takes minutes.
    #[arg(long)]
    short: bool,
}

impl Bench {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        let has_windows = self.name.as_deref().is_none_or(|name| WINDOWS.contains(&name));
        let mut build = vec!["build", "--release", "--package", "goodturn-bench"];
        if has_windows {
            setup::check_node(checkout)?;
            let needs: Vec<_> = setup::building().into_iter().chain(setup::testing()).collect();
            setup::prepare(&needs)?;
            ui::install(checkout)?;
            ui::build(checkout)?;
            build.extend(["--package", "goodturn-app", "--features", "goodturn-app/custom-protocol"]);
        } else {
            setup::prepare(&setup::building())?;
        }
        program::show("building what is measured", checkout.cargo().args(build))?;
        let bench = checkout.built("release", "goodturn-bench")?;
        let mut command = checkout.command(&bench.to_string_lossy());
        command.args(&self.name).arg("--folder").arg(checkout.path("target/bench"));
        command.args(self.seconds.iter().flat_map(|it| ["--seconds".to_owned(), it.to_string()]));
        command.args(self.short.then_some("--short"));
        if has_windows {
            command.env("GOODTURN_APP", checkout.built("release", "goodturn-app")?);
        }
        program::show("measuring", &mut command)
    }
}
