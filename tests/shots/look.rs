//! Light and dark, as the desktop says it.

use anyhow::Result;
use goodturn_test_support::desktop::Desktop;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Light,
    Dark,
}

impl Look {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The app follows the desktop, so the desktop's theme is what is set. Its person has a name.
    pub(crate) fn environment(self) -> [(String, String); 2] {
        let theme = match self {
            Self::Light => "Adwaita",
            Self::Dark => "Adwaita:dark",
        };
        [("GTK_THEME", theme), ("USER", "Robin Ellery")].map(|(name, value)| (name.to_owned(), value.to_owned()))
    }

    /// A quiet wall behind the windows.
    pub(crate) fn paint_wall(self, desktop: &Desktop) -> Result<()> {
        let colours = match self {
            Self::Light => "gradient:#c3cdc2-#93a698",
            Self::Dark => "gradient:#2b332e-#151a17",
        };
        desktop.command("display").args(["-window", "root", "-size", "1440x900", colours]).status()?;
        Ok(())
    }
}
