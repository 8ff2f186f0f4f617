//! What was said is put into other words, and what it said before stays to be read.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

async fn ask(desk: &Desk, whom: &str, title: &str) -> Result<String> {
    let asked = desk.call("save_quick_add", json!({ "text": format!("{title} @{whom}"), "literal": [] })).await?;
    Ok(asked["request"].as_str().context("a request has an id")?.to_owned())
}

/// The line as somebody sees it; none while it is not there.
async fn line(desk: &Desk, request: &str, entry: &Value) -> Option<Value> {
    let detail = desk.open(request).await.ok()?;
    detail["timeline"].as_array()?.iter().find(|it| it["id"] == *entry).cloned()
}

async fn until_reads(desk: &Desk, request: &str, entry: &Value, words: &str) -> Result<()> {
    desk.until(words, || async { Ok(line(desk, request, entry).await.is_some_and(|it| it["words"] == words)) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn other_words_reach_everybody_with_those_from_before() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let request = ask(&sam, "anna", "A quiet room").await?;
    let said = sam.call("say", json!({ "request": request, "words": "At **nine**" })).await?["id"].clone();
    until_reads(&anna, &request, &said, "At **nine**").await?;
    anna.call("mark_read", json!({ "request": request })).await?;

    sam.clock.advance(60);
    sam.call("reword", json!({ "request": request, "entry": said, "words": "At ten" })).await?;

    let own = line(&sam, &request, &said).await.context("it is there at once")?;
    assert_eq!((&own["words"], &own["can_reword"]), (&json!("At ten"), &json!(true)));
    until_reads(&anna, &request, &said, "At ten").await?;
    let seen = line(&anna, &request, &said).await.context("it was there")?;
    assert_eq!(seen["can_reword"], false);
    assert!(seen["reworded_at"].is_string());
    assert_eq!(seen["earlier"][0]["html"], "<p>At <strong>nine</strong></p>\n");
    assert_eq!(anna.open(&request).await?["row"]["is_unread"], false, "a better word is no news");
    let refused = json!({ "request": request, "entry": said, "words": "Never" });
    assert_eq!(anna.refused("reword", refused).await?, "somebody_elses");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_the_words_of_now() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let request = ask(&sam, "anna", "A quiet room").await?;
    let said = sam.call("say", json!({ "request": request, "words": "Ask the janitor" })).await?["id"].clone();
    sam.call("reword", json!({ "request": request, "entry": said, "words": "Ask the concierge" })).await?;
    until_reads(&anna, &request, &said, "Ask the concierge").await?;

    for (text, expected) in [("concierge", 1), ("janitor", 0)] {
        for (desk, list) in [(&anna, "my_promises"), (&sam, "my_requests")] {
            let sought =
                json!({ "list": list, "team": null, "include_ended": true, "text": text, "offset": 0, "limit": 9 });
            let page = desk.call("list_requests", sought).await?;
            assert_eq!(page["total"], expected, "{text}");
        }
    }
    Ok(())
}
