//! What the app can be started with, the first time or while it runs.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::link;
use goodturn_client::shown::Navigate;

/// Ask, promise, deliver and thank, among colleagues.
#[derive(Clone, Debug, Parser)]
#[command(name = "goodturn-app", version, args_conflicts_with_subcommands = false)]
pub(crate) struct Arguments {
    /// Keep everything apart under this name, as for a second person on this machine
    #[arg(long, value_name = "NAME", default_value = "default", value_parser = profile_name, global = true)]
    pub(crate) profile: String,
    /// Start in the tray, without a window
    #[arg(long)]
    pub(crate) hidden: bool,
    /// Open the quick-add window
    #[arg(long)]
    pub(crate) quick_add: bool,
    /// Draw without the graphics card, when windows stay blank
    #[arg(long)]
    pub(crate) safe_graphics: bool,
    /// Keep all files below this folder
    #[arg(long, value_name = "FOLDER", global = true)]
    pub(crate) data_dir: Option<PathBuf>,
    /// Fill a new workspace with a sample organization to look around in
    #[arg(long)]
    pub(crate) demo: bool,
    /// Take the time from this file
    #[cfg(feature = "test-clock")]
    #[arg(long, value_name = "FILE", env = "GOODTURN_CLOCK", global = true)]
    pub(crate) clock: Option<PathBuf>,
    /// A link to show, such as goodturn://request/ID
    #[arg(value_name = "LINK")]
    pub(crate) link: Option<String>,
    #[command(subcommand)]
    pub(crate) order: Option<Order>,
}

/// What a start asks to have done, besides being there.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Order {
    /// Save one line of quick add
    Add {
        /// Such as: ask @maria for the grant by fri 3pm
        text: String,
        /// Write what has come of it to this file, which must not be there yet
        #[arg(long, value_name = "FILE", hide = true)]
        answer_in: Option<PathBuf>,
    },
}

/// What a start, the first or a later one, is to show.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wish {
    Main(Option<Navigate>),
    QuickAdd,
    Add { text: String, answer_in: Option<PathBuf> },
    Nothing,
}

impl Arguments {
    /// What to show. A link that is not ours, or not understood, just opens the main window.
    pub(crate) fn wish(&self) -> Wish {
        if let Some(Order::Add { text, answer_in }) = &self.order {
            return Wish::Add { text: text.clone(), answer_in: answer_in.clone() };
        }
        if self.quick_add {
            return Wish::QuickAdd;
        }
        if self.hidden {
            return Wish::Nothing;
        }
        Wish::Main(self.link.as_deref().and_then(link::understand))
    }
}

/// A profile is part of folder names and of a bus name.
fn profile_name(name: &str) -> Result<String, String> {
    let fits = (1..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    fits.then(|| name.to_owned()).ok_or_else(|| "1 to 32 letters, digits and _".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(arguments: &[&str]) -> Wish {
        let program = ["goodturn-app"].iter();
        Arguments::try_parse_from(program.chain(arguments)).unwrap().wish()
    }

    #[test]
    fn a_plain_start_shows_the_main_window() {
        assert_eq!(wish(&[]), Wish::Main(None));
        assert_eq!(wish(&["--profile", "maria"]), Wish::Main(None));
    }

    #[test]
    fn each_way_of_starting_has_its_wish() {
        assert_eq!(wish(&["--hidden"]), Wish::Nothing);
        assert_eq!(wish(&["--hidden", "--quick-add"]), Wish::QuickAdd);
        assert_eq!(wish(&["add", "thank @jo for lunch"]), add("thank @jo for lunch", None));
        assert_eq!(wish(&["--profile", "maria", "add", "milk"]), add("milk", None));
        assert_eq!(wish(&["add", "--answer-in", "said.json", "--", "--hidden"]), add("--hidden", Some("said.json")));
    }

    fn add(text: &str, answer_in: Option<&str>) -> Wish {
        Wish::Add { text: text.to_owned(), answer_in: answer_in.map(PathBuf::from) }
    }

    #[test]
    fn a_link_opens_its_request() {
        let Wish::Main(Some(place)) = wish(&["goodturn://request/0199f0f0-0000-7000-8000-000000000001"]) else {
            panic!("a request is a place");
        };
        assert_eq!(place.request.as_deref(), Some("0199f0f0-0000-7000-8000-000000000001"));
    }

    #[test]
    fn a_hostile_link_only_opens_the_main_window() {
        assert_eq!(wish(&["goodturn://request/../../etc/passwd"]), Wish::Main(None));
        assert_eq!(wish(&["javascript:alert(1)"]), Wish::Main(None));
    }

    #[test]
    fn a_profile_cannot_leave_its_folder() {
        for name in ["../evil", "", "a/b", "a.b", "a b", &"x".repeat(33)] {
            assert!(Arguments::try_parse_from(["goodturn-app", "--profile", name]).is_err(), "{name:?}");
        }
    }
}
