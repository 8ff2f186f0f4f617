//! Muted requests notify only where they need somebody, and nobody else learns of it.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

async fn is_muted(desk: &Desk, request: &str) -> Result<bool> {
    desk.open(request).await?["row"]["is_muted"].as_bool().context("it is said")
}

async fn can(desk: &Desk, request: &str, step: &str) -> Result<bool> {
    let detail = desk.open(request).await?;
    Ok(detail["can"].as_array().context("steps are listed")?.iter().any(|it| it == step))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_request_stays_quiet_until_it_needs_somebody_or_is_unmuted() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let asked = sam.call("save_quick_add", json!({ "text": "A quiet room @anna", "literal": [] })).await?;
    let request = asked["request"].as_str().context("a request has an id")?.to_owned();
    anna.until_noticed("Sam asks you").await?;
    let promise = json!({ "request": request, "promise": "2099-01-01T10:00:00Z", "next_word": null, "words": null });
    anna.call("acknowledge", promise).await?;
    sam.until_stage(&request, "acknowledged").await?;

    assert!(can(&sam, &request, "mute").await? && !can(&sam, &request, "unmute").await?);
    sam.call("mute", json!({ "request": request })).await?;
    sam.until_sent().await?;
    assert!(is_muted(&sam, &request).await? && can(&sam, &request, "unmute").await?);
    let lines = |detail: &Value| detail["timeline"].as_array().map(Vec::len);
    let before = lines(&sam.open(&request).await?).context("there is a timeline")?;
    anna.call("say", json!({ "request": request, "words": "Nearly there" })).await?;
    sam.until("the word is there", || async { Ok(lines(&sam.open(&request).await?) == Some(before + 1)) }).await?;
    assert!(sam.noticed("Anna wrote").is_none() && !is_muted(&anna, &request).await?);

    let delivery = json!({ "request": request, "words": "Room 4", "next_need": null });
    anna.call("deliver", delivery).await?;
    let notice = sam.until_noticed("Anna delivered").await?;
    assert!(notice.needs_you, "{notice:?}");

    sam.call("unmute", json!({ "request": request })).await?;
    assert!(!is_muted(&sam, &request).await?);
    anna.call("say", json!({ "request": request, "words": "The key is in the door" })).await?;
    sam.until("it notifies again", || async {
        Ok(sam.noticed("Anna delivered").is_some_and(|it| it.body.contains("The key")))
    })
    .await
}
