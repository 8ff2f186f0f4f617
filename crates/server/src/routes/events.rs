//! The held stream: pokes that say how far the history has come. Who is poked pulls, and learns
//! there what they may see; a lost poke costs time, never correctness.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_stream::stream;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::Poke;
use tokio::time::{Instant, MissedTickBehavior};

use crate::auth::Member;
use crate::backend::Backend;

/// Proxies close streams that are silent for a minute or less.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Whatever ended a session is told to its stream; should that get lost, it ends by itself.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// `GET /v1/sync/events`: the head now and after every commit, until the session ends.
pub(crate) async fn follow(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let last_id = headers.get("last-event-id").and_then(|it| it.to_str().ok()).and_then(|it| it.parse().ok());
    Sse::new(pokes(backend, member, last_id)).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}

fn pokes(backend: Arc<Backend>, member: Member, last_id: Option<u64>) -> impl Stream<Item = Result<Event, Infallible>> {
    let mut head = backend.newsroom.head();
    let mut standings = backend.standings.subscribe();
    let mut elsewhere = backend.newsroom.elsewhere();
    let mut looks = tokio::time::interval_at(Instant::now() + LOOK_EVERY, LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stopped = Box::pin(backend.stopped());
    stream! {
        let mut told = last_id;
        loop {
            let reached = *head.borrow_and_update();
            if told != Some(reached) {
                told = Some(reached);
                yield Ok(event(reached));
            }
            tokio::select! {
                moved = head.changed() => if moved.is_err() { break },
                _ = standings.changed() => if has_ended(&backend, member).await { break },
                _ = elsewhere.changed() => if has_ended(&backend, member).await { break },
                _ = looks.tick() => if has_ended(&backend, member).await { break },
                () = &mut stopped => break,
            }
        }
    }
}

fn event(head: u64) -> Event {
    let data = serde_json::to_string(&Poke { head }).expect("a number is JSON");
    Event::default().event("head").id(head.to_string()).data(data)
}

/// Whether the session no longer holds. A storage that does not answer ends nothing.
async fn has_ended(backend: &Arc<Backend>, member: Member) -> bool {
    let known = backend.blocking(move |it| it.authenticate(member.token)).await;
    known.is_err_and(|error| error.code == ProblemCode::SignedOut)
}
