//! Clients of older versions: what they sent is taken, and what they read is still there. The
//! bodies are kept as they were written then; a file is never changed once its version is out.

use reqwest::Method;
use serde_json::{Value, json};

use crate::place::{Place, answer, fresh, problem};

/// Every protocol that is still spoken, oldest first, with what its clients sent.
const SPOKEN: &[(u32, &str)] = &[(1, include_str!("../fixtures/protocol_1.json"))];

/// Puts what only this run knows into a recorded body or path.
fn filled(text: &str, known: &[(&str, String)]) -> String {
    known.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[tokio::test]
async fn what_older_clients_sent_is_still_taken() {
    for (protocol, recorded) in SPOKEN {
        let place = Place::start().await;
        let code = place.running().first_invitation.clone().unwrap().rsplit_once("/join/").unwrap().1.to_owned();
        let mut known = vec![("code", code), ("device", fresh().to_string())];
        let mut token = String::new();
        for call in serde_json::from_str::<Vec<Value>>(recorded).unwrap() {
            let (path, body) =
                (filled(call["path"].as_str().unwrap(), &known), filled(&call["body"].to_string(), &known));
            let method = Method::from_bytes(call["method"].as_str().unwrap().as_bytes()).unwrap();
            let request = place.client.request(method, format!("http://{}{path}", place.running().address));
            let request = request.header("goodturn-protocol", protocol.to_string());
            let request = request.header("content-type", "application/json").bearer_auth(&token).body(body);

            let given: Value = answer(request.send().await.unwrap()).await;

            for field in call["answer"].as_array().unwrap() {
                assert!(given.get(field.as_str().unwrap()).is_some(), "{}: {field} is missing", call["about"]);
            }
            for verdict in given["verdicts"].as_array().into_iter().flatten() {
                assert_eq!(verdict["verdict"], "applied", "{}: {verdict}", call["about"]);
            }
            if let Some(new) = given["token"].as_str() {
                new.clone_into(&mut token);
                known.push(("person", given["person"].as_str().unwrap().to_owned()));
            }
        }
    }
}

#[tokio::test]
async fn every_protocol_that_is_named_is_recorded() {
    let place = Place::start().await;

    let meta: Value = answer(place.get("/v1/meta").await).await;

    let recorded: Vec<u32> = SPOKEN.iter().map(|(protocol, _)| *protocol).collect();
    let (oldest, newest) = (meta["oldest_protocol"].as_u64().unwrap(), meta["protocol"].as_u64().unwrap());
    let spoken: Vec<u32> = (oldest..=newest).map(|it| u32::try_from(it).unwrap()).collect();
    assert_eq!(recorded, spoken);
    assert!(newest - oldest <= 3, "three versions back are served");
}

#[tokio::test]
async fn client_of_a_protocol_that_is_not_spoken_is_told_to_update() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let body = json!({ "device": ada.device, "operations": [] });

    let request = place.client.post(format!("http://{}/v1/sync/push", place.running().address));
    let request = request.header("goodturn-protocol", "0").bearer_auth(&ada.token).json(&body);
    let (status, refused) = problem(request.send().await.unwrap()).await;

    assert_eq!((status, refused.code), (426, goodturn_sync::problem::ProblemCode::OutOfDate));
}
