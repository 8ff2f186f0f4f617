//! A time as somebody wrote it.

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Title;

/// What somebody wrote for a time, and where they were. The instant that it meant then is kept beside it, and this is
/// never understood again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WrittenTime {
    pub words: Title,
    #[schemars(with = "String")]
    pub zone: Tz,
}
