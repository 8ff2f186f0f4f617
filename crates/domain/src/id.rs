//! Typed identifiers: 128 bits, made by the client as UUIDv7, or derived from another id.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an identifier that was made elsewhere.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare identifier, for storage.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// The identifier that every device derives alike from `parent` and `label`,
            /// so that the same operation decided twice makes the same entity.
            pub fn derived(parent: Uuid, label: &str) -> Self {
                Self(Uuid::new_v5(&parent, label.as_bytes()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// The tenant.
    OrganizationId,
    /// A member or guest of the organization.
    PersonId,
    /// A department or group.
    TeamId,
    /// What one person asks of another or of a team.
    ServiceRequestId,
    /// A line of a request's timeline.
    EntryId,
    /// A dated commitment to come back to somebody.
    FollowUpId,
    /// A proposed time.
    OfferId,
    /// Recognition from one person to others.
    ThanksId,
    /// A synced intent.
    OperationId,
    /// An installation of the app, for one person.
    DeviceId,
}
