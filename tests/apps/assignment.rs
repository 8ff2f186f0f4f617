//! What is asked of a team goes round it by itself, and whoever hands it over by hand sees who has room.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_sam_and_kim};

/// Anna, who asks; Sam who leads IT and Kim who is in it, and the team.
async fn people_of_it() -> Result<(Desk, Desk, Desk, String)> {
    let (anna, sam, kim) = anna_sam_and_kim().await?;
    let added = anna.call("add_team", json!({ "name": "IT", "prefix": "IT" })).await?;
    let team = added["id"].as_str().context("a team has an id")?.to_owned();
    for (desk, role) in [(&sam, "lead"), (&kim, "member")] {
        let joined = json!({ "team": team, "person": desk.me().await?, "role": role });
        anna.call("set_membership", joined).await?;
        desk.until("they are in IT", || async {
            Ok(!desk.call("list_queues", Value::Null).await?.as_array().is_none_or(Vec::is_empty))
        })
        .await?;
    }
    Ok((anna, sam, kim, team))
}

async fn parts_of(desk: &Desk, text: &str) -> Result<Value> {
    let read = desk.call("read_rule", json!({ "text": text })).await?;
    anyhow::ensure!(read["problem"].is_null(), "{text}: {read}");
    Ok(read["parts"].clone())
}

async fn asks(desk: &Desk, line: &str) -> Result<String> {
    let asked = desk.call("save_quick_add", json!({ "text": line, "literal": [] })).await?;
    Ok(asked["request"].as_str().context("a request has an id")?.to_owned())
}

fn line_of<'a>(detail: &'a Value, kind: &str) -> Option<&'a Value> {
    detail["timeline"].as_array().into_iter().flatten().find(|it| it["kind"] == kind)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_requests_go_to_two_people_by_turns_and_the_timeline_says_why() -> Result<()> {
    let (anna, sam, kim, team) = people_of_it().await?;
    let parts = parts_of(&sam, "when asked then hand over by turns at most 1").await?;
    let rule = json!({ "team": team, "rule": null, "name": "Turns", "is_off": false, "parts": parts });
    sam.call("keep_rule", rule).await?;
    sam.until_sent().await?;

    let mut came_to = Vec::new();
    for line in ["A laptop #it", "A screen #it"] {
        let request = asks(&anna, line).await?;
        anna.until("it went to somebody", || async {
            Ok(line_of(&anna.open(&request).await?, "handed_over").is_some())
        })
        .await?;
        came_to.extend(line_of(&anna.open(&request).await?, "handed_over").cloned());
    }
    let last = &asks(&anna, "A keyboard #it").await?;

    let (sams, kims) = (sam.me().await?, kim.me().await?);
    let given: Vec<&Value> = came_to.iter().map(|it| &it["person"]).collect();
    let mut expected = [json!(sams), json!(kims)];
    expected.sort_by_key(ToString::to_string);
    assert_eq!(given, [&expected[0], &expected[1]], "each has one, and nobody more");
    let line = &came_to[0];
    assert_eq!((&line["author"], &line["chosen_by"], &line["words"]), (&json!(null), &json!("turns"), &json!("Turns")));
    sam.until("the team is told of the last", || async {
        Ok(sam.open(last).await.is_ok_and(|seen| line_of(&seen, "rule_fired").is_some()))
    })
    .await?;
    let seen = sam.open(last).await?;
    assert_eq!(seen["row"]["addressee"]["team"], json!(team), "it stays in the queue");
    let outcome = &line_of(&seen, "rule_fired").context("the team is told")?["rule"]["outcomes"][0];
    assert_eq!((&outcome["skipped"], &outcome["action"]["kind"]), (&json!("nobody_free"), &json!("assign")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hands_over_by_hand_sees_who_of_the_team_has_room_and_who_is_away() -> Result<()> {
    let (anna, sam, kim, team) = people_of_it().await?;
    let joined = json!({ "team": team, "person": anna.me().await?, "role": "member" });
    anna.call("set_membership", joined).await?;
    let kims = kim.me().await?;
    asks(&anna, "Look at this @Kim").await?;
    let request = asks(&kim, "A laptop #it").await?;
    let other = asks(&anna, "A screen #it").await?;
    for it in [&request, &other] {
        sam.until("it is with IT", || async { Ok(sam.open(it).await.is_ok()) }).await?;
    }

    let holders = async |request: &str| sam.call("possible_holders", json!({ "request": request })).await;
    let names = |it: &Value| -> Vec<Value> {
        it.as_array().into_iter().flatten().map(|it| json!([it["person"], it["open"]])).collect()
    };
    let annas = anna.me().await?;
    assert_eq!(names(&holders(&request).await?), [json!([annas, 0])], "nobody who asks, and not oneself");
    sam.until("Kim has one", || async { Ok(names(&holders(&other).await?) == [json!([kims, 1])]) }).await?;
    kim.until("it is with her team here, too", || async { Ok(kim.open(&other).await.is_ok()) }).await?;
    let of_a_member = kim.call("possible_holders", json!({ "request": other })).await?;
    assert_eq!(names(&of_a_member), [json!([sam.me().await?, null])], "nobody but a lead sees what others have open");

    let away = json!({ "first_day": "2020-01-01", "back_on": "2099-01-01", "substitute": null });
    kim.call("set_absence", json!({ "person": kims, "absence": away })).await?;
    sam.until("Kim is away", || async { Ok(!holders(&other).await?[0]["away"].is_null()) }).await?;
    let parts = parts_of(&sam, "when asked then hand over by turns").await?;
    let tried = sam.call("try_rule", json!({ "team": team, "parts": parts })).await?;
    let outcome = |of: &str| {
        let rows = tried["rows"].as_array().into_iter().flatten();
        rows.filter(|it| it["request"]["id"] == of).map(|it| it["outcomes"][0].clone()).next().unwrap_or_default()
    };
    let sams = sam.me().await?;
    assert_eq!(outcome(&other)["action"]["people"], json!([sams]), "Anna asks for it, and Kim is away: {tried}");
    Ok(())
}
