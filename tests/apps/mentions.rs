//! Whoever is mentioned is called: to the request, and by a notification.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_sam_and_kim};

async fn ask(desk: &Desk, whom: &str, title: &str) -> Result<String> {
    let asked = desk.call("save_quick_add", json!({ "text": format!("{title} @{whom}"), "literal": [] })).await?;
    Ok(asked["request"].as_str().context("a request has an id")?.to_owned())
}

async fn line(desk: &Desk, request: &str, entry: &Value) -> Option<Value> {
    let detail = desk.open(request).await.ok()?;
    detail["timeline"].as_array()?.iter().find(|it| it["id"] == *entry).cloned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_mentioned_sees_the_request_is_notified_and_called_by_their_name_of_now() -> Result<()> {
    let (anna, sam, kim) = anna_sam_and_kim().await?;
    let request = ask(&sam, "anna", "A quiet room").await?;
    sam.call("say", json!({ "request": request, "words": "With a window" })).await?;
    sam.until_sent().await?;
    assert!(kim.open(&request).await.is_err(), "it is none of Kim's business yet");

    let mentions = json!([{ "person": kim.me().await?, "name": "Kim" }]);
    let words = json!({ "request": request, "words": "@Kim has <b>one</b>", "mentions": mentions });
    let said = sam.call("say", words).await?["id"].clone();

    let notice = kim.until_noticed("Sam mentions you").await?;
    assert!(notice.needs_you && notice.body.contains("@Kim has"), "{notice:?}");
    let seen = line(&kim, &request, &said).await.context("it is there")?;
    assert_eq!(seen["mentions_me"], true);
    assert_eq!(
        seen["html"].as_str(),
        Some("<p><span class=\"mention mine\">@Kim</span> has &lt;b&gt;one&lt;/b&gt;</p>\n")
    );
    assert_eq!(kim.open(&request).await?["watchers"], json!([kim.me().await?]));

    let mut profile = kim.call("profile", Value::Null).await?;
    profile["name"] = json!("Kim <i>Larsen</i>");
    kim.call("change_profile", profile).await?;
    let renamed = "<span class=\"mention\">@Kim &lt;i&gt;Larsen&lt;/i&gt;</span>";
    anna.until("Anna reads the new name", || async {
        let html = line(&anna, &request, &said).await.map(|it| it["html"].to_string().replace("\\\"", "\""));
        Ok(html.is_some_and(|it| it.contains(renamed)))
    })
    .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_that_is_taken_back_calls_nobody_any_more() -> Result<()> {
    let (_anna, sam, kim) = anna_sam_and_kim().await?;
    let request = ask(&sam, "anna", "A quiet room").await?;
    let mentions = json!([{ "person": kim.me().await?, "name": "Kim" }]);
    let words = json!({ "request": request, "words": "@Kim!", "mentions": mentions });
    let said = sam.call("say", words).await?["id"].clone();
    kim.until_noticed("Sam mentions you").await?;

    sam.call("retract", json!({ "id": said })).await?;

    kim.until("it is withdrawn", || async { Ok(kim.noticed("Sam mentions you").is_none()) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn other_words_call_who_had_read_the_first_ones_and_a_note_calls_no_strangers() -> Result<()> {
    let (anna, sam, kim) = anna_sam_and_kim().await?;
    let request = ask(&sam, "anna", "A quiet room").await?;
    sam.call("watch", json!({ "request": request, "person": kim.me().await? })).await?;
    let said = sam.call("say", json!({ "request": request, "words": "Who has one?" })).await?["id"].clone();
    kim.until("it is there", || async { Ok(line(&kim, &request, &said).await.is_some()) }).await?;
    kim.call("mark_read", json!({ "request": request })).await?;

    let mentions = json!([{ "person": kim.me().await?, "name": "Kim" }]);
    let words = json!({ "request": request, "entry": said, "words": "Has @Kim one?", "mentions": mentions });
    sam.call("reword", words).await?;

    kim.until_noticed("Sam mentions you").await?;
    anna.until("Anna has it", || async { Ok(line(&anna, &request, &said).await.is_some()) }).await?;
    let note = json!({ "request": request, "words": "@Kim has none", "mentions": mentions });
    assert_eq!(anna.refused("note", note).await?, "not_on_helpers_side");
    Ok(())
}
