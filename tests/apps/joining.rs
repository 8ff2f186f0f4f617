//! Joining an organization, leaving it, and what stays.

use anyhow::Result;
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

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
