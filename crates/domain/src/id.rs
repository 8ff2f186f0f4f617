//! Typed identifiers: 128 bits, made by the client as UUIDv7, or derived from another id.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid, Version};

/// Milliseconds since 1970, at the beginning of a UUIDv7.
const TIME_BYTES: usize = 6;

/// A hash of both, behind the time of a parent that has one: what belongs together lies together in
/// every index, and a thousand new lines touch a few of its pages instead of all.
fn derived(parent: Uuid, label: &str) -> Uuid {
    let hash = Uuid::new_v5(&parent, label.as_bytes());
    if parent.get_version() != Some(Version::SortRand) {
        return hash;
    }
    let mut bytes = hash.into_bytes();
    bytes[..TIME_BYTES].copy_from_slice(&parent.as_bytes()[..TIME_BYTES]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

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
                Self(derived(parent, label))
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
    /// A service that a team offers.
    OfferedServiceId,
    /// A step of who has to agree to a request.
    ApprovalId,
    /// A proposed time.
    OfferId,
    /// Recognition from one person to others.
    ThanksId,
    /// A text that is kept to be inserted.
    CannedTextId,
    /// Whether somebody has muted a request.
    MuteId,
    /// A search that somebody keeps.
    ViewId,
    /// A rule of a team.
    RuleId,
    /// The rules of a team, all of them.
    TeamRulesId,
    /// What somebody asks again and again.
    RecurrenceId,
    /// What is kept to be asked again by hand.
    TemplateId,
    /// An answer that a team keeps for whoever asks the same.
    KnownAnswerId,
    /// What somebody says of an answer.
    JudgementId,
    /// A synced intent.
    OperationId,
    /// An installation of the app, for one person.
    DeviceId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_id_is_the_same_on_every_device_and_comes_at_the_time_of_its_parent() {
        let parent = Uuid::parse_str("01a21a78-f9b6-71dd-8c63-6aa8a7c48c5b").expect("it is one");

        let entry = EntryId::derived(parent, "entry:0");

        assert_eq!(entry, EntryId::derived(parent, "entry:0"));
        assert_ne!(entry, EntryId::derived(parent, "entry:1"));
        assert_eq!(entry.uuid().as_bytes()[..TIME_BYTES], parent.as_bytes()[..TIME_BYTES]);
        assert_eq!(entry.uuid().get_version(), Some(Version::Custom));
    }

    #[test]
    fn id_derived_from_one_without_a_time_is_a_hash() {
        let derived = PersonId::derived(Uuid::nil(), "ada");

        assert_eq!(derived.uuid(), Uuid::new_v5(&Uuid::nil(), b"ada"));
    }
}
