//! Ask, promise, deliver, thank, between two apps.

use std::time::Duration;

use anyhow::{Context, Result};
use goodturn_client::{Action, Timestamp};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

const HOUR: i64 = 3_600;

fn in_hours(desk: &Desk, hours: i64) -> String {
    use goodturn_client::clock::Clock;
    let at: Timestamp = desk.clock.now().plus(chrono::TimeDelta::hours(hours));
    at.to_utc().to_rfc3339()
}

async fn ask(asker: &Desk, helper: &str, title: &str) -> Result<String> {
    let saved = asker
        .call("save_quick_add", json!({ "text": format!("{title} @{helper} !high // the buyer asks"), "literal": [] }))
        .await?;
    Ok(saved["request"].as_str().context("a request was made")?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_lives_from_asking_to_thanking() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;

    let request = ask(&sam, "anna", "Riparian grant for listing 4471").await?;
    let asked = anna.until_noticed("Sam asks you").await?;
    let place = anna.answer(&asked, Action::Promise).await.context("a dialog opens")?;
    assert_eq!((&place["view"], &place["dialog"]), (&json!("request"), &json!("acknowledge")));

    let promise =
        json!({ "request": request, "promise": in_hours(&anna, 48), "next_word": in_hours(&anna, 24), "words": null });
    anna.call("acknowledge", promise).await?;
    sam.until_noticed("Anna has it").await?;
    sam.until_stage(&request, "acknowledged").await?;

    anna.clock.advance(24 * HOUR);
    anna.app.resumed();
    let due = anna.until_noticed("Time for a word to Sam").await?;
    assert_eq!(anna.answer(&due, Action::Snooze).await, None);
    anna.call("say", json!({ "request": request, "words": "The county has the form; I hear tomorrow." })).await?;
    sam.until_noticed("Anna wrote").await?;

    let delivery = json!({ "request": request, "words": "Here it is.", "next_need": "The buyer's signature" });
    anna.call("deliver", delivery).await?;
    let delivered = sam.until_noticed("Anna delivered").await?;
    let place = sam.answer(&delivered, Action::NotYet).await.context("a dialog opens")?;
    assert_eq!(place["dialog"], "not_yet");
    sam.call("not_yet", json!({ "request": request, "words": "Page two is missing." })).await?;
    anna.until_noticed("Sam says: not yet").await?;

    anna.call("deliver", json!({ "request": request, "words": "With page two.", "next_need": null })).await?;
    sam.until_stage(&request, "delivered").await?;
    let thanks = json!({
        "to": [anna.me().await?], "words": "You saved the closing.", "values": [], "request": request, "is_private": false,
    });
    sam.call("confirm", json!({ "request": request, "rating": 5, "words": null, "thanks": thanks })).await?;
    anna.until_noticed("Sam thanks you").await?;
    anna.until_stage(&request, "closed").await?;

    let cards = anna.call("list_thanks", json!({ "list": "received", "offset": 0, "limit": 10 })).await?;
    assert_eq!(cards["cards"][0]["words"], "You saved the closing.");
    assert_eq!(anna.open(&request).await?["row"]["reopen_count"], 1);
    assert_eq!(anna.open(&request).await?["row"]["promise"]["state"], "kept");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_stays_until_its_request_was_looked_at() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let request = ask(&sam, "anna", "A key for the archive").await?;
    anna.until_noticed("Sam asks you").await?;

    assert_eq!(anna.open(&request).await?["row"]["is_unread"], true, "a hidden window reads it as well");
    assert!(anna.noticed("Sam asks you").is_some());

    anna.call("mark_read", json!({ "request": request })).await?;

    assert_eq!(anna.open(&request).await?["row"]["is_unread"], false);
    assert!(anna.noticed("Sam asks you").is_none());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_offline_is_shown_at_once_and_sent_later() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    anna.stop_backend().await;

    let request = ask(&sam, "anna", "A key for the archive").await?;

    let row = sam.open(&request).await?["row"].clone();
    assert_eq!((&row["is_unsent"], &row["stage"]), (&json!(true), &json!("asked")));
    assert!(row["number"].as_str().is_some_and(|it| it.starts_with('~')), "a handle of this device: {row}");
    assert_eq!(sam.call("sync_now", Value::Null).await?["unsent"], 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_comes_back_by_itself_and_is_fetched_where_it_does_not() -> Result<()> {
    let anna = Desk::of("Anna").await?;
    let remind = |words: &str| {
        let due = "2099-01-01T10:00:00Z";
        anna.call("remind", json!({ "request": null, "words": words, "due": due, "if_no_reply": false }))
    };
    let unsent =
        || async { Ok::<_, anyhow::Error>(anna.call("app_state", Value::Null).await?["sync"]["unsent"].clone()) };
    // The first page that comes says that the stream brings them.
    remind("first").await?;
    anna.until_sent().await?;
    tokio::time::sleep(Duration::from_secs(1)).await;

    // A page that takes longer than a tenth of a second is fetched, which a busy machine may see now and then.
    let mut tries = 0..5;
    let before = loop {
        tries.next().context("something was fetched each time")?;
        let before = anna.between.pulls();
        for words in ["second", "third", "fourth"] {
            remind(words).await?;
            anna.until("it is sent", || async { Ok(unsent().await? == 0) }).await?;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        if anna.between.pulls() == before {
            break before;
        }
    };

    // No page tells of a person.
    let mut profile = anna.call("profile", Value::Null).await?;
    profile["name"] = "Anna Berg".into();
    anna.call("change_profile", profile).await?;
    anna.until("it is fetched", || async { Ok(anna.between.pulls() > before) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_says_it_is_in_sync_has_back_what_it_has_sent() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let request = ask(&sam, "anna", "A key for the archive").await?;
    anna.until_noticed("Sam asks you").await?;

    for number in 0..60 {
        sam.call("say", json!({ "request": request, "words": format!("The left one ({number})") })).await?;
        // Whoever asks for a sync again and again keeps it from waiting for the page that brings it back.
        let is_in_sync = async {
            loop {
                let status = sam.call("sync_now", Value::Null).await?;
                if status["unsent"] == 0 && status["is_syncing"] == false {
                    return Ok::<_, anyhow::Error>(());
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), is_in_sync).await??;
        let timeline = sam.open(&request).await?["timeline"].clone();
        let said = timeline.as_array().and_then(|it| it.last()).context("something was said")?;
        assert_eq!(said["is_unsent"], false, "{number}: {said}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_rings_once_and_not_again_after_a_restart() -> Result<()> {
    let anna = Desk::of("Anna").await?;
    let reminder =
        json!({ "request": null, "words": "Call the notary", "due": in_hours(&anna, 1), "if_no_reply": false });
    anna.call("remind", reminder).await?;

    anna.clock.advance(2 * HOUR);
    anna.app.resumed();
    anna.until_noticed("You wanted to be reminded").await?;
    let anna = anna.restart().await?;
    anna.clock.advance(2 * HOUR);
    anna.app.resumed();
    tokio::time::sleep(Duration::from_millis(500)).await;

    assert!(anna.noticed("You wanted to be reminded").is_none());
    let today = anna.call("today", Value::Null).await?;
    assert_eq!(today["follow_ups"][0]["words"], "Call the notary");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_can_be_taken_back_within_ten_seconds() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let request = ask(&sam, "anna", "A quiet room").await?;
    anna.until_noticed("Sam asks you").await?;
    let said = sam.call("say", json!({ "request": request, "words": "Wrong window." })).await?["id"].clone();
    let reads = || anna.noticed("Sam asks you").filter(|it| it.body.contains("Wrong window."));
    anna.until("the word is in the notification", || async { Ok(reads().is_some()) }).await?;
    let actions: Vec<Action> = reads().context("it was just there")?.actions.into_iter().map(|(it, _)| it).collect();
    assert_eq!(actions, [Action::Promise, Action::HandOver], "an ask keeps its buttons when a word follows");

    sam.call("retract", json!({ "id": said })).await?;

    anna.until("the word has left the notification", || async { Ok(reads().is_none()) }).await?;

    sam.until_sent().await?;
    anna.until("the placeholder is there", || async {
        let Ok(detail) = anna.open(&request).await else { return Ok(false) };
        let kinds: Vec<_> = detail["timeline"].as_array().cloned().unwrap_or_default();
        Ok(kinds.iter().any(|it| it["kind"] == "retracted" && it["words"].is_null()))
    })
    .await?;
    let late = sam.call("say", json!({ "request": request, "words": "This one stays." })).await?["id"].clone();
    sam.clock.advance(11);
    assert_eq!(sam.refused("retract", json!({ "id": late })).await?, "too_late_to_retract");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_will_be_away_sees_what_they_have_promised_for_that_time() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let request = ask(&sam, "anna", "A key for the archive").await?;
    anna.until_noticed("Sam asks you").await?;
    let promise = json!({ "request": request, "promise": in_hours(&anna, 72), "next_word": null, "words": null });
    anna.call("acknowledge", promise).await?;
    let day = |days: i64| in_hours(&anna, 24 * days)[..10].to_owned();
    let promised = async |from: i64, to: i64| -> Result<Value> {
        let rows = anna.call("promises_while_away", json!({ "first_day": day(from), "back_on": day(to) })).await?;
        Ok(rows.as_array().into_iter().flatten().map(|row| row["id"].clone()).collect())
    };

    assert_eq!(promised(1, 6).await?, json!([request]));
    assert_eq!(promised(5, 9).await?, json!([]), "it is due before");
    assert_eq!(promised(0, 1).await?, json!([]), "it is due after");
    assert_eq!(anna.refused("promises_while_away", json!({ "first_day": "soon", "back_on": "" })).await?, "malformed");
    Ok(())
}
