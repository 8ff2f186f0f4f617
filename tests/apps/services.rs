//! A team offers a service, a colleague asks by it, and both see the same form and checklist.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

/// Anna, and Sam who leads IT.
async fn anna_and_the_lead_of_it() -> Result<(Desk, Desk, String)> {
    let (anna, sam) = anna_and_sam().await?;
    let added = anna.call("add_team", json!({ "name": "IT", "prefix": "IT" })).await?;
    let team = added["id"].as_str().context("a team has an id")?.to_owned();
    let joined = json!({ "team": team, "person": sam.me().await?, "role": "lead" });
    anna.call("set_membership", joined).await?;
    sam.until("Sam leads it", || async {
        Ok(!sam.call("list_queues", Value::Null).await?.as_array().is_none_or(Vec::is_empty))
    })
    .await?;
    Ok((anna, sam, team))
}

fn a_field(key: u16, title: &str, kind: &str, options: &[&str]) -> Value {
    json!({
        "key": key, "title": title, "help": null, "is_required": true, "kind": kind, "options": options,
        "is_ahead": false, "least": null, "most": null, "shown_if": null,
    })
}

fn a_laptop() -> Value {
    let mut whose = a_field(2, "Who starts", "text", &[]);
    whose["shown_if"] = json!({ "field": 1, "answer": "New colleague" });
    json!({
        "name": "New laptop", "icon": "laptop", "details": "For a new colleague, or in place of a worn one",
        "fields": [a_field(1, "Why", "choice", &["New colleague", "Replacement"]), whose],
        "helper": null, "checklist": ["Order it", "Set it up"], "attachments": [], "approvals": [],
        "first_word": "We have seen it.", "is_confidential": false,
    })
}

async fn publish(desk: &Desk, team: &str, service: Option<&str>, from: u32, description: Value) -> Result<String> {
    let args = json!({ "team": team, "service": service, "from": from, "description": description });
    let made = desk.call("publish_service", args).await?;
    Ok(made["id"].as_str().context("a service has an id")?.to_owned())
}

/// The version of a service that a desk knows.
async fn version(desk: &Desk, service: &str) -> Result<Option<u64>> {
    let services = desk.call("list_services", Value::Null).await?;
    let all = services.as_array().context("services are a list")?;
    Ok(all.iter().find(|it| it["id"] == service).and_then(|it| it["version"].as_u64()))
}

fn an_ask(team: &str, service: &str, answers: &Value) -> Value {
    json!({
        "title": "Laptop for Yasmin", "details": null, "addressee": { "person": null, "team": team },
        "visibility": "teams", "priority": "normal", "kind": null, "needed_by": null, "watchers": [], "link": null,
        "form": { "service": service, "version": 1, "answers": answers },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_by_a_service_is_served_by_its_checklist() -> Result<()> {
    let (anna, sam, team) = anna_and_the_lead_of_it().await?;
    let service = publish(&sam, &team, None, 0, a_laptop()).await?;
    anna.until("Anna knows the service", || async { Ok(version(&anna, &service).await? == Some(1)) }).await?;

    let unanswered = anna.refused("ask", an_ask(&team, &service, &json!([]))).await?;
    assert_eq!(unanswered, "answer_missing");
    let answers = json!([{ "field": 1, "choice": "New colleague" }, { "field": 2, "words": "Yasmin" }]);
    let request = anna.call("ask", an_ask(&team, &service, &answers)).await?["request"].clone();
    let whole = json!({ "request": request });
    sam.until("it is with IT", || async { Ok(sam.call("open_request", whole.clone()).await.is_ok()) }).await?;

    let detail = sam.call("open_request", whole.clone()).await?;
    assert_eq!(detail["kind"], "New laptop");
    assert_eq!(detail["form"]["answers"][1]["words"], "Yasmin", "{detail}");
    let kinds: Vec<&str> =
        detail["timeline"].as_array().into_iter().flatten().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds, ["asked", "first_word"]);
    sam.call("tick_step", json!({ "request": request, "step": 0, "is_done": true })).await?;
    anna.until("Anna sees that it is ordered", || async {
        let detail = anna.call("open_request", whole.clone()).await?;
        Ok(!detail["checklist"][0]["ticked_by"].is_null())
    })
    .await?;

    let tried = json!({ "request": request, "step": 1, "is_done": true });
    assert_eq!(anna.refused("tick_step", tried).await?, "not_yours");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_request_keeps_the_version_it_began_with() -> Result<()> {
    let (anna, sam, team) = anna_and_the_lead_of_it().await?;
    let service = publish(&sam, &team, None, 0, a_laptop()).await?;
    anna.until("Anna knows the service", || async { Ok(version(&anna, &service).await? == Some(1)) }).await?;
    let answers = json!([{ "field": 1, "choice": "Replacement" }]);
    let request = anna.call("ask", an_ask(&team, &service, &answers)).await?["request"].clone();

    let mut other = a_laptop();
    other["checklist"] = json!(["Ask why"]);
    publish(&sam, &team, Some(&service), 1, other.clone()).await?;
    let twice = json!({ "team": team, "service": service, "from": 1, "description": a_laptop() });
    assert_eq!(sam.refused("publish_service", twice).await?, "service_changed_meanwhile");
    anna.until("Anna knows the other version", || async { Ok(version(&anna, &service).await? == Some(2)) }).await?;

    let detail = anna.call("open_request", json!({ "request": request })).await?;
    assert_eq!(detail["checklist"].as_array().map(Vec::len), Some(2), "{detail}");
    assert_eq!(detail["form"]["version"], 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_asks_those_who_have_to_agree_and_travels_as_a_file() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let (annas, sams) = (anna.me().await?, sam.me().await?);
    let added = anna.call("add_team", json!({ "name": "Systems", "prefix": "IT" })).await?;
    let team = added["id"].as_str().context("a team has an id")?.to_owned();
    anna.call("set_membership", json!({ "team": team, "person": annas, "role": "lead" })).await?;
    let mut laptop = a_laptop();
    laptop["approvals"] = json!([
        { "is_manager": true, "people": [], "needed": 1 },
        { "is_manager": false, "people": [annas, sams], "needed": 2 },
    ]);
    let service = publish(&anna, &team, None, 0, laptop.clone()).await?;
    sam.until("Sam knows it", || async { Ok(version(&sam, &service).await? == Some(1)) }).await?;

    let answers = json!([{ "field": 1, "words": null, "choice": "Replacement", "person": null, "date": null,
        "number": null, "file": null }]);
    let asked = sam.call("ask", an_ask(&team, &service, &answers)).await?;
    let args = json!({ "request": asked["request"] });
    anna.until("Anna is asked", || async { Ok(anna.call("open_request", args.clone()).await.is_ok()) }).await?;
    let detail = anna.call("open_request", args.clone()).await?;
    let kinds: Vec<&str> =
        detail["timeline"].as_array().into_iter().flatten().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds, ["asked", "first_word", "approval_skipped", "approval_skipped", "approval_asked"]);
    let promise =
        json!({ "request": asked["request"], "promise": "2099-01-01T10:00:00Z", "next_word": null, "words": null });
    anna.call("acknowledge", promise).await?;
    assert_eq!(anna.refused("start", args.clone()).await?, "not_approved");
    let step = &detail["approvals"][0];
    assert_eq!((&step["needed"], &step["can_decide"]), (&json!(1), &json!(true)), "Sam asks, and has no manager");
    anna.call("approve", json!({ "request": asked["request"], "approval": step["id"], "words": null })).await?;
    anna.call("start", args).await?;

    anna.call("save_service", json!({ "team": team, "service": service })).await?;
    let text = std::fs::read_to_string(anna.downloads().join("New laptop.json"))?;
    let read = anna.call("read_service_file", json!({ "text": text })).await?;
    assert_eq!(read["description"]["fields"], laptop["fields"]);
    assert_eq!(anna.refused("read_service_file", json!({ "text": "{}" })).await?, "service_file_unreadable");
    Ok(())
}

fn a_line(text: &str) -> Value {
    json!({ "text": text, "literal": [] })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_asked_by_one_line_where_nothing_has_to_be_answered() -> Result<()> {
    let (anna, sam, team) = anna_and_the_lead_of_it().await?;
    let laptop = publish(&sam, &team, None, 0, a_laptop()).await?;
    let mut key = a_laptop();
    key["name"] = json!("Spare key");
    key["fields"] = json!([]);
    key["approvals"] = json!([{ "is_manager": false, "people": [sam.me().await?], "needed": 1 }]);
    let key = publish(&sam, &team, None, 0, key).await?;
    anna.until("Anna knows both", || async { Ok(version(&anna, &key).await? == Some(1)) }).await?;

    let typed = "Ask @IT for one that works ~new-laptop by fri 3pm // mine broke";
    let understood = anna.call("parse_quick_add", a_line(typed)).await?;
    assert_eq!((&understood["service"], &understood["title"]), (&json!(laptop), &json!("one that works")));
    assert_eq!((&understood["teams"], &understood["missing"]), (&json!([team]), &json!(["form"])));
    assert_eq!(understood["services"][0]["needs_form"], true);
    assert_eq!(anna.refused("save_quick_add", a_line(typed)).await?, "form_missing");
    let unclear = anna.call("parse_quick_add", a_line("for the barn ~it @sam")).await?;
    assert_eq!((&unclear["service"], &unclear["title"]), (&Value::Null, &json!("for the barn ~it")));

    let asked = anna.call("save_quick_add", a_line("~spare-key @sam due tomorrow")).await?;
    let detail = anna.call("open_request", json!({ "request": asked["request"] })).await?;
    assert_eq!((&detail["row"]["title"], &detail["kind"]), (&json!("Spare key"), &json!("Spare key")));
    assert_eq!((&detail["row"]["addressee"]["team"], &detail["watchers"]), (&json!(team), &json!([sam.me().await?])));
    assert_eq!(detail["form"]["service"], json!(key));
    assert_eq!(detail["checklist"].as_array().map(Vec::len), Some(2));
    assert_eq!(detail["approvals"].as_array().map(Vec::len), Some(1));
    let kinds: Vec<&str> =
        detail["timeline"].as_array().into_iter().flatten().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds, ["asked", "first_word", "approval_asked"]);

    let weekly = anna.call("save_quick_add", a_line("~spare-key every 2 weeks")).await?;
    let again = anna.call("list_recurrences", Value::Null).await?;
    assert_eq!((&again[0]["id"], &again[0]["wish"]["service"]), (&weekly["recurrence"], &json!("Spare key")));

    anna.stop_backend().await;
    let offline = sam.call("save_quick_add", a_line("for the barn ~spare-key")).await?;
    let detail = sam.call("open_request", json!({ "request": offline["request"] })).await?;
    assert_eq!((&detail["row"]["is_unsent"], &detail["form"]["name"]), (&json!(true), &json!("Spare key")));
    assert_eq!(detail["row"]["title"], "Spare key: for the barn");
    Ok(())
}
