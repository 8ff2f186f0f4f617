//! The OpenAPI description: it names every route, refers to nothing that is missing, and answers
//! are as it says.

use std::collections::BTreeSet;

use goodturn_domain::policy::{Party, Route};
use reqwest::Method;
use serde_json::{Value, json};

use crate::place::{Place, answer};

async fn description(place: &Place) -> Value {
    answer(place.get("/v1/openapi.json").await).await
}

/// Every operation, with its method and path.
fn operations(description: &Value) -> Vec<(String, String, &Value)> {
    let paths = description["paths"].as_object().unwrap();
    let of_path = |(path, methods): (&String, &'_ Value)| {
        let methods = methods.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        methods.into_iter().map(|method| (method, path.clone())).collect::<Vec<_>>()
    };
    let named = paths.iter().flat_map(of_path);
    named.map(|(method, path)| (method.clone(), path.clone(), &description["paths"][&path][&method])).collect()
}

#[tokio::test]
async fn every_route_is_described() {
    let place = Place::start().await;

    let description = description(&place).await;

    assert_eq!(description["openapi"], "3.1.0");
    assert_eq!(operations(&description).len(), Route::ALL.len(), "no two routes share path and method");
    let locked = operations(&description).iter().filter(|(.., it)| it.get("security").is_some()).count();
    assert_eq!(locked, Route::ALL.iter().filter(|it| !it.admits(Party::SignedOut)).count());
    for (method, path, described) in operations(&description) {
        assert!(described["summary"].as_str().is_some_and(|it| !it.is_empty()), "{method} {path}");
        let parameters = described["parameters"].as_array().map_or(0, Vec::len);
        assert!(parameters >= path.matches('{').count(), "{method} {path}");
    }
}

#[tokio::test]
async fn nothing_in_the_description_refers_to_what_is_missing() {
    let place = Place::start().await;
    let description = description(&place).await;

    let mut references = BTreeSet::new();
    collect_references(&description, &mut references);

    assert!(references.len() > 30, "{references:?}");
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("references stay within the document");
        assert!(description.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str() {
                    Some(reference) if name == "$ref" => drop(found.insert(reference.to_owned())),
                    _ => collect_references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| collect_references(it, found)),
        _ => {}
    }
}

#[tokio::test]
async fn bodies_and_answers_are_described_by_their_types() {
    let place = Place::start().await;
    let description = description(&place).await;

    let push = &description["paths"]["/v1/sync/push"]["post"];

    let schema = |it: &Value| it["content"]["application/json"]["schema"].clone();
    assert_eq!(schema(&push["requestBody"]), json!({ "$ref": "#/components/schemas/PushRequest" }));
    assert_eq!(schema(&push["responses"]["200"]), json!({ "$ref": "#/components/schemas/PushAnswer" }));
    assert_eq!(push["responses"]["409"]["x-codes"], json!(["gap", "cloned_device", "new_history"]));
    let sent = &description["components"]["schemas"]["SentOperation"];
    assert_eq!(sent["properties"]["n"]["maximum"], json!(u64::MAX));
    assert!(description["components"]["schemas"]["Intent"]["oneOf"].is_array());
}

#[tokio::test]
async fn what_is_refused_has_a_status_and_code_that_are_described() {
    let place = Place::start().await;
    let description = description(&place).await;

    for (method, path, described) in operations(&description) {
        let url = path.replace("{code}", "unknown");
        let request = place.request(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(), &url);
        let response = request.body("[not json").send().await.unwrap();
        let status = response.status().as_u16();
        // An answer to HEAD has no body to look into.
        if status < 400 || method == "head" {
            continue;
        }
        let (_, problem) = crate::place::problem(response).await;
        let codes = &described["responses"][status.to_string()]["x-codes"];
        let code = serde_json::to_value(problem.code).unwrap();
        assert!(codes.as_array().is_some_and(|it| it.contains(&code)), "{method} {path}: {status} {code}, {codes}");
    }
}
