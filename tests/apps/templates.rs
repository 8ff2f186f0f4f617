//! What is asked often is kept under a name, for oneself or for a team.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

async fn names(desk: &Desk) -> Result<Vec<(String, bool)>> {
    let listed = desk.call("list_templates", Value::Null).await?;
    let name = |it: &Value| Some((it["name"].as_str()?.to_owned(), it["can_change"].as_bool()?));
    listed.as_array().and_then(|all| all.iter().map(name).collect()).context("templates have names")
}

fn template(team: Option<&str>, name: &str, person: &str) -> Value {
    json!({
        "id": null, "team": team, "name": name,
        "wish": {
            "title": "Figures for {month}", "details": "By project", "priority": "high", "visibility": "teams",
            "addressee": { "person": person, "team": null }, "kind": null, "labels": ["Report"], "watchers": [],
            "needed": { "days": 2, "minutes": 1020 }, "service": null,
        },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_of_a_team_is_for_its_members_and_ones_own_for_oneself() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let (annas, sams) = (anna.me().await?, sam.me().await?);
    let added = anna.call("add_team", json!({ "name": "Legal", "prefix": "LEG" })).await?;
    let legal = added["id"].as_str().context("a team has an id")?.to_owned();
    for (person, role) in [(&annas, "lead"), (&sams, "member")] {
        anna.call("set_membership", json!({ "team": legal, "person": person, "role": role })).await?;
    }

    anna.call("write_template", template(None, "My figures", &sams)).await?;
    let shared = anna.call("write_template", template(Some(&legal), "Figures", &sams)).await?;

    assert_eq!(names(&anna).await?, [("Figures".into(), true), ("My figures".into(), true)]);
    sam.until("Sam has the one of the team", || async { Ok(names(&sam).await? == [("Figures".into(), false)]) })
        .await?;
    assert_eq!(sam.refused("remove_template", json!({ "id": shared["id"] })).await?, "somebody_elses");
    let listed = sam.call("list_templates", Value::Null).await?;
    assert_eq!(listed[0]["wish"]["labels"], json!(["Report"]));

    anna.call("remove_template", json!({ "id": shared["id"] })).await?;
    sam.until("it is gone", || async { Ok(names(&sam).await?.is_empty()) }).await?;
    Ok(())
}
