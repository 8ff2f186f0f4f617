//! Who sends hostile bodies: everybody that there is, nobody, and those who claim to be somebody.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::place::Place;

const PASSWORD: &str = "seven green boats";

/// Somebody with a session.
pub(crate) struct Caller {
    pub(crate) name: &'static str,
    pub(crate) token: String,
    pub(crate) person: String,
    pub(crate) device: String,
}

/// Everybody, the owner first.
pub(crate) struct Callers {
    pub(crate) all: Vec<Caller>,
    /// A session of somebody who has signed out.
    pub(crate) ended: String,
    /// An operation that was applied: the id is taken.
    pub(crate) applied: Value,
    pub(crate) epoch: String,
}

impl Callers {
    /// Has one of each kind come in, and something happen that can be attacked.
    pub(crate) fn come_in(place: &Place) -> Result<Self, String> {
        let owner = accept(place, "owner", &place.first_code)?;
        let mut all = vec![owner];
        for role in ["administrator", "member", "guest"] {
            let code = invite(place, &all[0].token, role, role)?;
            all.push(accept(place, role, &code)?);
        }
        let gone = accept(place, "gone", &invite(place, &all[0].token, "gone", "member")?)?;
        place.ask("DELETE", "/v1/session", Some(&gone.token), &Value::Null)?;
        let pulled = pull(place, &all[0])?;
        let epoch = pulled["seen"]["epoch"].as_str().unwrap_or_default().to_owned();
        let applied = ask(&all[0], 1, &all[2].person);
        let push = json!({ "device": all[0].device, "epoch": epoch, "operations": [applied] });
        let answer = place.ask("POST", "/v1/sync/push", Some(&all[0].token), &push)?;
        if answer["verdicts"][0]["verdict"] != "applied" {
            return Err(format!("a plain request was not applied: {answer}"));
        }
        Ok(Self { all, ended: gone.token, applied, epoch })
    }

    /// What the organization holds, by its own account: the chain is over all that ever happened.
    /// Who may come in is told by everybody still coming in.
    pub(crate) fn digest(&self, place: &Place) -> Result<String, String> {
        let mut told = Vec::new();
        for caller in &self.all {
            let pulled = pull(place, caller)?;
            told.push(format!("{} {} {}", pulled["seen"], pulled["scopes"], pulled["rows"]));
        }
        Ok(blake3::hash(told.join("\n").as_bytes()).to_hex().to_string())
    }
}

/// A request to somebody, as a device sends it.
pub(crate) fn ask(caller: &Caller, n: u64, whom: &str) -> Value {
    json!({
        "id": fresh(), "device": caller.device, "n": n, "actor": caller.person, "at": 1_700_000_000_000_000_i64,
        "schema": 1,
        "payload": { "type": "ask", "request": fresh(), "title": "Cover the desk", "addressee": { "person": whom } },
    })
}

pub(crate) fn fresh() -> String {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).expect("this machine has randomness");
    Uuid::from_bytes(bits).to_string()
}

fn invite(place: &Place, token: &str, name: &str, role: &str) -> Result<String, String> {
    let body = json!({ "email": format!("{name}@example.org"), "name": name, "role": role, "teams": [] });
    let made = place.ask("POST", "/v1/invitations", Some(token), &body)?;
    let link = made["link"].as_str().unwrap_or_default();
    Ok(link.rsplit_once("/join/").map(|(_, code)| code.to_owned()).unwrap_or_default())
}

fn accept(place: &Place, name: &'static str, code: &str) -> Result<Caller, String> {
    let device = fresh();
    let body = json!({
        "name": name, "password": PASSWORD, "zone": "Europe/Berlin", "locale": "en",
        "device": { "id": device, "name": "a laptop" },
    });
    let session = place.ask("POST", &format!("/v1/invitations/{code}/accept"), None, &body)?;
    let text = |field: &str| session[field].as_str().unwrap_or_default().to_owned();
    Ok(Caller { name, token: text("token"), person: text("person"), device })
}

fn pull(place: &Place, caller: &Caller) -> Result<Value, String> {
    let body = json!({ "device": caller.device, "cursors": {}, "seen": null, "limit": 2000 });
    place.ask("POST", "/v1/sync/pull", Some(&caller.token), &body)
}
