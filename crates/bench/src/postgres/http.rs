//! Requests created one by one over HTTP, through a server over the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use goodturn_domain::{DeviceId, Intent, OperationId, PersonId, ServiceRequestId, TeamId, Timestamp};
use goodturn_server::{Config, PasswordCost};
use goodturn_sync::problem::PROTOCOL_HEADER;
use goodturn_sync::session::{AcceptInvitation, InvitationLink, Secret, Session, SessionDevice};
use goodturn_sync::{PROTOCOL, PushAnswer, PushRequest, SentOperation, Verdict};
use goodturn_test_support::postgres::Cluster;
use goodturn_test_support::{a_request, title};
use reqwest::Client;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::SECONDS;
use crate::figures::Times;

/// As many as work at once in a large team.
const CLIENTS: usize = 50;

pub(super) struct Created {
    pub(super) per_second: f64,
    pub(super) p99_ms: f64,
}

/// A session; every client is a device of it.
#[derive(Clone)]
struct Caller {
    client: Client,
    url: String,
    token: Arc<str>,
    person: PersonId,
}

pub(super) async fn measure(cluster: &Cluster) -> Result<Created> {
    let folder = tempfile::tempdir()?;
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        database: Some(cluster.new_database().as_str().into()),
        password_cost: PasswordCost { memory_kib: 64, passes: 1 },
        ..Config::new(folder.path().join("data"))
    };
    let server = goodturn_server::start(config).await.context("a server over the database")?;
    let link = server.first_invitation.clone().context("the first link")?;
    let caller = Caller::come_in(&server.url, &link).await?;
    let team = TeamId::new(Uuid::now_v7());
    let (device, team_intent) =
        (DeviceId::new(Uuid::now_v7()), Intent::AddTeam { team, name: title("Legal"), prefix: title("LE") });
    caller.push(device, 1, &team_intent).await?;

    let (until, created) = (Instant::now() + Duration::from_secs(SECONDS), Arc::new(AtomicU64::new(0)));
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        clients.spawn(create(caller.clone(), team, until, created.clone()));
    }
    let mut times = Vec::new();
    while let Some(client) = clients.join_next().await {
        times.extend(client??);
    }
    let per_second = created.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64();
    server.stop().await;
    Ok(Created { per_second, p99_ms: Times::of(times).millis(99) })
}

async fn create(caller: Caller, team: TeamId, until: Instant, created: Arc<AtomicU64>) -> Result<Vec<Duration>> {
    let device = DeviceId::new(Uuid::now_v7());
    let mut times = Vec::new();
    for n in 1.. {
        let asked = Instant::now();
        if asked >= until {
            break;
        }
        let request = ServiceRequestId::new(Uuid::now_v7());
        caller.push(device, n, &a_request().titled("Riparian grant").to_team(team).ask(request)).await?;
        times.push(asked.elapsed());
        created.fetch_add(1, Ordering::Relaxed);
    }
    Ok(times)
}

impl Caller {
    async fn come_in(url: &str, link: &str) -> Result<Self> {
        let client = Client::builder().no_proxy().build()?;
        let code = InvitationLink::parse(link).context("a link")?.code;
        let body = AcceptInvitation {
            name: "Ada".into(),
            password: Secret::new("seven green boats"),
            zone: chrono_tz::Europe::Berlin,
            locale: "en".into(),
            device: SessionDevice { id: DeviceId::new(Uuid::now_v7()), name: "a laptop".into() },
        };
        let answer = client.post(format!("{url}/v1/invitations/{code}/accept")).json(&body).send().await?;
        let session: Session = answer.error_for_status()?.json().await?;
        let token = session.token.reveal().into();
        Ok(Self { client, url: url.to_owned(), token, person: session.person })
    }

    async fn push(&self, device: DeviceId, n: u64, intent: &Intent) -> Result<()> {
        let operation = SentOperation {
            id: OperationId::new(Uuid::now_v7()),
            device,
            n,
            actor: self.person,
            at: Timestamp::from(chrono::Utc::now()),
            schema: 1,
            payload: serde_json::to_value(intent)?.into(),
        };
        let body = PushRequest { device, epoch: None, operations: vec![operation] };
        let request = self.client.post(format!("{}/v1/sync/push", self.url)).bearer_auth(&self.token);
        let answer = request.header(PROTOCOL_HEADER, PROTOCOL).json(&body).send().await?;
        let answer: PushAnswer = answer.error_for_status()?.json().await?;
        ensure!(matches!(answer.verdicts[0].verdict, Verdict::Applied { .. }), "refused: {answer:?}");
        Ok(())
    }
}
