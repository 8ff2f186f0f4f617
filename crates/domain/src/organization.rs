//! The tenant and its settings.

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::OrganizationId;
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
