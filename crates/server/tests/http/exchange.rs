//! The form of requests and answers, whatever they are about.

use goodturn_sync::problem::{PROTOCOL_HEADER, ProblemCode};
use goodturn_sync::session::Meta;
use reqwest::Method;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::place::{Place, answer, problem};

#[tokio::test]
async fn a_stranger_learns_what_this_server_is() {
    let place = Place::start().await;

    let meta: Meta = answer(place.get("/v1/meta").await).await;

    assert_eq!((meta.protocol, meta.oldest_protocol), (1, 1));
    assert_eq!(meta.server_time, place.now());
    assert_eq!(meta.limits.operations, 500);
}

#[tokio::test]
async fn a_watcher_learns_that_it_is_alive_and_ready() {
    let place = Place::start().await;

    assert_eq!(answer::<Value>(place.get("/healthz").await).await["status"], "alive");
    assert_eq!(answer::<Value>(place.get("/readyz").await).await["status"], "ready");
}

#[tokio::test]
async fn what_is_not_there_and_what_is_not_taken_are_problems() {
    let place = Place::start().await;

    let (status, missing) = problem(place.get("/v1/nothing").await).await;
    assert_eq!((status, missing.code), (404, ProblemCode::NotFound));
    let response = place.request(Method::PUT, "/v1/session").send().await.unwrap();
    assert!(response.headers().contains_key("allow"));
    let (status, refused) = problem(response).await;
    assert_eq!((status, refused.code), (405, ProblemCode::MethodNotAllowed));
}

#[tokio::test]
async fn another_protocol_is_told_to_update() {
    let place = Place::start().await;
    let ask = |version: &'static str| {
        let url = format!("http://{}/v1/meta", place.running().address);
        place.client.get(url).header(PROTOCOL_HEADER, version).send()
    };

    let (status, refused) = problem(ask("2").await.unwrap()).await;
    assert_eq!((status, refused.code), (426, ProblemCode::OutOfDate));
    let (status, refused) = problem(ask("0").await.unwrap()).await;
    assert_eq!((status, refused.code), (426, ProblemCode::OutOfDate));
    let (status, refused) = problem(ask("one").await.unwrap()).await;
    assert_eq!((status, refused.code), (400, ProblemCode::Malformed));
}

#[tokio::test]
async fn bodies_that_are_no_json_are_malformed() {
    let place = Place::start().await;
    let bodies: [&'static [u8]; 7] =
        [b"", b"{", b"null", b"[1,2]", b"\xff\xfe{}", b"{\"email\":\"\xc3\x28\"}", b"<html>Please sign in</html>"];

    for body in bodies {
        let response = place.request(Method::POST, "/v1/session").body(body).send().await.unwrap();
        let (status, refused) = problem(response).await;
        assert_eq!((status, refused.code), (400, ProblemCode::Malformed), "{body:?}");
    }
}

#[tokio::test]
async fn invalid_utf8_in_a_push_is_malformed_and_changes_nothing() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let head = ada.pull(&place).await.seen.head;
    let push = serde_json::json!({ "device": ada.device, "operations": [ada.ask(&place, 1, bo.person, "A # title")] });
    let mut body = push.to_string().into_bytes();
    let place_of_mark = body.iter().position(|byte| *byte == b'#').unwrap();
    body[place_of_mark] = 0xff;

    let request = place.request(Method::POST, "/v1/sync/push").bearer_auth(&ada.token).body(body);
    let (status, refused) = problem(request.send().await.unwrap()).await;

    assert_eq!((status, refused.code), (400, ProblemCode::Malformed));
    assert_eq!(ada.pull(&place).await.seen.head, head);
}

#[tokio::test]
async fn a_body_over_the_limit_is_too_large_compressed_or_not() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let large = vec![b' '; 9 * 1024 * 1024];

    let request = place.request(Method::POST, "/v1/sync/push").bearer_auth(&ada.token);
    let (status, refused) = problem(request.body(large).send().await.unwrap()).await;
    assert_eq!((status, refused.code), (413, ProblemCode::TooLarge));

    // Ten megabytes of zeros as a zstd frame: one RLE block after the other.
    let mut bomb = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    for block in 0..80_u32 {
        let header: u32 = (128 * 1024) << 3 | 1 << 1 | u32::from(block == 79);
        bomb.extend_from_slice(&header.to_le_bytes()[..3]);
        bomb.push(b' ');
    }
    let request = place.request(Method::POST, "/v1/sync/push").bearer_auth(&ada.token);
    let request = request.header("content-encoding", "zstd").body(bomb);
    let (status, refused) = problem(request.send().await.unwrap()).await;
    assert_eq!((status, refused.code), (413, ProblemCode::TooLarge));
}

#[tokio::test]
async fn what_is_not_compressed_as_it_says_is_malformed() {
    let place = Place::start().await;

    let request = place.request(Method::POST, "/v1/session").header("content-encoding", "zstd").body("{}");
    let (status, refused) = problem(request.send().await.unwrap()).await;
    assert_eq!((status, refused.code), (400, ProblemCode::Malformed));
    let request = place.request(Method::POST, "/v1/session").header("content-encoding", "br").body("{}");
    let (status, refused) = problem(request.send().await.unwrap()).await;
    assert_eq!((status, refused.code), (400, ProblemCode::Malformed));
}

#[tokio::test]
async fn large_answers_come_compressed_and_the_checksum_is_of_what_they_unpack_to() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let url = format!("http://{}/v1/sync/pull", place.running().address);
    let raw = reqwest::Client::builder().no_proxy().no_zstd().no_gzip().build().unwrap();
    let body = serde_json::json!({ "device": ada.device, "cursors": {}, "seen": null, "limit": 100 });

    let request = raw.post(url).bearer_auth(&ada.token).header("accept-encoding", "zstd").json(&body);
    let response = request.send().await.unwrap();

    assert_eq!(response.headers()["content-encoding"], "zstd");
    // The ordinary client unpacks it and compares the checksum.
    ada.pull(&place).await;
}

#[tokio::test]
async fn small_answers_come_as_they_are() {
    let place = Place::start().await;
    let url = format!("http://{}/v1/meta", place.running().address);
    let raw = reqwest::Client::builder().no_proxy().no_zstd().no_gzip().build().unwrap();

    let response = raw.get(url).header("accept-encoding", "zstd, gzip").send().await.unwrap();

    assert!(!response.headers().contains_key("content-encoding"));
    assert!(response.json::<serde_json::Value>().await.unwrap().is_object());
}

#[tokio::test]
async fn a_request_that_breaks_off_leaves_the_server_well() {
    let place = Place::start().await;
    let mut stream = TcpStream::connect(place.running().address).await.unwrap();
    let head = "POST /v1/session HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{\"email\":";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();

    let mut answered = Vec::new();
    // Whatever comes back, or nothing, is fine: there is nobody to read it.
    let _ = stream.read_to_end(&mut answered).await;

    assert_eq!(answer::<Value>(place.get("/healthz").await).await["status"], "alive");
}
