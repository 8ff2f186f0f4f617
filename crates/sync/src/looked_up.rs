//! What a device asks for by name, because it is not in its scopes: the archive and, in a large
//! organization, people and teams. It is shown and forgotten again, and nobody keeps it up to date.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::Row;

/// The most that one search finds.
pub const MOST_FOUND: usize = 50;
/// The most people and teams that are asked for by their ids at once: an address has some 8,000 characters.
pub const MOST_IDS: usize = 150;

/// What was found. The rows have no scopes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LookedUp {
    pub rows: Vec<Row>,
}
