//! Lists are narrowed and ordered by what somebody types, in one app and for another's requests.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

async fn ask(asker: &Desk, text: &str) -> Result<String> {
    let saved = asker.call("save_quick_add", json!({ "text": text, "literal": [] })).await?;
    Ok(saved["request"].as_str().context("a request was made")?.to_owned())
}

async fn list(desk: &Desk, list: &str, text: &str) -> Result<Value> {
    let asked = json!({
        "list": list, "team": null, "include_ended": false, "text": text, "offset": 0, "limit": 9,
    });
    desk.call("list_requests", asked).await
}

async fn found(desk: &Desk, text: &str) -> Result<Vec<String>> {
    let page = list(desk, "my_promises", text).await?;
    let rows = page["rows"].as_array().context("a page has rows")?;
    Ok(rows.iter().filter_map(|row| row["id"].as_str()).map(str::to_owned).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_a_team_is_everybodys_in_it_and_its_leads_to_change() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let team = anna.call("add_team", json!({ "name": "Legal", "prefix": "LE" })).await?["id"].clone();
    for (desk, role) in [(&anna, "lead"), (&sam, "member")] {
        let joins = json!({ "team": team, "person": desk.me().await?, "role": role });
        anna.call("set_membership", joins).await?;
    }
    ask(&anna, "The deed for listing 4471 @sam !high").await?;
    let kept = json!({
        "id": null, "name": "Pressing", "list": "my_promises", "search": "priority:>=high from:anna", "team": team,
    });
    let view = anna.call("keep_view", kept).await?["id"].clone();

    let views = async || anyhow::Ok(sam.call("list_views", Value::Null).await?[0].clone());
    let arrived = async || {
        let view = views().await?;
        Ok(view["name"] == "Pressing" && view["total"] == 1)
    };
    sam.until("the view and what it shows are there", arrived).await?;
    let seen = views().await?;
    assert_eq!((&seen["can_change"], &seen["team"]), (&json!(false), &team));
    assert_eq!(sam.refused("drop_view", json!({ "id": view })).await?, "somebody_elses");
    assert_eq!(anna.call("list_views", Value::Null).await?[0]["total"], 0, "for her it is another list");

    anna.call("drop_view", json!({ "id": view })).await?;
    sam.until("it is gone", async || Ok(views().await?.is_null())).await?;
    let again = json!({
        "id": view, "name": "Pressing", "list": "my_promises", "search": "priority:urgent", "team": team,
    });
    anna.call("keep_view", again).await?;
    sam.until("it is back", async || Ok(views().await?["search"] == "priority:urgent")).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_narrows_and_orders_a_list() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let deed = ask(&anna, "The deed for listing 4471 @sam due in 3 wd !high").await?;
    let key = ask(&anna, "Key to the archive @sam due in 1 wd").await?;
    let plant = ask(&anna, "Water the plant @sam").await?;
    for request in [&deed, &key, &plant] {
        sam.until_stage(request, "asked").await?;
    }
    sam.call(
        "acknowledge",
        json!({ "request": plant, "promise": null, "next_word": "2030-01-01T09:00:00Z", "words": null }),
    )
    .await?;

    assert_eq!(found(&sam, "from:anna sort:needed").await?, [key.clone(), deed.clone(), plant.clone()]);
    assert_eq!(found(&sam, "from:me").await?, Vec::<String>::new());
    assert_eq!(found(&sam, "to:me priority:>=high").await?, std::slice::from_ref(&deed));
    assert_eq!(found(&sam, "-stage:asked").await?, std::slice::from_ref(&plant));
    assert_eq!(found(&sam, "helper:me").await?, std::slice::from_ref(&plant));
    assert_eq!(found(&sam, "is:unread key").await?, std::slice::from_ref(&key));
    assert_eq!(found(&sam, "needed:any sort:priority").await?, [deed.clone(), key.clone()]);

    let page = list(&sam, "my_promises", "key stauts:asked from:nobody needed:<=\"in 2 wd\"").await?;
    let problems: Vec<&Value> =
        page["terms"].as_array().context("it has terms")?.iter().map(|it| &it["problem"]).collect();
    assert_eq!(problems, [&json!("unknown_field"), &json!("unknown_value"), &Value::Null]);
    assert!(page["terms"][2]["until"].is_string(), "{page}");

    anna.call("withdraw", json!({ "request": key, "reason": null })).await?;
    sam.until_stage(&key, "withdrawn").await?;
    assert_eq!(found(&sam, "needed:any").await?, [deed]);
    Ok(())
}
