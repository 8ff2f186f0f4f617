//! The audit log: who did what to people, rights and data. An entry holds ids and words of closed
//! lists, never what somebody wrote and never a name, so that nothing in it has to be erased.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::decide::Actor;
use crate::entity::{EntityKey, EntityKind};
use crate::id::PersonId;
use crate::listed::listed;
use crate::operation::{Intent, IntentName};
use crate::person::Membership;
use crate::policy::{Party, row};

listed! {
    /// What is recorded besides operations.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum AuditEvent {
        SignedIn,
        SignInRefused,
        SignedOut,
        SessionRevoked,
        PasswordChanged,
        /// An e-mail address was replaced by another one.
        EmailChanged,
        /// A link for a new password was made.
        PasswordResetMade,
        PasswordReset,
        InvitationMade,
        InvitationAccepted,
        /// Everything, or everything of one person, was given out.
        Exported,
        AuditRead,
        /// Entries older than the organization keeps them have been deleted.
        AuditPruned,
        /// What the organization no longer keeps has been deleted.
        RetentionApplied,
        /// The history was put back from a backup.
        Restored,
        /// Account, sessions and invitations of an erased person are gone.
        AccountErased,
    }
}

/// One line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditEntry {
    /// By the server's clock.
    pub at: Timestamp,
    /// Nobody when the server did it, or somebody who has not proved who they are.
    pub actor: Option<PersonId>,
    /// The name of an [`AuditEvent`] or of an intent. A newer version may have written others.
    pub action: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<EntityKey>,
    /// Why it was not done; none when it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// Ids, counts and words of closed lists.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

/// What an entry takes from an intent: all of these hold an id, a number or a word of a closed list.
const ALLOWED: [&str; 16] = [
    "person",
    "team",
    "service",
    "rule",
    "answer",
    "organization",
    "role",
    "membership",
    "manager",
    "part_of",
    "substitute",
    "words_too",
    "requests_days",
    "follow_ups_days",
    "thanks_days",
    "audit_days",
];

impl IntentName {
    /// Whether it goes to the audit log: everything that the policy leaves to administrators or to
    /// the server itself, where no request is concerned. What recurs is a request like any other.
    pub fn is_audited(self) -> bool {
        self != Self::Recur && row(self).plain.contains(&Party::Server)
    }
}

impl AuditEntry {
    /// Of an event.
    pub fn event(event: AuditEvent, actor: Option<PersonId>, at: Timestamp) -> Self {
        Self { at, actor, action: name_of(&event), subject: None, refusal: None, details: BTreeMap::new() }
    }

    /// Of an operation, with the code of its refusal if it was refused; none when its intent is
    /// not audited.
    pub fn operation(actor: Actor, intent: &Intent, refusal: Option<&str>, at: Timestamp) -> Option<Self> {
        let name = intent.name();
        if !name.is_audited() {
            return None;
        }
        let actor = match actor {
            Actor::Person(person) => Some(person),
            Actor::Server => None,
        };
        let fields = serde_json::to_value(intent).unwrap_or_default();
        let mut details: BTreeMap<String, String> = BTreeMap::new();
        for field in ALLOWED {
            details.extend(fields.get(field).and_then(in_words).map(|value| (field.to_owned(), value)));
        }
        if let Intent::SetMemberships { memberships, .. } = intent {
            let name = |it: &Option<Membership>| it.as_ref().map_or_else(|| "none".to_owned(), name_of);
            details.extend(memberships.iter().map(|(who, membership)| (who.to_string(), name(membership))));
        }
        // No is said as well: who opens a part to those above it, and who closes it, is seen.
        if let Intent::PlaceTeam { part_of: Some(_), is_led_from_above, .. } = intent {
            let led = if *is_led_from_above { "led" } else { "not_led" };
            details.insert("from_above".to_owned(), led.to_owned());
        }
        let kinds = [EntityKind::Person, EntityKind::Team, EntityKind::Organization];
        let subject = kinds.into_iter().find_map(|kind| {
            let id = details.get(kind.name())?.parse::<Uuid>().ok()?;
            Some(EntityKey { kind, id })
        });
        if let Some(subject) = subject {
            details.remove(subject.kind.name());
        }
        Some(Self { at, actor, action: name_of(&name), subject, refusal: refusal.map(str::to_owned), details })
    }

    /// About that person, team or organization.
    pub fn about(self, subject: impl Into<EntityKey>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// Not done, for that reason.
    pub fn refused(self, code: &str) -> Self {
        Self { refusal: Some(code.to_owned()), ..self }
    }

    /// With an id, a number or a word of a closed list; never words of people.
    pub fn with(mut self, detail: &'static str, value: &impl ToString) -> Self {
        self.details.insert(detail.to_owned(), value.to_string());
        self
    }

    /// Whether a search for `text`, in lower case, finds it by its own words.
    pub fn mentions(&self, text: &str) -> bool {
        let words = self.details.iter().flat_map(|(name, value)| [name, value]);
        [&self.action].into_iter().chain(&self.refusal).chain(words).any(|it| it.contains(text))
    }
}

/// An id, a number, a yes or a word; nothing for what holds more.
fn in_words(value: &Value) -> Option<String> {
    match value {
        Value::String(word) => Some(word.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

fn name_of(name: &impl Serialize) -> String {
    match serde_json::to_value(name) {
        Ok(Value::String(name)) => name,
        _ => unreachable!("bare names are strings in JSON"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TeamId;
    use crate::person::Membership;
    use crate::text::Title;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    #[test]
    fn what_is_left_to_administrators_is_audited_and_nothing_of_everyday_work() {
        for name in [IntentName::AddPerson, IntentName::ChangeRole, IntentName::SetMembership, IntentName::Found] {
            assert!(name.is_audited(), "{name:?}");
        }
        for name in [IntentName::Ask, IntentName::Say, IntentName::Thank, IntentName::Lapse, IntentName::Recur] {
            assert!(!name.is_audited(), "{name:?}");
        }
    }

    #[test]
    fn an_entry_tells_whether_a_part_is_led_from_above() {
        let [team, above] = [1, 2].map(|it| TeamId::new(Uuid::from_u128(it)));
        let details = |is_led_from_above| {
            let placed = Intent::PlaceTeam { team, part_of: Some(above), is_led_from_above };
            AuditEntry::operation(Actor::Server, &placed, None, at(1)).expect("it is audited").details
        };

        assert_eq!(details(true)["from_above"], "led");
        assert_eq!(details(false)["from_above"], "not_led");
        assert_eq!(details(false)["part_of"], above.to_string());
    }

    #[test]
    fn an_entry_of_an_operation_holds_ids_and_no_names() {
        let (person, team) = (PersonId::new(Uuid::from_u128(1)), TeamId::new(Uuid::from_u128(2)));
        let joined = Intent::SetMembership { team, person, membership: Some(Membership::Lead) };
        let named = Intent::RenameTeam { team, name: Title::new("Anna's team").expect("it is short") };

        let joined = AuditEntry::operation(Actor::Server, &joined, None, at(1)).expect("it is audited");
        let named = AuditEntry::operation(Actor::Person(person), &named, Some("not_found"), at(1));

        assert_eq!((joined.action.as_str(), joined.subject), ("set_membership", Some(person.into())));
        assert_eq!(joined.details["membership"], "lead");
        assert_eq!(joined.details["team"], team.to_string());
        let json = serde_json::to_string(&named.expect("it is audited")).expect("it has string keys");
        assert!(!json.contains("Anna"), "{json}");
        assert!(json.contains("not_found"), "{json}");
    }
}
