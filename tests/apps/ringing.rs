//! Somebody with two machines hears of a follow-up once, also when one of them was away or has a wrong clock.

use std::time::Duration;

use anyhow::{Context, Result};
use goodturn_client::clock::Clock;
use serde_json::{Value, json};

use super::desk::{Desk, Keys, Mood, anna_and_sam};

const HOUR: i64 = 60 * 60;
const TITLE: &str = "You wanted to be reminded";

/// Anna who hosts, Sam at the office, and his second machine.
async fn sam_on_two_machines() -> Result<(Desk, Desk, Desk)> {
    let (anna, office) = anna_and_sam().await?;
    // It is signed in again after a start.
    let keys = Keys::default();
    keys.turn(Mood::Open);
    let home = Desk::with_keys("Sam at home", keys).await?;
    let server = anna.address().await.context("Anna's backend runs")?;
    let sign_in = json!({
        "server": server,
        "email": "sam@example.org",
        "password": "a calm long password",
        "passphrase": null,
    });
    home.call("sign_in", sign_in).await?;
    assert_eq!(home.me().await?, office.me().await?);
    Ok((anna, office, home))
}

async fn remind(desk: &Desk, words: &str, seconds: i64) -> Result<()> {
    let due = desk.clock.now().plus(chrono::TimeDelta::seconds(seconds)).to_utc().to_rfc3339();
    desk.call("remind", json!({ "request": null, "words": words, "due": due, "if_no_reply": false })).await?;
    desk.until_sent().await
}

async fn until_known(desk: &Desk, words: &str) -> Result<()> {
    desk.until(words, || async {
        let today = desk.call("today", Value::Null).await?;
        Ok(today["follow_ups"].as_array().is_some_and(|it| it.iter().any(|one| one["words"] == words)))
    })
    .await
}

/// Long enough for a page to come and be looked at.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(1_500)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_machines_that_are_due_at_one_moment_one_rings() -> Result<()> {
    let (_anna, office, home) = sam_on_two_machines().await?;
    for round in 0..5 {
        let words = format!("Call the notary {round}");
        remind(&office, &words, 2).await?;
        until_known(&home, &words).await?;

        office
            .until("one of them rings", || async {
                let rings = |desk: &Desk| desk.noticed(TITLE).is_some_and(|it| it.body == words);
                Ok(rings(&office) || rings(&home))
            })
            .await?;
        a_while().await;

        let shown = [&office, &home].into_iter().filter(|it| it.noticed(TITLE).is_some_and(|it| it.body == words));
        assert_eq!(shown.count(), 1, "{words}");
        let today = office.call("today", Value::Null).await?;
        for follow_up in today["follow_ups"].as_array().context("they are listed")? {
            office.call("finish_follow_up", json!({ "id": follow_up["id"] })).await?;
        }
        office.until_sent().await?;
        home.until("it is done there, too", || async {
            Ok(home.call("today", Value::Null).await?["follow_ups"] == json!([]))
        })
        .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_was_off_does_not_ring_for_what_rang_on_the_other() -> Result<()> {
    let (_anna, office, home) = sam_on_two_machines().await?;
    remind(&office, "Call the notary", 5).await?;
    until_known(&home, "Call the notary").await?;
    let off = home.stop().await;
    office.until_noticed(TITLE).await?;
    office.until_sent().await?;

    // All that it knows is that it is due.
    let home = off.start().await?;
    home.until_sent().await?;
    a_while().await;

    assert!(home.noticed(TITLE).is_none(), "it rang where he was");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_whose_clock_is_ahead_rings_by_the_servers() -> Result<()> {
    let (anna, office, home) = sam_on_two_machines().await?;
    remind(&office, "Call the notary", HOUR / 2).await?;
    until_known(&home, "Call the notary").await?;

    home.clock.advance(10 * 365 * 24 * HOUR);
    home.app.resumed();
    a_while().await;

    assert!(home.noticed(TITLE).is_none(), "it is not due by ten years of a wrong clock");
    home.until_sent().await?;
    for desk in [&anna, &office] {
        desk.clock.advance(HOUR);
        desk.app.resumed();
    }
    office
        .until("one of them rings", || async { Ok([&office, &home].iter().any(|it| it.noticed(TITLE).is_some())) })
        .await?;
    a_while().await;
    assert!(office.noticed(TITLE).is_none() || home.noticed(TITLE).is_none(), "one of them is enough");
    Ok(())
}
