//! A server in a folder of its own, and people who talk to it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::TimeDelta;
use chrono_tz::Tz;
use goodturn_domain::{Addressee, DeviceId, Intent, OperationId, PersonId, Role, ServiceRequestId, Timestamp, Title};
use goodturn_server::backup::Schedule;
use goodturn_server::{Bus, Clock, Config, FilesConfig, Location, PasswordCost, PostgresAddress, Running};
use goodturn_sync::administration::{ActAnswer, ActRequest, Directory};
use goodturn_sync::problem::{CHECKSUM_HEADER, PROTOCOL_HEADER, Problem};
use goodturn_sync::session::{
    AcceptInvitation, InvitationLink, InvitationMade, InviteRequest, Secret, Session, SessionDevice, SignInRequest,
};
use goodturn_sync::{Cursors, PullAnswer, PullRequest, PushAnswer, PushRequest, SentOperation, Verdict};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub(crate) const PASSWORD: &str = "seven green boats";
/// A working morning.
const START: &str = "2026-11-18T09:00:00Z";

/// A server that can be stopped and started again, with a clock that a test moves.
pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<AtomicI64>,
    pub(crate) running: Option<Running>,
    pub(crate) public_url: Option<String>,
    pub(crate) backups: Option<Schedule>,
    pub(crate) database: Option<PostgresAddress>,
    pub(crate) bus: Bus,
    pub(crate) files: FilesConfig,
    pub(crate) client: Client,
}

impl Place {
    pub(crate) async fn start() -> Self {
        Self::at(None, None, FilesConfig::default()).await
    }

    /// With backups made by itself.
    pub(crate) async fn with_backups(schedule: Schedule) -> Self {
        Self::at(None, Some(schedule), FilesConfig::default()).await
    }

    /// With so much room for files.
    pub(crate) async fn with_files(files: FilesConfig) -> Self {
        Self::at(None, None, files).await
    }

    /// With a proxy on the same machine that does TLS for it.
    pub(crate) async fn behind_a_proxy() -> Self {
        Self::at(Some("https://turn.example.org".to_owned()), None, FilesConfig::default()).await
    }

    async fn at(public_url: Option<String>, backups: Option<Schedule>, files: FilesConfig) -> Self {
        let start: Timestamp = chrono::DateTime::parse_from_rfc3339(START).unwrap().to_utc().into();
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut place = Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Arc::new(AtomicI64::new(start.micros())),
            running: None,
            public_url,
            backups,
            database: crate::new_database(),
            bus: Bus::Postgres,
            files,
            client: Client::builder().no_proxy().build().unwrap(),
        };
        place.run().await;
        place
    }

    async fn run(&mut self) {
        let clock = self.clock.clone();
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            admin_email: "ada@example.org".into(),
            clock: Clock::new(move || Timestamp::from_micros(clock.load(Ordering::SeqCst))),
            password_cost: PasswordCost { memory_kib: 64, passes: 1 },
            public_url: self.public_url.clone(),
            backups: self.backups.clone(),
            database: self.database.clone(),
            bus: self.bus.clone(),
            files: self.files.clone(),
            ..Config::new(self.data_dir())
        };
        self.running = Some(goodturn_server::start(config).await.unwrap());
    }

    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.start_again().await;
    }

    pub(crate) async fn stop(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    pub(crate) async fn start_again(&mut self) {
        self.run().await;
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where everything of it lies.
    pub(crate) fn location(&self) -> Location {
        match &self.database {
            Some(address) => Location::Database(address.clone()),
            None => Location::Folder(self.data_dir()),
        }
    }

    pub(crate) fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.clock.load(Ordering::SeqCst))
    }

    pub(crate) fn pass(&self, time: TimeDelta) {
        self.clock.fetch_add(time.num_microseconds().unwrap(), Ordering::SeqCst);
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.running().address);
        self.client.request(method, url).header(PROTOCOL_HEADER, "1")
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &impl Serialize) -> Response {
        self.request(Method::POST, path).json(body).send().await.unwrap()
    }

    /// The first administrator, come in by the link that the server printed.
    pub(crate) async fn administrator(&self) -> Someone {
        let link = self.running().first_invitation.clone().unwrap();
        self.accept(&link, "Ada Ekström").await
    }

    pub(crate) async fn accept(&self, link: &str, name: &str) -> Someone {
        let device = DeviceId::new(fresh());
        let response = self.try_accept(link, name, device).await;
        Someone::new(&answer(response).await, device)
    }

    pub(crate) async fn try_accept(&self, link: &str, name: &str, device: DeviceId) -> Response {
        let code = InvitationLink::parse(link).unwrap().code;
        let body = AcceptInvitation {
            name: name.into(),
            password: Secret::new(PASSWORD),
            zone: Tz::Europe__Berlin,
            locale: "en".into(),
            device: SessionDevice { id: device, name: "a laptop".into() },
        };
        self.post(&format!("/v1/invitations/{code}/accept"), &body).await
    }

    pub(crate) async fn sign_in(&self, email: &str, password: &str, device: DeviceId) -> Response {
        self.post("/v1/session", &sign_in_request(email, password, device)).await
    }

    /// The same through a proxy on this machine, for somebody at `address`.
    pub(crate) async fn sign_in_from(&self, address: &str, email: &str, password: &str, device: DeviceId) -> Response {
        let request = self.request(Method::POST, "/v1/session").header("x-forwarded-for", address);
        request.json(&sign_in_request(email, password, device)).send().await.expect("the server answers")
    }
}

fn sign_in_request(email: &str, password: &str, device: DeviceId) -> SignInRequest {
    let device = SessionDevice { id: device, name: "a laptop".into() };
    SignInRequest { email: email.into(), password: Secret::new(password), device, former: [].into() }
}

/// A person with a session on a device.
#[derive(Clone)]
pub(crate) struct Someone {
    pub(crate) token: String,
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
}

impl Someone {
    pub(crate) fn new(session: &Session, device: DeviceId) -> Self {
        Self { token: session.token.reveal().to_owned(), person: session.person, device }
    }

    pub(crate) async fn invite(&self, place: &Place, email: &str, role: Role) -> Response {
        let body = InviteRequest { email: email.into(), name: "Bo".into(), role, teams: [].into() };
        place.request(Method::POST, "/v1/invitations").bearer_auth(&self.token).json(&body).send().await.unwrap()
    }

    /// A colleague, invited and come in.
    pub(crate) async fn colleague(&self, place: &Place, email: &str) -> Someone {
        let made: InvitationMade = answer(self.invite(place, email, Role::Member).await).await;
        place.accept(&made.link, "Bo Lund").await
    }

    /// A call with their session.
    pub(crate) async fn call(&self, place: &Place, method: Method, path: &str, body: &impl Serialize) -> Response {
        place.request(method, path).bearer_auth(&self.token).json(body).send().await.unwrap()
    }

    /// The same person on another device.
    pub(crate) async fn on_another_device(&self, place: &Place, email: &str) -> Someone {
        let device = DeviceId::new(fresh());
        let session: Session = answer(place.sign_in(email, PASSWORD, device).await).await;
        assert_eq!(session.person, self.person);
        Someone::new(&session, device)
    }

    /// What they do through the API, each with its verdict.
    pub(crate) async fn act(&self, place: &Place, intents: &[Intent]) -> Vec<Verdict> {
        let intents = intents.iter().map(|it| serde_json::to_value(it).unwrap()).collect();
        let body = ActRequest { intents };
        let acted: ActAnswer = answer(self.call(place, Method::POST, "/v1/operations", &body).await).await;
        acted.verdicts
    }

    pub(crate) async fn directory(&self, place: &Place) -> Directory {
        answer(self.call(place, Method::GET, "/v1/directory", &()).await).await
    }

    pub(crate) async fn try_push(&self, place: &Place, operations: Vec<SentOperation>) -> Response {
        self.try_push_knowing(place, None, operations).await
    }

    /// A push of a device that has seen a server's history of that epoch.
    pub(crate) async fn try_push_knowing(
        &self,
        place: &Place,
        epoch: Option<Uuid>,
        operations: Vec<SentOperation>,
    ) -> Response {
        let body = PushRequest { device: self.device, epoch, operations };
        place.request(Method::POST, "/v1/sync/push").bearer_auth(&self.token).json(&body).send().await.unwrap()
    }

    pub(crate) async fn push(&self, place: &Place, operations: Vec<SentOperation>) -> PushAnswer {
        answer(self.try_push(place, operations).await).await
    }

    pub(crate) async fn try_pull(&self, place: &Place) -> Response {
        let body = PullRequest { device: self.device, cursors: Cursors::new(), seen: None, limit: 500 };
        place.request(Method::POST, "/v1/sync/pull").bearer_auth(&self.token).json(&body).send().await.unwrap()
    }

    pub(crate) async fn pull(&self, place: &Place) -> PullAnswer {
        answer(self.try_pull(place).await).await
    }

    pub(crate) fn operation(&self, place: &Place, n: u64, intent: &Intent) -> SentOperation {
        SentOperation {
            id: OperationId::new(fresh()),
            device: self.device,
            n,
            actor: self.person,
            at: place.now(),
            schema: 1,
            payload: serde_json::to_value(intent).unwrap().into(),
        }
    }

    /// Asks `whom` for something.
    pub(crate) fn ask(&self, place: &Place, n: u64, whom: PersonId, title: &str) -> SentOperation {
        self.operation(place, n, &asking(ServiceRequestId::new(fresh()), whom, title))
    }
}

/// Asks `whom` for something, without particulars.
pub(crate) fn asking(request: ServiceRequestId, whom: PersonId, title: &str) -> Intent {
    Intent::Ask {
        request,
        title: Title::new(title).unwrap(),
        details: None,
        addressee: Addressee::Person(whom),
        visibility: Default::default(),
        priority: Default::default(),
        kind: None,
        needed_by: None,
        written: None,
        watchers: Default::default(),
        link: None,
        form: None,
    }
}

/// What an answer says, once its checksum has been compared.
pub(crate) async fn answer<T: DeserializeOwned>(response: Response) -> T {
    let status = response.status();
    let body = checked_body(response).await;
    assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
    serde_json::from_slice(&body).unwrap()
}

/// What a refusal says, with its status.
pub(crate) async fn problem(response: Response) -> (u16, Problem) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let body = checked_body(response).await;
    (status, serde_json::from_slice(&body).unwrap())
}

async fn checked_body(response: Response) -> Vec<u8> {
    assert_eq!(response.headers()[PROTOCOL_HEADER], "1");
    let expected = response.headers()[CHECKSUM_HEADER].to_str().unwrap().to_owned();
    let body = response.bytes().await.unwrap();
    assert_eq!(blake3::hash(&body).to_hex().as_str(), expected);
    body.to_vec()
}

pub(crate) fn fresh() -> Uuid {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).unwrap();
    Uuid::from_bytes(bits)
}
