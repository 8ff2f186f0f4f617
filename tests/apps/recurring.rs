//! What somebody asks again and again is asked by itself: once, however long nothing ran.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

const DAY: i64 = 24 * 60 * 60;

async fn mine(desk: &Desk) -> Result<Vec<Value>> {
    let asked = json!({
        "list": "my_requests", "team": null, "include_ended": true, "text": null, "offset": 0, "limit": 50,
    });
    let page = desk.call("list_requests", asked).await?;
    Ok(page["rows"].as_array().context("a page has rows")?.clone())
}

async fn recurrences(desk: &Desk) -> Result<Vec<Value>> {
    let listed = desk.call("list_recurrences", Value::Null).await?;
    Ok(listed.as_array().context("it is a list")?.clone())
}

async fn saved(desk: &Desk, line: &str) -> Result<Value> {
    desk.call("save_quick_add", json!({ "text": line, "literal": [] })).await
}

/// Sam has delivered it, and Anna knows.
async fn deliver(anna: &Desk, sam: &Desk, request: &Value) -> Result<()> {
    let args = json!({ "request": request });
    sam.until("it has come to Sam", || async { Ok(sam.call("open_request", args.clone()).await.is_ok()) }).await?;
    sam.call("start", args.clone()).await?;
    sam.call("deliver", json!({ "request": request, "words": "Done", "next_need": null })).await?;
    let delivered = || async { Ok(anna.call("open_request", args.clone()).await?["row"]["stage"] == "delivered") };
    anna.until("Anna knows", delivered).await
}

fn of_kind<'a>(detail: &'a Value, kind: &str) -> Option<&'a Value> {
    detail["timeline"].as_array()?.iter().find(|line| line["kind"] == kind)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_repeats_is_asked_once_after_days_off_and_says_what_was_left_out() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let first = saved(&anna, "ask @sam water the plants every day").await?;
    let known = recurrences(&anna).await?;
    assert_eq!(known[0]["wish"]["title"], "water the plants");
    assert_eq!((&known[0]["last"]["id"], &known[0]["is_last_open"]), (&first["request"], &json!(true)));
    deliver(&anna, &sam, &first["request"]).await?;

    for desk in [&anna, &sam] {
        desk.clock.advance(4 * DAY);
    }

    anna.until("it was asked again", || async { Ok(mine(&anna).await?.len() == 2) }).await?;
    let rows = mine(&anna).await?;
    let again = rows.iter().find(|row| row["id"] != first["request"]).context("there is another one")?;
    let args = json!({ "request": again["id"] });
    let detail = anna.call("open_request", args.clone()).await?;
    let line = of_kind(&detail, "recurred").context("it says that it repeats")?;
    assert!(line["left_out"].as_u64() >= Some(3), "{line}");
    assert_eq!((&detail["recurrence"], &line["author"]), (&known[0]["id"], &Value::Null));

    sam.until("Sam is asked", || async { Ok(sam.call("open_request", args.clone()).await.is_ok()) }).await?;
    let sams = sam.call("open_request", args).await?;
    assert_eq!(sams["recurrence"], Value::Null, "what repeats is Anna's alone");
    assert_eq!(recurrences(&sam).await?, Vec::<Value>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_is_open_no_other_is_asked_and_a_pause_ends_where_one_says() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let first = saved(&anna, "ask @sam the figures every day").await?;
    let id = recurrences(&anna).await?[0]["id"].clone();

    anna.clock.advance(2 * DAY);
    let args = json!({ "request": first["request"] });
    anna.until("it says that it was left out", || async {
        Ok(of_kind(&anna.call("open_request", args.clone()).await?, "repeat_left_out").is_some())
    })
    .await?;
    assert_eq!(mine(&anna).await?.len(), 1);

    anna.call("pause_recurrence", json!({ "id": id })).await?;
    assert_eq!(recurrences(&anna).await?[0]["pause"], "wanted");
    deliver(&anna, &sam, &first["request"]).await?;
    anna.clock.advance(2 * DAY);
    anna.call("resume_recurrence", json!({ "id": id })).await?;
    let next = recurrences(&anna).await?[0]["next"].clone();
    assert!(next.as_str() > Some(&goodturn_client::clock::Clock::now(&*anna.clock).to_utc().to_rfc3339()), "{next}");
    assert_eq!(mine(&anna).await?.len(), 1, "a pause is not made up for");

    anna.call("drop_recurrence", json!({ "id": id })).await?;
    assert_eq!(recurrences(&anna).await?, Vec::<Value>::new());
    anna.call("restore_recurrence", json!({ "id": id })).await?;
    anna.until("it is back", || async { Ok(recurrences(&anna).await?.len() == 1) }).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_weekday_it_begins_with_the_next_one_and_a_reminder_does_not_repeat() -> Result<()> {
    let (anna, _sam) = anna_and_sam().await?;

    let later = saved(&anna, "ask @sam the report every monday and thursday due 15:00").await?;

    assert_eq!(later["request"], Value::Null);
    assert_eq!(mine(&anna).await?, Vec::<Value>::new());
    let known = recurrences(&anna).await?;
    assert_eq!(known[0]["id"], later["recurrence"]);
    assert_eq!(known[0]["cycle"]["weekdays"], json!([0, 3]));
    let cycle = &known[0]["cycle"];
    let asked = json!({ "cycle": cycle, "first": known[0]["next"], "request": null });
    let coming = anna.call("preview_cycle", asked).await?;
    assert_eq!(coming["times"].as_array().map(Vec::len), Some(3));

    saved(&anna, "remind me every monday to rest tomorrow").await?;
    assert_eq!(recurrences(&anna).await?.len(), 1, "a reminder rings once");
    Ok(())
}
