//! `cargo xtask shots`: pictures of the real windows, for people to judge.

use anyhow::Result;
use clap::Args;

use crate::checkout::Checkout;
use crate::test::TEST_FEATURES;
use crate::{program, setup, ui};

#[derive(Args)]
pub(crate) struct Shots {
    /// Take only the pictures whose name holds this.
    only: Option<String>,
}

impl Shots {
    pub(crate) fn start(&self, checkout: &Checkout) -> Result<()> {
        setup::check_node(checkout)?;
        let needs: Vec<_> = setup::building().into_iter().chain(setup::testing()).collect();
        setup::prepare(&needs)?;
        ui::install(checkout)?;
        ui::build(checkout)?;
        let mut cargo = checkout.cargo();
        program::show("building", cargo.args(["build", "--workspace", "--bins", "--features", TEST_FEATURES]))?;
        let mut shots = checkout.command(&checkout.built("debug", "shots")?.to_string_lossy());
        shots.arg(checkout.path("target/shots")).args(&self.only);
        shots.env("GOODTURN_APP", checkout.built("debug", "goodturn-app")?);
        shots.env("GOODTURN_SERVER", checkout.built("debug", "goodturn-server")?);
        program::show("photographing", &mut shots)
    }
}
