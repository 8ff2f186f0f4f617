//! Files in a bucket that speaks S3: like in a folder, and nothing lost while it is away.

use std::net::SocketAddr;

use goodturn_server::{BucketAccess, Config, FilesConfig, PasswordCost};
use goodturn_sync::Verdict;
use goodturn_sync::files::FileReceived;
use goodturn_sync::problem::ProblemCode;
use goodturn_test_support::s3::{BUCKET, S3Server};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use reqwest::{Method, StatusCode};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::attachments::{attachment, content, files_below, hash_of};
use crate::place::{Place, answer, problem};

const MIB: usize = 1024 * 1024;

/// Files below the folder `turn` of the bucket that is reached at `address`.
fn in_bucket(s3: &S3Server, address: SocketAddr, bucket: &str, secret: &str) -> FilesConfig {
    let access = BucketAccess::default()
        .with("AWS_ACCESS_KEY_ID", &s3.key_id)
        .with("AWS_SECRET_ACCESS_KEY", secret)
        .with("AWS_ENDPOINT", &format!("http://{address}"))
        .with("AWS_ALLOW_HTTP", "true")
        .with("AWS_REGION", "us-east-1");
    FilesConfig { url: Some(format!("s3://{bucket}/turn")), access, ..FilesConfig::default() }
}

fn look_into(s3: &S3Server) -> AmazonS3 {
    let store = AmazonS3Builder::new().with_bucket_name(BUCKET).with_region("us-east-1").with_allow_http(true);
    let store = store.with_access_key_id(&s3.key_id).with_secret_access_key(&s3.secret);
    store.with_endpoint(format!("http://{}", s3.address)).build().unwrap()
}

/// The way to a server, which can be closed.
struct Gate {
    address: SocketAddr,
    to: SocketAddr,
    open: Option<JoinHandle<()>>,
}

impl Gate {
    async fn open(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { address, to, open: Some(tokio::spawn(pass(listener, to))) }
    }

    /// Nobody listens, and what was connected is not any more.
    async fn close(&mut self) {
        let open = self.open.take().unwrap();
        open.abort();
        assert!(open.await.unwrap_err().is_cancelled());
    }

    async fn open_again(&mut self) {
        self.open = Some(tokio::spawn(pass(TcpListener::bind(self.address).await.unwrap(), self.to)));
    }
}

async fn pass(listener: TcpListener, to: SocketAddr) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let (mut near, _) = listener.accept().await.unwrap();
        connections.spawn(async move {
            let mut far = TcpStream::connect(to).await.unwrap();
            // Whoever hangs up ends it.
            let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
        });
    }
}

#[tokio::test]
async fn a_bucket_keeps_files_as_a_folder_does() {
    let s3 = S3Server::start().unwrap();
    let mut place = Place::with_files(in_bucket(&s3, s3.address, BUCKET, &s3.secret)).await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let content = content(18 * MIB + 4321);
    for offset in [0, 4 * MIB, 8 * MIB, 12 * MIB] {
        let part: FileReceived = answer(ada.send_part(&place, &content, offset, 4 * MIB).await).await;
        assert!(!part.is_whole);
        place.restart().await;
        assert_eq!(ada.received(&place, &content).await, (StatusCode::NO_CONTENT, (offset + 4 * MIB).to_string()));
    }
    let last: FileReceived = answer(ada.send_part(&place, &content, 16 * MIB, 4 * MIB).await).await;
    assert!(last.is_whole);
    let request = ada.asks(&place, 1, bo.person).await;
    let attaching = ada.attaching(&place, 2, request, attachment(&content));
    assert!(matches!(ada.verdict(&place, &attaching).await, Verdict::Applied { .. }));

    let whole = bo.fetch(&place, hash_of(&content)).await;
    let range = place.request(Method::GET, &format!("/v1/files/{}", hash_of(&content))).bearer_auth(&bo.token);
    let range = range.header("range", format!("bytes={}-{}", 9 * MIB, 9 * MIB + 9)).send().await.unwrap();

    assert!(whole.bytes().await.unwrap() == content, "it is what was sent");
    assert_eq!(range.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(range.bytes().await.unwrap(), content[9 * MIB..9 * MIB + 10]);
    let objects = futures_util::TryStreamExt::try_collect::<Vec<_>>(look_into(&s3).list(None)).await.unwrap();
    let names: Vec<String> = objects.iter().map(|it| it.location.to_string()).collect();
    assert_eq!(names, [format!("turn/whole/{}", hash_of(&content))], "the parts are gone");
    assert!(files_below(&place.data_dir().join("files")).is_empty());
}

#[tokio::test]
async fn a_file_that_is_gone_from_the_bucket_is_not_there_and_can_be_brought_again() {
    let s3 = S3Server::start().unwrap();
    let place = Place::with_files(in_bucket(&s3, s3.address, BUCKET, &s3.secret)).await;
    let ada = place.administrator().await;
    let content = content(MIB);
    let file = ada.bring(&place, &content).await;
    look_into(&s3).delete(&Path::from(format!("turn/whole/{file}"))).await.unwrap();

    let (status, missing) = problem(ada.fetch(&place, file).await).await;

    assert_eq!((status, missing.code), (404, ProblemCode::NotFound));
    ada.bring(&place, &content).await;
    assert!(ada.fetch(&place, file).await.bytes().await.unwrap() == content);
}

#[tokio::test]
async fn a_bucket_that_refuses_is_told_at_the_start_and_later_costs_nothing_but_time() {
    let s3 = S3Server::start().unwrap();
    for (bucket, secret, told) in
        [(BUCKET, "not-the-secret", "SignatureDoesNotMatch"), ("no-such-bucket", s3.secret.as_str(), "no-such-bucket")]
    {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            password_cost: PasswordCost { memory_kib: 64, passes: 1 },
            files: in_bucket(&s3, s3.address, bucket, secret),
            ..Config::new(folder.path().to_owned())
        };
        let refused = goodturn_server::start(config).await.unwrap_err().to_string();
        assert!(refused.contains("the place for files cannot be used") && refused.contains(told), "{refused}");
        assert!(!refused.contains(secret), "{refused}");
    }
    let place = Place::with_files(in_bucket(&s3, s3.address, BUCKET, &s3.secret)).await;
    let ada = place.administrator().await;
    let content = content(1_000);
    s3.forget_keys().unwrap();

    let (status, refused) = problem(ada.send_part(&place, &content, 0, 1_000).await).await;

    assert_eq!((status, refused.code), (503, ProblemCode::Busy));
}

#[tokio::test]
async fn while_a_bucket_is_away_files_wait_and_nothing_else_does() {
    let s3 = S3Server::start().unwrap();
    let mut gate = Gate::open(s3.address).await;
    let mut place = Place::with_files(in_bucket(&s3, gate.address, BUCKET, &s3.secret)).await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let request = ada.asks(&place, 1, bo.person).await;
    let content = content(2 * MIB);
    let attaching = ada.attaching(&place, 2, request, attachment(&content));
    answer::<FileReceived>(ada.send_part(&place, &content, 0, MIB).await).await;
    gate.close().await;

    let response = ada.send_part(&place, &content, MIB, MIB).await;

    assert!(response.headers().contains_key("retry-after"));
    let (status, away) = problem(response).await;
    assert_eq!((status, away.code), (503, ProblemCode::Busy));
    assert_eq!(away.detail, "The storage of files does not answer.");
    assert_eq!(ada.verdict(&place, &attaching).await, Verdict::Deferred);
    place.restart().await;
    let other = ada.ask(&place, 3, bo.person, "Something else");
    assert!(matches!(ada.verdict(&place, &other).await, Verdict::Applied { .. }));
    assert_eq!(bo.fetch(&place, hash_of(&content)).await.status(), StatusCode::NOT_FOUND);

    gate.open_again().await;
    assert_eq!(ada.received(&place, &content).await, (StatusCode::NO_CONTENT, MIB.to_string()));
    let rest: FileReceived = answer(ada.send_part(&place, &content, MIB, MIB).await).await;
    assert!(rest.is_whole);
    assert!(matches!(ada.verdict(&place, &attaching).await, Verdict::Applied { .. }));
    assert!(bo.fetch(&place, hash_of(&content)).await.bytes().await.unwrap() == content);
}
