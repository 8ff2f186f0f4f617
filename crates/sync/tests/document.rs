//! `docs/sync.md` tells the truth: its examples are what the types read and write, and no problem
//! is missing.

use goodturn_domain::{Entity, EntityKind, Intent};
use goodturn_sync::problem::{Problem, ProblemCode};
use goodturn_sync::{PullAnswer, PullRequest, PushAnswer, PushRequest, SentOperation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn document() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sync.md");
    std::fs::read_to_string(path).expect("the document is there")
}

/// Every example with the name of its type.
fn examples(document: &str) -> Vec<(&str, Value)> {
    let blocks = document.split("\n```json ").skip(1);
    blocks
        .map(|block| {
            let (name, rest) = block.split_once('\n').expect("an example has lines");
            let (json, _) = rest.split_once("\n```").expect("an example ends");
            (name, serde_json::from_str(json).unwrap_or_else(|cause| panic!("{name}: {cause}")))
        })
        .collect()
}

/// Reads an example and writes it again: nothing may be missing, and nothing added.
fn is_as_written<T: Serialize + DeserializeOwned>(example: &Value) {
    let read: T = serde_json::from_value(example.clone()).unwrap_or_else(|cause| panic!("{cause}: {example}"));
    assert_eq!(&serde_json::to_value(&read).expect("wire types have string keys"), example);
}

#[test]
fn examples_are_what_the_types_read_and_write() {
    let document = document();
    let examples = examples(&document);

    for (name, example) in &examples {
        match *name {
            "SentOperation" => is_as_written::<SentOperation>(example),
            "PushRequest" => is_as_written::<PushRequest>(example),
            "PushAnswer" => is_as_written::<PushAnswer>(example),
            "PullRequest" => is_as_written::<PullRequest>(example),
            "PullAnswer" => is_as_written::<PullAnswer>(example),
            "Problem" => is_as_written::<Problem>(example),
            other => panic!("{other} is no type of this test"),
        }
    }
    assert_eq!(examples.len(), 6);
}

#[test]
fn payloads_and_bodies_of_examples_are_what_they_say() {
    let document = document();

    for (_, example) in examples(&document) {
        let sent = example["operations"].as_array().cloned().unwrap_or_default();
        for operation in sent.iter().chain([&example]).filter(|it| it.get("payload").is_some()) {
            is_as_written::<Intent>(&operation["payload"]);
        }
        for row in example["rows"].as_array().into_iter().flatten() {
            let kind = EntityKind::from_name(row["kind"].as_str().expect("a kind")).expect("a kind of ours");
            let entity = Entity::from_json(kind, &row["body"].to_string()).expect("a body of that kind");
            let written: Value = serde_json::from_str(&entity.to_json()).expect("bodies are JSON");
            assert_eq!(written, row["body"]);
        }
    }
}

#[test]
fn every_problem_is_explained() {
    let document = document();
    let schema = schemars::schema_for!(ProblemCode);
    let named = |it: &Value| it.as_str().or_else(|| it["const"].as_str()).map(str::to_owned);
    let names = |list: &str| schema.get(list).and_then(Value::as_array).cloned().unwrap_or_default();

    let mut codes: Vec<String> = names("enum").iter().filter_map(named).collect();
    for some in names("oneOf") {
        codes.extend(named(&some));
        codes.extend(some["enum"].as_array().into_iter().flatten().filter_map(named));
    }

    assert!(codes.len() >= 20, "{codes:?}");
    for code in codes {
        assert!(document.contains(&format!("`{code}`")), "{code} is explained nowhere");
    }
}
