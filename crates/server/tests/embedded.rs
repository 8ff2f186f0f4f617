//! The backend inside of the desktop app.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono_tz::Tz;
use goodturn_server::Clock;
use goodturn_server::embedded::{self, Embedded, EmbeddedConfig};
use goodturn_sync::{Cursors, PullAnswer, PullRequest};
use uuid::Uuid;

fn config(folder: &tempfile::TempDir, demo: bool) -> EmbeddedConfig {
    EmbeddedConfig {
        data_dir: folder.path().join("backend"),
        file_key: None,
        listen: None,
        owner_name: "Robin Ellery".into(),
        zone: Tz::Europe__Berlin,
        locale: "en".into(),
        clock: Clock::system(),
        calendars_from_private_networks: false,
        demo,
    }
}

async fn pull(embedded: &Embedded, cursors: Cursors) -> PullAnswer {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let device = goodturn_domain::DeviceId::new(Uuid::from_u128(7));
    let body = PullRequest { device, cursors, seen: None, limit: 2_000 };
    let request = client.post(format!("{}/v1/sync/pull", embedded.url)).bearer_auth(&embedded.token).json(&body);
    request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}

#[tokio::test]
async fn the_owner_is_signed_in_and_stays_the_same_person() {
    let folder = tempfile::tempdir().unwrap();
    let first = embedded::start(config(&folder, false)).await.unwrap();
    let (organization, person, token) = (first.organization, first.person, first.token.clone());
    let url = first.url.clone();
    let pulled = pull(&first, Cursors::new()).await;
    let me = pulled.rows.iter().find(|row| row.id == person.uuid()).unwrap();
    assert_eq!(
        (me.body.value()["name"].as_str(), me.body.value()["role"].as_str()),
        (Some("Robin Ellery"), Some("owner"))
    );
    first.stop().await;

    let second = embedded::start(config(&folder, false)).await.unwrap();

    assert_eq!((second.organization, second.person), (organization, person));
    assert_ne!(second.token, token);
    assert_eq!(second.url, url, "another profile that has joined finds it again");
    assert_eq!(pull(&second, Cursors::new()).await.seen, pulled.seen);
    second.stop().await;
}

#[tokio::test]
async fn the_sample_organization_fills_the_day_of_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = embedded::start(config(&folder, true)).await.unwrap();

    let (mut kinds, mut cursors) = (Vec::new(), Cursors::new());
    loop {
        let page = pull(&embedded, cursors).await;
        kinds.extend(page.rows.into_iter().map(|row| row.kind));
        cursors = page.scopes.into_iter().map(|(scope, state)| (scope, state.cursor)).collect();
        if !page.has_more {
            break;
        }
    }

    let count = |kind: &str| kinds.iter().filter(|it| *it == kind).count();
    assert!(count("person") >= 40, "{}", count("person"));
    assert_eq!(count("team"), 8);
    assert!(count("service_request") >= 100, "{}", count("service_request"));
    assert!(count("thanks") >= 100, "{}", count("thanks"));
    assert!(count("follow_up") >= 5, "{}", count("follow_up"));
    embedded.stop().await;
}

#[tokio::test]
async fn two_backends_do_not_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = embedded::start(config(&folder, false)).await.unwrap();

    let second = embedded::start(config(&folder, false)).await;

    assert!(second.is_err());
    first.stop().await;
}
