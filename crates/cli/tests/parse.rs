//! `goodturn parse` as scripts meet it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const SUNDAY_NOON: [&str; 4] = ["--now", "2026-11-22T12:00", "--zone", "Europe/Berlin"];

fn goodturn(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_goodturn")).args(arguments).output().expect("the binary starts")
}

fn parse_json(text: &str) -> Value {
    let output = goodturn(&[&["parse", "--lang", "en", "--json"], &SUNDAY_NOON[..], &[text]].concat());
    assert_eq!(output.status.code(), Some(0));
    serde_json::from_slice(&output.stdout).expect("JSON on standard output")
}

#[test]
fn json_has_every_field() {
    let understood = parse_json("Riparian grant for listing 4471 @sam due fri 3pm !high // the buyer asks");

    let expected = json!({
        "verb": "ask",
        "title": "Riparian grant for listing 4471",
        "people": ["sam"],
        "teams": [],
        "due": "2026-11-27T15:00:00+01:00",
        "next_word": null,
        "remind": null,
        "remind_if_no_reply": false,
        "priority": "high",
        "kind": null,
        "values": [],
        "points": null,
        "repeat": null,
        "note": "the buyer asks",
        "tokens": [
            {"field": "person", "start": 32, "end": 36},
            {"field": "due", "start": 37, "end": 48},
            {"field": "priority", "start": 49, "end": 54},
            {"field": "note", "start": 55, "end": 72},
        ],
        "problems": [],
    });
    assert_eq!(understood, expected);
}

#[test]
fn a_time_in_the_past_is_a_problem_and_no_failure() {
    let understood = parse_json("report due yesterday");

    assert_eq!(understood["due"], Value::Null);
    assert_eq!(understood["title"], "report due yesterday");
    let problem =
        json!({"code": "in_the_past", "field": "due", "start": 7, "end": 20, "at": "2026-11-21T17:00:00+01:00"});
    assert_eq!(understood["problems"], json!([problem]));
}

#[test]
fn people_read_lines() {
    let output = goodturn(&[&["parse"], &SUNDAY_NOON[..], &["remind me to call @sam tue 9"]].concat());

    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(text, "verb: remind\ntitle: call sam\npeople: [\"sam\"]\nremind: 2026-11-24T09:00:00+01:00\n");
}

#[test]
fn a_calendar_tells_when_the_working_day_ends() {
    let file = std::env::temp_dir().join(format!("goodturn-calendar-{}.json", std::process::id()));
    let day = r#"[{"from":480,"to":720}]"#;
    let week = format!(r#"{{"zone":"Europe/Berlin","week":[{day},{day},{day},{day},[],[],[]]}}"#);
    std::fs::write(&file, week).expect("a temporary file");

    let path = file.to_str().expect("a path in UTF-8");
    let output = goodturn(&["parse", "--json", "--now", "2026-11-22T12:00", "--calendar", path, "plan by thu"]);

    std::fs::remove_file(&file).expect("the file is there");
    let understood: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(understood["due"], "2026-11-26T12:00:00+01:00");
}

#[test]
fn the_line_may_come_from_standard_input() {
    let child = Command::new(env!("CARGO_BIN_EXE_goodturn"))
        .args(["parse", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.expect("the binary starts");

    child.stdin.take().expect("a pipe").write_all("Grüße 🎉".as_bytes()).expect("it reads");

    let output = child.wait_with_output().expect("it ends");
    let understood: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(understood["title"], "Grüße 🎉");
}

#[test]
fn mistakes_in_the_arguments_are_usage_errors() {
    for arguments in [
        &["parse"][..],
        &["parse", "--lang", "tlh", "plan"],
        &["parse", "--now", "noon", "plan"],
        &["parse", "--zone", "Mars/Olympus", "plan"],
        &["recite"],
    ] {
        let output = goodturn(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_missing_calendar_is_not_found() {
    let output = goodturn(&["parse", "--calendar", "/nowhere/hours.json", "plan"]);

    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nowhere/hours.json"));
}
