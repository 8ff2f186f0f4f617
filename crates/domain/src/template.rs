//! Templates: what people ask often, kept under a name to be asked again by hand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::canned_text::TextOwner;
use crate::id::TemplateId;
use crate::recurrence::Wish;
use crate::text::Title;

/// A wish that a request begins with. Variables in its texts, such as `{month}`, are filled in then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Template {
    pub id: TemplateId,
    /// Whose it is: a person's alone, or of all members of a team.
    pub owner: TextOwner,
    pub name: Title,
    /// None once it was removed.
    pub wish: Option<Wish>,
}
