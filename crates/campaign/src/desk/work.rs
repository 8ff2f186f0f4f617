//! What people do all day, quickly.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use goodturn_client::{App, CommandError, commands};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::say;
use crate::dice::Dice;

/// So many deeds, with a pause after each; their ids are said as soon as they are saved.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Work {
    pub(crate) deeds: u32,
    pub(crate) pause_ms: u64,
    pub(crate) seed: u64,
    /// So many of a hundred are files, once somebody was asked for something.
    pub(crate) files: u64,
}

/// As the interface hands them over.
const PIECE_BYTES: usize = 512 * 1024;
/// Most files are of some pages; one in eight is of several parts on its way to the server.
const USUAL_BYTES: i64 = 200_000;
const LARGE_BYTES: i64 = 2_500_000;

impl Work {
    /// So many at once, without files.
    pub(crate) const fn deeds(deeds: u32, seed: u64) -> Self {
        Self { deeds, pause_ms: 0, seed, files: 0 }
    }

    /// Does it. Ends early when something is refused.
    pub(super) async fn run(self, app: &App, desk: usize) -> Result<Value, CommandError> {
        let state = commands::call(app, "app_state", Value::Null).await?;
        let me = state["directory"]["me"].clone();
        let everybody = state["directory"]["people"].as_array().cloned().unwrap_or_default();
        let others: Vec<Value> = everybody.iter().map(|it| it["id"].clone()).filter(|it| *it != me).collect();
        let (mut dice, mut asked) = (Dice::of_seed(self.seed), Value::Null);
        for number in 0..self.deeds {
            let kind = if asked.is_null() || others.is_empty() { 0 } else { dice.below(3) };
            let (made, id) = match kind {
                0 if !others.is_empty() => {
                    asked = ask(app, dice.pick(&others), number).await?;
                    ("service_request", asked.clone())
                }
                _ if !asked.is_null() && dice.happens(self.files) => ("entry", attach(app, &asked, &mut dice).await?),
                1 => ("entry", say_something(app, &asked, number).await?),
                _ => ("follow_up", remind(app, number).await?),
            };
            say(&json!({ "desk": desk, "did": made, "id": id }));
            tokio::time::sleep(Duration::from_millis(self.pause_ms)).await;
        }
        Ok(Value::Null)
    }
}

async fn ask(app: &App, whom: &Value, number: u32) -> Result<Value, CommandError> {
    let args = json!({
        "title": format!("Lend me the ladder number {number}"), "details": "Only until this evening.",
        "addressee": { "person": whom, "team": null }, "visibility": "teams", "priority": "normal",
        "kind": null, "needed_by": null, "watchers": [],
    });
    Ok(commands::call(app, "ask", args).await?["request"].take())
}

async fn say_something(app: &App, request: &Value, number: u32) -> Result<Value, CommandError> {
    let args = json!({ "request": request, "words": format!("The long one, please ({number}).") });
    Ok(commands::call(app, "say", args).await?["id"].take())
}

async fn attach(app: &App, request: &Value, dice: &mut Dice) -> Result<Value, CommandError> {
    let most = if dice.happens(12) { LARGE_BYTES } else { USUAL_BYTES };
    let count = usize::try_from(dice.between(1, most)).unwrap_or(1);
    let content: Vec<u8> = std::iter::repeat_with(|| dice.any().to_le_bytes()).flatten().take(count).collect();
    let upload = Uuid::from_u64_pair(dice.any(), dice.any());
    for (number, piece) in content.chunks(PIECE_BYTES).enumerate() {
        let piece = json!({ "upload": upload, "offset": number * PIECE_BYTES, "base64": STANDARD.encode(piece) });
        commands::call(app, "add_file_piece", piece).await?;
    }
    let args = json!({ "request": request, "upload": upload, "name": "receipt.bin", "words": null });
    Ok(commands::call(app, "attach_file", args).await?["id"].take())
}

async fn remind(app: &App, number: u32) -> Result<Value, CommandError> {
    let args = json!({
        "request": null, "words": format!("Give the ladder back ({number})"), "due": "2031-01-01T09:00:00Z",
        "if_no_reply": false,
    });
    Ok(commands::call(app, "remind", args).await?["id"].take())
}
