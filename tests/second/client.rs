//! A client as somebody would write it who has read `docs/sync.md` and nothing else: HTTP and
//! JSON, no line of our crates. It keeps everything in memory.

use std::collections::{BTreeMap, VecDeque};

use anyhow::{Context, Result, bail, ensure};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

/// An operation that waits, or that no backup of the server holds yet.
#[derive(Clone)]
struct Waiting {
    body: Value,
    /// Its number in the server's history, once it has been applied.
    seq: Option<u64>,
}

/// What is known of an entity.
#[derive(Default)]
pub(crate) struct Held {
    body: Value,
    seq: u64,
    /// Where it is seen.
    scopes: Vec<String>,
}

/// What spreads an id and a number over 64 bits, for digests.
fn mix(value: u64) -> u64 {
    let z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// One person on one device.
pub(crate) struct Second {
    http: Client,
    server: String,
    token: String,
    pub(crate) person: String,
    device: String,
    next_n: u64,
    outbox: VecDeque<Waiting>,
    /// What was refused, with the reason: somebody has to see it.
    pub(crate) attention: Vec<(Value, String)>,
    cursors: BTreeMap<String, Value>,
    seen: Value,
    /// By kind and id.
    pub(crate) rows: BTreeMap<(String, String), Held>,
}

impl Second {
    /// Comes in with the code of an invitation.
    pub(crate) async fn accept(server: &str, code: &str, name: &str) -> Result<Self> {
        let (http, device) = (Client::builder().no_proxy().build()?, fresh());
        let body = json!({
            "name": name, "password": "seven green boats", "zone": "Europe/Berlin", "locale": "en",
            "device": { "id": device, "name": "a second client" },
        });
        let request = http.post(format!("{server}/v1/invitations/{code}/accept")).json(&body);
        let session = checked(request.header("goodturn-protocol", "1").send().await?).await?;
        Ok(Self {
            http,
            server: server.to_owned(),
            token: text(&session, "token")?,
            person: text(&session, "person")?,
            device,
            next_n: 1,
            outbox: VecDeque::new(),
            attention: Vec::new(),
            cursors: BTreeMap::new(),
            seen: Value::Null,
            rows: BTreeMap::new(),
        })
    }

    /// The server has moved to another address.
    pub(crate) fn find_at(&mut self, server: &str) {
        server.clone_into(&mut self.server);
    }

    /// The code of an invitation for somebody else.
    pub(crate) async fn invite(&self, email: &str) -> Result<String> {
        let body = json!({ "email": email, "name": "Sam", "role": "member", "teams": [] });
        let made = checked(self.request(Method::POST, "/v1/invitations").json(&body).send().await?).await?;
        let link = text(&made, "link")?;
        Ok(link.rsplit_once("/join/").context("a link")?.1.to_owned())
    }

    /// Puts an intent into the outbox. Its id is made here and never again.
    pub(crate) fn does(&mut self, intent: &Value, at: i64) -> String {
        let id = fresh();
        let body = json!({
            "id": id, "device": self.device, "n": self.next_n, "actor": self.person, "at": at, "schema": 1,
            "payload": intent,
        });
        self.next_n += 1;
        self.outbox.push_back(Waiting { body, seq: None });
        id
    }

    /// How many operations have not been sent.
    pub(crate) fn unsent(&self) -> usize {
        self.outbox.iter().filter(|it| it.seq.is_none()).count()
    }

    /// Everything there is to send, then everything there is to fetch.
    pub(crate) async fn sync(&mut self) -> Result<()> {
        for _ in 0..5 {
            match self.push().await? {
                Pushed::Done => return self.pull().await,
                Pushed::NewHistory => self.pull().await?,
                Pushed::AsAnother => {}
            }
        }
        bail!("the server wants something else each time")
    }

    async fn push(&mut self) -> Result<Pushed> {
        let operations: Vec<Value> =
            self.outbox.iter().filter(|it| it.seq.is_none()).map(|it| it.body.clone()).take(500).collect();
        if operations.is_empty() {
            return Ok(Pushed::Done);
        }
        let mut body = json!({ "device": self.device, "operations": operations });
        if let Some(epoch) = self.seen.get("epoch") {
            body["epoch"] = epoch.clone();
        }
        let response = self.request(Method::POST, "/v1/sync/push").json(&body).send().await?;
        if response.status() == StatusCode::CONFLICT {
            let problem = read(response).await?;
            return match problem["code"].as_str() {
                Some("new_history") => Ok(Pushed::NewHistory),
                Some("gap" | "cloned_device") => {
                    self.device = fresh();
                    self.offer_again(|it| it.seq.is_none());
                    Ok(Pushed::AsAnother)
                }
                _ => bail!("{problem}"),
            };
        }
        let answer = checked(response).await?;
        for verdict in answer["verdicts"].as_array().context("verdicts")? {
            self.settle(verdict, &answer["head"])?;
        }
        Ok(Pushed::Done)
    }

    fn settle(&mut self, verdict: &Value, head: &Value) -> Result<()> {
        let at = self.outbox.iter().position(|it| it.body["id"] == verdict["id"]).context("an answer to nothing")?;
        match verdict["verdict"].as_str() {
            Some("applied") => self.outbox[at].seq = verdict["seq"].as_u64(),
            Some("unchanged") => self.outbox[at].seq = head.as_u64(),
            Some("rejected") => {
                let refused = self.outbox.remove(at).context("it was found")?;
                self.attention.push((refused.body, text(verdict, "code")?));
            }
            Some("deferred") => {}
            other => bail!("a verdict of another time: {other:?}"),
        }
        Ok(())
    }

    async fn pull(&mut self) -> Result<()> {
        loop {
            let body = json!({ "device": self.device, "cursors": self.cursors, "seen": self.seen, "limit": 2_000 });
            let page = checked(self.request(Method::POST, "/v1/sync/pull").json(&body).send().await?).await?;
            self.take_in(&page)?;
            if page["has_more"] == false {
                return Ok(());
            }
        }
    }

    fn take_in(&mut self, page: &Value) -> Result<()> {
        if page["is_new_history"] == true {
            self.rows.clear();
            self.cursors.clear();
            self.offer_again(|_| true);
        }
        for scope in page["lost"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            self.cursors.remove(scope);
            self.rows.retain(|_, Held { scopes, .. }| {
                scopes.retain(|it| it != scope);
                !scopes.is_empty()
            });
        }
        for row in page["rows"].as_array().into_iter().flatten() {
            let scopes = row["scopes"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
            let known = self.rows.entry((text(row, "kind")?, text(row, "id")?)).or_default();
            known.body = row["body"].clone();
            known.seq = row["seq"].as_u64().context("a row has a number")?;
            known.scopes.extend(scopes);
            known.scopes.sort_unstable();
            known.scopes.dedup();
        }
        for gone in page["gone"].as_array().into_iter().flatten() {
            let key = (text(gone, "kind")?, text(gone, "id")?);
            if let Some(Held { scopes, .. }) = self.rows.get_mut(&key) {
                scopes.retain(|it| gone["scope"] != it.as_str());
                if scopes.is_empty() {
                    self.rows.remove(&key);
                }
            }
        }
        for (scope, state) in page["scopes"].as_object().into_iter().flatten() {
            self.cursors.insert(scope.clone(), state["cursor"].clone());
            if let (Some(count), Some(sum)) = (state["digest"]["count"].as_u64(), state["digest"]["sum"].as_u64()) {
                let here = self.digest(scope)?;
                ensure!((count, sum) == here, "{scope} has {count} rows of {sum} there and {here:?} here");
            }
        }
        self.seen = page["seen"].clone();
        let backed_up = page["backed_up"].as_u64().unwrap_or(0);
        self.outbox.retain(|it| it.seq.is_none_or(|seq| seq > backed_up));
        Ok(())
    }

    /// Those of the outbox, in their order and under new numbers; the ids stay.
    fn offer_again(&mut self, which: impl Fn(&Waiting) -> bool) {
        for waiting in self.outbox.iter_mut().filter(|it| which(it)) {
            waiting.body["n"] = json!(self.next_n);
            waiting.body["device"] = json!(self.device);
            waiting.seq = None;
            self.next_n += 1;
        }
    }

    fn digest(&self, scope: &String) -> Result<(u64, u64)> {
        let (mut count, mut sum) = (0, 0_u64);
        for ((_, id), held) in self.rows.iter().filter(|(_, held)| held.scopes.contains(scope)) {
            let (high, low) = Uuid::parse_str(id)?.as_u64_pair();
            (count, sum) = (count + 1, sum.wrapping_add(mix(mix(mix(high) ^ low) ^ held.seq)));
        }
        Ok((count, sum))
    }

    /// The rows of a kind.
    pub(crate) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.rows.iter().filter(move |((it, _), _)| it == kind).map(|(_, held)| &held.body)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.server));
        request.bearer_auth(&self.token).header("goodturn-protocol", "1")
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Pushed {
    Done,
    NewHistory,
    /// The numbers do not fit: the device goes on under another name.
    AsAnother,
}

#[expect(clippy::disallowed_methods, reason = "a stranger makes ids as the document says: UUIDv7")]
pub(crate) fn fresh() -> String {
    Uuid::now_v7().to_string()
}

fn text(value: &Value, field: &str) -> Result<String> {
    Ok(value[field].as_str().with_context(|| format!("{field} in {value}"))?.to_owned())
}

/// A good answer; anything else is an error.
async fn checked(response: Response) -> Result<Value> {
    let status = response.status();
    let answer = read(response).await?;
    ensure!(status == StatusCode::OK, "{status}: {answer}");
    Ok(answer)
}

/// What a Goodturn server said. Whatever comes without the checksum is from somebody else.
async fn read(response: Response) -> Result<Value> {
    let checksum = response.headers().get("goodturn-checksum").context("not a Goodturn server")?.clone();
    let body = response.bytes().await?;
    ensure!(blake3::hash(&body).to_hex().as_str() == checksum.to_str()?, "half an answer");
    Ok(serde_json::from_slice(&body)?)
}
