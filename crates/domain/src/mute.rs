//! Muting: a request of which somebody is told only where it needs them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{MuteId, PersonId, ServiceRequestId};

/// Whether somebody has muted a request. Only they see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mute {
    pub id: MuteId,
    pub person: PersonId,
    pub request: ServiceRequestId,
    pub is_muted: bool,
}

impl Mute {
    /// There is one for a person and a request, whichever device makes it.
    pub fn id_of(person: PersonId, request: ServiceRequestId) -> MuteId {
        MuteId::derived(request.uuid(), &format!("mute:{person}"))
    }
}
