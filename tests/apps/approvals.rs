//! Somebody has to agree first: told, decided from the notification, held until then.

use anyhow::{Context, Result};
use goodturn_client::notify::Action;
use serde_json::{Value, json};

use super::desk::{Desk, anna_sam_and_kim};

/// Anna asks Sam for something, he promises it and asks Kim to agree.
async fn asked(anna: &Desk, sam: &Desk, kim: &Desk) -> Result<String> {
    let saved = anna.call("save_quick_add", json!({ "text": "A drone for the survey @sam", "literal": [] })).await?;
    let request = saved["request"].as_str().context("a request was made")?.to_owned();
    sam.until_stage(&request, "asked").await?;
    let promise = json!({ "request": request, "promise": null, "next_word": "2099-01-05T12:00:00Z", "words": null });
    sam.call("acknowledge", promise).await?;
    let ask = json!({ "request": request, "approvers": [kim.me().await?], "needed": 1 });
    sam.call("ask_approval", ask).await?;
    Ok(request)
}

fn can(detail: &Value, step: &str) -> bool {
    detail["can"].as_array().is_some_and(|it| it.iter().any(|one| one == step))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_to_agree_does_so_from_the_notification_and_the_request_goes_on() -> Result<()> {
    let (anna, sam, kim) = anna_sam_and_kim().await?;
    let request = asked(&anna, &sam, &kim).await?;
    let held = sam.open(&request).await?;
    assert!(!can(&held, "start") && !can(&held, "deliver") && can(&held, "waive_approval"), "{}", held["can"]);
    assert_eq!(held["row"]["approval"], "open");
    let early = json!({ "request": request, "words": "Here", "next_need": null });
    assert_eq!(sam.refused("deliver", early).await?, "not_approved");

    let notice = kim.until_noticed("Sam asks whether you agree").await?;
    let actions: Vec<Action> = notice.actions.iter().map(|(action, _)| *action).collect();
    assert_eq!(actions, [Action::Approve, Action::Reject]);
    assert!(notice.needs_you);
    let today = kim.call("today", Value::Null).await?;
    assert_eq!(today["waiting_on_me"][0]["id"], request.as_str(), "it waits for Kim");
    assert_eq!(kim.answer(&notice, Action::Approve).await, None, "nothing is left to do in a window");

    sam.until_noticed("Kim agrees").await?;
    assert!(can(&sam.open(&request).await?, "start"));
    let today = kim.call("today", Value::Null).await?;
    assert_eq!(today["waiting_on_me"], json!([]));
    sam.call("say", json!({ "request": request, "words": "On its way" })).await?;
    anna.until_noticed("Sam wrote").await?;
    assert!(kim.noticed("Sam wrote").is_none(), "who has agreed is not told of every word");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_has_its_reason_and_holds_until_the_team_goes_on_without() -> Result<()> {
    let (anna, sam, kim) = anna_sam_and_kim().await?;
    let request = asked(&anna, &sam, &kim).await?;
    let notice = kim.until_noticed("Sam asks whether you agree").await?;
    let place = kim.answer(&notice, Action::Reject).await.context("a dialog opens")?;
    assert_eq!(place["dialog"], "reject");

    let step = kim.open(&request).await?["approvals"][0].clone();
    assert_eq!((&step["state"], &step["can_decide"]), (&json!("open"), &json!(true)));
    kim.call("reject", json!({ "request": request, "approval": step["id"], "reason": "Too dear" })).await?;

    for desk in [&anna, &sam] {
        let notice = desk.until_noticed("Kim does not agree").await?;
        assert!(notice.body.contains("Too dear"), "{notice:?}");
    }
    let held = sam.open(&request).await?;
    assert_eq!((&held["row"]["approval"], &held["row"]["stage"]), (&json!("rejected"), &json!("acknowledged")));
    sam.call("waive_approval", json!({ "request": request, "approval": step["id"] })).await?;
    sam.call("deliver", json!({ "request": request, "words": "Here", "next_need": null })).await?;
    anna.until_stage(&request, "delivered").await?;
    let late = json!({ "request": request, "approval": step["id"], "words": null });
    assert!(
        ["approval_gone", "wrong_stage", "not_yours", "not_found"].contains(&&*kim.refused("approve", late).await?)
    );
    Ok(())
}
