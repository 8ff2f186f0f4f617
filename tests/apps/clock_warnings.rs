//! Whoever serves a request is told before it comes due and when it is late, and is left alone as soon as they answer.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

const HOUR: i64 = 60 * 60;

fn round_the_clock() -> Value {
    json!(vec![json!([{ "from": 0, "to": 1440 }]); 7])
}

fn a_level(steps: u32) -> Value {
    json!({
        "name": "Usual",
        "priority": null,
        "kind": null,
        "acknowledge": { "unit": "minutes", "count": 4 * 60 },
        "next_word": null,
        "next_word_since": "last_word",
        "deliver": null,
        "warns": true,
        "steps": steps,
    })
}

/// Anna, and Sam who leads Legal, and works at all hours.
async fn anna_and_the_lead_of_legal(levels: Value) -> Result<(Desk, Desk, String)> {
    let (anna, sam) = anna_and_sam().await?;
    let mut profile = sam.call("profile", Value::Null).await?;
    profile["week"] = round_the_clock();
    sam.call("change_profile", profile).await?;
    sam.until_sent().await?;
    let added = anna.call("add_team", json!({ "name": "Legal", "prefix": "LEG" })).await?;
    let legal = added["id"].as_str().context("a team has an id")?.to_owned();
    let joined = json!({ "team": legal, "person": sam.me().await?, "role": "lead" });
    anna.call("set_membership", joined).await?;
    let calendar = json!({ "zone": "UTC", "week": round_the_clock(), "country": null, "days_off": [] });
    anna.call("set_team_calendar", json!({ "team": legal, "calendar": calendar })).await?;
    anna.call("set_service_levels", json!({ "team": legal, "levels": levels })).await?;
    sam.until("Sam knows what he leads", || async {
        let terms = sam.call("team_terms", json!({ "team": legal })).await;
        Ok(terms.is_ok_and(|it| it["levels"] == levels))
    })
    .await?;
    Ok((anna, sam, legal))
}

async fn asks(anna: &Desk, sam: &Desk) -> Result<String> {
    let asked = anna.call("save_quick_add", json!({ "text": "Names for the deed #legal", "literal": [] })).await?;
    let request = asked["request"].as_str().context("it has an id")?.to_owned();
    sam.until("it is with Legal", || async { Ok(sam.open(&request).await.is_ok()) }).await?;
    Ok(request)
}

fn later(desks: [&Desk; 2], seconds: i64) {
    desks.iter().for_each(|desk| desk.clock.advance(seconds));
}

fn clock_follow_ups(detail: &Value) -> Vec<Value> {
    let all = detail["follow_ups"].as_array().cloned().unwrap_or_default();
    all.into_iter().filter(|it| !it["clock"].is_null()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_before_and_at_due_and_stops_with_the_answer() -> Result<()> {
    let (anna, sam, _) = anna_and_the_lead_of_legal(json!([a_level(3)])).await?;
    let request = asks(&anna, &sam).await?;

    later([&anna, &sam], 3 * HOUR + 60);
    let notice = sam.until_noticed("An answer is due").await?;
    assert!(!notice.needs_you && notice.body.contains("Names for the deed: Anna waits"), "{notice:?}");
    let soon = clock_follow_ups(&sam.open(&request).await?);
    assert_eq!((&soon[0]["reason"], &soon[0]["clock"]["kind"]), (&json!("due_soon"), &json!("acknowledge")));
    let story = sam.call("explain_clock", json!({ "request": request, "kind": "acknowledge" })).await?;
    let steps: Vec<&Value> = story["moments"].as_array().context("it says whom it tells")?.iter().collect();
    let said: Vec<&Value> = steps.iter().map(|it| &it["step"]).collect();
    assert_eq!(said, ["due_soon", "late", "colleague", "lead"]);

    later([&anna, &sam], HOUR);
    sam.until_noticed("An answer was due").await?;
    sam.until("the first notification is gone", || async { Ok(sam.noticed("An answer is due").is_none()) }).await?;
    let today = sam.call("today", Value::Null).await?;
    assert_eq!(today["follow_ups"][0]["reason"], "late", "{today}");
    assert_eq!(clock_follow_ups(&anna.open(&request).await?), Vec::<Value>::new(), "it is nothing to Anna");

    sam.call("say", json!({ "request": request, "words": "We look at it" })).await?;
    sam.until("it is told no longer", || async { Ok(sam.noticed("An answer was due").is_none()) }).await?;
    let now = sam.call("today", Value::Null).await?;
    assert_eq!(now["follow_ups"], json!([]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_that_takes_no_steps_is_left_alone_and_sees_so() -> Result<()> {
    let mut pressing = a_level(3);
    (pressing["name"], pressing["priority"]) = (json!("Pressing"), json!("urgent"));
    let (anna, sam, _) = anna_and_the_lead_of_legal(json!([pressing, a_level(0)])).await?;
    let request = asks(&anna, &sam).await?;
    let urgent = asks(&anna, &sam).await?;
    anna.call("change_priority", json!({ "request": urgent, "priority": "urgent" })).await?;
    anna.until_sent().await?;

    later([&anna, &sam], 6 * HOUR);
    sam.until("what is told about the other one comes", || async {
        Ok(!clock_follow_ups(&sam.open(&urgent).await?).is_empty())
    })
    .await?;
    assert_eq!(clock_follow_ups(&sam.open(&request).await?), Vec::<Value>::new(), "the same look found nothing here");
    let story = sam.call("explain_clock", json!({ "request": request, "kind": "acknowledge" })).await?;
    assert_eq!(story["clock"]["state"], "late");
    let steps: Vec<&str> =
        story["moments"].as_array().into_iter().flatten().filter_map(|it| it["step"].as_str()).collect();
    assert_eq!(steps, ["due_soon"], "nobody is told once it is late");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn several_that_are_late_at_one_moment_are_one_notification() -> Result<()> {
    let (anna, sam, _) = anna_and_the_lead_of_legal(json!([a_level(1)])).await?;
    let mut settings = sam.call("app_state", Value::Null).await?["settings"].clone();
    settings["notifications_paused_until"] = json!("2099-01-01T00:00:00Z");
    sam.call("change_settings", settings.clone()).await?;
    let (one, other) = (asks(&anna, &sam).await?, asks(&anna, &sam).await?);
    later([&anna, &sam], 9 * HOUR);
    for request in [&one, &other] {
        sam.until("it is late", || async { Ok(!clock_follow_ups(&sam.open(request).await?).is_empty()) }).await?;
    }

    settings["notifications_paused_until"] = Value::Null;
    sam.call("change_settings", settings).await?;

    let notice = sam.until_noticed("2 requests are due or late").await?;
    assert!(notice.needs_you && notice.body == "Names for the deed", "{notice:?}");
    assert!(sam.noticed("An answer was due").is_none());
    for request in [&one, &other] {
        sam.call("say", json!({ "request": request, "words": "We look at it" })).await?;
    }
    sam.until("nothing is left of it", || async { Ok(sam.noticed("are due or late").is_none()) }).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_shows_nothing_of_what_is_confidential() -> Result<()> {
    let (anna, sam, legal) = anna_and_the_lead_of_legal(json!([a_level(1)])).await?;
    let ask = json!({
        "title": "A word about Tom", "details": null, "addressee": { "person": null, "team": legal },
        "visibility": "private", "priority": "normal", "kind": null, "needed_by": null, "watchers": [], "link": null,
    });
    let asked = anna.call("ask", ask).await?;
    let request = asked["request"].as_str().context("it has an id")?.to_owned();
    sam.until("it is with Legal", || async { Ok(sam.open(&request).await.is_ok()) }).await?;

    later([&anna, &sam], 5 * HOUR);

    let notice = sam.until_noticed("Something confidential was due").await?;
    let text = format!("{} {}", notice.title, notice.body);
    assert!(!text.contains("Tom") && !text.contains("Anna"), "{notice:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_three_steps_are_refused() -> Result<()> {
    let (_anna, sam, legal) = anna_and_the_lead_of_legal(json!([a_level(0)])).await?;

    let refused = sam.refused("set_service_levels", json!({ "team": legal, "levels": [a_level(4)] })).await?;

    assert_eq!(refused, "service_levels_invalid");
    Ok(())
}
