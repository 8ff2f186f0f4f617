//! The audit log: what goes into it, and who reads it.

use goodturn_domain::{DeviceId, Intent, Role};
use goodturn_sync::rights::{AuditCheck, AuditPage};
use reqwest::{Method, Response};

use crate::place::{PASSWORD, Place, Someone, answer, fresh};

async fn get(place: &Place, who: &Someone, path: &str) -> Response {
    place.request(Method::GET, path).bearer_auth(&who.token).send().await.unwrap()
}

async fn log(place: &Place, who: &Someone, query: &str) -> AuditPage {
    answer(get(place, who, &format!("/v1/audit?{query}")).await).await
}

/// What people did. The server's daily round is noted whenever its job comes to it.
fn actions(page: &AuditPage) -> Vec<&str> {
    let actions = page.lines.iter().map(|line| line.entry.action.as_str());
    actions.filter(|action| *action != "retention_applied").collect()
}

#[tokio::test]
async fn the_audit_log_tells_who_came_in_and_what_was_done_to_people() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    place.sign_in("bo@example.org", "not the password", DeviceId::new(fresh())).await;
    place.sign_in("bo@example.org", PASSWORD, DeviceId::new(fresh())).await;
    let promote = Intent::ChangeRole { person: bo.person, role: Role::Administrator };
    bo.push(&place, vec![bo.operation(&place, 1, &promote)]).await;
    ada.push(&place, vec![ada.operation(&place, 1, &promote)]).await;

    let page = log(&place, &ada, "").await;

    let newest_first = [
        "change_role",
        "change_role",
        "signed_in",
        "sign_in_refused",
        "invitation_accepted",
        "add_person",
        "invitation_made",
        "invitation_accepted",
        "add_person",
        "invitation_made",
        "found",
    ];
    // The server applies retention by itself, sooner or later after its start.
    let of_people: Vec<_> = actions(&page).into_iter().filter(|it| *it != "retention_applied").collect();
    assert_eq!(of_people, newest_first);
    let [done, refused, ..] = &page.lines[..] else { panic!("there are lines") };
    assert_eq!((done.entry.actor, done.entry.refusal.as_deref()), (Some(ada.person), None));
    assert_eq!((refused.entry.actor, refused.entry.refusal.as_deref()), (Some(bo.person), Some("not_administrator")));
    assert_eq!(done.entry.subject, Some(bo.person.into()));
    assert_eq!(done.entry.details["role"], "administrator");
    let text = serde_json::to_string(&page).unwrap();
    for word in ["Bo Lund", "Ada", "example.org", PASSWORD, &ada.token] {
        assert!(!text.contains(word), "{word} is in {text}");
    }
}

#[tokio::test]
async fn everyday_work_and_its_words_stay_out_of_the_audit_log() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let before = log(&place, &ada, "").await.head;

    ada.push(&place, vec![ada.ask(&place, 1, bo.person, "A sealed envelope")]).await;

    assert_eq!(actions(&log(&place, &ada, "").await)[..1], ["audit_read"], "the reading before");
    assert_eq!(log(&place, &ada, "").await.head, before + 2);
}

#[tokio::test]
async fn the_audit_log_is_searched_by_person_action_and_name() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;

    let about_bo = log(&place, &ada, "text=lund").await;
    assert_eq!(actions(&about_bo), ["invitation_accepted", "add_person", "invitation_made"]);
    let by_subject = log(&place, &ada, &format!("subject={}", bo.person)).await;
    assert_eq!(actions(&by_subject), ["add_person", "invitation_made"]);
    let by_action = log(&place, &ada, "action=add_person&limit=1").await;
    assert_eq!(actions(&by_action), ["add_person"]);
    let any = log(&place, &ada, "action=invitation_made%2Cadd_person").await;
    assert_eq!(actions(&any), ["add_person", "invitation_made", "add_person", "invitation_made"]);
    let older = log(&place, &ada, &format!("action=add_person&before={}", by_action.next.unwrap())).await;
    assert_eq!((actions(&older), older.next), (vec!["add_person"], None));
    let nonsense = get(&place, &ada, "/v1/audit?from=yesterday").await;
    assert_eq!(nonsense.status(), 400);
}

#[tokio::test]
async fn the_audit_log_is_for_administrators() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;

    assert_eq!(get(&place, &bo, "/v1/audit").await.status(), 403);
    assert_eq!(get(&place, &bo, "/v1/audit/check").await.status(), 403);
    let check: AuditCheck = answer(get(&place, &ada, "/v1/audit/check").await).await;
    assert_eq!(check.broken, None);
    assert_eq!(check.records, check.head);
}
