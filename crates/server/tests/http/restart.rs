//! What a restart keeps, and what time does without anybody's help.

use std::time::Duration;

use chrono::TimeDelta;
use goodturn_domain::{Intent, Words};
use goodturn_sync::problem::ProblemCode;

use crate::place::{PASSWORD, Place, answer, problem};

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let operations = vec![ada.ask(&place, 1, bo.person, "Keep me")];
    let pushed = ada.push(&place, operations.clone()).await;
    let before = bo.pull(&place).await;

    place.restart().await;

    assert_eq!(place.running().first_invitation, None);
    assert_eq!(bo.pull(&place).await, before, "sessions, epoch, chain and rows");
    assert_eq!(ada.push(&place, operations).await, pushed, "an operation is known for good");
    let _: goodturn_sync::session::Session = answer(place.sign_in("bo@example.org", PASSWORD, bo.device).await).await;
}

#[tokio::test]
async fn a_lost_first_link_is_replaced_at_the_next_start() {
    let mut place = Place::start().await;
    let lost = place.running().first_invitation.clone().unwrap();

    place.restart().await;

    let found = place.running().first_invitation.clone().unwrap();
    assert_ne!(found, lost);
    let code = goodturn_sync::session::InvitationLink::parse(&lost).unwrap().code;
    let (_, refused) = problem(place.get(&format!("/v1/invitations/{code}")).await).await;
    assert_eq!(refused.code, ProblemCode::NotFound);
    place.administrator().await;
}

#[tokio::test]
async fn a_delivery_that_nobody_confirms_lapses_after_five_working_days() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let ask = ada.ask(&place, 1, bo.person, "Wait for me");
    let request = serde_json::from_value(ask.payload.value()["request"].clone()).unwrap();
    ada.push(&place, vec![ask]).await;
    let words = || Words::new("Here it is.").unwrap();
    bo.push(
        &place,
        vec![
            bo.operation(&place, 1, &Intent::Start { request }),
            bo.operation(&place, 2, &Intent::Deliver { request, words: words(), next_need: None }),
        ],
    )
    .await;

    place.pass(TimeDelta::days(6));
    place.restart().await;
    assert_eq!(stage(&place, &ada).await, "delivered", "a weekend is no working time");

    place.pass(TimeDelta::days(1));
    place.restart().await;
    for _ in 0..200 {
        if stage(&place, &ada).await == "closed" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it did not lapse");
}

async fn stage(place: &Place, who: &crate::place::Someone) -> String {
    let rows = who.pull(place).await.rows;
    let request = rows.iter().find(|row| row.kind == "service_request").unwrap();
    request.body.value()["stage"]["type"].as_str().unwrap().to_owned()
}
