//! A local workspace joins an organization: what comes along, what waits for a decision, what stays.

use anyhow::{Context, Result};
use goodturn_client::clock::Clock;
use serde_json::{Value, json};

use super::desk::{Desk, join};

const LISTED: &str = "list_requests";

fn listing() -> Value {
    json!({ "list": "my_requests", "include_ended": true, "text": null, "offset": 0, "limit": 50 })
}

async fn titles(desk: &Desk) -> Result<Vec<String>> {
    let page = desk.call(LISTED, listing()).await?;
    let rows = page["rows"].as_array().context("a page of rows")?;
    Ok(rows.iter().filter_map(|it| it["title"].as_str().map(str::to_owned)).collect())
}

async fn reminders(desk: &Desk) -> Result<Vec<String>> {
    let today = desk.call("today", Value::Null).await?;
    let follow_ups = today["follow_ups"].as_array().context("follow-ups of today")?;
    Ok(follow_ups.iter().filter_map(|it| it["words"].as_str().map(str::to_owned)).collect())
}

/// In a moment, so that it is of today but for the last seconds before midnight.
async fn remind(desk: &Desk, words: &str) -> Result<()> {
    let due = desk.clock.now().plus(chrono::TimeDelta::seconds(5)).to_utc();
    let remind = json!({ "request": null, "words": words, "due": due.to_rfc3339(), "if_no_reply": false });
    desk.call("remind", remind).await.map(drop)
}

/// Noor has worked alone: with somebody called Anna and a copy shop, both known to her machine only.
async fn noor_alone() -> Result<Desk> {
    let noor = Desk::of("Noor").await?;
    noor.call("add_team", json!({ "name": "Copy shop", "prefix": "cop" })).await?;
    let team = noor.call("app_state", Value::Null).await?["directory"]["teams"][0]["id"].clone();
    for title in ["A map on paper", "Fifty flyers"] {
        let ask = json!({
            "title": title, "details": null, "addressee": { "person": null, "team": team }, "visibility": "teams",
            "priority": "normal", "kind": null, "needed_by": null, "watchers": [],
        });
        noor.call("ask", ask).await?;
    }
    noor.call("add_example_requests", Value::Null).await?;
    remind(&noor, "Water the plants").await?;
    noor.until_sent().await?;
    Ok(noor)
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_come_along_and_requests_wait_for_a_decision() -> Result<()> {
    let (anna, noor) = (Desk::of("Anna").await?, noor_alone().await?);

    join(&anna, &noor, "Noor").await?;

    assert_eq!(reminders(&noor).await?, ["Water the plants"]);
    noor.until_sent().await?;
    assert_eq!(titles(&noor).await?, Vec::<String>::new(), "nobody was asked anything");
    let left = noor.call("belongings", Value::Null).await?;
    assert_eq!(left["is_settled"], false);
    let mut waiting: Vec<_> = left["requests"].as_array().context("requests")?.iter().collect();
    waiting.sort_by_key(|it| it["title"].to_string());
    assert_eq!(waiting.len(), 2, "examples are not among them: {left}");
    assert_eq!((&waiting[0]["title"], &waiting[0]["whom"]), (&json!("A map on paper"), &json!("Copy shop")));
    assert_eq!(waiting[0]["suggested"], Value::Null);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_chosen_is_asked_once_and_the_rest_stays_readable() -> Result<()> {
    let (anna, noor) = (Desk::of("Anna").await?, noor_alone().await?);
    join(&anna, &noor, "Noor").await?;
    let left = noor.call("belongings", Value::Null).await?;
    let map = left["requests"].as_array().context("requests")?.iter().find(|it| it["title"] == "A map on paper");
    let map = map.context("the map waits")?["id"].clone();
    let to = json!({ "person": noor.find_person("Anna").await?, "team": null });
    let choice = json!({ "requests": [{ "request": map, "to": to }] });

    assert_eq!(noor.call("bring_along", choice.clone()).await?, json!({ "reminders": 0, "requests": 1 }));
    anna.until_noticed("Noor").await?;
    assert_eq!(noor.call("bring_along", choice).await?, json!({ "reminders": 0, "requests": 0 }), "not twice");
    assert_eq!(titles(&noor).await?, ["A map on paper"]);
    let left = noor.call("belongings", Value::Null).await?;
    assert_eq!((&left["is_settled"], left["requests"].as_array().map(Vec::len)), (&json!(true), Some(1)));

    noor.call("open_local_workspace", Value::Null).await?;
    let local = titles(&noor).await?;
    assert!(local.iter().any(|it| it == "Fifty flyers") && local.iter().any(|it| it == "A map on paper"), "{local:?}");
    assert!(noor.call("app_state", Value::Null).await?["elsewhere"].is_string());
    assert!(!reminders(&noor).await?.iter().any(|it| it == "Water the plants"), "it rings in one place");
    noor.call("return_to_organization", Value::Null).await?;
    noor.until("online again", || async { Ok(noor.call("sync_now", Value::Null).await?["connection"] == "online") })
        .await?;
    assert_eq!(titles(&noor).await?, ["A map on paper"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_decided_waits_over_a_restart() -> Result<()> {
    let (anna, noor) = (Desk::of("Anna").await?, noor_alone().await?);
    join(&anna, &noor, "Noor").await?;

    let noor = noor.restart().await?;

    let left = noor.call("belongings", Value::Null).await?;
    assert_eq!((&left["is_settled"], left["requests"].as_array().map(Vec::len)), (&json!(false), Some(2)));
    assert_eq!(reminders(&noor).await?, ["Water the plants"]);
    drop(anna);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_keeps_people_from_the_app() -> Result<()> {
    let (anna, sam) = super::desk::anna_and_sam().await?;
    let sam_id = sam.me().await?;
    let anna_id = anna.me().await?;
    anna.call("set_manager", json!({ "person": sam_id, "manager": anna_id })).await?;
    anna.call("change_role", json!({ "person": sam_id, "role": "guest" })).await?;
    let report = anna
        .call(
            "import_people",
            json!({ "csv": "name,email,manager\nNoor,noor@example.org,sam@example.org\n", "dry_run": false }),
        )
        .await?;
    assert_eq!((&report["added"], &report["failed"]), (&json!(1), &json!(0)), "{report}");
    assert!(report["csv"].as_str().is_some_and(|it| it.contains("/join/")));
    anna.until("Noor is known", || async { Ok(anna.find_person("Noor").await.is_ok()) }).await?;

    let accounts = anna.call("list_accounts", Value::Null).await?;
    let invited = accounts.as_array().context("accounts")?.iter().filter(|it| it["has_account"] == false).count();
    assert_eq!(invited, 1);
    let own = json!({ "person": null });
    sam.until("the backend is reached", || async { Ok(sam.call("list_devices", own.clone()).await.is_ok()) }).await?;
    assert_eq!(sam.refused("list_accounts", Value::Null).await?, "forbidden");
    let devices = anna.call("list_devices", json!({ "person": sam_id })).await?;
    let device = devices[0]["device"].clone();
    anna.call("revoke_device", json!({ "person": sam_id, "device": device })).await?;

    sam.until("signed out", || async { Ok(sam.call("sync_now", Value::Null).await?["connection"] == "local") }).await?;
    let link = anna.call("make_password_reset", json!({ "id": sam_id })).await?["link"].clone();
    assert_eq!(sam.call("password_reset", json!({ "link": link })).await?["email"], "sam@example.org");
    sam.call("reset_password", json!({ "link": link, "password": "another calm password" })).await?;
    assert_eq!(sam.refused("password_reset", json!({ "link": link })).await?, "reset_used");
    Ok(())
}
