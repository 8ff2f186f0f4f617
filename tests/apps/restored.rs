//! The host's machine was lost and its backup is a day old.

use anyhow::{Context, Result};
use goodturn_server::{Clock, Location, backup};
use serde_json::json;

use super::desk::anna_and_sam;

#[tokio::test(flavor = "multi_thread")]
async fn what_two_people_agreed_since_the_backup_is_there_again() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let safe = tempfile::tempdir()?;
    let mut made = None;
    let anna = anna
        .restart_after(|data| {
            made = Some(backup::back_up(&Location::Folder(data.join("backend")), safe.path(), &Clock::system())?.0);
            Ok(())
        })
        .await?;
    let made = made.context("a backup was made")?;
    let saved = sam.call("save_quick_add", json!({ "text": "Lend me the big ladder @anna", "literal": [] })).await?;
    let request = saved["request"].as_str().context("a request was made")?.to_owned();
    anna.until_stage(&request, "asked").await?;
    anna.call("start", json!({ "request": request })).await?;
    sam.until_stage(&request, "in_progress").await?;
    anna.until_sent().await?;

    let anna = anna
        .restart_after(|data| {
            backup::restore(&made, &data.join("backend"), true, &Clock::system())?;
            Ok(())
        })
        .await?;

    sam.until_sent().await?;
    anna.until_sent().await?;
    for desk in [&anna, &sam] {
        desk.until_stage(&request, "in_progress").await?;
        assert_eq!(desk.call("list_attention", serde_json::Value::Null).await?, json!([]));
    }
    let events = sam.open(&request).await?["timeline"].as_array().map(Vec::len);
    assert_eq!(events, anna.open(&request).await?["timeline"].as_array().map(Vec::len));
    Ok(())
}
