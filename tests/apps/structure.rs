//! How requests are arranged, between two apps.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

async fn ask(asker: &Desk, text: &str) -> Result<String> {
    let saved = asker.call("save_quick_add", json!({ "text": text, "literal": [] })).await?;
    Ok(saved["request"].as_str().context("a request was made")?.to_owned())
}

async fn detail(desk: &Desk, request: &str) -> Result<Value> {
    desk.call("open_request", json!({ "request": request })).await
}

async fn found(desk: &Desk, text: &str) -> Result<Vec<String>> {
    let asked = json!({
        "list": "my_requests", "team": null, "include_ended": false, "text": text, "offset": 0, "limit": 9,
    });
    let page = desk.call("list_requests", asked).await?;
    let rows = page["rows"].as_array().context("a page has rows")?;
    Ok(rows.iter().filter_map(|row| row["id"].as_str()).map(str::to_owned).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_put_on_a_request_in_other_cases_is_one_label_for_both() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let deed = ask(&anna, "The deed for listing 4471 @sam").await?;
    let key = ask(&anna, "Key to the archive @sam").await?;
    sam.until_stage(&key, "asked").await?;

    anna.call("add_label", json!({ "request": deed, "label": "Office move" })).await?;
    sam.call("add_label", json!({ "request": deed, "label": "OFFICE MOVE" })).await?;
    sam.call("change_priority", json!({ "request": deed, "priority": "urgent" })).await?;

    let arrived = async || {
        let (here, there) = (detail(&anna, &deed).await?, detail(&sam, &deed).await?);
        let is_sent = [&here, &there].iter().all(|it| it["row"]["is_unsent"] == false);
        Ok(is_sent && here["row"]["priority"] == "urgent" && here["row"] == there["row"])
    };
    anna.until("both see the same", arrived).await?;
    let shown = detail(&anna, &deed).await?;
    let labels = shown["row"]["labels"].as_array().context("a row has labels")?;
    assert_eq!(labels.len(), 1, "{labels:?}");
    let told = shown["timeline"].as_array().context("a request has a timeline")?;
    assert_eq!(told.iter().filter(|it| it["kind"] == "labelled").count(), 1);
    let pressed = told.iter().find(|it| it["kind"] == "priority_changed").context("it is told")?;
    assert_eq!((&pressed["earlier_priority"], &pressed["priority"]), (&json!("normal"), &json!("urgent")));

    let only = std::slice::from_ref(&deed);
    assert_eq!(found(&anna, "label:\"office move\"").await?, only);
    assert_eq!(found(&anna, "office").await?, only, "a label is found by its words");
    assert_eq!(found(&anna, "label:key").await?, Vec::<String>::new());
    let uses = anna.call("list_labels", json!({ "text": "move" })).await?;
    assert_eq!(uses[0]["requests"], 1, "{uses}");

    assert_eq!(anna.refused("add_label", json!({ "request": deed, "label": "x".repeat(41) })).await?, "text_too_long");
    Ok(())
}

/// What somebody sees of the links of a request: the other one's title, or nothing of it, and whose it is.
fn links(detail: &Value) -> Vec<(Option<&str>, bool)> {
    let links = detail["links"].as_array().map(Vec::as_slice).unwrap_or_default();
    links.iter().map(|it| (it["row"]["title"].as_str(), it["is_from_here"] == true)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_is_asked_for_shows_on_the_whole_to_who_may_see_both() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let whole = ask(&anna, "The closing of listing 4471 @sam").await?;
    sam.until_stage(&whole, "asked").await?;

    let part = json!({
        "title": "The map for the closing", "details": null, "visibility": "private", "priority": "normal",
        "addressee": { "person": sam.find_person("Anna").await?, "team": null }, "kind": null, "needed_by": null,
        "watchers": [], "link": { "to": whole, "kind": "part_of" },
    });
    let asked = sam.call("ask", part).await?;
    let part = asked["request"].as_str().context("a request was made")?.to_owned();
    assert_eq!(
        links(&detail(&sam, &whole).await?),
        [(Some("The map for the closing"), false)],
        "at once, before it is sent"
    );

    anna.until_stage(&part, "asked").await?;
    assert_eq!(links(&detail(&anna, &part).await?), [(Some("The closing of listing 4471"), true)]);
    assert_eq!(
        anna.refused("link", json!({ "request": whole, "to": part, "kind": "part_of" })).await?,
        "link_leads_back"
    );

    anna.call("unlink", json!({ "request": part, "to": whole })).await?;
    sam.until("the link is gone", || async { Ok(links(&detail(&sam, &whole).await?).is_empty()) }).await?;
    Ok(())
}
