//! Files: attached on one desk without a connection, brought later, fetched on another when wanted.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

const PIECE_BYTES: usize = 512 * 1024;

/// Hands a file to the app as the interface does, and says it on the request.
async fn attach(desk: &Desk, request: &str, name: &str, content: &[u8]) -> Result<String> {
    let upload = "0199f0f0-0000-7000-8000-00000000000a";
    for (index, piece) in content.chunks(PIECE_BYTES).enumerate() {
        let piece = json!({ "upload": upload, "offset": index * PIECE_BYTES, "base64": STANDARD.encode(piece) });
        desk.call("add_file_piece", piece).await?;
    }
    let said = json!({ "request": request, "upload": upload, "name": name, "words": "As you asked" });
    let said = desk.call("attach_file", said).await?;
    Ok(said["id"].as_str().context("the entry has an id")?.to_owned())
}

/// The file on a request, and the entry that has it.
async fn file_on(desk: &Desk, request: &str) -> Result<(String, Value)> {
    let detail = desk.open(request).await?;
    let entries = detail["timeline"].as_array().cloned().unwrap_or_default();
    let entry = entries.into_iter().find(|it| !it["file"].is_null()).context("an entry has a file")?;
    Ok((entry["id"].as_str().unwrap_or_default().to_owned(), entry["file"].clone()))
}

fn content(bytes: u32) -> Vec<u8> {
    (0..bytes).map(|it| it.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_attached_offline_comes_to_who_opens_it() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let saved = sam.call("save_quick_add", json!({ "text": "The minutes @anna", "literal": [] })).await?;
    let request = saved["request"].as_str().context("a request was made")?.to_owned();
    anna.until_stage(&request, "asked").await?;
    sam.until_sent().await?;
    let content = content(5_000_000);

    anna.stop_backend().await.context("it ran")?;
    let attached = attach(&sam, &request, "../../minutes 2026.bin", &content).await?;
    sam.call("say", json!({ "request": request, "words": "See page two" })).await?;
    let (_, file) = file_on(&sam, &request).await?;
    assert_eq!((&file["place"], &file["name"]), (&json!("not_sent"), &json!("minutes 2026.bin")));
    let anna = anna.restart().await?;

    sam.until_sent().await?;
    anna.until("the file is told of", || async { Ok(file_on(&anna, &request).await.is_ok()) }).await?;
    let (entry, file) = file_on(&anna, &request).await?;
    assert_eq!((&entry, &file["place"], &file["bytes"]), (&attached, &json!("elsewhere"), &json!(content.len())));
    anna.call("save_file", json!({ "id": entry })).await?;
    ensure!(std::fs::read(anna.downloads().join("minutes 2026.bin"))? == content, "it is what was sent");
    assert_eq!(file_on(&anna, &request).await?.1["place"], "here");
    assert_eq!(file_on(&sam, &request).await?.1["place"], "here");

    let mut settings = anna.call("app_state", Value::Null).await?["settings"].clone();
    settings["file_cache_mebibytes"] = json!(4);
    anna.call("change_settings", settings).await?;
    let is_elsewhere = || async { Ok(file_on(&anna, &request).await?.1["place"] == "elsewhere") };
    anna.until("the file makes room", is_elsewhere).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_twice_is_merged_offline_with_its_files_and_what_was_being_written() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let mut requests = Vec::new();
    for text in ["The minutes @anna", "Minutes of Monday @anna"] {
        let saved = sam.call("save_quick_add", json!({ "text": text, "literal": [] })).await?;
        requests.push(saved["request"].as_str().context("a request was made")?.to_owned());
    }
    let [one, other] = [&requests[0], &requests[1]];
    anna.until_stage(other, "asked").await?;
    sam.until_sent().await?;

    anna.stop_backend().await.context("it ran")?;
    attach(&sam, one, "minutes.bin", &content(600_000)).await?;
    sam.call("save_draft", json!({ "key": format!("request:{one}"), "text": "One more thing" })).await?;
    sam.call("merge", json!({ "request": one, "into": other })).await?;

    // Zammad 702: merging threw away what was being written.
    let draft = async |request: &str| sam.call("find_draft", json!({ "key": format!("request:{request}") })).await;
    assert_eq!((draft(one).await?, draft(other).await?), (Value::Null, json!("One more thing")));
    let anna = anna.restart().await?;
    sam.until_sent().await?;
    anna.until("the file came along", || async { Ok(file_on(&anna, other).await.is_ok()) }).await?;
    let (entry, _) = file_on(&anna, other).await?;
    anna.call("save_file", json!({ "id": entry })).await?;
    ensure!(std::fs::read(anna.downloads().join("minutes.bin"))? == content(600_000), "it is what was sent");
    let merged = anna.open(one).await?;
    assert_eq!((&merged["row"]["stage"], &merged["merged_into"]["id"]), (&json!("merged"), &json!(other)));

    sam.until_stage(one, "merged").await?;
    sam.call("unmerge", json!({ "request": one })).await?;
    assert_eq!((draft(one).await?, draft(other).await?), (json!("One more thing"), Value::Null));
    sam.until_sent().await?;
    anna.until_stage(one, "asked").await?;
    sam.until("the file has left", || async { Ok(file_on(&sam, other).await.is_err()) }).await?;
    ensure!(file_on(&sam, one).await.is_ok(), "and is where it was");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_what_it_says_is_not_opened() -> Result<()> {
    let anna = Desk::of("Anna").await?;
    let request = anna.call("add_example_requests", Value::Null).await;
    request?;
    let listed = json!({ "list": "everyone", "include_ended": true, "text": null, "offset": 0, "limit": 1 });
    let mine = json!({ "list": "my_requests", "include_ended": true, "text": null, "offset": 0, "limit": 1 });
    let rows = [anna.call("list_requests", listed).await?, anna.call("list_requests", mine).await?];
    let row = rows.iter().find_map(|page| page["rows"][0]["id"].as_str()).context("there are examples")?;

    let entry = attach(&anna, row, "holiday.png", b"#!/bin/sh\necho harm\n").await?;

    assert_eq!(anna.refused("open_file", json!({ "id": entry })).await?, "file_not_opened");
    assert_eq!(anna.refused("preview_file", json!({ "id": entry })).await?, "file_not_shown");
    let large = json!({ "upload": "0199f0f0-0000-7000-8000-00000000000b", "offset": 200_000_000, "base64": "AAAA" });
    assert_eq!(anna.refused("add_file_piece", large).await?, "file_too_large");
    Ok(())
}
