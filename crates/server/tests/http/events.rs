//! The held stream.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::SqliteReplica;
use goodturn_sync::Replica;
use goodturn_sync::replica::{SentPage, Settled};
use goodturn_sync::session::Poke;
use reqwest::{Method, StatusCode};
use tempfile::TempDir;

use crate::place::{PASSWORD, Place, Someone};

/// Longer than anything takes that is going to happen.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Stream {
    bytes: futures_util::stream::BoxStream<'static, reqwest::Result<Vec<u8>>>,
    read: String,
}

impl Stream {
    pub(crate) async fn open(place: &Place, who: &Someone, last_id: Option<u64>) -> Self {
        Self::open_at(place, who, "/v1/sync/events", last_id).await
    }

    async fn with_pages(place: &Place, who: &Someone) -> Self {
        let mut stream = Self::open_at(place, who, "/v1/sync/events?pages=true", None).await;
        assert_eq!(stream.next_poke().await.expect("the head is told at once").page, None);
        stream
    }

    async fn open_at(place: &Place, who: &Someone, path: &str, last_id: Option<u64>) -> Self {
        let mut request = place.request(Method::GET, path).bearer_auth(&who.token);
        if let Some(last_id) = last_id {
            request = request.header("last-event-id", last_id);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let bytes = response.bytes_stream().map(|chunk| chunk.map(|it| it.to_vec())).boxed();
        Self { bytes, read: String::new() }
    }

    /// How far the next poke says the history has come; none once the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<u64> {
        self.next_poke().await.map(|poke| poke.head)
    }

    async fn next_poke(&mut self) -> Option<Poke> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data:")).map(str::to_owned);
                self.read = rest.to_owned();
                if let Some(data) = data {
                    return Some(serde_json::from_str::<Poke>(&data).unwrap());
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
async fn who_asks_for_pages_gets_what_changed_and_nothing_that_is_not_theirs_to_see() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let cy = ada.colleague(&place, "cy@example.org").await;
    let mut for_bo = Stream::with_pages(&place, &bo).await;
    let mut for_cy = Stream::with_pages(&place, &cy).await;
    let before = bo.pull(&place).await;

    let pushed = ada.push(&place, vec![ada.ask(&place, 1, bo.person, "Ring")]).await;

    let sent = for_bo.next_poke().await.and_then(|poke| poke.page).expect("little has changed");
    assert_eq!((sent.from, sent.answer.seen.head), (before.seen.head, pushed.head));
    assert_eq!(sent.answer.rows[0].body.value()["title"], "Ring");
    let pulled = bo.pull(&place).await;
    assert_eq!(sent.answer.seen, pulled.seen);
    let scopes = |answer: &goodturn_sync::PullAnswer| answer.scopes.keys().cloned().collect::<Vec<_>>();
    assert_eq!(scopes(&sent.answer), scopes(&pulled));
    for (scope, state) in &sent.answer.scopes {
        assert!(state.digest.is_none() || state.digest == pulled.scopes[scope].digest, "{scope}");
    }
    let sent = for_cy.next_poke().await.and_then(|poke| poke.page).expect("nothing has changed for them");
    assert_eq!(sent.answer.rows, []);
}

#[tokio::test]
async fn a_change_of_people_is_pulled_because_it_may_change_what_one_sees() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let mut stream = Stream::with_pages(&place, &ada).await;

    ada.colleague(&place, "bo@example.org").await;

    assert_eq!(stream.next_poke().await.expect("the stream goes on").page, None);
}

/// The data of somebody on their device, with all that they see.
async fn filled_device(place: &Place, who: &Someone) -> (TempDir, Replica<SqliteReplica>) {
    let folder = tempfile::tempdir().unwrap();
    let storage = SqliteReplica::open(&folder.path().join("replica.db")).unwrap();
    let device = Replica::new(storage, who.device, who.person);
    device.apply(&who.pull(place).await).unwrap();
    (folder, device)
}

#[tokio::test]
async fn a_page_is_applied_once_and_only_on_top_of_what_it_follows() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let mut stream = Stream::with_pages(&place, &bo).await;
    let (_folder, device) = filled_device(&place, &bo).await;
    let mut pages = Vec::new();
    for (n, title) in [(1, "Ring"), (2, "Rang")] {
        ada.push(&place, vec![ada.ask(&place, n, bo.person, title)]).await;
        pages.push(stream.next_poke().await.and_then(|poke| poke.page).expect("little has changed"));
    }

    assert_eq!(device.apply_sent(&pages[1]).unwrap(), SentPage::Unfit);
    for page in &pages {
        let SentPage::Applied(applied) = device.apply_sent(page).unwrap() else { panic!("it follows") };
        assert_eq!((applied.has_more, applied.mismatched), (false, 0));
        assert_eq!(device.apply_sent(page).unwrap(), SentPage::Known);
    }
}

#[tokio::test]
async fn what_a_device_sent_is_settled_together_with_the_page_that_brings_it_back() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let mut stream = Stream::with_pages(&place, &bo).await;
    let (_folder, device) = filled_device(&place, &bo).await;
    let asked = bo.ask(&place, 1, ada.person, "Ring").to_operation().unwrap();
    device.perform(vec![(asked.id, asked.intent)], asked.at).unwrap();
    let push = device.next_push().unwrap().expect("there is something to send");
    let answer = bo.push(&place, push.operations.clone()).await;
    let page = Arc::new(*stream.next_poke().await.and_then(|poke| poke.page).expect("little has changed"));
    // Two changes more; the page of the first never comes.
    ada.push(&place, vec![ada.ask(&place, 1, bo.person, "Rang")]).await;
    ada.push(&place, vec![ada.ask(&place, 2, bo.person, "Rung")]).await;
    stream.next_poke().await;
    let later = Arc::new(*stream.next_poke().await.and_then(|poke| poke.page).expect("little has changed"));

    let (settled, pages) = device.settle_with(&push, &answer, &[page.clone(), later], asked.at).unwrap();

    assert_eq!(settled, Settled { applied: 1, ..Settled::default() });
    let SentPage::Applied(applied) = &pages[0] else { panic!("it follows: {pages:?}") };
    assert_eq!((applied.has_more, applied.mismatched), (false, 0));
    assert_eq!(pages[1], SentPage::Unfit, "the one before it is missing");
    let (at, left) = device.storage().read(|tx| Ok::<_, StoreError>((tx.position()?, tx.list_outbox(0, 10)?))).unwrap();
    assert_eq!(at.map(|it| it.seq), Some(page.answer.seen.head));
    assert_eq!(left, [], "nothing waits any more");
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
async fn signing_in_again_on_a_device_ends_the_stream_of_the_earlier_session() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let (mut adas, mut bos) = (Stream::open(&place, &ada, None).await, Stream::open(&place, &bo, None).await);
    adas.next().await.unwrap();
    bos.next().await.unwrap();

    assert_eq!(place.sign_in("bo@example.org", PASSWORD, bo.device).await.status(), 200);

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
