//! How content a requester is: asked with the confirmation, changed for a while, seen by the team.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

async fn delivered(anna: &Desk, sam: &Desk, title: &str) -> Result<String> {
    let saved = anna.call("save_quick_add", json!({ "text": format!("{title} @sam"), "literal": [] })).await?;
    let request = saved["request"].as_str().context("a request was made")?.to_owned();
    sam.until_stage(&request, "asked").await?;
    sam.call(
        "acknowledge",
        json!({ "request": request, "promise": "2099-01-05T12:00:00Z", "next_word": null, "words": null }),
    )
    .await?;
    sam.call("deliver", json!({ "request": request, "words": "Here", "next_need": null })).await?;
    anna.until_stage(&request, "delivered").await?;
    Ok(request)
}

fn can_rate(detail: &Value) -> bool {
    detail["can"].as_array().is_some_and(|it| it.iter().any(|one| one == "rate"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_changed_and_the_helper_is_told() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let request = delivered(&anna, &sam, "A quiet room").await?;
    anna.call("confirm", json!({ "request": request, "rating": 2, "words": "Too loud", "thanks": null })).await?;
    let shown = anna.open(&request).await?;
    assert!(shown["rating"] == 2 && can_rate(&shown), "{}", shown["can"]);

    anna.call("rate", json!({ "request": request, "rating": 4, "words": null })).await?;

    sam.until_noticed("Anna has rated it").await?;
    let seen = sam.open(&request).await?;
    assert_eq!(seen["rating"], 4);
    assert!(!can_rate(&seen), "nobody rates their own work");
    let told = seen["timeline"].as_array().and_then(|it| it.last()).context("a timeline")?;
    assert_eq!((&told["kind"], &told["earlier_rating"]), (&json!("rated"), &json!(2)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_is_asked_for_a_rating_none_is_offered() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let directory = anna.call("app_state", Value::Null).await?["directory"].clone();
    let settings = json!({
        "name": directory["organization"], "zone": directory["organization_zone"], "values": [],
        "confirm_reminder_days": 2, "lapse_days": 5, "rating_share": "none",
    });
    anna.call("change_organization", settings).await?;
    let request = delivered(&anna, &sam, "A quiet room").await?;

    let shown = anna.open(&request).await?;
    assert_eq!(shown["asks_rating"], false);
    anna.call("confirm", json!({ "request": request, "rating": null, "words": null, "thanks": null })).await?;

    assert!(!can_rate(&anna.open(&request).await?));
    Ok(())
}
