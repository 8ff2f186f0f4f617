//! What is asked of a team waits in its queue until somebody takes it.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

/// Anna and Sam, both in Legal.
async fn colleagues() -> Result<(Desk, Desk, String)> {
    let (anna, sam) = anna_and_sam().await?;
    let added = anna.call("add_team", json!({ "name": "Legal", "prefix": "LEG" })).await?;
    let legal = added["id"].as_str().context("a team has an id")?.to_owned();
    for person in [anna.me().await?, sam.me().await?] {
        let joined = json!({ "team": legal, "person": person, "role": "member" });
        anna.call("set_membership", joined).await?;
    }
    sam.until("Sam belongs to it", || async { Ok(waiting(&sam).await? == [(legal.clone(), 0)]) }).await?;
    Ok((anna, sam, legal))
}

/// The queues of somebody's teams, and how many wait in each.
async fn waiting(desk: &Desk) -> Result<Vec<(String, u64)>> {
    let queues = desk.call("list_queues", Value::Null).await?;
    let queue = |it: &Value| Some((it["team"].as_str()?.to_owned(), it["waiting"].as_u64()?));
    queues.as_array().and_then(|all| all.iter().map(queue).collect()).context("queues have a team and a number")
}

async fn queue(desk: &Desk, team: Option<&str>) -> Result<Vec<String>> {
    let asked =
        json!({ "list": "queues", "team": team, "include_ended": false, "text": null, "offset": 0, "limit": 9 });
    let page = desk.call("list_requests", asked).await?;
    let rows = page["rows"].as_array().context("a page has rows")?;
    anyhow::ensure!(page["total"] == rows.len(), "{page}");
    Ok(rows.iter().filter_map(|row| row["title"].as_str()).map(str::to_owned).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_of_a_team_leaves_its_queue_once_somebody_has_taken_it() -> Result<()> {
    let (anna, sam, legal) = colleagues().await?;

    let deed = anna.call("save_quick_add", json!({ "text": "Names for the deed #legal", "literal": [] })).await?;
    anna.call("save_quick_add", json!({ "text": "Key to the archive #legal due tomorrow", "literal": [] })).await?;
    sam.until("both wait", || async { Ok(waiting(&sam).await? == [(legal.clone(), 2)]) }).await?;
    assert_eq!(queue(&sam, None).await?, ["Key to the archive", "Names for the deed"], "what is needed comes first");
    assert_eq!(queue(&sam, Some(&legal)).await?.len(), 2);
    let elsewhere = "0199f0f0-0000-7000-8000-00000000000b";
    assert_eq!(queue(&sam, Some(elsewhere)).await?, Vec::<String>::new(), "it is no team of Sam's");

    let promise =
        json!({ "request": deed["request"], "promise": "2099-01-01T10:00:00Z", "next_word": null, "words": null });
    sam.call("acknowledge", promise).await?;
    assert_eq!(queue(&sam, None).await?, ["Key to the archive"]);
    anna.until("it left Anna's", || async { Ok(queue(&anna, None).await? == ["Key to the archive"]) }).await?;

    let left = json!({ "team": legal, "person": sam.me().await?, "role": null });
    anna.call("set_membership", left).await?;
    sam.until("it is no queue of Sam's", || async { Ok(waiting(&sam).await?.is_empty()) }).await?;
    assert_eq!(queue(&sam, None).await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_sees_what_each_has_promised_and_nobody_else_does() -> Result<()> {
    let (anna, sam, legal) = colleagues().await?;
    let team = json!({ "team": legal });
    let lead = json!({ "team": legal, "person": anna.me().await?, "role": "lead" });
    anna.call("set_membership", lead).await?;

    let tomorrow = chrono::TimeDelta::days(1);
    let tomorrow = goodturn_client::clock::Clock::now(&*sam.clock).plus(tomorrow).to_utc().to_rfc3339();
    for (title, promise) in [
        ("Names for the deed", "2099-01-01T10:00:00Z"),
        ("Key to the archive", ""),
        ("A stamp for the deed", tomorrow.as_str()),
    ] {
        let text = format!("{title} #legal");
        let asked = anna.call("save_quick_add", json!({ "text": text, "literal": [] })).await?;
        let (request, promise) = (&asked["request"], (!promise.is_empty()).then_some(promise));
        sam.until("it is here", || async { Ok(queue(&sam, None).await? == [title]) }).await?;
        let next_word = promise.is_none().then_some("2099-01-01T10:00:00Z");
        let taken = json!({ "request": request, "promise": promise, "next_word": next_word, "words": null });
        sam.call("acknowledge", taken).await?;
    }
    anna.until("all are taken", || async { Ok(queue(&anna, None).await?.is_empty()) }).await?;

    let load = anna.call("team_load", team.clone()).await?;
    assert_eq!(load["days"].as_array().map(Vec::len), Some(14));
    let people = load["people"].as_array().context("there are people")?;
    let mine = anna.me().await?;
    let (annas, sams): (Vec<&Value>, Vec<&Value>) = people.iter().partition(|it| it["person"] == mine);
    let due = |of: &[&Value]| -> u64 {
        let days = of.iter().flat_map(|it| it["days"].as_array().into_iter().flatten());
        days.filter_map(|day| day["promises"].as_u64()).sum()
    };
    assert_eq!((due(&annas), due(&sams)), (0, 1), "the one for tomorrow");
    let counts = |of: &[&Value]| {
        of.iter().map(|it| (it["late"].clone(), it["later"].clone(), it["undated"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(counts(&annas), [(json!(0), json!(0), json!(0))]);
    assert_eq!(counts(&sams), [(json!(0), json!(1), json!(1))]);

    anna.call("save_team_load", team.clone()).await?;
    let saved = std::fs::read_dir(anna.downloads())?.next().context("a table was saved")??.path();
    assert!(saved.file_name().is_some_and(|name| name.to_string_lossy().starts_with("Legal 20")), "{saved:?}");
    let table = std::fs::read_to_string(saved)?;
    assert!(table.starts_with("person,kind,day,promises,working_hours\nAnna,day,20"), "{table}");
    assert!(table.contains("\nSam,later,,1,\nSam,no_time_given,,1,\n"), "{table}");

    assert_eq!(sam.refused("team_load", team.clone()).await?, "not_found");
    assert_eq!(sam.refused("save_team_load", team).await?, "not_found");
    Ok(())
}
