//! People of one team, each with a session and a device.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use goodturn_domain::{
    DeviceId, EntryId, Intent, OperationId, PersonId, Role, ServiceRequestId, TeamId, Timestamp, Words,
};
use goodturn_sync::session::{
    AcceptInvitation, InvitationLink, InvitationMade, InviteRequest, Secret, Session, SessionDevice,
};
use goodturn_sync::{Json, PushAnswer, PushRequest, SCHEMA, SentOperation, Verdict};
use goodturn_test_support::{a_request, title};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::child::Child;
use super::wire::Wire;

/// One person at one device.
pub(crate) struct Member {
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
    pub(crate) token: String,
    /// A request of theirs to the team, to talk in.
    pub(crate) request: ServiceRequestId,
    pub(crate) n: u64,
    /// The team that everybody but the administrator is in.
    pub(crate) team: Option<TeamId>,
}

/// An organization with one team.
pub(crate) struct Office {
    pub(crate) address: SocketAddr,
    pub(crate) members: Vec<Member>,
}

impl Office {
    /// Founds it on a fresh server: an administrator who leads nothing, and so many people in a team.
    pub(crate) async fn open(server: &Child, people: usize) -> Result<Self> {
        let http = reqwest::Client::new();
        let accepted = |link: &str, name: String| accept(http.clone(), server.url(), link.to_owned(), name);
        let mut owner = accepted(&server.invitation, "Ada".to_owned()).await.context("the administrator")?;
        let team = TeamId::new(Uuid::now_v7());
        let mut wire = Wire::connect(server.address, &owner.token).await?;
        let founding = Intent::AddTeam { team, name: title("Legal"), prefix: title("LE") };
        push(&mut wire, &owner.next(&founding)).await?;
        let mut members = Vec::new();
        for index in 0..people {
            let invited = InviteRequest {
                email: format!("person{index}@example.org"),
                name: format!("Person {index}"),
                role: Role::Member,
                teams: [team].into(),
            };
            let made: InvitationMade =
                post(&http, &server.url(), "/v1/invitations", Some(&owner.token), &invited).await?;
            let mut member = accepted(&made.link, invited.name).await.context("joining")?;
            member.team = Some(team);
            let mut wire = Wire::connect(server.address, &member.token).await?;
            let asked = a_request().titled(&format!("Riparian grant {index}")).to_team(team).ask(member.request);
            push(&mut wire, &member.next(&asked)).await?;
            members.push(member);
        }
        Ok(Self { address: server.address, members })
    }
}

impl Member {
    /// The push of one operation.
    pub(crate) fn next(&mut self, intent: &Intent) -> PushRequest {
        self.n += 1;
        let payload = serde_json::to_string(intent).expect("intents are JSON");
        let sent = SentOperation {
            id: OperationId::new(Uuid::now_v7()),
            device: self.device,
            n: self.n,
            actor: self.person,
            at: now(),
            schema: SCHEMA,
            payload: Json::parse(payload).expect("intents are JSON"),
        };
        PushRequest { device: self.device, epoch: None, operations: vec![sent] }
    }

    /// Something said in their own request.
    pub(crate) fn say(&mut self, text: &str) -> PushRequest {
        let words = Words::new(text).expect("short");
        self.next(&Intent::Say {
            request: self.request,
            entry: EntryId::new(Uuid::now_v7()),
            words,
            mentions: [].into(),
        })
    }
}

/// Sends a push, all of which has to be applied.
pub(crate) async fn push(wire: &mut Wire, request: &PushRequest) -> Result<()> {
    let answer = wire.post("/v1/sync/push", &serde_json::to_vec(request)?).await?;
    let answer: PushAnswer = serde_json::from_slice(&answer)?;
    let is_applied = answer.verdicts.iter().all(|it| matches!(it.verdict, Verdict::Applied { .. }));
    ensure!(is_applied, "the server refused: {:?}", answer.verdicts);
    Ok(())
}

async fn accept(http: reqwest::Client, url: String, link: String, name: String) -> Result<Member> {
    let code = InvitationLink::parse(&link).context("a link has a code")?.code;
    let device = DeviceId::new(Uuid::now_v7());
    let body = AcceptInvitation {
        name,
        password: Secret::new("a calm long password"),
        zone: chrono_tz::Europe::Berlin,
        locale: "en".into(),
        device: SessionDevice { id: device, name: "Desk".into() },
    };
    let session: Session = post(&http, &url, &format!("/v1/invitations/{code}/accept"), None, &body).await?;
    let request = ServiceRequestId::new(Uuid::now_v7());
    Ok(Member { person: session.person, device, token: session.token.reveal().to_owned(), request, n: 0, team: None })
}

async fn post<B: Serialize, A: DeserializeOwned>(
    http: &reqwest::Client,
    url: &str,
    path: &str,
    token: Option<&str>,
    body: &B,
) -> Result<A> {
    let request = http.post(format!("{url}{path}")).json(body);
    let request = token.iter().fold(request, |request, token| request.bearer_auth(token));
    let response = request.send().await?;
    let (status, text) = (response.status(), response.text().await?);
    ensure!(status.is_success(), "{path}: {status} {text}");
    Ok(serde_json::from_str(&text)?)
}

fn now() -> Timestamp {
    chrono::Utc::now().into()
}
