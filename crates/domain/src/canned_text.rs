//! Canned texts: what people write often, kept under a name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{CannedTextId, PersonId, TeamId};
use crate::text::{Title, Words};

/// Whose a text is: a person's alone, or of all members of a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextOwner {
    Person(PersonId),
    Team(TeamId),
}

/// A text that is inserted by its name. Variables in it, such as `{requester}`, are filled in then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CannedText {
    pub id: CannedTextId,
    pub owner: TextOwner,
    pub name: Title,
    /// None once it was removed.
    pub words: Option<Words>,
}

impl CannedText {
    /// The most that one owner keeps: more is a manual.
    pub const MOST: usize = 200;

    /// The word by which it is looked up among those of its owner; none once it was removed.
    pub fn lookup_word(&self) -> Option<String> {
        self.words.as_ref().map(|_| self.owner.lookup_word(&self.name))
    }
}

impl TextOwner {
    /// How the words begin by which the texts of this owner are looked up.
    pub fn lookup_beginning(self) -> String {
        match self {
            Self::Person(person) => format!("{person}/"),
            Self::Team(team) => format!("{team}/"),
        }
    }

    /// The word by which a text of that name is looked up: it ends in what no name contains, so
    /// that it is the beginning of no other.
    pub fn lookup_word(self, name: &Title) -> String {
        format!("{}{}\n", self.lookup_beginning(), name.as_str().to_lowercase())
    }
}
