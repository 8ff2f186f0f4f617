//! Devices that push all the time, and know what was acknowledged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use goodturn_domain::person::Membership;
use goodturn_domain::{Addressee, DeviceId, Intent, OperationId, PersonId, ServiceRequestId, TeamId, Timestamp, Title};
use goodturn_sync::problem::PROTOCOL_HEADER;
use goodturn_sync::session::{AcceptInvitation, InvitationLink, Secret, Session, SessionDevice, SignInRequest};
use goodturn_sync::{Cursors, PROTOCOL, PullAnswer, PullRequest, PushAnswer, PushRequest, SentOperation, Verdict};
use reqwest::{Certificate, Client, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;
use tokio::time::sleep;
use uuid::Uuid;

use crate::serving::Servers;

/// As `server.toml` has it.
const EMAIL: &str = "you@example.org";
const PASSWORD: &str = "seven green boats";
/// Operations of a push.
const TOGETHER: u64 = 3;
/// Before the same push is sent again.
const TRY_AGAIN: Duration = Duration::from_millis(200);
/// More than the least a page may hold.
const PAGE: usize = 500;

/// What came of everything.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) acknowledged: u64,
    pub(crate) lost: u64,
    pub(crate) twice: u64,
    pub(crate) repeated: u64,
    /// Committed, though the answer did not arrive.
    pub(crate) found_later: u64,
}

#[derive(Debug, Default)]
struct Shared {
    is_over: AtomicBool,
    acknowledged: AtomicU64,
    repeated: AtomicU64,
}

/// Clients at work.
pub(crate) struct Crowd {
    desk: Desk,
    shared: Arc<Shared>,
    clients: JoinSet<Result<Done>>,
}

/// What a client knows in the end.
struct Done {
    acknowledged: BTreeSet<ServiceRequestId>,
    unanswered: BTreeSet<ServiceRequestId>,
}

/// A device of the administrator, with a session.
#[derive(Clone)]
struct Desk {
    url: String,
    client: Client,
    authority: Certificate,
    token: String,
    person: PersonId,
    device: DeviceId,
}

impl Crowd {
    pub(crate) async fn gather(servers: &Servers, clients: usize) -> Result<Self> {
        let desk = Desk::found(servers).await?;
        let team = desk.add_team().await?;
        let shared = Arc::new(Shared::default());
        let mut crowd = JoinSet::new();
        for _ in 0..clients {
            crowd.spawn(work(desk.another().await?, team, shared.clone()));
        }
        Ok(Self { desk, shared, clients: crowd })
    }

    /// How many operations were acknowledged until now.
    pub(crate) fn acknowledged(&self) -> u64 {
        self.shared.acknowledged.load(Ordering::SeqCst)
    }

    /// Lets everybody finish, and looks from a device that has seen nothing what is there.
    pub(crate) async fn stop(mut self) -> Result<Tally> {
        self.shared.is_over.store(true, Ordering::SeqCst);
        let (mut acknowledged, mut unanswered) = (BTreeSet::new(), BTreeSet::new());
        while let Some(done) = self.clients.join_next().await {
            let done = done.context("a client broke")??;
            acknowledged.extend(done.acknowledged);
            unanswered.extend(done.unanswered);
        }
        let there = self.desk.another().await?.list_requests().await?;
        Ok(Tally {
            acknowledged: acknowledged.len() as u64,
            lost: acknowledged.iter().filter(|it| !there.contains_key(it)).count() as u64,
            twice: there.values().filter(|times| **times > 1).count() as u64,
            repeated: self.shared.repeated.load(Ordering::SeqCst),
            found_later: unanswered.iter().filter(|it| there.contains_key(it)).count() as u64,
        })
    }
}

/// Pushes one batch after the other, the same one until it is acknowledged.
async fn work(desk: Desk, team: TeamId, shared: Arc<Shared>) -> Result<Done> {
    let mut done = Done { acknowledged: BTreeSet::new(), unanswered: BTreeSet::new() };
    let mut n = 1;
    while !shared.is_over.load(Ordering::SeqCst) {
        let asked: Vec<_> = (n..n + TOGETHER).map(|n| desk.ask(n, team)).collect();
        let operations: Vec<_> = asked.iter().map(|(_, operation)| operation.clone()).collect();
        loop {
            match desk.push(&operations).await {
                Ok(answer) => {
                    let refused = answer.verdicts.iter().find(|it| !matches!(it.verdict, Verdict::Applied { .. }));
                    ensure!(refused.is_none() && answer.last_n == n + TOGETHER - 1, "refused: {answer:?}");
                    break;
                }
                Err(_) if shared.is_over.load(Ordering::SeqCst) => {
                    done.unanswered.extend(asked.iter().map(|(request, _)| *request));
                    return Ok(done);
                }
                Err(_) => {
                    shared.repeated.fetch_add(1, Ordering::SeqCst);
                    sleep(TRY_AGAIN).await;
                }
            }
        }
        n += TOGETHER;
        done.acknowledged.extend(asked.iter().map(|(request, _)| *request));
        shared.acknowledged.fetch_add(TOGETHER, Ordering::SeqCst);
    }
    Ok(done)
}

/// Each device has connections of its own.
fn connect(authority: &Certificate) -> Result<Client> {
    let client = Client::builder().no_proxy().tls_certs_only([authority.clone()]);
    Ok(client.timeout(Duration::from_secs(15)).build()?)
}

impl Desk {
    /// The first administrator.
    async fn found(servers: &Servers) -> Result<Self> {
        let (url, client) = (&servers.url, connect(&servers.authority)?);
        let link = InvitationLink::parse(&servers.invitation).context("the link is one")?;
        let device = DeviceId::new(Uuid::now_v7());
        let body = AcceptInvitation {
            name: "Ada".into(),
            password: Secret::new(PASSWORD),
            zone: chrono_tz::Europe::Berlin,
            locale: "en".into(),
            device: SessionDevice { id: device, name: "a laptop".into() },
        };
        let accept = client.post(format!("{url}/v1/invitations/{}/accept", link.code)).json(&body).send().await?;
        ensure!(accept.status() == StatusCode::OK, "the invitation is refused: {}", accept.text().await?);
        let session: Session = accept.json().await?;
        Ok(Self {
            url: url.to_owned(),
            client,
            authority: servers.authority.clone(),
            token: session.token.reveal().to_owned(),
            person: session.person,
            device,
        })
    }

    /// Another device of the same person.
    async fn another(&self) -> Result<Self> {
        let device = DeviceId::new(Uuid::now_v7());
        let body = SignInRequest {
            email: EMAIL.into(),
            password: Secret::new(PASSWORD),
            device: SessionDevice { id: device, name: "a laptop".into() },
            former: [].into(),
        };
        let client = connect(&self.authority)?;
        let answer = client.post(format!("{}/v1/session", self.url)).json(&body).send().await?;
        ensure!(answer.status() == StatusCode::OK, "signing in is refused: {}", answer.text().await?);
        let session: Session = answer.json().await?;
        Ok(Self { client, device, token: session.token.reveal().to_owned(), person: session.person, ..self.clone() })
    }

    async fn call<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        let request = self.client.post(format!("{}{path}", self.url)).bearer_auth(&self.token);
        let answer = request.header(PROTOCOL_HEADER, PROTOCOL).json(body).send().await?;
        let status = answer.status();
        ensure!(status == StatusCode::OK, "{status}");
        Ok(answer.json().await?)
    }

    async fn push(&self, operations: &[SentOperation]) -> Result<PushAnswer> {
        let body = PushRequest { device: self.device, epoch: None, operations: operations.to_vec() };
        self.call("/v1/sync/push", &body).await
    }

    fn operation(&self, n: u64, intent: &Intent) -> SentOperation {
        SentOperation {
            id: OperationId::new(Uuid::now_v7()),
            device: self.device,
            n,
            actor: self.person,
            at: Timestamp::from(chrono::Utc::now()),
            schema: 1,
            payload: serde_json::to_value(intent).expect("an intent is JSON").into(),
        }
    }

    async fn add_team(&self) -> Result<TeamId> {
        let team = TeamId::new(Uuid::now_v7());
        let title = |text: &str| Title::new(text).context("a short line");
        let intent = Intent::AddTeam { team, name: title("Legal")?, prefix: title("LE")? };
        let answer = self.push(&[self.operation(1, &intent)]).await?;
        ensure!(matches!(answer.verdicts[0].verdict, Verdict::Applied { .. }), "no team: {answer:?}");
        let member = Intent::SetMembership { team, person: self.person, membership: Some(Membership::Member) };
        let answer = self.push(&[self.operation(2, &member)]).await?;
        ensure!(matches!(answer.verdicts[0].verdict, Verdict::Applied { .. }), "not in the team: {answer:?}");
        Ok(team)
    }

    fn ask(&self, n: u64, team: TeamId) -> (ServiceRequestId, SentOperation) {
        let request = ServiceRequestId::new(Uuid::now_v7());
        let intent = Intent::Ask {
            request,
            title: Title::new(&format!("Riparian grant for listing {n}")).expect("a short line"),
            details: None,
            addressee: Addressee::Team(team),
            visibility: Default::default(),
            priority: Default::default(),
            kind: None,
            needed_by: None,
            written: None,
            watchers: Default::default(),
            link: None,
            form: None,
        };
        (request, self.operation(n, &intent))
    }

    /// Every request, and how often it came in a whole pull.
    async fn list_requests(&self) -> Result<BTreeMap<ServiceRequestId, u64>> {
        let mut numbers = BTreeMap::<ServiceRequestId, BTreeSet<String>>::new();
        let (mut cursors, mut seen) = (Cursors::new(), None);
        loop {
            let body = PullRequest { device: self.device, cursors: cursors.clone(), seen, limit: PAGE };
            let answer: PullAnswer = self.call("/v1/sync/pull", &body).await?;
            for row in answer.rows.iter().filter(|row| row.kind == "service_request") {
                let number = row.body.value()["number"].as_str().unwrap_or_default().to_owned();
                numbers.entry(ServiceRequestId::new(row.id)).or_default().insert(number);
            }
            cursors.extend(answer.scopes.iter().map(|(scope, state)| (scope.clone(), state.cursor)));
            seen = Some(answer.seen);
            if !answer.has_more {
                break;
            }
        }
        // The same short number for two requests would be an operation that was applied twice.
        let mut by_number = BTreeMap::<String, u64>::new();
        for number in numbers.values().flatten() {
            *by_number.entry(number.clone()).or_default() += 1;
        }
        let times =
            |set: &BTreeSet<String>| set.iter().map(|it| by_number[it]).max().unwrap_or(1).max(set.len() as u64);
        Ok(numbers.iter().map(|(request, set)| (*request, times(set))).collect())
    }
}
