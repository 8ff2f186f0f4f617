//! The programs under test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, ensure};

/// The app and the server, with a clock that can be set.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    pub(crate) app: PathBuf,
    pub(crate) server: PathBuf,
}

impl Programs {
    /// Those that the environment names (`GOODTURN_APP`, `GOODTURN_SERVER`), or else built now, once.
    pub(crate) fn find() -> Result<&'static Self> {
        static FOUND: OnceLock<Result<Programs, String>> = OnceLock::new();
        let found = FOUND.get_or_init(|| Self::named_or_built().map_err(|failure| format!("{failure:#}")));
        found.as_ref().map_err(|failure| anyhow::anyhow!("{failure}"))
    }

    fn named_or_built() -> Result<Self> {
        let named = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
        if let (Some(app), Some(server)) = (named("GOODTURN_APP"), named("GOODTURN_SERVER")) {
            return Ok(Self { app, server });
        }
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("tests lie in the checkout")?;
        let built = Command::new(env!("CARGO"))
            .current_dir(checkout)
            .args(["build", "--package", "goodturn-app", "--package", "goodturn-server", "--features"])
            .arg("goodturn-app/custom-protocol,goodturn-app/test-clock,goodturn-server/test-clock")
            .status()
            .context("starting cargo")?;
        ensure!(built.success(), "the app was not built");
        let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| checkout.join("target"), PathBuf::from);
        let program = |name: &str| folder.join("debug").join(name);
        Ok(Self { app: program("goodturn-app"), server: program("goodturn-server") })
    }
}
