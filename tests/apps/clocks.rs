//! A team says by when it answers and delivers, and everybody sees how it stands, without a connection as well.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

/// Anna, and Sam who leads Legal.
pub(crate) async fn anna_and_the_lead_of_legal() -> Result<(Desk, Desk, String)> {
    let (anna, sam) = anna_and_sam().await?;
    let added = anna.call("add_team", json!({ "name": "Legal", "prefix": "LEG" })).await?;
    let legal = added["id"].as_str().context("a team has an id")?.to_owned();
    let joined = json!({ "team": legal, "person": sam.me().await?, "role": "lead" });
    anna.call("set_membership", joined).await?;
    sam.until("Sam leads it", || async {
        Ok(!sam.call("list_queues", Value::Null).await?.as_array().is_none_or(Vec::is_empty))
    })
    .await?;
    Ok((anna, sam, legal))
}

pub(crate) fn round_the_clock() -> Value {
    let day = json!([{ "from": 0, "to": 1440 }]);
    json!({ "zone": "UTC", "week": vec![day; 7], "country": null, "days_off": [] })
}

pub(crate) fn a_level(hours: u32) -> Value {
    json!({
        "name": "Usual",
        "priority": null,
        "kind": null,
        "acknowledge": { "unit": "minutes", "count": hours * 60 },
        "next_word": null,
        "next_word_since": "last_word",
        "deliver": { "unit": "minutes", "count": 48 * 60 },
        "warns": true,
        "steps": 3,
    })
}

pub(crate) async fn clock(desk: &Desk, request: &Value, kind: &str) -> Result<Value> {
    let detail = desk.call("open_request", json!({ "request": request })).await?;
    let clocks = detail["clocks"].as_array().context("a request has clocks")?;
    Ok(clocks.iter().find(|it| it["kind"] == kind).cloned().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_team_aims_for_shows_on_what_is_asked_of_it() -> Result<()> {
    let (anna, sam, legal) = anna_and_the_lead_of_legal().await?;
    sam.call("set_team_calendar", json!({ "team": legal, "calendar": round_the_clock() })).await?;
    sam.call("set_service_levels", json!({ "team": legal, "levels": [a_level(4)] })).await?;
    anna.until("Anna knows what Legal aims for", || async {
        let terms = anna.call("team_terms", json!({ "team": legal })).await?;
        Ok(terms["levels"].as_array().is_some_and(|it| it.len() == 1))
    })
    .await?;

    let asked = anna.call("save_quick_add", json!({ "text": "Names for the deed #legal", "literal": [] })).await?;
    let request = asked["request"].clone();
    let list =
        json!({ "list": "my_requests", "team": null, "include_ended": false, "text": null, "offset": 0, "limit": 9 });
    let rows = anna.call("list_requests", list.clone()).await?;
    assert_eq!(rows["rows"][0]["answer"]["state"], "running", "{rows}");
    sam.until("it is in Sam's queue", || async {
        Ok(!clock(&sam, &request, "deliver").await.unwrap_or_default().is_null())
    })
    .await?;

    let said = json!({ "request": request, "words": "We look at it" });
    sam.call("say", said).await?;
    anna.until("the answer is counted", || async {
        Ok(clock(&anna, &request, "acknowledge").await?["state"] == "met")
    })
    .await?;
    let rows = anna.call("list_requests", list).await?;
    assert_eq!(rows["rows"][0]["answer"], Value::Null, "who was answered waits for no answer");

    let story = anna.call("explain_clock", json!({ "request": request, "kind": "deliver" })).await?;
    assert_eq!(story["clock"]["level"], "Usual");
    assert_eq!(story["spans"].as_array().map(Vec::len), Some(1), "they work round the clock: {story}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_team_cannot_aim_for_is_refused_and_changes_nothing() -> Result<()> {
    let (_anna, sam, legal) = anna_and_the_lead_of_legal().await?;
    let other = json!({ "team": legal, "levels": [a_level(4), a_level(8)] });
    let refused = sam.call("set_service_levels", other).await.expect_err("two levels of one name");
    assert!(refused.to_string().contains("service_levels_invalid"), "{refused}");

    let endless = json!({ "team": legal, "levels": [a_level(2_000)] });
    let refused = sam.call("set_service_levels", endless).await.expect_err("more than a thousand hours");
    assert!(refused.to_string().contains("service_levels_invalid"), "{refused}");
    let torn =
        json!({ "team": legal, "calendar": { "zone": "Nowhere/Land", "week": [], "country": "D", "days_off": [] } });
    assert!(sam.call("set_team_calendar", torn).await.is_err());
    let terms = sam.call("team_terms", json!({ "team": legal })).await?;
    assert_eq!([&terms["calendar"], &terms["levels"], &terms["followed"]], [&json!(null), &json!([]), &json!(null)]);
    Ok(())
}
