//! Tokens are replaced: a lost answer costs nobody their session, and a token that leaked is soon
//! worth nothing.

use chrono::TimeDelta;
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::Session;
use reqwest::{Method, StatusCode};

use crate::place::{Place, Someone, answer, problem};

async fn refresh(place: &Place, someone: &Someone) -> Someone {
    let request = place.request(Method::POST, "/v1/session/refresh").bearer_auth(&someone.token);
    let session: Session = answer(request.send().await.unwrap()).await;
    Someone::new(&session, someone.device)
}

async fn is_let_in(place: &Place, someone: &Someone) -> bool {
    let response = someone.try_pull(place).await;
    match response.status() {
        StatusCode::OK => true,
        _ => {
            assert_eq!(problem(response).await.1.code, ProblemCode::SignedOut);
            false
        }
    }
}

#[tokio::test]
async fn whoever_asks_again_gets_the_same_new_token() {
    let place = Place::start().await;
    let ada = place.administrator().await;

    let new = refresh(&place, &ada).await;
    place.pass(TimeDelta::days(3));
    let again = refresh(&place, &ada).await;

    assert_ne!(new.token, ada.token);
    assert_eq!(again.token, new.token, "the first answer was lost, and the device was asleep for days");
    assert!(is_let_in(&place, &ada).await, "as long as the new token was never used");
}

#[tokio::test]
async fn replaced_token_ends_a_minute_after_the_new_one_is_used() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let new = refresh(&place, &ada).await;

    assert!(is_let_in(&place, &new).await);

    place.pass(TimeDelta::seconds(59));
    assert!(is_let_in(&place, &ada).await, "requests overtake each other");
    assert_eq!(refresh(&place, &ada).await.token, new.token);
    place.pass(TimeDelta::seconds(2));
    assert!(!is_let_in(&place, &ada).await);
    assert!(is_let_in(&place, &new).await);
}

#[tokio::test]
async fn every_token_of_a_device_ends_with_its_session() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let new = refresh(&place, &ada).await;
    assert!(is_let_in(&place, &new).await);

    let signed_out = place.request(Method::DELETE, "/v1/session").bearer_auth(&new.token).send().await.unwrap();

    assert_eq!(signed_out.status(), StatusCode::NO_CONTENT);
    assert!(!is_let_in(&place, &new).await);
    assert!(!is_let_in(&place, &ada).await, "the minute of grace ends, too");
}
