//! Bad input and bad luck: what people are told, and that nothing is lost.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

#[tokio::test(flavor = "multi_thread")]
async fn a_line_without_anybody_is_kept_and_asked_about() -> Result<()> {
    let anna = Desk::of("Anna").await?;
    let line = |text: &str| json!({ "text": text, "literal": [] });

    let shown = anna.call("parse_quick_add", line("fix the lamp @nobody")).await?;

    assert_eq!(shown["chips"][0]["problem"], "unknown_name");
    assert_eq!(shown["title"], "fix the lamp @nobody");
    assert_eq!(anna.refused("save_quick_add", line("fix the lamp @nobody")).await?, "addressee_missing");
    assert_eq!(anna.refused("save_quick_add", line(&"x".repeat(1_000_000))).await?, "text_too_long");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guessed_name_is_seen_before_anything_goes_out() -> Result<()> {
    let (_anna, sam) = anna_and_sam().await?;
    let mut line = json!({ "text": "A new badge @annna", "literal": [] });

    assert_eq!(sam.refused("save_quick_add", line.clone()).await?, "name_close");
    let chip = sam.call("parse_quick_add", line.clone()).await?["chips"][0].clone();
    assert_eq!(chip["is_close"], true);
    line["seen"] = json!([{ "start": chip["start"], "end": chip["end"], "value": chip["value"] }]);

    assert_eq!(sam.call("save_quick_add", line).await?["verb"], "ask");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_do_not_fit_change_nothing() -> Result<()> {
    let anna = Desk::of("Anna").await?;

    assert_eq!(anna.refused("no_such_command", Value::Null).await?, "unknown_command");
    assert_eq!(anna.refused("say", json!({ "request": 7 })).await?, "malformed");
    assert_eq!(anna.refused("open_request", json!({ "request": "not an id" })).await?, "malformed");
    assert_eq!(anna.refused("mark_read", json!({ "request": "not an id" })).await?, "malformed");
    let nowhere = "00000000-0000-7000-8000-000000000000";
    assert_eq!(anna.refused("open_request", json!({ "request": nowhere })).await?, "not_found");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_backend_refuses_comes_back_with_its_text() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let saved = sam.call("save_quick_add", json!({ "text": "A new badge @anna", "literal": [] })).await?;
    let request = saved["request"].as_str().context("a request was made")?.to_owned();
    anna.until_stage(&request, "asked").await?;
    sam.until_sent().await?;

    // Both act before they hear of each other: the one whose operation comes second is told.
    let decline =
        json!({ "request": request, "reason": "Badges come from the front desk.", "alternative": "Ask at the desk" });
    let (declined, withdrawn) = tokio::join!(
        anna.call("decline", decline),
        sam.call("withdraw", json!({ "request": request, "reason": null }))
    );
    declined?;
    withdrawn?;
    anna.until_sent().await?;
    sam.until_sent().await?;

    let refused = [anna.call("list_attention", Value::Null).await?, sam.call("list_attention", Value::Null).await?];
    let refused: Vec<Value> = refused.iter().filter_map(|it| it.as_array()).flatten().cloned().collect();
    assert_eq!(refused.len(), 1, "one of the two came second: {refused:?}");
    assert_eq!(refused[0]["code"], "wrong_stage");
    let stage_at = async |desk: &Desk| Ok::<_, anyhow::Error>(desk.open(&request).await?["row"]["stage"].clone());
    anna.until("both see the same", || async { Ok(stage_at(&anna).await? == stage_at(&sam).await?) }).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_rests_after_failures_goes_on_when_it_hears_of_the_backend() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let remind = json!({ "request": null, "words": "Held up", "due": "2099-01-01T10:00:00Z", "if_no_reply": false });
    anna.call("remind", remind.clone()).await?;
    anna.until_sent().await?;

    anna.between.cut_pushes(true);
    anna.call("remind", remind).await?;
    // Each rest is twice as long as the one before: the sixth takes twelve seconds at least.
    while anna.between.pushes_cut() < 6 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    anna.between.cut_pushes(false);
    sam.call("save_quick_add", json!({ "text": "A new badge @anna", "literal": [] })).await?;

    let is_sent = async || Ok::<_, anyhow::Error>(anna.call("app_state", Value::Null).await?["sync"]["unsent"] == 0);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(8);
    while !is_sent().await? {
        ensure!(tokio::time::Instant::now() < deadline, "it rests on although the backend is there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_put_aside_and_rebuilt() -> Result<()> {
    let anna = Desk::of("Anna").await?;
    anna.call(
        "remind",
        json!({ "request": null, "words": "Kept by the backend", "due": "2099-01-01T10:00:00Z", "if_no_reply": false }),
    )
    .await?;
    anna.until_sent().await?;

    let mut folder = None;
    let anna = anna
        .restart_after(|data| {
            let workspaces = data.join("workspaces");
            for entry in fs::read_dir(&workspaces)? {
                let path = entry?.path();
                if path.extension().is_some_and(|it| it == "db") {
                    fs::write(&path, "this is no database, and never was one".repeat(500))?;
                }
            }
            folder = Some(workspaces);
            Ok(())
        })
        .await?;

    assert_eq!(anna.call("app_state", Value::Null).await?["sync"]["trouble"], "damaged");
    anna.until("the reminder is back", || async {
        let today = anna.call("app_state", Value::Null).await?;
        Ok(today["sync"]["last_synced_at"].is_string())
    })
    .await?;
    let folder = folder.context("something was damaged")?;
    let aside =
        fs::read_dir(&folder)?.filter_map(Result::ok).any(|it| !it.file_name().to_string_lossy().ends_with(".db"));
    assert!(aside, "the damaged file is still there, beside the new one");
    Ok(())
}
