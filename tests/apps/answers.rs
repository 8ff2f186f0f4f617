//! A team keeps answers: who reads them, who judges them, and whom they are suggested to.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

/// Anna, and Sam who leads IT.
async fn anna_and_the_lead_of_it() -> Result<(Desk, Desk, String)> {
    let (anna, sam) = anna_and_sam().await?;
    let added = anna.call("add_team", json!({ "name": "IT", "prefix": "IT" })).await?;
    let team = added["id"].as_str().context("a team has an id")?.to_owned();
    let joined = json!({ "team": team, "person": sam.me().await?, "role": "lead" });
    anna.call("set_membership", joined).await?;
    sam.until("Sam leads it", || async {
        Ok(!sam.call("list_queues", Value::Null).await?.as_array().is_none_or(Vec::is_empty))
    })
    .await?;
    Ok((anna, sam, team))
}

async fn write(desk: &Desk, team: &str, title: &str, audience: &str, source: Option<&str>) -> Result<String> {
    let args = json!({
        "team": team, "title": title, "words": "Choose the gateway **North**.", "owner": desk.me().await?,
        "audience": audience, "review_on": null, "source": source,
    });
    let written = desk.call("write_answer", args).await?;
    Ok(written["id"].as_str().context("an answer has an id")?.to_owned())
}

async fn titles(desk: &Desk, text: &str) -> Result<Vec<String>> {
    let args = json!({ "text": text, "filter": "all", "team": null });
    let page = desk.call("list_answers", args).await?;
    let title = |it: &Value| it["title"].as_str().map(str::to_owned);
    page["rows"].as_array().and_then(|rows| rows.iter().map(title).collect()).context("answers have titles")
}

async fn row(desk: &Desk, answer: &str) -> Result<Value> {
    Ok(desk.call("open_answer", json!({ "id": answer })).await?["row"].clone())
}

async fn judge(desk: &Desk, answer: &str, is_helpful: Option<bool>) -> Result<Value> {
    desk.call("judge_answer", json!({ "answer": answer, "is_helpful": is_helpful })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_team_knows_is_suggested_to_whoever_begins_to_ask() -> Result<()> {
    let (anna, sam, team) = anna_and_the_lead_of_it().await?;
    let vpn = write(&sam, &team, "The VPN does not connect from home", "organization", None).await?;
    write(&sam, &team, "Order a new laptop", "organization", None).await?;
    anna.until("Anna knows both", || async { Ok(titles(&anna, "").await?.len() == 2) }).await?;

    let similar = anna.call("similar_requests", json!({ "text": "my vpn does not connect" })).await?;
    assert_eq!(similar["answers"][0]["id"], json!(vpn), "{similar}");
    assert_eq!(similar["answers"].as_array().map(Vec::len), Some(1));
    assert_eq!(titles(&anna, "gatew NORTH").await?.len(), 2, "their words are found by how they begin");
    let opened = anna.call("open_answer", json!({ "id": vpn })).await?;
    assert!(opened["html"].as_str().is_some_and(|html| html.contains("<strong>North</strong>")), "{opened}");

    judge(&anna, &vpn, Some(true)).await?;
    sam.until("Sam sees that it helped", || async { Ok(row(&sam, &vpn).await?["helped"] == 1) }).await?;
    judge(&anna, &vpn, Some(false)).await?;
    sam.until("and that it did not after all", || async {
        let row = row(&sam, &vpn).await?;
        Ok((row["helped"].clone(), row["not_helped"].clone()) == (json!(0), json!(1)))
    })
    .await?;
    assert_eq!(row(&sam, &vpn).await?["judgement"], Value::Null, "what Anna says is hers alone");
    let own = json!({ "answer": vpn, "is_helpful": true });
    assert_eq!(sam.refused("judge_answer", own).await?, "own_answer");

    sam.call("retire_answer", json!({ "id": vpn })).await?;
    anna.until("it is suggested no longer", || async {
        let similar = anna.call("similar_requests", json!({ "text": "my vpn does not connect" })).await?;
        Ok(similar["answers"] == json!([]))
    })
    .await?;
    sam.call("restore_answer", json!({ "id": vpn })).await?;
    anna.until("it is back", || async { Ok(titles(&anna, "vpn").await?.len() == 1) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_team_reads_reaches_nobody_else_until_it_is_opened() -> Result<()> {
    let (anna, sam, team) = anna_and_the_lead_of_it().await?;
    let inner = write(&sam, &team, "Where the spare keys lie", "team", None).await?;
    write(&sam, &team, "Print from a guest laptop", "organization", None).await?;
    anna.until("Anna knows what is for her", || async { Ok(titles(&anna, "").await?.len() == 1) }).await?;
    assert_eq!(anna.refused("open_answer", json!({ "id": inner })).await?, "not_found");
    let opened = row(&sam, &inner).await?;

    let change = json!({
        "answer": inner, "from": 1, "title": "Where the spare keys lie", "words": "At the front desk.",
        "owner": sam.me().await?, "audience": "organization", "review_on": opened["review_on"],
    });
    sam.call("change_answer", change.clone()).await?;

    anna.until("Anna reads it", || async { Ok(titles(&anna, "front desk").await?.len() == 1) }).await?;
    assert_eq!(sam.refused("change_answer", change.clone()).await?, "answer_changed_meanwhile");
    assert_eq!(anna.refused("change_answer", change).await?, "somebody_elses");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_an_answer_is_asked_and_the_lead_once_nobody_keeps_it() -> Result<()> {
    let (anna, sam, team) = anna_and_the_lead_of_it().await?;
    let answer = write(&sam, &team, "The VPN does not connect", "organization", None).await?;
    let to_review = async |desk: &Desk| {
        let today = desk.call("today", Value::Null).await?;
        anyhow::Ok(today["answers_to_review"].as_array().map_or(0, Vec::len))
    };
    assert_eq!(to_review(&sam).await?, 0);

    let now = sam.call("app_state", Value::Null).await?["now"].clone();
    let today = now.as_str().and_then(|it| it.get(..10)).context("an instant begins with its day")?;
    sam.call("review_answer", json!({ "answer": answer, "review_on": today })).await?;
    assert_eq!(to_review(&sam).await?, 1, "it is to be looked at today");
    sam.call("review_answer", json!({ "answer": answer, "review_on": null })).await?;
    assert_eq!(to_review(&sam).await?, 0, "it is still right");

    let lead = json!({ "team": team, "person": anna.me().await?, "role": "lead" });
    anna.call("set_membership", lead).await?;
    anna.call("set_membership", json!({ "team": team, "person": sam.me().await?, "role": null })).await?;
    anna.until("nobody keeps it, and Anna is told", || async { Ok(to_review(&anna).await? == 1) }).await?;
    assert_eq!(row(&anna, &answer).await?["owner"], Value::Null);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_leads_back_to_the_request_that_it_was_born_from() -> Result<()> {
    let (anna, sam, team) = anna_and_the_lead_of_it().await?;
    let ask = json!({
        "title": "My VPN does not connect", "details": null, "addressee": { "person": null, "team": team },
        "visibility": "teams", "priority": "normal", "kind": null, "needed_by": null, "watchers": [], "link": null,
        "form": null,
    });
    let asked = anna.call("ask", ask).await?;
    let request = asked["request"].as_str().context("a request has an id")?.to_owned();
    let whole = json!({ "request": request });
    sam.until("it is with IT", || async { Ok(sam.call("open_request", whole.clone()).await.is_ok()) }).await?;

    let answer = write(&sam, &team, "The VPN does not connect", "organization", Some(&request)).await?;

    let source = |opened: Value| opened["source"]["id"].clone();
    assert_eq!(source(sam.call("open_answer", json!({ "id": answer })).await?), json!(request));
    anna.until("Anna sees her own request there", || async {
        let opened = anna.call("open_answer", json!({ "id": answer })).await;
        Ok(opened.is_ok_and(|it| source(it) == json!(request)))
    })
    .await
}
