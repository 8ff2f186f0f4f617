//! `goodturn clocks` as scripts meet it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

fn write(folder: &Path, name: &str, content: &Value) -> PathBuf {
    let file = folder.join(name);
    std::fs::write(&file, content.to_string()).expect("the folder can be written");
    file
}

/// The clocks of a history in Berlin, where 23 November 2026 is a Monday.
fn goodturn(history: &Value, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let day = json!([{"from": 540, "to": 1020}]);
    let week = json!([day, day, day, day, day, [], []]);
    let calendar =
        write(folder.path(), "calendar.json", &json!({"zone": "Europe/Berlin", "week": week, "holidays": "DE"}));
    let history = write(folder.path(), "history.json", history);
    let mut command = Command::new(env!("CARGO_BIN_EXE_goodturn"));
    command.arg("clocks").arg("--calendar").arg(calendar).arg("--history").arg(history).args(more);
    command.output().expect("the binary starts")
}

fn a_history() -> Value {
    json!({
        "level": {"name": "Usual", "acknowledge": {"unit": "working_minutes", "count": 240}},
        "happenings": [
            {"at": "2026-11-23T22:00", "what": "asked"},
            {"at": "2026-11-23T22:05", "what": "acknowledged"},
            {"at": "2026-11-23T22:05", "what": "promised", "due": "2026-11-25T15:00:00+01:00"},
        ],
    })
}

#[test]
fn every_clock_tells_its_intervals() {
    let output = goodturn(&a_history(), &["--now", "2026-11-24T10:00", "--json"]);

    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let clocks: Value = serde_json::from_slice(&output.stdout).expect("JSON on standard output");
    let of = |kind: &str| clocks.as_array().expect("a list").iter().find(|it| it["clock"] == kind).expect("a clock");
    assert_eq!(
        of("acknowledge"),
        &json!({
            "clock": "acknowledge",
            "state": "met",
            "started_at": "2026-11-23T22:00:00+01:00",
            "stopped_at": "2026-11-23T22:05:00+01:00",
            "due": "2026-11-24T13:00:00+01:00",
            "warn_at": "2026-11-24T12:00:00+01:00",
            "counted_minutes": 0,
            "intervals": [{
                "from": "2026-11-23T22:00:00+01:00",
                "until": "2026-11-23T22:05:00+01:00",
                "counted": false,
                "type": "outside_hours",
            }],
        })
    );
    assert_eq!(of("promise")["due"], "2026-11-25T15:00:00+01:00");
    assert_eq!(of("deliver")["counted_minutes"], 60);
    assert_eq!(of("deliver")["intervals"].as_array().map(Vec::len), Some(2));
}

#[test]
fn people_get_a_line_for_each_interval() {
    let output = goodturn(&a_history(), &["--now", "2026-11-24T10:00"]);

    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.contains("acknowledge: met, 0 minutes counted, due 2026-11-24T13:00:00+01:00\n"), "{text}");
    assert!(text.contains("  2026-11-24T09:00:00+01:00 to 2026-11-24T10:00:00+01:00: counted\n"), "{text}");
}

#[test]
fn a_history_that_makes_no_sense_says_where() {
    let refused = |history: Value| {
        let output = goodturn(&history, &[]);
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).expect("text")
    };

    let asked = json!({"at": "2026-11-23T10:00", "what": "asked"});
    assert!(refused(json!({"happenings": []})).contains("does not begin with asked"));
    let backwards = json!([asked, {"at": "2026-11-23T09:00", "what": "delivered"}]);
    assert!(refused(json!({"happenings": backwards})).contains("out of order"));
    let unknown = json!([asked, {"at": "2026-11-23T11:00", "what": "shrugged"}]);
    assert!(refused(json!({"happenings": unknown})).contains("happening 2 of"));
    let endless = json!({"name": "Never", "deliver": {"unit": "working_minutes", "count": 0}});
    assert!(refused(json!({"level": endless, "happenings": [asked]})).contains("out of its bounds"));
    assert!(refused(json!({"happenings": [{"at": "soon", "what": "asked"}]})).contains("expected a time"));
}
