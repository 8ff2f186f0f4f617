//! The tenant and its settings.

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{OrganizationId, ServiceRequestId};
use crate::retention::Retention;
use crate::text::Title;

/// The organization: its name, its zone and what it has settled for everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Organization {
    pub id: OrganizationId,
    pub name: Title,
    #[schemars(with = "String")]
    pub zone: Tz,
    /// What the organization stands for; thanks can name them.
    pub values: Vec<Title>,
    /// Working days after which a delivery that nobody confirmed is asked about (`rules.md` §1.5).
    pub confirm_reminder_days: u8,
    /// Working days after which it closes itself, at most 28.
    pub lapse_days: u8,
    /// Of how many confirmations a rating is asked for.
    #[serde(default, skip_serializing_if = "RatingShare::is_every")]
    pub rating_share: RatingShare,
    /// How long what has come to its end is kept.
    #[serde(default, skip_serializing_if = "Retention::is_for_ever")]
    pub retention: Retention,
    /// Whom of it a device knows.
    #[serde(default)]
    pub directory: Directory,
}

impl Organization {
    /// Days until a gentle reminder, unless the organization says otherwise.
    pub const CONFIRM_REMINDER_DAYS: u8 = 2;
    /// Days until an unconfirmed delivery lapses, unless the organization says otherwise.
    pub const LAPSE_DAYS: u8 = 5;
    /// With more people than this the directory is looked up on demand.
    pub const MOST_SYNCED_PEOPLE: usize = 2_000;
    /// With fewer than this all of it is synced again. In between it stays as it is, so that it does
    /// not change with everybody who comes or goes.
    pub const FEW_PEOPLE: usize = 1_800;
    /// The latest lapse that can be set.
    pub const LONGEST_LAPSE_DAYS: u8 = 28;
}

/// Of how many confirmations a rating is asked for: people who are asked too often answer no longer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RatingShare {
    #[default]
    Every,
    Half,
    Fifth,
    None,
}

impl RatingShare {
    fn is_every(&self) -> bool {
        *self == Self::Every
    }

    /// Whether the requester is asked. Every device says the same of a request, whatever it is about.
    pub fn asks_for(self, request: ServiceRequestId) -> bool {
        // The end of a time-ordered id is its random part.
        let drawn = u32::from(request.uuid().as_bytes()[15]) * 100 / 256;
        let percent = match self {
            Self::Every => 100,
            Self::Half => 50,
            Self::Fifth => 20,
            Self::None => 0,
        };
        drawn < percent
    }
}

/// How people and teams come to the devices of colleagues. Guests know their own anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Directory {
    /// All of them.
    #[default]
    Whole,
    /// One's own surroundings; others are looked up on the server.
    OnDemand,
}
