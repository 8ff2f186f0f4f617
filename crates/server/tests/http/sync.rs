//! Push and pull.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::{DeviceId, Intent};
use goodturn_sync::Verdict;
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::Session;

use crate::place::{PASSWORD, Place, Someone, answer, fresh, problem};

#[tokio::test]
async fn what_one_asks_the_other_is_shown() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;

    let pushed = ada.push(&place, vec![ada.ask(&place, 1, bo.person, "Riparian grant")]).await;

    assert!(matches!(pushed.verdicts[0].verdict, Verdict::Applied { .. }), "{pushed:?}");
    assert_eq!(pushed.last_n, 1);
    let pulled = bo.pull(&place).await;
    assert_eq!(pulled.seen.head, pushed.head);
    let request = pulled.rows.iter().find(|row| row.kind == "service_request").unwrap();
    assert_eq!(request.body.value()["title"], "Riparian grant");
    assert_eq!(request.body.value()["number"], "GT-1");
}

#[tokio::test]
async fn a_push_sent_again_changes_nothing() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let operations = vec![ada.ask(&place, 1, bo.person, "Once")];

    let first = ada.push(&place, operations.clone()).await;
    let second = ada.push(&place, operations).await;

    assert_eq!(first, second);
}

#[tokio::test]
async fn what_a_colleague_may_not_see_does_not_come() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let cy = ada.colleague(&place, "cy@example.org").await;

    ada.push(&place, vec![ada.ask(&place, 1, bo.person, "Between us")]).await;

    assert!(cy.pull(&place).await.rows.iter().all(|row| row.kind != "service_request"));
}

#[tokio::test]
async fn a_gap_and_a_copied_device_are_told() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;

    ada.push(&place, vec![ada.ask(&place, 1, bo.person, "First")]).await;
    let (status, refused) = problem(ada.try_push(&place, vec![ada.ask(&place, 3, bo.person, "Early")]).await).await;
    assert_eq!((status, refused.code, refused.expected), (409, ProblemCode::Gap, Some(2)));

    let (status, refused) = problem(ada.try_push(&place, vec![ada.ask(&place, 1, bo.person, "Other")]).await).await;
    assert_eq!((status, refused.code), (409, ProblemCode::ClonedDevice));
}

#[tokio::test]
async fn nobody_speaks_for_somebody_else_or_with_their_device() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;

    let mut forged = bo.ask(&place, 1, ada.person, "Forged");
    forged.actor = ada.person;
    let (status, refused) = problem(bo.try_push(&place, vec![forged]).await).await;
    assert_eq!((status, refused.code), (400, ProblemCode::Protocol));

    ada.pull(&place).await;
    let thief = Someone { device: ada.device, ..bo };
    let (status, refused) = problem(thief.try_push(&place, Vec::new()).await).await;
    assert_eq!((status, refused.code), (403, ProblemCode::Forbidden));
    let (status, _) = problem(thief.try_pull(&place).await).await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn an_operation_of_a_newer_version_is_refused_by_name_and_the_rest_goes_on() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let mut newer = ada.ask(&place, 1, bo.person, "x");
    newer.payload = serde_json::json!({ "type": "invent_something" }).into();

    let answer = ada.push(&place, vec![newer, ada.ask(&place, 2, bo.person, "Known")]).await;

    assert!(matches!(&answer.verdicts[0].verdict, Verdict::Rejected { code, .. } if code == "malformed_operation"));
    assert!(matches!(answer.verdicts[1].verdict, Verdict::Applied { .. }));
}

#[tokio::test]
async fn more_than_fits_into_a_push_is_refused() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let operations = (1..=501).map(|n| ada.ask(&place, n, bo.person, "One of many")).collect();

    let (status, refused) = problem(ada.try_push(&place, operations).await).await;

    assert_eq!((status, refused.code), (400, ProblemCode::Protocol));
}

#[tokio::test]
async fn two_devices_of_a_person_see_each_others_work() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let device = DeviceId::new(fresh());
    let session: Session = answer(place.sign_in("bo@example.org", PASSWORD, device).await).await;
    let phone = Someone::new(&session, device);

    bo.push(&place, vec![bo.ask(&place, 1, ada.person, "From the laptop")]).await;
    phone.push(&place, vec![phone.ask(&place, 1, ada.person, "From the phone")]).await;

    let titles = |rows: Vec<goodturn_sync::Row>| -> BTreeSet<String> {
        rows.iter().filter_map(|row| row.body.value()["title"].as_str().map(str::to_owned)).collect()
    };
    let both = BTreeSet::from(["From the laptop".to_owned(), "From the phone".to_owned()]);
    assert_eq!(titles(bo.pull(&place).await.rows), both);
    assert_eq!(titles(phone.pull(&place).await.rows), both);
}

#[tokio::test]
async fn who_was_deactivated_is_signed_out() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;

    ada.push(&place, vec![ada.operation(&place, 1, &Intent::Deactivate { person: bo.person })]).await;

    let (status, refused) = problem(bo.try_pull(&place).await).await;
    assert_eq!((status, refused.code), (401, ProblemCode::SignedOut));
    let (status, refused) = problem(place.sign_in("bo@example.org", PASSWORD, bo.device).await).await;
    assert_eq!((status, refused.code), (401, ProblemCode::WrongPassword));
}

#[tokio::test]
async fn sixteen_who_push_at_once_are_all_answered_and_nothing_is_lost() {
    const PUSHERS: u64 = 16;
    const PUSHES: u64 = 10;
    let place = Place::start().await;
    let ada = place.administrator().await;
    let mut devices = Vec::new();
    for _ in 0..PUSHERS {
        let device = DeviceId::new(fresh());
        let session: Session = answer(place.sign_in("ada@example.org", PASSWORD, device).await).await;
        devices.push(Someone::new(&session, device));
    }
    let bo = ada.colleague(&place, "bo@example.org").await;
    let before = ada.pull(&place).await.seen.head;

    let push_all = |who: Someone| {
        let (place, to) = (&place, bo.person);
        async move {
            for n in 1..=PUSHES {
                let answer = who.push(place, vec![who.ask(place, n, to, &format!("Number {n}"))]).await;
                assert!(matches!(answer.verdicts[0].verdict, Verdict::Applied { seq } if seq <= answer.head));
            }
        }
    };
    futures_util::future::join_all(devices.into_iter().map(push_all)).await;

    let pulled = bo.pull(&place).await;
    assert_eq!(pulled.seen.head, before + PUSHERS * PUSHES, "every number is given once");
    let numbers: BTreeSet<String> =
        pulled.rows.iter().filter_map(|row| row.body.value()["number"].as_str().map(str::to_owned)).collect();
    assert_eq!(numbers.len() as u64, PUSHERS * PUSHES);
}

#[tokio::test]
async fn the_clock_of_a_device_does_not_reach_beyond_the_servers() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let mut ahead = ada.ask(&place, 1, bo.person, "From the future");
    ahead.at = place.now().plus(TimeDelta::days(3_650));

    ada.push(&place, vec![ahead]).await;

    let pulled = bo.pull(&place).await;
    let request = pulled.rows.iter().find(|row| row.kind == "service_request").unwrap();
    assert_eq!(request.body.value()["asked_at"], place.now().micros());
}
