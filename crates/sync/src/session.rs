//! Signing in and joining by invitation, on the wire.

use std::collections::BTreeSet;
use std::fmt;

use chrono_tz::Tz;
use goodturn_domain::{DeviceId, OrganizationId, PersonId, Role, TeamId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::PullAnswer;

/// `GET /v1/meta`: what a server is, before anybody signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Meta {
    /// The release of the server, for people.
    pub version: String,
    pub server_time: Timestamp,
    /// The newest protocol that the server speaks.
    pub protocol: u32,
    /// The oldest protocol that the server still speaks.
    pub oldest_protocol: u32,
    pub schema: u32,
    pub limits: Limits,
}

/// What a server takes and gives at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limits {
    pub operations: usize,
    pub rows: usize,
    pub scopes: usize,
    pub body_bytes: usize,
}

/// The shortest password, in characters: NIST SP 800-63B asks for 8 beside a second factor and
/// more without one.
pub const LEAST_PASSWORD_CHARACTERS: usize = 10;

/// A password or token: never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps what must not be printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The device that a session is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionDevice {
    pub id: DeviceId,
    /// As people call it: "Ada's laptop".
    pub name: String,
}

/// `POST /v1/session`: signs in with e-mail and password. Answered with [`Session`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignInRequest {
    pub email: String,
    pub password: Secret,
    pub device: SessionDevice,
    /// What this installation was called before: the person's sessions there end with this one's
    /// beginning, because nobody uses them any more.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(length(max = 32))]
    pub former: BTreeSet<DeviceId>,
}

/// The most former names of an installation that a sign-in takes.
pub const MOST_FORMER_DEVICES: usize = 32;

/// A session of one person on one device. `DELETE /v1/session` ends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Session {
    /// Goes into `Authorization: Bearer …` of every further request.
    pub token: Secret,
    pub person: PersonId,
    pub person_name: String,
    pub organization: OrganizationId,
    pub organization_name: String,
}

/// `POST /v1/invitations`: an administrator invites somebody. Answered with [`InvitationMade`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InviteRequest {
    #[schemars(email, length(max = 200))]
    pub email: String,
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    pub role: Role,
    #[serde(default)]
    pub teams: BTreeSet<TeamId>,
}

/// An invitation, to be handed to the invited person. The link works once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InvitationMade {
    pub link: String,
    pub expires_at: Timestamp,
}

/// `GET /v1/invitations/{code}`: what an invitation says before one accepts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InvitationShown {
    pub organization: OrganizationId,
    pub organization_name: String,
    /// Nobody when the server itself invited: the first administrator.
    pub invited_by: Option<String>,
    pub email: String,
    pub name: String,
    pub expires_at: Timestamp,
}

/// `POST /v1/invitations/{code}/accept`: becomes a person of the organization. Answered with
/// [`Session`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AcceptInvitation {
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    pub password: Secret,
    #[schemars(with = "String")]
    pub zone: Tz,
    /// Preferred language as a BCP 47 tag.
    #[schemars(length(min = 1, max = 35))]
    pub locale: String,
    pub device: SessionDevice,
}

/// `POST /v1/service-accounts`: a program gets somebody to act as. Answered with [`ServiceAccountMade`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceAccountRequest {
    /// What it is called in timelines.
    pub name: String,
}

/// A service account. The token is told once and replaced like any other; deactivating the person
/// ends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceAccountMade {
    pub person: PersonId,
    pub device: DeviceId,
    pub token: Secret,
}

/// An event of `GET /v1/sync/events`: the server's history has reached `head`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Poke {
    pub head: u64,
    /// What changed since `from`, where it is little and was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Box<PokePage>>,
}

/// A page that nobody asked for. It holds for a device that has seen everything up to `from`, and
/// follows exactly the scopes of the page; any other pulls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PokePage {
    pub from: u64,
    pub answer: PullAnswer,
}

/// What an invitation link says: where to go, and with which code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationLink {
    /// Such as `https://goodturn.example.org`, without a slash at the end.
    pub server: String,
    pub code: String,
}

impl InvitationLink {
    /// Reads `<server>/join/<code>`; none for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (server, code) = parse_link(text, "/join/")?;
        Some(Self { server, code })
    }
}

/// Server and code of `<server><path><code>`.
pub(crate) fn parse_link(text: &str, path: &str) -> Option<(String, String)> {
    let (server, code) = text.trim().trim_end_matches('/').rsplit_once(path)?;
    let is_code = !code.is_empty() && code.chars().all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_');
    let is_server = server.starts_with("https://") || server.starts_with("http://");
    (is_code && is_server).then(|| (server.to_owned(), code.to_owned()))
}

impl fmt::Display for InvitationLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/join/{}", self.server, self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_as_it_was_written() {
        let link = InvitationLink { server: "https://goodturn.example.org".into(), code: "Ab-_9".into() };
        assert_eq!(InvitationLink::parse(&format!(" {link}/ ")), Some(link));
    }

    #[test]
    fn other_texts_are_no_links() {
        for text in ["", "https://x.org", "ftp://x.org/join/abc", "https://x.org/join/", "https://x.org/join/a b"] {
            assert_eq!(InvitationLink::parse(text), None, "{text}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    }
}
