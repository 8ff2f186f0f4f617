//! The held stream: pokes that say how far the history has come. Who is poked pulls, and learns
//! there what they may see; a lost poke costs time, never correctness. Who asks for them gets small
//! pages at once, as long as nothing has changed that decides what they may see.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_stream::stream;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use goodturn_domain::{Role, Scope};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::{Poke, PokePage};
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::time::{Instant, MissedTickBehavior};

use crate::auth::Member;
use crate::backend::Backend;

/// Proxies close streams that are silent for a minute or less.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Whatever ended a session is told to its stream; should that get lost, it ends by itself.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// What a stream brings.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
pub(crate) struct Wanted {
    /// Small pages of what changed, too; otherwise only how far the history has come.
    #[serde(default)]
    pages: bool,
}

/// `GET /v1/sync/events`: the head now and after every commit, until the session ends.
pub(crate) async fn follow(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let last_id = headers.get("last-event-id").and_then(|it| it.to_str().ok()).and_then(|it| it.parse().ok());
    // What a guest sees depends on everything in it.
    let has_pages = wanted.pages && member.role != Role::Guest;
    let follower = Follower { backend, member, scopes: None, has_pages };
    Sse::new(pokes(follower, last_id)).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}

/// Who holds a stream.
struct Follower {
    backend: Arc<Backend>,
    member: Member,
    /// What the person may sync; none when it has to be looked up again.
    scopes: Option<BTreeSet<Scope>>,
    has_pages: bool,
}

fn pokes(mut follower: Follower, last_id: Option<u64>) -> impl Stream<Item = Result<Event, Infallible>> {
    let backend = follower.backend.clone();
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
                let page = follower.page(told, reached);
                told = Some(reached);
                yield Ok(event(&Poke { head: reached, page }));
            }
            follower.prepare().await;
            tokio::select! {
                moved = head.changed() => if moved.is_err() { break },
                _ = standings.changed() => if follower.has_ended().await { break },
                _ = elsewhere.changed() => if follower.has_ended().await { break },
                _ = looks.tick() => if follower.has_ended().await { break },
                () = &mut stopped => break,
            }
        }
    }
}

impl Follower {
    fn page(&mut self, told: Option<u64>, reached: u64) -> Option<Box<PokePage>> {
        let from = told.filter(|_| self.has_pages)?;
        let now = self.backend.clock.now();
        let answer = self.scopes.as_ref().and_then(|it| self.backend.writer.recent.page(from, reached, it, now));
        if answer.is_none() {
            // People or teams may have changed, and with them what this one may sync.
            self.scopes = None;
        }
        answer.map(|answer| Box::new(PokePage { from, answer }))
    }

    /// Looks up what the person may sync, after they were told how far the history has come: a commit
    /// that ten thousand hear of does not wait for as many look-ups.
    async fn prepare(&mut self) {
        if self.has_pages && self.scopes.is_none() {
            let person = self.member.person;
            self.scopes = self.backend.blocking(move |it| Ok(it.authority.scopes_of(person)?)).await.ok();
        }
    }

    /// Whether the session no longer holds. A storage that does not answer ends nothing.
    async fn has_ended(&mut self) -> bool {
        let token = self.member.token;
        self.scopes = None;
        match self.backend.blocking(move |it| it.authenticate(token)).await {
            Ok(member) => {
                self.has_pages &= member.role != Role::Guest;
                false
            }
            Err(error) => error.code == ProblemCode::SignedOut,
        }
    }
}

fn event(poke: &Poke) -> Event {
    let data = serde_json::to_string(poke).expect("a poke has string keys only");
    Event::default().event("head").id(poke.head.to_string()).data(data)
}
