//! Inviting and joining.

use chrono::TimeDelta;
use goodturn_domain::{DeviceId, Role};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::{InvitationLink, InvitationMade, InvitationShown};
use reqwest::{Method, StatusCode};

use crate::place::{Place, answer, fresh, problem};

#[tokio::test]
async fn the_first_link_makes_an_owner_and_works_once() {
    let place = Place::start().await;
    let link = place.running().first_invitation.clone().unwrap();
    let ada = place.accept(&link, "Ada Ekström").await;

    let rows = ada.pull(&place).await.rows;
    let me = rows.iter().find(|row| row.id == ada.person.uuid()).unwrap();
    assert_eq!(me.body.value()["role"], "owner");
    assert_eq!(me.body.value()["email"], "ada@example.org");
    let again = place.try_accept(&link, "Eve", DeviceId::new(fresh())).await;
    let (status, refused) = problem(again).await;
    assert_eq!((status, refused.code), (410, ProblemCode::InvitationUsed));
}

#[tokio::test]
async fn an_invitation_says_who_invites_whom_and_to_what() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let made: InvitationMade = answer(ada.invite(&place, "Bo@Example.org", Role::Member).await).await;
    let link = InvitationLink::parse(&made.link).unwrap();
    assert_eq!(link.server, format!("http://{}", place.running().address));

    let shown: InvitationShown = answer(place.get(&format!("/v1/invitations/{}", link.code)).await).await;

    assert_eq!(shown.invited_by.as_deref(), Some("Ada Ekström"));
    assert_eq!((shown.email.as_str(), shown.name.as_str()), ("bo@example.org", "Bo"));
    assert_eq!(shown.organization, place.running().organization);
    assert_eq!(place.get(&format!("/join/{}", link.code)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn unknown_and_expired_invitations_are_told_apart() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let made: InvitationMade = answer(ada.invite(&place, "bo@example.org", Role::Member).await).await;
    let code = InvitationLink::parse(&made.link).unwrap().code;

    let (status, refused) = problem(place.get("/v1/invitations/unknown").await).await;
    assert_eq!((status, refused.code), (404, ProblemCode::NotFound));
    place.pass(TimeDelta::days(8));
    let (status, refused) = problem(place.get(&format!("/v1/invitations/{code}")).await).await;
    assert_eq!((status, refused.code), (410, ProblemCode::InvitationExpired));
    let late = place.try_accept(&made.link, "Bo", DeviceId::new(fresh())).await;
    assert_eq!(problem(late).await.1.code, ProblemCode::InvitationExpired);
}

#[tokio::test]
async fn only_administrators_invite() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;

    let (status, refused) = problem(bo.invite(&place, "cy@example.org", Role::Guest).await).await;
    assert_eq!((status, refused.code), (403, ProblemCode::Forbidden));
}

#[tokio::test]
async fn invitations_that_make_no_sense_are_refused() {
    let place = Place::start().await;
    let ada = place.administrator().await;

    for email in ["", "nobody", "@example.org", "a b@example.org", &format!("{}@x.org", "x".repeat(300))] {
        let (status, refused) = problem(ada.invite(&place, email, Role::Member).await).await;
        assert_eq!((status, refused.code), (400, ProblemCode::Malformed), "{email}");
    }
    let (status, refused) = problem(ada.invite(&place, "ADA@example.org", Role::Member).await).await;
    assert_eq!((status, refused.code), (409, ProblemCode::EmailTaken));
}

#[tokio::test]
async fn who_is_in_the_directory_is_told_and_keeps_their_name() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    crate::people_import::import(&place, &ada, "name,email\nCleo Park,cleo@example.org\n", false).await;

    let (status, refused) = problem(ada.invite(&place, "Cleo@example.org", Role::Administrator).await).await;

    let holder = refused.holder.expect("who has the address");
    assert_eq!((status, refused.code), (409, ProblemCode::EmailTaken));
    assert_eq!((&*holder.name, holder.has_joined), ("Cleo Park", false));
    let again = ada.call(&place, Method::POST, &format!("/v1/people/{}/invitation", holder.person), &()).await;
    let made: InvitationMade = answer(again).await;
    let code = InvitationLink::parse(&made.link).unwrap().code;
    let shown: InvitationShown = answer(place.get(&format!("/v1/invitations/{code}")).await).await;
    assert_eq!(shown.name, "Cleo Park");
    place.accept(&made.link, "Cleo Park").await;
    let (_, refused) = problem(ada.invite(&place, "cleo@example.org", Role::Member).await).await;
    assert!(refused.holder.is_some_and(|it| it.has_joined));
}

#[tokio::test]
async fn an_invitation_into_a_team_that_is_not_there_is_refused() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let body = serde_json::json!({ "email": "bo@example.org", "name": "Bo", "role": "member", "teams": [fresh()] });

    let request = place.request(reqwest::Method::POST, "/v1/invitations").bearer_auth(&ada.token).json(&body);
    let (status, refused) = problem(request.send().await.unwrap()).await;

    assert_eq!((status, refused.code), (404, ProblemCode::NotFound));
}

#[tokio::test]
async fn a_weak_password_leaves_the_invitation_as_it_was() {
    let place = Place::start().await;
    let link = place.running().first_invitation.clone().unwrap();
    let code = InvitationLink::parse(&link).unwrap().code;
    let body = serde_json::json!({
        "name": "Ada", "password": "password123", "zone": "Europe/Berlin", "locale": "en",
        "device": { "id": fresh(), "name": "a laptop" },
    });

    let (status, refused) = problem(place.post(&format!("/v1/invitations/{code}/accept"), &body).await).await;

    assert_eq!((status, refused.code), (422, ProblemCode::WeakPassword));
    place.accept(&link, "Ada").await;
}

#[tokio::test]
async fn two_who_accept_at_once_make_one_person() {
    let place = Place::start().await;
    let link = place.running().first_invitation.clone().unwrap();
    let accept = || place.try_accept(&link, "Ada", DeviceId::new(fresh()));

    let (one, two) = tokio::join!(accept(), accept());

    let mut statuses = [one.status().as_u16(), two.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!([409, 410].contains(&statuses[1]), "{statuses:?}");
}
