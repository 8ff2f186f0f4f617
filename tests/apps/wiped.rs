//! Signed out from elsewhere: what the organization has on the device goes, and the person is told.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::desk::{Desk, Mood, anna_and_sam};

const SECRET: &str = "The spare key lies under the third stone";

/// Every file below `folder` whose content has `words`. What goes meanwhile has none.
fn find_below(folder: &Path, words: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in unless_gone(fs::read_dir(folder))?.into_iter().flatten() {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(find_below(&path, words)?);
        } else if unless_gone(fs::read(&path))?
            .is_some_and(|it| it.windows(words.len()).any(|it| it == words.as_bytes()))
        {
            found.push(path.display().to_string());
        }
    }
    Ok(found)
}

fn unless_gone<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

async fn devices_of(desk: &Desk, person: &str) -> Result<Vec<Value>> {
    let whose = json!({ "person": person });
    desk.until("the backend is reached", || async { Ok(desk.call("list_devices", whose.clone()).await.is_ok()) })
        .await?;
    let devices = desk.call("list_devices", whose.clone()).await?;
    Ok(devices.as_array().cloned().unwrap_or_default())
}

async fn until_wiped(desk: &Desk) -> Result<Value> {
    desk.until("the data are deleted", || async {
        Ok(desk.call("app_state", Value::Null).await?["wiped"].is_object())
    })
    .await?;
    Ok(desk.call("app_state", Value::Null).await?["wiped"].clone())
}

/// Asks Anna for something, with a file.
async fn ask_with_a_file(sam: &Desk) -> Result<String> {
    let saved = sam.call("save_quick_add", json!({ "text": "The spare key @anna", "literal": [] })).await?;
    let request = saved["request"].as_str().context("a request was made")?.to_owned();
    sam.call("say", json!({ "request": request, "words": SECRET })).await?;
    let upload = "0199f0f0-0000-7000-8000-00000000000b";
    let piece = json!({ "upload": upload, "offset": 0, "base64": STANDARD.encode(SECRET) });
    sam.call("add_file_piece", piece).await?;
    let attach = json!({ "request": request, "upload": upload, "name": "where.txt", "words": null });
    sam.call("attach_file", attach).await?;
    Ok(request)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_signed_out_from_elsewhere_keeps_nothing_of_the_organization() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    ask_with_a_file(&sam).await?;
    sam.until_sent().await?;
    let data = sam.data().to_owned();
    assert!(!find_below(&data, SECRET)?.is_empty(), "it was here");
    let sam_id = sam.me().await?;
    let device = devices_of(&anna, &sam_id).await?[0]["device"].clone();

    anna.call("revoke_device", json!({ "person": sam_id, "device": device })).await?;
    let wiped = until_wiped(&sam).await?;

    assert_eq!((&wiped["ended_by"], &wiped["unsent"]), (&json!("administrator"), &json!(0)));
    assert!(wiped["organization"].as_str().is_some_and(|it| !it.is_empty()), "{wiped}");
    sam.until_noticed("Signed out of").await?;
    sam.until("nothing is left", || async { Ok(find_below(&data, SECRET)?.is_empty()) }).await?;
    let names: Vec<_> = fs::read_dir(&data)?.map(|it| it.map(|it| it.file_name())).collect::<io::Result<_>>()?;
    assert!(!names.iter().any(|it| it.to_string_lossy().contains(&sam_id)), "{names:?}");
    assert!(find_below(&data, "sam@example.org")?.is_empty());
    assert_ne!(sam.me().await?, sam_id, "Sam is in the workspace of the machine");
    assert_eq!(sam.call("sync_now", Value::Null).await?["connection"], "local");
    sam.call("dismiss_wiped", Value::Null).await?;
    assert_eq!(sam.call("app_state", Value::Null).await?["wiped"], Value::Null);
    let sam = sam.restart().await?;
    assert_eq!(sam.call("app_state", Value::Null).await?["wiped"], Value::Null);
    assert!(find_below(sam.data(), SECRET)?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_sent_is_counted_and_reaches_nobody() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    sam.until_sent().await?;
    let sam_id = sam.me().await?;
    let device = devices_of(&anna, &sam_id).await?[0]["device"].clone();
    let sam = sam.restart().await?;
    // The session is sealed, as on a machine that was taken away: nothing goes out.
    sam.until("locked", || async { Ok(sam.call("sync_now", Value::Null).await?["connection"] == "locked") }).await?;
    sam.call("save_quick_add", json!({ "text": format!("{SECRET} @anna"), "literal": [] })).await?;
    anna.call("revoke_device", json!({ "person": sam_id, "device": device })).await?;

    sam.call("unlock", json!({ "passphrase": "for the test" })).await?;
    let wiped = until_wiped(&sam).await?;

    assert_eq!(wiped["unsent"], 1, "{wiped}");
    sam.until("nothing is left", || async { Ok(find_below(sam.data(), SECRET)?.is_empty()) }).await?;
    anna.until_sent().await?;
    assert!(find_below(anna.data(), SECRET)?.is_empty(), "an ended session sends nothing");
    // The person may come back, with everything that was sent.
    let server = anna.address().await.context("the backend runs")?;
    let sign_in = json!({
        "server": server, "email": "sam@example.org", "password": "a calm long password",
        "passphrase": "for the test",
    });
    sam.call("sign_in", sign_in).await?;
    assert_eq!(sam.me().await?, sam_id);
    assert_eq!(devices_of(&anna, &sam_id).await?.len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wipe_that_was_cut_off_goes_on_at_the_next_start() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    ask_with_a_file(&sam).await?;
    sam.until_sent().await?;
    let sam = sam
        .restart_after(|data| {
            // As it stands once the wipe was noted, and nothing deleted yet.
            let file = data.join("workspaces.json");
            let mut workspaces: Value = serde_json::from_slice(&fs::read(&file)?)?;
            let joined = workspaces["joined"].take();
            workspaces["wiped"] = json!({
                "identity": joined, "organization": "Annas", "ended_by": "oneself", "at": 1, "unsent": 2,
                "is_done": false,
            });
            Ok(fs::write(&file, serde_json::to_vec(&workspaces)?)?)
        })
        .await?;

    let wiped = sam.call("app_state", Value::Null).await?["wiped"].clone();

    assert_eq!((&wiped["ended_by"], &wiped["unsent"]), (&json!("oneself"), &json!(2)));
    assert!(find_below(sam.data(), SECRET)?.is_empty());
    drop(anna);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_leaves_one_session_and_all_that_waits() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    sam.until_sent().await?;
    let sam_id = sam.me().await?;
    let server = anna.address().await.context("the backend runs")?;
    sam.keys.turn(Mood::Open);
    let sign_in = json!({
        "server": server, "email": "sam@example.org", "password": "a calm long password", "passphrase": null,
    });

    sam.call("sign_in", sign_in.clone()).await?;
    assert_eq!(devices_of(&anna, &sam_id).await?.len(), 1, "the session before has ended");

    // Signing out while the backend is away leaves a session there, until the next sign-in.
    sam.until_sent().await?;
    anna.stop_backend().await.context("it ran")?;
    sam.call("sign_out", Value::Null).await?;
    let anna = anna.restart().await?;
    anna.until_sent().await?;
    assert_eq!(devices_of(&anna, &sam_id).await?.len(), 1);
    sam.call("sign_in", sign_in).await?;
    assert_eq!(devices_of(&anna, &sam_id).await?.len(), 1, "also of the one that nobody could be told of");
    assert_eq!(sam.call("app_state", Value::Null).await?["wiped"], Value::Null);
    Ok(())
}
