//! Somebody else's client, written by the description of the protocol alone, lives through what
//! ours does: asking, being refused, and a server that was restored.

mod client;

use std::path::Path;

use anyhow::{Context, Result};
use goodturn_server::{Clock, Config, Location, PasswordCost, Running, backup};
use serde_json::json;

use client::{Second, fresh};

/// 2026-11-18 in microseconds; the server takes the device's time when it is not ahead of its own.
const NOW: i64 = 1_795_000_000_000_000;

async fn serve(data: &Path) -> Result<Running> {
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        admin_email: "ada@example.org".into(),
        password_cost: PasswordCost { memory_kib: 64, passes: 1 },
        ..Config::new(data.to_owned())
    };
    Ok(goodturn_server::start(config).await?)
}

async fn two_people(running: &Running) -> Result<(Second, Second)> {
    let link = running.first_invitation.as_deref().context("nobody has come in yet")?;
    let code = link.rsplit_once("/join/").context("a link")?.1;
    let ada = Second::accept(&running.url, code, "Ada").await?;
    let sam = Second::accept(&running.url, &ada.invite("sam@example.org").await?, "Sam").await?;
    Ok((ada, sam))
}

fn ask(whom: &str, title: &str) -> serde_json::Value {
    json!({ "type": "ask", "request": fresh(), "title": title, "addressee": { "person": whom } })
}

fn titles(of: &Second) -> Vec<String> {
    let mut titles: Vec<String> =
        of.of_kind("service_request").filter_map(|it| it["title"].as_str()).map(str::to_owned).collect();
    titles.sort();
    titles
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_client_asks_and_hears_of_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let running = serve(&folder.path().join("data")).await?;
    let (mut ada, mut sam) = two_people(&running).await?;

    ada.does(&ask(&sam.person, "Cover the front desk"), NOW);
    ada.sync().await?;
    sam.sync().await?;

    assert_eq!(ada.unsent(), 0);
    assert_eq!(titles(&sam), ["Cover the front desk"]);
    let request = sam.of_kind("service_request").next().context("it is there")?;
    assert_eq!((&request["requester"], &request["stage"]["type"]), (&json!(ada.person), &json!("asked")));
    let names: Vec<_> = sam.of_kind("person").filter_map(|it| it["name"].as_str()).collect();
    assert!(names.contains(&"Ada") && names.contains(&"Sam"), "{names:?}");
    running.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_keeps_its_text_and_lets_the_rest_pass() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let running = serve(&folder.path().join("data")).await?;
    let (mut ada, sam) = two_people(&running).await?;

    let own = ada.person.clone();
    ada.does(&ask(&own, "Ask myself"), NOW);
    ada.does(&json!({ "type": "of_another_time" }), NOW);
    ada.does(&ask(&sam.person, "Ask Sam"), NOW);
    ada.sync().await?;

    let codes: Vec<&str> = ada.attention.iter().map(|(_, code)| code.as_str()).collect();
    assert_eq!(codes, ["asked_oneself", "malformed_operation"]);
    assert_eq!(ada.attention[0].0["payload"]["title"], "Ask myself");
    assert_eq!((ada.unsent(), titles(&ada)), (0, vec!["Ask Sam".to_owned()]));
    running.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn restored_server_gets_back_what_a_second_client_has_sent() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (data, safe) = (folder.path().join("data"), folder.path().join("safe"));
    let running = serve(&data).await?;
    let (mut ada, mut sam) = two_people(&running).await?;
    ada.does(&ask(&sam.person, "Before the backup"), NOW);
    ada.sync().await?;
    running.stop().await;
    let (made, _) = backup::back_up(&Location::Folder(data.clone()), &safe, &Clock::system())?;
    let running = serve(&data).await?;
    ada.find_at(&running.url);
    ada.does(&ask(&sam.person, "After the backup"), NOW);
    ada.sync().await?;
    running.stop().await;

    backup::restore(&made, &data, true, &Clock::system())?;
    let running = serve(&data).await?;
    ada.find_at(&running.url);
    sam.find_at(&running.url);
    ada.does(&ask(&sam.person, "After the restore"), NOW);
    ada.sync().await?;
    sam.sync().await?;

    assert_eq!(titles(&sam), ["After the backup", "After the restore", "Before the backup"]);
    assert_eq!((titles(&ada), ada.unsent(), ada.attention.len()), (titles(&sam), 0, 0));
    running.stop().await;
    Ok(())
}
