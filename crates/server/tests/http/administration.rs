//! Devices, passwords, and what programs do in somebody's name.

use chrono::TimeDelta;
use goodturn_domain::{DeviceId, Intent, Role, TeamId, Title};
use goodturn_sync::Verdict;
use goodturn_sync::administration::{DevicesShown, ResetLink, ResetMade, ResetShown, Revoked};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::{InvitationMade, Session};
use reqwest::{Method, Response, StatusCode};
use serde_json::json;

use crate::events::Stream;
use crate::place::{PASSWORD, Place, Someone, answer, fresh, problem};

const NEW_PASSWORD: &str = "eleven red kites";

async fn refused(response: Response) -> (u16, ProblemCode) {
    let (status, problem) = problem(response).await;
    (status, problem.code)
}

async fn is_signed_in(place: &Place, who: &Someone) -> bool {
    who.try_pull(place).await.status() == StatusCode::OK
}

/// Ada owns the place, Bo is a colleague.
async fn two() -> (Place, Someone, Someone) {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    (place, ada, bo)
}

#[tokio::test]
async fn people_see_where_they_are_signed_in_and_sign_themselves_out_there() {
    let (place, _, bo) = two().await;
    let lost = bo.on_another_device(&place, "bo@example.org").await;
    place.pass(TimeDelta::hours(1));

    let shown: DevicesShown = answer(bo.call(&place, Method::GET, "/v1/devices", &()).await).await;
    assert_eq!(shown.devices.iter().map(|it| it.device).collect::<Vec<_>>(), [Some(bo.device), Some(lost.device)]);
    assert_eq!(shown.devices.iter().map(|it| it.is_this).collect::<Vec<_>>(), [true, false]);
    let mut stream = Stream::open(&place, &lost, None).await;
    stream.next().await.unwrap();
    let path = format!("/v1/devices/{}", lost.device);
    let ended: Revoked = answer(bo.call(&place, Method::DELETE, &path, &()).await).await;

    assert_eq!(ended.sessions, 1);
    while stream.next().await.is_some() {}
    assert!(!is_signed_in(&place, &lost).await);
    assert!(is_signed_in(&place, &bo).await);
    let again: Revoked = answer(bo.call(&place, Method::DELETE, &path, &()).await).await;
    assert_eq!(again.sessions, 0, "asked again, it is done already");
}

#[tokio::test]
async fn signing_out_everywhere_else_leaves_this_device() {
    let (place, _, bo) = two().await;
    let other = bo.on_another_device(&place, "bo@example.org").await;

    let ended: Revoked = answer(bo.call(&place, Method::DELETE, "/v1/devices", &()).await).await;

    assert_eq!(ended.sessions, 1);
    assert!(is_signed_in(&place, &bo).await && !is_signed_in(&place, &other).await);
}

#[tokio::test]
async fn administrators_end_sessions_of_others_but_not_of_owners() {
    let (place, ada, bo) = two().await;
    ada.act(&place, &[Intent::ChangeRole { person: bo.person, role: Role::Administrator }]).await;
    let cy = ada.colleague(&place, "cy@example.org").await;
    let devices = |who: &Someone| format!("/v1/people/{}/devices", who.person);

    let shown: DevicesShown = answer(bo.call(&place, Method::GET, &devices(&cy), &()).await).await;
    assert_eq!(shown.devices.len(), 1);
    let ended: Revoked = answer(bo.call(&place, Method::DELETE, &devices(&cy), &()).await).await;
    assert_eq!(ended.sessions, 1);
    assert!(!is_signed_in(&place, &cy).await);

    for method in [Method::GET, Method::DELETE] {
        let tried = bo.call(&place, method, &devices(&ada), &()).await;
        assert_eq!(refused(tried).await, (403, ProblemCode::Forbidden));
    }
    assert!(is_signed_in(&place, &ada).await);
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let (place, _, bo) = two().await;
    let other = bo.on_another_device(&place, "bo@example.org").await;
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });

    let wrong = bo.call(&place, Method::PUT, "/v1/password", &change("not the password", NEW_PASSWORD)).await;
    assert_eq!(refused(wrong).await, (401, ProblemCode::WrongPassword));
    let weak = bo.call(&place, Method::PUT, "/v1/password", &change(PASSWORD, "password123")).await;
    assert_eq!(refused(weak).await, (422, ProblemCode::WeakPassword));
    assert!(is_signed_in(&place, &other).await);
    let done = bo.call(&place, Method::PUT, "/v1/password", &change(PASSWORD, NEW_PASSWORD)).await;

    assert_eq!(done.status(), StatusCode::NO_CONTENT);
    assert!(is_signed_in(&place, &bo).await && !is_signed_in(&place, &other).await);
    let device = DeviceId::new(fresh());
    assert_eq!(place.sign_in("bo@example.org", PASSWORD, device).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(place.sign_in("bo@example.org", NEW_PASSWORD, device).await.status(), StatusCode::OK);
}

async fn reset_of(place: &Place, by: &Someone, who: &Someone) -> ResetLink {
    let path = format!("/v1/people/{}/password-reset", who.person);
    let made: ResetMade = answer(by.call(place, Method::POST, &path, &()).await).await;
    ResetLink::parse(&made.link).unwrap()
}

async fn set_password(place: &Place, link: &ResetLink) -> Response {
    place.post(&format!("/v1/password-resets/{}", link.code), &json!({ "password": NEW_PASSWORD })).await
}

#[tokio::test]
async fn a_link_for_a_new_password_works_once_and_ends_every_session() {
    let (place, ada, bo) = two().await;
    let first = reset_of(&place, &ada, &bo).await;
    let link = reset_of(&place, &ada, &bo).await;
    let path = format!("/v1/password-resets/{}", link.code);
    let shown: ResetShown = answer(place.get(&path).await).await;
    assert_eq!((&*shown.email, &*shown.person_name), ("bo@example.org", "Bo Lund"));
    assert!(is_signed_in(&place, &bo).await, "a link alone changes nothing");

    assert_eq!(
        refused(set_password(&place, &first).await).await,
        (404, ProblemCode::NotFound),
        "replaced by the second"
    );
    let weak = place.post(&path, &json!({ "password": "password123" })).await;
    assert_eq!(refused(weak).await, (422, ProblemCode::WeakPassword));
    assert_eq!(set_password(&place, &link).await.status(), StatusCode::NO_CONTENT);

    assert!(!is_signed_in(&place, &bo).await);
    assert_eq!(refused(set_password(&place, &link).await).await, (410, ProblemCode::ResetUsed));
    let device = DeviceId::new(fresh());
    let session: Session = answer(place.sign_in("bo@example.org", NEW_PASSWORD, device).await).await;
    assert_eq!(session.person, bo.person);
    assert_eq!(place.get(&format!("/reset/{}", link.code)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_password_of_ones_own_ends_the_link_for_another() {
    let (place, ada, bo) = two().await;
    let link = reset_of(&place, &ada, &bo).await;

    let body = json!({ "current": PASSWORD, "new": "nine white ducks" });
    let done = bo.call(&place, Method::PUT, "/v1/password", &body).await;

    assert_eq!(done.status(), StatusCode::NO_CONTENT);
    assert_eq!(refused(set_password(&place, &link).await).await, (404, ProblemCode::NotFound));
}

#[tokio::test]
async fn people_sign_in_by_another_address_once_they_have_changed_it() {
    let (place, ada, bo) = two().await;
    let other = bo.on_another_device(&place, "bo@example.org").await;
    let link = reset_of(&place, &ada, &bo).await;
    let to = |email: &str, password: &str| json!({ "email": email, "password": password });
    let tried = async |body| refused(bo.call(&place, Method::PUT, "/v1/email", &body).await).await;

    assert_eq!(tried(to("bo@lund.example", "not the password")).await, (401, ProblemCode::WrongPassword));
    assert_eq!(tried(to("no address", PASSWORD)).await, (400, ProblemCode::Malformed));
    assert_eq!(tried(to("ADA@example.org", PASSWORD)).await, (409, ProblemCode::EmailTaken));
    let _: InvitationMade = answer(ada.invite(&place, "cy@example.org", Role::Member).await).await;
    assert_eq!(
        tried(to("cy@example.org", PASSWORD)).await,
        (409, ProblemCode::EmailTaken),
        "somebody is invited by it"
    );
    assert!(is_signed_in(&place, &other).await);
    let done = bo.call(&place, Method::PUT, "/v1/email", &to("Bo@Lund.example", PASSWORD)).await;

    assert_eq!(done.status(), StatusCode::NO_CONTENT);
    assert!(is_signed_in(&place, &bo).await && !is_signed_in(&place, &other).await);
    assert_eq!(refused(set_password(&place, &link).await).await, (404, ProblemCode::NotFound));
    let device = DeviceId::new(fresh());
    assert_eq!(place.sign_in("bo@example.org", PASSWORD, device).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(place.sign_in("bo@lund.example", PASSWORD, device).await.status(), StatusCode::OK);
    let seen = ada.directory(&place).await.people.into_iter().find(|it| it.id == bo.person).unwrap();
    assert_eq!(seen.email.map(|it| it.to_string()).as_deref(), Some("bo@lund.example"));
}

#[tokio::test]
async fn the_address_of_somebody_who_has_not_come_yet_is_not_free() {
    let (place, ada, bo) = two().await;
    ada.act(&place, &[added(goodturn_domain::PersonId::new(fresh()), "cy@example.org")]).await;

    let body = json!({ "email": "Cy@Example.org", "password": PASSWORD });
    let tried = bo.call(&place, Method::PUT, "/v1/email", &body).await;

    assert_eq!(refused(tried).await, (409, ProblemCode::EmailTaken));
}

fn added(person: goodturn_domain::PersonId, email: &str) -> Intent {
    Intent::AddPerson {
        person,
        name: Title::new("Cy Moss").unwrap(),
        email: Title::new(email).ok(),
        position: None,
        role: Role::Guest,
        zone: chrono_tz::Tz::UTC,
        locale: "en".into(),
    }
}

#[tokio::test]
async fn an_administrator_changes_the_address_of_somebody_else_who_stays_signed_in() {
    let (place, ada, bo) = two().await;
    ada.act(&place, &[Intent::ChangeRole { person: bo.person, role: Role::Administrator }]).await;
    let path = |who: &Someone| format!("/v1/people/{}/email", who.person);
    let body = json!({ "email": "bo@lund.example" });

    for who in [&ada, &bo] {
        let tried = bo.call(&place, Method::PUT, &path(who), &body).await;
        assert_eq!(refused(tried).await, (403, ProblemCode::Forbidden), "an owner's, and one's own without a password");
    }
    let link = reset_of(&place, &ada, &bo).await;
    assert_eq!(ada.call(&place, Method::PUT, &path(&bo), &body).await.status(), StatusCode::NO_CONTENT);

    assert!(is_signed_in(&place, &bo).await);
    assert_eq!(refused(set_password(&place, &link).await).await, (404, ProblemCode::NotFound));
    let device = DeviceId::new(fresh());
    assert_eq!(place.sign_in("bo@lund.example", PASSWORD, device).await.status(), StatusCode::OK);
    let by_push = Intent::ChangeEmail { person: bo.person, email: Title::new("eve@example.org").unwrap() };
    let verdicts = bo.act(&place, &[by_push]).await;
    assert!(matches!(&verdicts[0], Verdict::Rejected { .. }), "{verdicts:?}");
}

#[tokio::test]
async fn a_link_for_a_new_password_ends_after_a_day_and_with_its_person() {
    let (place, ada, bo) = two().await;
    let link = reset_of(&place, &ada, &bo).await;
    place.pass(TimeDelta::hours(25));
    assert_eq!(refused(set_password(&place, &link).await).await, (410, ProblemCode::ResetExpired));

    let link = reset_of(&place, &ada, &bo).await;
    ada.act(&place, &[Intent::Deactivate { person: bo.person }]).await;
    assert_eq!(refused(set_password(&place, &link).await).await, (404, ProblemCode::NotFound));
}

#[tokio::test]
async fn nobody_but_an_owner_makes_a_link_for_an_owner() {
    let (place, ada, bo) = two().await;
    ada.act(&place, &[Intent::ChangeRole { person: bo.person, role: Role::Administrator }]).await;

    let path = format!("/v1/people/{}/password-reset", ada.person);
    let tried = bo.call(&place, Method::POST, &path, &()).await;

    assert_eq!(refused(tried).await, (403, ProblemCode::Forbidden));
}

#[tokio::test]
async fn a_program_does_what_its_person_may_do() {
    let (place, ada, bo) = two().await;
    let team = TeamId::new(fresh());
    let add = Intent::AddTeam { team, name: Title::new("Legal").unwrap(), prefix: Title::new("LEG").unwrap() };
    let close = Intent::CloseTeam { team };

    let by_ada = ada.act(&place, &[add.clone(), add.clone(), close.clone()]).await;
    let by_bo = bo.act(&place, &[close]).await;

    let codes = |verdicts: Vec<Verdict>| -> Vec<String> {
        let code = |it| match it {
            Verdict::Rejected { code, .. } => code,
            other => format!("{}", other.is_applied()),
        };
        verdicts.into_iter().map(code).collect()
    };
    assert_eq!(codes(by_ada), ["true", "already_exists", "true"]);
    assert_eq!(codes(by_bo), ["not_administrator"]);
    let body = json!({ "intents": [{ "type": "dance" }, { "type": "reopen_team", "team": team }] });
    let mixed: goodturn_sync::administration::ActAnswer =
        answer(ada.call(&place, Method::POST, "/v1/operations", &body).await).await;
    assert_eq!(codes(mixed.verdicts), ["malformed_operation", "true"]);
}

#[tokio::test]
async fn sessions_from_before_a_deactivation_do_not_open_again() {
    let (place, ada, bo) = two().await;
    let deactivate = Intent::Deactivate { person: bo.person };
    ada.push(&place, vec![ada.operation(&place, 1, &deactivate)]).await;
    assert!(!is_signed_in(&place, &bo).await);

    ada.push(&place, vec![ada.operation(&place, 2, &Intent::Reactivate { person: bo.person })]).await;

    assert!(!is_signed_in(&place, &bo).await);
    bo.on_another_device(&place, "bo@example.org").await;
}

#[tokio::test]
async fn the_directory_says_who_has_joined_and_a_new_link_replaces_the_old() {
    let (place, ada, bo) = two().await;
    let cy = goodturn_domain::PersonId::new(fresh());
    ada.act(&place, &[added(cy, "cy@example.org")]).await;
    let path = format!("/v1/people/{cy}/invitation");
    let first: InvitationMade = answer(ada.call(&place, Method::POST, &path, &()).await).await;
    let second: InvitationMade = answer(ada.call(&place, Method::POST, &path, &()).await).await;

    let directory = ada.directory(&place).await;
    let account = |person| directory.accounts.iter().find(|it| it.person == person).unwrap();
    assert!(account(bo.person).has_account && account(bo.person).last_seen_at.is_some());
    assert!(!account(cy).has_account && account(cy).invited_until.is_some());
    let old = place.try_accept(&first.link, "Cy Moss", DeviceId::new(fresh())).await;
    assert_eq!(refused(old).await, (404, ProblemCode::NotFound));
    let joined = place.accept(&second.link, "Cy M.").await;
    assert_eq!(joined.person, cy);
    assert_eq!(refused(ada.call(&place, Method::POST, &path, &()).await).await, (409, ProblemCode::EmailTaken));
    let me = ada.directory(&place).await.people.into_iter().find(|it| it.id == cy).unwrap();
    assert_eq!((me.name.as_str(), me.role), ("Cy M.", Role::Guest));
}
