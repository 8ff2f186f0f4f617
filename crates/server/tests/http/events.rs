//! The held stream.

use std::time::Duration;

use futures_util::StreamExt;
use goodturn_sync::session::Poke;
use reqwest::{Method, StatusCode};

use crate::place::{Place, Someone};

/// Longer than anything takes that is going to happen.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Stream {
    bytes: futures_util::stream::BoxStream<'static, reqwest::Result<Vec<u8>>>,
    read: String,
}

impl Stream {
    pub(crate) async fn open(place: &Place, who: &Someone, last_id: Option<u64>) -> Self {
        let mut request = place.request(Method::GET, "/v1/sync/events").bearer_auth(&who.token);
        if let Some(last_id) = last_id {
            request = request.header("last-event-id", last_id);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let bytes = response.bytes_stream().map(|chunk| chunk.map(|it| it.to_vec())).boxed();
        Self { bytes, read: String::new() }
    }

    /// The next poke; none once the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<u64> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data:")).map(str::to_owned);
                self.read = rest.to_owned();
                if let Some(data) = data {
                    return Some(serde_json::from_str::<Poke>(&data).unwrap().head);
                }
                continue;
            }
            let chunk = tokio::time::timeout(PATIENCE, self.bytes.next()).await.expect("a poke or an end");
            self.read.push_str(std::str::from_utf8(&chunk?.ok()?).unwrap());
        }
    }
}

#[tokio::test]
async fn a_push_pokes_whoever_listens() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let mut stream = Stream::open(&place, &bo, None).await;
    let before = bo.pull(&place).await.seen.head;
    assert_eq!(stream.next().await, Some(before), "the head is told at once");

    let pushed = ada.push(&place, vec![ada.ask(&place, 1, bo.person, "Ring")]).await;

    assert_eq!(stream.next().await, Some(pushed.head));
}

#[tokio::test]
async fn who_comes_back_up_to_date_is_poked_by_the_next_change_only() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let head = bo.pull(&place).await.seen.head;
    let mut stream = Stream::open(&place, &bo, Some(head)).await;

    let pushed = ada.push(&place, vec![ada.ask(&place, 1, bo.person, "Ring")]).await;

    assert_eq!(stream.next().await, Some(pushed.head));
}

#[tokio::test]
async fn signing_out_ends_the_stream_of_that_device_alone() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let (mut adas, mut bos) = (Stream::open(&place, &ada, None).await, Stream::open(&place, &bo, None).await);
    adas.next().await.unwrap();
    bos.next().await.unwrap();

    place.request(Method::DELETE, "/v1/session").bearer_auth(&bo.token).send().await.unwrap();

    assert_eq!(bos.next().await, None);
    let pushed = ada.push(&place, vec![ada.ask(&place, 1, bo.person, "Still here")]).await;
    assert_eq!(adas.next().await, Some(pushed.head));
}

#[tokio::test]
async fn deactivating_somebody_ends_their_stream() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let mut stream = Stream::open(&place, &bo, None).await;
    stream.next().await.unwrap();

    let deactivate = goodturn_domain::Intent::Deactivate { person: bo.person };
    ada.push(&place, vec![ada.operation(&place, 1, &deactivate)]).await;

    while stream.next().await.is_some() {}
}

#[tokio::test]
async fn stopping_the_server_ends_every_stream_and_takes_little_time() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let mut stream = Stream::open(&place, &ada, None).await;
    stream.next().await.unwrap();

    tokio::time::timeout(PATIENCE / 4, place.restart()).await.expect("the stream does not hold it up");

    assert_eq!(stream.next().await, None);
}
