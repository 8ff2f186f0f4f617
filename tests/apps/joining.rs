//! Joining an organization, leaving it, and what stays.

use anyhow::Result;
use serde_json::{Value, json};

use super::desk::{Desk, Mood, anna_and_sam, join};

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_works_once() -> Result<()> {
    let (anna, other) = (Desk::of("Anna").await?, Desk::of("Noor").await?);
    anna.until_sent().await?;
    let invite = json!({ "email": "noor@example.org", "name": "Noor", "role": "member", "teams": [] });
    anna.until("invited", || async { Ok(anna.call("invite", invite.clone()).await.is_ok()) }).await?;
    let link = anna.call("invite", invite).await?["link"].clone();
    let join =
        json!({ "link": link, "name": "Noor", "password": "a calm long password", "passphrase": "for the test" });

    assert_eq!(other.call("invitation", json!({ "link": link })).await?["email"], "noor@example.org");
    other.call("join", join.clone()).await?;

    assert_eq!(other.refused("join", join).await?, "invitation_used");
    assert_eq!(
        other.refused("invitation", json!({ "link": "https://example.org/elsewhere" })).await?,
        "not_an_invitation"
    );
    assert_eq!(
        other.refused("invitation", json!({ "link": "http://turn.example.org/join/abc" })).await?,
        "insecure_server"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_goes_back_to_the_workspace_of_this_machine() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let in_organization = sam.me().await?;

    sam.call("sign_out", Value::Null).await?;
    let local = sam.me().await?;
    let wrong =
        json!({ "server": "http://127.0.0.1:9", "email": "sam@example.org", "password": "x", "passphrase": "y" });

    assert_ne!(local, in_organization);
    assert_eq!(sam.refused("sign_in", wrong).await?, "offline");
    drop(anna);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn examples_come_and_go_with_one_click() -> Result<()> {
    let anna = Desk::of("Anna").await?;
    let open = |desk: &Desk| {
        let app = desk.app.clone();
        async move {
            let list = json!({ "list": "my_requests", "include_ended": false, "text": null, "offset": 0, "limit": 50 });
            goodturn_client::commands::call(&app, "list_requests", list).await.map(|it| it["total"].clone())
        }
    };

    anna.call("add_example_requests", Value::Null).await?;
    assert_eq!(open(&anna).await?, 3);
    anna.call("remove_example_requests", Value::Null).await?;

    assert_eq!(open(&anna).await?, 0);
    anna.until_sent().await?;
    assert_eq!(anna.call("list_attention", Value::Null).await?, json!([]));
    Ok(())
}

/// An invitation of Anna's for Noor.
async fn invite_noor(anna: &Desk) -> Result<Value> {
    anna.until_sent().await?;
    let invite = json!({ "email": "noor@example.org", "name": "Noor", "role": "member", "teams": [] });
    anna.until("invited", || async { Ok(anna.call("invite", invite.clone()).await.is_ok()) }).await?;
    Ok(anna.call("invite", invite).await?["link"].clone())
}

fn join_with(link: &Value, passphrase: Option<&str>) -> Value {
    json!({ "link": link, "name": "Noor", "password": "a calm long password", "passphrase": passphrase })
}

async fn connection(desk: &Desk) -> Result<Value> {
    Ok(desk.call("sync_now", Value::Null).await?["connection"].clone())
}

async fn until_connection(desk: &Desk, expected: &str) -> Result<()> {
    desk.until(expected, || async { Ok(connection(desk).await? == expected) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn locked_key_store_asks_for_a_passphrase_before_the_invitation_is_used() -> Result<()> {
    let (anna, noor) = (Desk::of("Anna").await?, Desk::of("Noor").await?);
    let link = invite_noor(&anna).await?;
    noor.keys.turn(Mood::Locked);

    assert_eq!(noor.refused("join", join_with(&link, None)).await?, "passphrase_needed");
    noor.call("join", join_with(&link, Some("three calm geese"))).await?;

    until_connection(&noor, "online").await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_joined_stays_joined_when_the_session_cannot_be_kept() -> Result<()> {
    let (anna, noor) = (Desk::of("Anna").await?, Desk::of("Noor").await?);
    let link = invite_noor(&anna).await?;
    noor.keys.turn(Mood::Fickle);

    noor.call("join", join_with(&link, None)).await?;

    until_connection(&noor, "online").await?;
    assert_eq!(noor.call("sync_now", Value::Null).await?["forgets_session"], true);
    assert!(!noor.app.is_idle(), "a restart would sign Noor out");
    let noor = noor.restart().await?;
    until_connection(&noor, "signed_out").await
}

#[tokio::test(flavor = "multi_thread")]
async fn sealed_session_is_opened_by_its_passphrase_and_sends_what_waited() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    sam.until_sent().await?;
    let sam = sam.restart().await?;
    until_connection(&sam, "locked").await?;
    let anna_id = sam.find_person("Anna").await?;
    let thank = json!({
        "to": [anna_id], "words": "for the keys", "values": [], "request": null, "is_private": false,
    });
    sam.call("thank", thank).await?;
    assert_eq!(sam.call("sync_now", Value::Null).await?["unsent"], 1);

    assert_eq!(sam.refused("unlock", json!({ "passphrase": "for the rest" })).await?, "wrong_passphrase");
    sam.call("unlock", json!({ "passphrase": "for the test" })).await?;

    until_connection(&sam, "online").await?;
    sam.until_sent().await?;
    assert!(!sam.app.is_idle(), "a restart would ask for the passphrase again");
    anna.until_noticed("Sam").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn key_store_that_does_not_answer_is_asked_again() -> Result<()> {
    let (anna, noor) = (Desk::of("Anna").await?, Desk::of("Noor").await?);
    let link = invite_noor(&anna).await?;
    noor.keys.turn(Mood::Open);
    noor.call("join", join_with(&link, None)).await?;
    noor.keys.turn(Mood::Missing);

    let noor = noor.restart().await?;
    until_connection(&noor, "key_store_silent").await?;
    noor.keys.turn(Mood::Open);

    until_connection(&noor, "online").await?;
    noor.until("it is idle", || async { Ok(noor.app.is_idle()) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_belong_to_the_device_and_survive_joining() -> Result<()> {
    let (anna, sam) = (Desk::of("Anna").await?, Desk::of("Sam").await?);
    let mut settings = sam.call("app_state", Value::Null).await?["settings"].clone();
    settings["appearance"] = json!("dark");
    settings["lean_after_minutes"] = json!(45);
    sam.call("change_settings", settings.clone()).await?;

    join(&anna, &sam, "Sam").await?;

    assert_eq!(sam.call("app_state", Value::Null).await?["settings"], settings);
    let sam = sam.restart().await?;
    assert_eq!(sam.call("app_state", Value::Null).await?["settings"], settings);
    Ok(())
}
