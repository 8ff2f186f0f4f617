//! Who has a request before them at this moment.

use goodturn_domain::ServiceRequestId;
use goodturn_sync::presence::{Doing, Presence, Presences, TellPresence};
use reqwest::{Method, Response, StatusCode};

use crate::place::{Place, Someone, answer, asking, fresh};

impl Someone {
    /// Says what they do with a request.
    pub(crate) async fn tells_presence(&self, place: &Place, request: ServiceRequestId, doing: Doing) -> Response {
        let told = TellPresence { request, doing };
        let call = place.request(Method::POST, "/v1/presence").bearer_auth(&self.token);
        call.json(&told).send().await.unwrap()
    }
}

async fn there(response: Response) -> Vec<Presence> {
    answer::<Presences>(response).await.people
}

#[tokio::test]
async fn who_asked_sees_that_the_helper_writes_and_not_that_they_look() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let request = ServiceRequestId::new(fresh());
    let operation = ada.operation(&place, 1, &asking(request, bo.person, "Ring"));
    ada.push(&place, vec![operation]).await;

    bo.tells_presence(&place, request, Doing::Looking).await;
    assert_eq!(there(ada.tells_presence(&place, request, Doing::Looking).await).await, []);
    bo.tells_presence(&place, request, Doing::Writing).await;
    let writing = Presence { person: bo.person, doing: Doing::Writing };
    assert_eq!(there(ada.tells_presence(&place, request, Doing::Looking).await).await, [writing]);
    bo.tells_presence(&place, request, Doing::Gone).await;
    assert_eq!(there(ada.tells_presence(&place, request, Doing::Looking).await).await, []);
}

#[tokio::test]
async fn whoever_does_not_see_a_request_learns_nothing_of_who_does() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let cy = ada.colleague(&place, "cy@example.org").await;
    let request = ServiceRequestId::new(fresh());
    let operation = ada.operation(&place, 1, &asking(request, bo.person, "Ring"));
    ada.push(&place, vec![operation]).await;
    bo.tells_presence(&place, request, Doing::Writing).await;

    let refused = cy.tells_presence(&place, request, Doing::Writing).await;

    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    assert_eq!(there(ada.tells_presence(&place, request, Doing::Looking).await).await.len(), 1, "nor leaves a trace");
}
