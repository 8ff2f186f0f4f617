//! Canned texts: a lead keeps those of the team, and one's own follow their person.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam, join};

/// The names of what somebody can insert, and whether it is a team's.
async fn texts(desk: &Desk) -> Result<Vec<(String, bool)>> {
    let all = desk.call("list_canned_texts", Value::Null).await?;
    let text = |it: &Value| Some((it["name"].as_str()?.to_owned(), it["team"].is_string()));
    all.as_array().and_then(|all| all.iter().map(text).collect()).context("texts have names")
}

fn write(id: Option<&str>, team: Option<&str>, name: &str) -> Value {
    json!({ "id": id, "team": team, "name": name, "words": "Hello {requester}" })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_lead_writes_for_the_team_its_members_insert_as_long_as_they_belong_to_it() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let added = anna.call("add_team", json!({ "name": "Legal", "prefix": "LEG" })).await?;
    let legal = added["id"].as_str().context("a team has an id")?.to_owned();
    for (person, role) in [(anna.me().await?, "lead"), (sam.me().await?, "member")] {
        anna.call("set_membership", json!({ "team": legal, "person": person, "role": role })).await?;
    }

    let written = anna.call("write_canned_text", write(None, Some(&legal), "Received")).await?;
    let id = written["id"].as_str().context("a text has an id")?;
    sam.until("Sam can insert it", || async { Ok(texts(&sam).await? == [("Received".into(), true)]) }).await?;
    assert_eq!(sam.refused("write_canned_text", write(Some(id), Some(&legal), "Mine")).await?, "somebody_elses");
    assert_eq!(sam.refused("remove_canned_text", json!({ "id": id })).await?, "somebody_elses");
    sam.call("write_canned_text", write(None, None, "Received")).await?;
    assert_eq!(sam.refused("write_canned_text", write(None, None, "RECEIVED")).await?, "canned_text_name_taken");

    anna.call("remove_canned_text", json!({ "id": id })).await?;
    sam.until("it is gone", || async { Ok(texts(&sam).await? == [("Received".into(), false)]) }).await?;
    anna.call("write_canned_text", write(Some(id), Some(&legal), "It is here")).await?;
    let both = [("It is here".into(), true), ("Received".into(), false)];
    sam.until("it is back", || async { Ok(texts(&sam).await? == both) }).await?;

    anna.call("set_membership", json!({ "team": legal, "person": sam.me().await?, "role": null })).await?;
    sam.until("it is none of Sam's", || async { Ok(texts(&sam).await? == [("Received".into(), false)]) }).await?;
    assert_eq!(texts(&anna).await?, [("It is here".into(), true)], "nobody else has what Sam keeps");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_texts_come_along_into_the_organization_and_examples_stay() -> Result<()> {
    let (anna, kim) = (Desk::of("Anna").await?, Desk::of("Kim").await?);
    kim.call("add_example_requests", Value::Null).await?;
    kim.call("write_canned_text", write(None, None, "Regards")).await?;
    let before = [("Regards".into(), false), ("Thank you, and by when".into(), false)];
    assert_eq!(texts(&kim).await?, before);

    join(&anna, &kim, "Kim").await?;

    kim.until("it came along", || async { Ok(texts(&kim).await? == [("Regards".into(), false)]) }).await
}
