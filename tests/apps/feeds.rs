//! A team follows a calendar on the web: what is free there moves what is due, on every device.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use goodturn_client::clock::Clock;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::clocks::{a_level, anna_and_the_lead_of_legal, clock, round_the_clock};
use super::desk::Desk;

const HOUR: i64 = 3_600;

/// A host with a calendar, or without one.
struct Host {
    url: String,
    calendar: Arc<Mutex<Option<String>>>,
}

impl Host {
    async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}/free.ics?key=1", listener.local_addr()?);
        let calendar = Arc::new(Mutex::new(None));
        let kept: Arc<Mutex<Option<String>>> = calendar.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = [0; 4_096];
                let _ = stream.read(&mut asked).await;
                let answer = match kept.lock().expect("nobody panicked with it").as_deref() {
                    Some(text) => format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{text}", text.len()),
                    None => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned(),
                };
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Ok(Self { url, calendar })
    }

    fn shows(&self, calendar: Option<String>) {
        *self.calendar.lock().expect("nobody panicked with it") = calendar;
    }
}

/// A calendar in which that day is free.
fn free_on(date: DateTime<Utc>) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:{}\r\nSUMMARY:Ölberg day\r\n\
         END:VEVENT\r\nEND:VCALENDAR\r\n",
        date.format("%Y%m%d")
    )
}

async fn followed(desk: &Desk, team: &str) -> Result<Value> {
    Ok(desk.call("team_terms", json!({ "team": team })).await?["followed"].clone())
}

/// When the clock of delivery ends on that device.
async fn due(desk: &Desk, request: &Value) -> Result<Option<DateTime<Utc>>> {
    let clock = clock(desk, request, "deliver").await?;
    let due = clock["due"].as_str().map(DateTime::parse_from_rfc3339).transpose()?;
    Ok(due.map(|it| it.to_utc()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_a_followed_calendar_moves_what_is_due_until_it_is_followed_no_longer() -> Result<()> {
    let (anna, sam, legal) = anna_and_the_lead_of_legal().await?;
    let host = Host::start().await?;
    let free = anna.clock.now().to_utc() + TimeDelta::days(3);
    host.shows(Some(free_on(free)));
    sam.call("set_team_calendar", json!({ "team": legal, "calendar": round_the_clock() })).await?;
    let mut level = a_level(4);
    level["deliver"]["count"] = json!(5 * 24 * 60);
    sam.call("set_service_levels", json!({ "team": legal, "levels": [level] })).await?;
    anna.until("Anna knows what Legal aims for", || async {
        let terms = anna.call("team_terms", json!({ "team": legal })).await?;
        Ok(terms["levels"].as_array().is_some_and(|it| it.len() == 1))
    })
    .await?;
    let asked = anna.call("save_quick_add", json!({ "text": "Names for the deed #legal", "literal": [] })).await?;
    let request = asked["request"].clone();
    let before = due(&anna, &request).await?.context("it is due")?;
    let later = before + TimeDelta::days(1);

    sam.call("follow_calendar", json!({ "team": legal, "address": host.url })).await?;
    let waiting = followed(&sam, &legal).await?;
    assert_eq!((&waiting["taken_at"], &waiting["trouble"]), (&Value::Null, &Value::Null), "{waiting}");
    for desk in [&anna, &sam] {
        desk.until("it is due a day later", || async {
            Ok(due(desk, &request).await.unwrap_or_default() == Some(later))
        })
        .await?;
        assert_eq!(followed(desk, &legal).await?["days"][0]["name"], "Ölberg day");
    }
    let story = anna.call("explain_clock", json!({ "request": request, "kind": "deliver" })).await?;
    assert!(story["spans"].to_string().contains("Ölberg day"), "it says why: {story}");

    host.shows(None);
    // One failure is nobody's business, a second one is.
    anna.clock.advance(25 * HOUR);
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(followed(&anna, &legal).await?["trouble"], Value::Null);
    anna.clock.advance(HOUR);
    sam.until("Sam hears that it cannot be read", || async {
        Ok(followed(&sam, &legal).await?["trouble"]["status"] == 404)
    })
    .await?;
    assert_eq!(due(&sam, &request).await?, Some(later), "what is known stays");

    sam.call("follow_calendar", json!({ "team": legal, "address": null })).await?;
    anna.until("Anna hears that it is a working day again", || async {
        Ok(due(&anna, &request).await? == Some(before))
    })
    .await?;
    assert_eq!(followed(&anna, &legal).await?, Value::Null);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_followed_is_refused_with_what_to_do() -> Result<()> {
    let (anna, sam, legal) = anna_and_the_lead_of_legal().await?;
    let follow = |address: &str| json!({ "team": legal, "address": address });

    let code = async |address: &str| sam.refused("follow_calendar", follow(address)).await;
    assert_eq!(code("https://example.org/free.ics").await?, "no_hours_of_its_own");
    assert_eq!(code("file:///etc/passwd").await?, "calendar_address_malformed");
    assert_eq!(code("https://sam:secret@example.org/free.ics").await?, "calendar_address_holds_password");

    sam.call("set_team_calendar", json!({ "team": legal, "calendar": round_the_clock() })).await?;
    let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?;
    sam.call("follow_calendar", follow(&format!("http://{nobody}/free.ics"))).await?;
    anna.until("it is said that nobody answers", || async {
        Ok(followed(&anna, &legal).await?["trouble"]["problem"] == "unreachable")
    })
    .await?;
    Ok(())
}
