//! A lead writes a rule, tries it and keeps it; the server does what it says, and everybody reads of it what is theirs.

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

async fn parts_of(desk: &Desk, text: &str) -> Result<Value> {
    let read = desk.call("read_rule", json!({ "text": text })).await?;
    anyhow::ensure!(read["problem"].is_null(), "{text}: {read}");
    Ok(read["parts"].clone())
}

async fn keeps(desk: &Desk, team: &str, name: &str, text: &str) -> Result<String> {
    let parts = parts_of(desk, text).await?;
    let args = json!({ "team": team, "rule": null, "name": name, "is_off": false, "parts": parts });
    let kept = desk.call("keep_rule", args).await?;
    Ok(kept["id"].as_str().context("a rule has an id")?.to_owned())
}

async fn asks(desk: &Desk, line: &str) -> Result<String> {
    let asked = desk.call("save_quick_add", json!({ "text": line, "literal": [] })).await?;
    Ok(asked["request"].as_str().context("a request has an id")?.to_owned())
}

fn kinds(detail: &Value) -> Vec<&str> {
    detail["timeline"].as_array().into_iter().flatten().filter_map(|it| it["kind"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_of_a_team_is_done_by_its_rules_and_explained_to_it() -> Result<()> {
    let (anna, sam, team) = anna_and_the_lead_of_it().await?;
    let text =
        "when asked if words:move then label \"Office move\", watch @Anna, say \"Hello {requester}\", note \"Look\"";
    let rule = keeps(&sam, &team, "Office moves", text).await?;
    sam.until_sent().await?;

    let request = asks(&anna, "Move the printer #it").await?;
    let other = asks(&anna, "A new keyboard #it").await?;

    anna.until("it is labelled", || async {
        Ok(anna.open(&request).await?["row"]["labels"] == json!(["Office move"]))
    })
    .await?;
    let seen = anna.open(&request).await?;
    assert_eq!(kinds(&seen), ["asked", "labelled", "rule_said"], "{seen}");
    assert_eq!(seen["timeline"][2]["words"], "Hello Anna");
    assert!(seen["timeline"][1]["author"].is_null(), "nobody did it");
    sam.until("it is with IT", || async { Ok(sam.open(&request).await.is_ok()) }).await?;
    let seen = sam.open(&request).await?;
    assert_eq!(kinds(&seen), ["asked", "rule_fired", "labelled", "rule_said"], "{seen}");
    let line = &seen["timeline"][1];
    assert_eq!((&line["rule"]["name"], &line["words"]), (&json!("Office moves"), &json!("Look")), "{line}");
    assert_eq!(line["rule"]["ifs"][0]["values"][0]["word"], "move");
    assert_eq!(line["rule"]["outcomes"][1]["skipped"], "already_so", "Anna asks for it: {line}");
    sam.until("the other one, too", || async { Ok(sam.open(&other).await.is_ok()) }).await?;
    assert_eq!(kinds(&sam.open(&other).await?), ["asked"]);

    let log = sam.call("team_rules", json!({ "team": team })).await?;
    assert_eq!((&log["can_change"], log["firings"].as_array().map(Vec::len)), (&json!(true), Some(1)), "{log}");
    assert_eq!((&log["firings"][0]["rule"], &log["firings"][0]["request"]["id"]), (&json!(rule), &json!(request)));
    let outside = anna.call("team_rules", json!({ "team": team })).await?;
    assert_eq!((&outside["is_known"], &outside["rules"]), (&json!(false), &json!([])), "they are the team's own");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_tried_before_it_is_kept_and_nothing_is_done() -> Result<()> {
    let (anna, sam, team) = anna_and_the_lead_of_it().await?;
    for line in ["Move the printer #it !high", "A new keyboard #it"] {
        let request = asks(&anna, line).await?;
        sam.until("it is with IT", || async { Ok(sam.open(&request).await.is_ok()) }).await?;
    }

    let parts = parts_of(&sam, "when asked if priority:>=high then label Pressing, hand over to @Anna").await?;
    let tried = sam.call("try_rule", json!({ "team": team, "parts": parts })).await?;

    assert_eq!((&tried["fires"], &tried["looked_at"]), (&json!(1), &json!(2)), "{tried}");
    let (fires, fails) = (&tried["rows"][0], &tried["rows"][1]);
    assert_eq!((&fires["verdict"], &fires["request"]["title"]), (&json!("fires"), &json!("Move the printer")));
    assert_eq!(fires["outcomes"][1]["skipped"], "requesters");
    assert_eq!((&fails["verdict"], &fails["test"]["field"]), (&json!("fails"), &json!("priority")));
    let written = sam.call("write_rule", json!({ "parts": parts })).await?;
    assert_eq!(written["text"], "when asked\nif priority:>=high\nthen label \"Pressing\",\n  hand over to @Anna");
    let wrong = sam.call("read_rule", json!({ "text": "when asked then wätch @Anna" })).await?;
    assert_eq!(wrong["problem"]["wrong"], "unknown_action");
    assert_eq!((&wrong["problem"]["from"], &wrong["problem"]["to"]), (&json!(16), &json!(21)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_leads_the_team_changes_its_rules_also_without_a_connection() -> Result<()> {
    let (anna, sam, team) = anna_and_the_lead_of_it().await?;
    let names = |known: &Value| -> Vec<String> {
        let rules = known["rules"].as_array().into_iter().flatten();
        rules.filter_map(|it| it["name"].as_str()).map(str::to_owned).collect()
    };
    let known = json!({ "team": team });
    let first = keeps(&sam, &team, "First", "when asked then label First").await?;
    let member = json!({ "team": team, "person": sam.me().await?, "role": "member" });
    anna.call("set_membership", member).await?;
    sam.until("Sam leads it no longer", || async {
        Ok(sam.call("team_rules", known.clone()).await?["can_change"] == json!(false))
    })
    .await?;
    let drop = json!({ "team": team, "rule": first });
    assert_eq!(sam.refused("drop_rule", drop.clone()).await?, "not_administrator");
    let lead = json!({ "team": team, "person": sam.me().await?, "role": "lead" });
    anna.call("set_membership", lead).await?;
    sam.until("Sam leads it again", || async {
        Ok(sam.call("team_rules", known.clone()).await?["can_change"] == json!(true))
    })
    .await?;

    anna.stop_backend().await;
    let second = keeps(&sam, &team, "Second", "when asked then label Second").await?;
    sam.call("move_rule", json!({ "team": team, "rule": second, "before": first })).await?;
    assert_eq!(names(&sam.call("team_rules", known.clone()).await?), ["Second", "First"]);
    sam.call("drop_rule", drop).await?;
    assert_eq!(names(&sam.call("team_rules", known).await?), ["Second"]);
    Ok(())
}
