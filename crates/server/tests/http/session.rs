//! Signing in and out, and how guessing is slowed down.

use chrono::TimeDelta;
use goodturn_domain::{DeviceId, Intent};
use goodturn_sync::problem::{EndedBy, ProblemCode};
use goodturn_sync::session::Session;
use reqwest::{Method, StatusCode};

use crate::place::{PASSWORD, Place, Someone, answer, fresh, problem};

#[tokio::test]
async fn a_person_signs_in_on_a_second_device() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let device = DeviceId::new(fresh());

    let session: Session = answer(place.sign_in(" Ada@Example.org ", PASSWORD, device).await).await;

    assert_eq!(session.person, ada.person);
    assert_eq!(session.person_name, "Ada Ekström");
    let second = Someone::new(&session, device);
    assert_eq!(second.pull(&place).await.rows.len(), ada.pull(&place).await.rows.len());
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_sound_alike() {
    let place = Place::start().await;
    place.administrator().await;
    let device = DeviceId::new(fresh());

    let wrong = problem(place.sign_in("ada@example.org", "not the password", device).await).await;
    let unknown = problem(place.sign_in("eve@example.org", PASSWORD, device).await).await;

    assert_eq!((wrong.0, wrong.1.code), (401, ProblemCode::WrongPassword));
    assert_eq!(wrong, unknown);
}

#[tokio::test]
async fn guessing_waits_longer_each_time_and_the_right_password_waits_too() {
    let place = Place::start().await;
    place.administrator().await;
    let device = DeviceId::new(fresh());
    for _ in 0..3 {
        let (status, _) = problem(place.sign_in("ada@example.org", "not the password", device).await).await;
        assert_eq!(status, 401);
    }

    let response = place.sign_in("ada@example.org", PASSWORD, device).await;
    assert_eq!(response.headers()["retry-after"], "1");
    let (status, refused) = problem(response).await;
    assert_eq!((status, refused.code), (429, ProblemCode::TooManyAttempts));
    assert_eq!(refused.retry_after_seconds, Some(1));

    // Somebody else at the same place is not held up.
    let (status, _) = problem(place.sign_in("bo@example.org", "not the password", device).await).await;
    assert_eq!(status, 401);

    place.pass(TimeDelta::seconds(2));
    let (status, _) = problem(place.sign_in("ada@example.org", "not the password", device).await).await;
    assert_eq!(status, 401);
    let (_, refused) = problem(place.sign_in("ada@example.org", PASSWORD, device).await).await;
    assert_eq!(refused.retry_after_seconds, Some(2));

    place.pass(TimeDelta::seconds(3));
    assert_eq!(place.sign_in("ada@example.org", PASSWORD, device).await.status(), StatusCode::OK);
    let (status, _) = problem(place.sign_in("ada@example.org", "not the password", device).await).await;
    assert_eq!(status, 401, "success forgets the failures");
}

#[tokio::test]
async fn a_session_that_ended_opens_nothing() {
    let place = Place::start().await;
    let ada = place.administrator().await;

    let response = place.request(Method::DELETE, "/v1/session").bearer_auth(&ada.token).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);

    let (status, refused) = problem(ada.try_pull(&place).await).await;
    assert_eq!((status, refused.code), (401, ProblemCode::SignedOut));
    let (status, _) = problem(ada.try_push(&place, Vec::new()).await).await;
    assert_eq!(status, 401);
    let response = place.request(Method::DELETE, "/v1/session").bearer_auth(&ada.token).send().await.unwrap();
    assert_eq!(problem(response).await.0, 401);
}

#[tokio::test]
async fn a_session_that_was_not_used_for_half_a_year_has_expired() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    place.pass(TimeDelta::days(170));
    ada.pull(&place).await;

    place.pass(TimeDelta::days(170));
    ada.pull(&place).await;
    place.pass(TimeDelta::days(181));

    let (status, refused) = problem(ada.try_pull(&place).await).await;
    assert_eq!((status, refused.code), (401, ProblemCode::SignedOut));
}

async fn guess_from(place: &Place, address: &str, times: usize, device: DeviceId) {
    for _ in 0..times {
        let email = format!("{}@example.org", fresh());
        place.sign_in_from(address, &email, "not the password", device).await;
    }
}

#[tokio::test]
async fn guessing_through_a_proxy_holds_up_nobody_else_behind_it() {
    let place = Place::behind_a_proxy().await;
    place.administrator().await;
    let device = DeviceId::new(fresh());
    guess_from(&place, "203.0.113.9", 31, device).await;

    let guesser = place.sign_in_from("203.0.113.9", "ada@example.org", PASSWORD, device).await;
    assert_eq!(problem(guesser).await.1.code, ProblemCode::TooManyAttempts);
    let ada = place.sign_in_from("203.0.113.10", "ada@example.org", PASSWORD, device).await;
    assert_eq!(ada.status(), StatusCode::OK);
}

#[tokio::test]
async fn without_a_proxy_nobody_guesses_under_other_addresses() {
    let place = Place::start().await;
    place.administrator().await;
    let device = DeviceId::new(fresh());
    guess_from(&place, "203.0.113.9", 31, device).await;

    let elsewhere = place.sign_in_from("203.0.113.10", "ada@example.org", PASSWORD, device).await;

    assert_eq!(problem(elsewhere).await.1.code, ProblemCode::TooManyAttempts);
}

#[tokio::test]
async fn a_new_session_on_a_device_ends_the_one_before() {
    let place = Place::start().await;
    let ada = place.administrator().await;

    let session: Session = answer(place.sign_in("ada@example.org", PASSWORD, ada.device).await).await;

    assert_eq!(problem(ada.try_pull(&place).await).await.0, 401);
    Someone::new(&session, ada.device).pull(&place).await;
}

#[tokio::test]
async fn signing_in_under_a_new_name_ends_the_sessions_of_the_former_ones() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let elsewhere = ada.on_another_device(&place, "ada@example.org").await;
    let device = DeviceId::new(fresh());
    let request = serde_json::json!({
        "email": "ada@example.org", "password": PASSWORD, "former": [ada.device, bo.device, device],
        "device": { "id": device, "name": "the same laptop" },
    });

    let session: Session = answer(place.post("/v1/session", &request).await).await;

    let (status, ended) = problem(ada.try_pull(&place).await).await;
    assert_eq!((status, ended.code, ended.ended_by), (401, ProblemCode::SignedOut, None), "nothing is to be deleted");
    Someone::new(&session, device).pull(&place).await;
    elsewhere.pull(&place).await;
    bo.pull(&place).await;
}

#[tokio::test]
async fn who_is_signed_out_from_elsewhere_is_told_by_whom_and_opens_nothing() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let own = ada.on_another_device(&place, "ada@example.org").await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let (cy, di) = (ada.colleague(&place, "cy@example.org").await, ada.colleague(&place, "di@example.org").await);

    let path = format!("/v1/devices/{}", own.device);
    assert_eq!(ada.call(&place, Method::DELETE, &path, &()).await.status(), StatusCode::OK);
    let path = format!("/v1/people/{}/devices", bo.person);
    assert_eq!(ada.call(&place, Method::DELETE, &path, &()).await.status(), StatusCode::OK);
    let deactivated = ada.act(&place, &[Intent::Deactivate { person: cy.person }]).await;
    assert!(deactivated[0].is_applied());
    let erased = ada.act(&place, &[Intent::Erase { person: di.person, words_too: false }]).await;
    assert!(erased[0].is_applied(), "{erased:?}");

    for (someone, by) in [(&own, EndedBy::Oneself), (&bo, EndedBy::Administrator), (&cy, EndedBy::Deactivation)] {
        let (status, refused) = problem(someone.try_pull(&place).await).await;
        assert_eq!((status, refused.code, refused.ended_by), (401, ProblemCode::SignedOut, Some(by)));
        let (status, refused) = problem(someone.try_push(&place, Vec::new()).await).await;
        assert_eq!((status, refused.ended_by), (401, Some(by)));
    }
    let (status, refused) = problem(di.try_pull(&place).await).await;
    assert!(status == 401 && refused.ended_by.is_some(), "{refused:?}");
    ada.pull(&place).await;
}

#[tokio::test]
async fn nothing_is_open_without_a_token() {
    let place = Place::start().await;
    let routes = [
        (Method::POST, "/v1/sync/push"),
        (Method::POST, "/v1/sync/pull"),
        (Method::GET, "/v1/sync/events"),
        (Method::POST, "/v1/invitations"),
        (Method::DELETE, "/v1/session"),
    ];

    for (method, path) in routes {
        for token in [None, Some("Bearer "), Some("Bearer nonsense"), Some("Basic YTpi")] {
            let mut request = place.request(method.clone(), path).body("{}");
            if let Some(token) = token {
                request = request.header("authorization", token);
            }
            let (status, refused) = problem(request.send().await.unwrap()).await;
            assert_eq!((status, refused.code), (401, ProblemCode::SignedOut), "{method} {path} {token:?}");
        }
    }
}
