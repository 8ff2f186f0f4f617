//! What people do all day, quickly.

use std::time::Duration;

use goodturn_client::{App, CommandError, commands};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::say;
use crate::dice::Dice;

/// So many deeds, with a pause after each; their ids are said as soon as they are saved.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Work {
    pub(crate) deeds: u32,
    pub(crate) pause_ms: u64,
    pub(crate) seed: u64,
}

impl Work {
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

async fn remind(app: &App, number: u32) -> Result<Value, CommandError> {
    let args = json!({
        "request": null, "words": format!("Give the ladder back ({number})"), "due": "2031-01-01T09:00:00Z",
        "if_no_reply": false,
    });
    Ok(commands::call(app, "remind", args).await?["id"].take())
}
