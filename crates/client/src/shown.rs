//! What the interface is shown, and what it hands back: the types of every command.
//!
//! Instants are RFC 3339 text in UTC, ids are UUID text; the TypeScript of all this is generated
//! into `ui/src/platform/bindings.ts`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An instant as RFC 3339 text in UTC.
pub type Instant = String;

macro_rules! shown {
    ($(#[$doc:meta])* struct $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? }) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
        $(#[$doc])*
        pub struct $name { $($(#[$field_doc])* pub $field: $kind),* }
    };
    ($(#[$doc:meta])* enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant),* }
    };
}

mod administration;
mod answers;
mod attention;
mod canned_texts;
mod clocks;
mod directory;
mod events;
mod files;
mod finding;
mod helping;
mod joining;
mod quick_add;
mod recurrences;
mod requests;
mod rights;
mod rules;
mod services;
mod settings;
mod steps;
mod templates;
mod thanks;
mod today;
mod views;

pub use administration::*;
pub use answers::*;
pub use attention::*;
pub use canned_texts::*;
pub use clocks::*;
pub use directory::*;
pub use events::*;
pub use files::*;
pub use finding::*;
pub use helping::*;
pub use joining::*;
pub use quick_add::*;
pub use recurrences::*;
pub use requests::*;
pub use rights::*;
pub use rules::*;
pub use services::*;
pub use settings::*;
pub use steps::*;
pub use templates::*;
pub use thanks::*;
pub use today::*;
pub use views::*;
