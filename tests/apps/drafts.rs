//! What is being written is kept, whatever happens around it.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

/// Zammad 62, 968, 2413, 2786, 3088: drafts went when the window was loaded anew, the session ended, somebody else
/// wrote, or the page of another request was looked at.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_written_stays_through_news_a_restart_and_signing_out() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let saved = sam.call("save_quick_add", json!({ "text": "Minutes of Monday @anna", "literal": [] })).await?;
    let request = saved["request"].as_str().context("a request was made")?.to_owned();
    anna.until_stage(&request, "asked").await?;
    let key = format!("request:{request}");
    sam.call("save_draft", json!({ "key": key, "text": "One more thing" })).await?;
    let draft = async |sam: &Desk| sam.call("find_draft", json!({ "key": key })).await;

    anna.call("say", json!({ "request": request, "words": "Which Monday?" })).await?;
    sam.until("the word is here", || async { Ok(sam.open(&request).await?.to_string().contains("Which Monday?")) })
        .await?;
    assert_eq!(draft(&sam).await?, "One more thing", "after news");

    let sam = sam.restart().await?;
    assert_eq!(draft(&sam).await?, "One more thing", "after a restart");

    sam.until_sent().await?;
    let server = anna.address().await.context("the backend runs")?;
    sam.call("sign_out", Value::Null).await?;
    let sign_in = json!({
        "server": server, "email": "sam@example.org", "password": "a calm long password", "passphrase": "for the test",
    });
    sam.call("sign_in", sign_in).await?;
    assert_eq!(draft(&sam).await?, "One more thing", "after signing out and in");
    Ok(())
}
