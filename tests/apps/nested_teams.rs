//! A team that is part of another: its lead above sees the queue, and it works by the hours from above.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

async fn add_team(desk: &Desk, name: &str, prefix: &str) -> Result<String> {
    let added = desk.call("add_team", json!({ "name": name, "prefix": prefix })).await?;
    added["id"].as_str().map(str::to_owned).context("a team has an id")
}

async fn queues(desk: &Desk) -> Result<usize> {
    desk.call("list_queues", Value::Null).await?.as_array().map(Vec::len).context("there are queues")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_works_by_the_hours_of_the_team_above_and_is_led_from_there() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let people = add_team(&anna, "People", "HR").await?;
    let payroll = add_team(&anna, "Payroll", "PAY").await?;
    let lead = json!({ "team": people, "person": sam.me().await?, "role": "lead" });
    anna.call("set_membership", lead).await?;
    sam.until("Sam leads People", || async { Ok(queues(&sam).await? == 1) }).await?;

    let hours = json!({ "zone": "UTC", "week": [[{ "from": 480, "to": 720 }], [], [], [], [], [], []],
        "country": null, "days_off": [] });
    anna.call("set_team_calendar", json!({ "team": people, "calendar": hours })).await?;
    anna.call("place_team", json!({ "team": payroll, "part_of": people, "is_led_from_above": true })).await?;
    anna.call("save_quick_add", json!({ "text": "My payslip #payroll", "literal": [] })).await?;

    sam.until("Sam sees both queues", || async { Ok(queues(&sam).await? == 2) }).await?;
    let terms = sam.call("team_terms", json!({ "team": payroll })).await?;
    assert_eq!((&terms["calendar"], &terms["above"]["calendar"]), (&Value::Null, &hours));
    assert_eq!(terms["above"]["calendar_of"], "People");
    let circle = json!({ "team": people, "part_of": payroll, "is_led_from_above": false });
    assert_eq!(anna.refused("place_team", circle).await?, "part_of_itself");

    anna.call("close_team", json!({ "id": people })).await?;
    sam.until("neither is Sam's any more", || async { Ok(queues(&sam).await? == 0) }).await?;
    let terms = anna.call("team_terms", json!({ "team": payroll })).await?;
    assert_eq!(terms["above"]["calendar"], Value::Null, "it stands by itself");
    Ok(())
}
