//! Who is let in by which route: the policy's rows, each called by everybody.

use goodturn_domain::policy::{Party, Route};
use goodturn_domain::{DeviceId, Intent, Role};
use goodturn_sync::Verdict;
use goodturn_sync::problem::{PROBLEM_CONTENT_TYPE, ProblemCode};
use goodturn_sync::session::{InvitationMade, ServiceAccountMade, Session};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::place::{PASSWORD, Place, Someone, answer, fresh, problem};

const UNKNOWN_FILE: &str = "/v1/files/0000000000000000000000000000000000000000000000000000000000000000";
const DEVICE: &str = "/v1/devices/00000000-0000-0000-0000-000000000001";
const DEVICES_OF_NOBODY: &str = "/v1/people/00000000-0000-0000-0000-000000000001/devices";
const DEVICE_OF_NOBODY: &str =
    "/v1/people/00000000-0000-0000-0000-000000000001/devices/00000000-0000-0000-0000-000000000001";
const RESET_OF_NOBODY: &str = "/v1/people/00000000-0000-0000-0000-000000000001/password-reset";
const EMAIL_OF_NOBODY: &str = "/v1/people/00000000-0000-0000-0000-000000000001/email";
const INVITATION_OF_NOBODY: &str = "/v1/people/00000000-0000-0000-0000-000000000001/invitation";

/// Somebody of each role, with an account.
async fn place_with_everybody() -> Place {
    let place = Place::start().await;
    let ada = place.administrator().await;
    for role in Role::ALL.iter().filter(|it| **it != Role::ServiceAccount) {
        let made: InvitationMade = answer(ada.invite(&place, &email(*role), *role).await).await;
        place.accept(&made.link, "Bo Lund").await;
    }
    place
}

fn email(role: Role) -> String {
    format!("{role:?}@example.org").to_lowercase()
}

/// A session of its own for each call: signing out ends it.
async fn someone(place: &Place, role: Role) -> Someone {
    if role == Role::ServiceAccount {
        return a_program(place).await;
    }
    let device = DeviceId::new(fresh());
    let session: Session = answer(place.sign_in(&email(role), PASSWORD, device).await).await;
    Someone::new(&session, device)
}

/// A service account that an owner has made.
async fn a_program(place: &Place) -> Someone {
    let device = DeviceId::new(fresh());
    let owner: Session = answer(place.sign_in(&email(Role::Owner), PASSWORD, device).await).await;
    let request = place.request(Method::POST, "/v1/service-accounts").bearer_auth(owner.token.reveal());
    let made: ServiceAccountMade = answer(request.json(&json!({ "name": "Door bell" })).send().await.unwrap()).await;
    Someone { token: made.token.reveal().to_owned(), person: made.person, device: made.device }
}

/// How the route is called, by somebody on that device.
fn call(route: Route, device: DeviceId) -> (Method, &'static str, Value) {
    match route {
        Route::ShowMeta => (Method::GET, "/v1/meta", Value::Null),
        Route::Describe => (Method::GET, "/v1/openapi.json", Value::Null),
        Route::SignIn => (Method::POST, "/v1/session", Value::Null),
        Route::Refresh => (Method::POST, "/v1/session/refresh", Value::Null),
        Route::SignOut => (Method::DELETE, "/v1/session", Value::Null),
        Route::Invite => {
            let email = format!("{}@example.org", fresh());
            (Method::POST, "/v1/invitations", json!({ "email": email, "name": "Cy", "role": "guest", "teams": [] }))
        }
        Route::MakeServiceAccount => (Method::POST, "/v1/service-accounts", json!({ "name": "Door bell" })),
        Route::ShowInvitation => (Method::GET, "/v1/invitations/unknown", Value::Null),
        Route::AcceptInvitation => (Method::POST, "/v1/invitations/unknown/accept", Value::Null),
        Route::OpenInvitation => (Method::GET, "/join/unknown", Value::Null),
        Route::Push => (Method::POST, "/v1/sync/push", json!({ "device": device, "operations": [] })),
        Route::Pull => (Method::POST, "/v1/sync/pull", json!({ "device": device, "cursors": {}, "limit": 1 })),
        Route::Follow => (Method::GET, "/v1/sync/events", Value::Null),
        Route::SearchArchive => (Method::GET, "/v1/archive?q=lease", Value::Null),
        Route::OpenArchived => (Method::GET, "/v1/archive/0199f0f0-0000-7000-8000-00000000000a", Value::Null),
        Route::TellPresence => {
            let request = "0199f0f0-0000-7000-8000-00000000000a";
            (Method::POST, "/v1/presence", json!({ "request": request, "doing": "looking" }))
        }
        Route::LookUp => (Method::GET, "/v1/lookup?q=bo", Value::Null),
        Route::CheckFile => (Method::HEAD, UNKNOWN_FILE, Value::Null),
        Route::SendFile => (Method::PUT, UNKNOWN_FILE, Value::Null),
        Route::FetchFile => (Method::GET, UNKNOWN_FILE, Value::Null),
        Route::ReadAudit => (Method::GET, "/v1/audit", Value::Null),
        Route::CheckAudit => (Method::GET, "/v1/audit/check", Value::Null),
        Route::ExportOrganization => (Method::GET, "/v1/export/organization", Value::Null),
        Route::ExportPerson => (Method::GET, "/v1/export/people/00000000-0000-0000-0000-000000000001", Value::Null),
        Route::ExportOneself => (Method::GET, "/v1/export/me", Value::Null),
        Route::PreviewRetention => (Method::GET, "/v1/retention?thanks_days=30", Value::Null),
        Route::CheckAlive => (Method::GET, "/healthz", Value::Null),
        Route::CheckReady => (Method::GET, "/readyz", Value::Null),
        Route::Act => (Method::POST, "/v1/operations", json!({ "intents": [] })),
        Route::ShowOwnDevices => (Method::GET, "/v1/devices", Value::Null),
        Route::RevokeOwnDevice => (Method::DELETE, DEVICE, Value::Null),
        Route::RevokeOtherDevices => (Method::DELETE, "/v1/devices", Value::Null),
        Route::ShowDevices => (Method::GET, DEVICES_OF_NOBODY, Value::Null),
        Route::RevokeDevice => (Method::DELETE, DEVICE_OF_NOBODY, Value::Null),
        Route::RevokeDevices => (Method::DELETE, DEVICES_OF_NOBODY, Value::Null),
        Route::ChangePassword => (Method::PUT, "/v1/password", json!({ "current": PASSWORD, "new": PASSWORD })),
        Route::ChangeEmail => (Method::PUT, "/v1/email", json!({ "email": "no address", "password": PASSWORD })),
        Route::ChangeEmailOf => (Method::PUT, EMAIL_OF_NOBODY, json!({ "email": "no address" })),
        Route::MakePasswordReset => (Method::POST, RESET_OF_NOBODY, Value::Null),
        Route::ShowPasswordReset => (Method::GET, "/v1/password-resets/unknown", Value::Null),
        Route::ResetPassword => (Method::POST, "/v1/password-resets/unknown", json!({ "password": PASSWORD })),
        Route::OpenPasswordReset => (Method::GET, "/reset/unknown", Value::Null),
        Route::ShowDirectory => (Method::GET, "/v1/directory", Value::Null),
        Route::ImportPeople => (Method::POST, "/v1/people/import", json!({ "csv": "", "dry_run": true })),
        Route::InviteAgain => (Method::POST, INVITATION_OF_NOBODY, Value::Null),
    }
}

/// Why the door stayed closed; none for who came in, whatever was answered then.
async fn closed(response: Response) -> Option<ProblemCode> {
    let is_problem = response.headers().get("content-type").is_some_and(|it| it == PROBLEM_CONTENT_TYPE);
    if !is_problem {
        return None;
    }
    // An answer to HEAD has no body; its status says the same.
    let code = match response.status().as_u16() {
        401 => ProblemCode::SignedOut,
        403 => ProblemCode::Forbidden,
        _ => problem(response).await.1.code,
    };
    [ProblemCode::SignedOut, ProblemCode::Forbidden].contains(&code).then_some(code)
}

#[tokio::test]
async fn every_route_lets_in_whom_the_policy_admits() {
    let place = place_with_everybody().await;
    for route in Route::ALL {
        let (method, path, body) = call(*route, DeviceId::new(fresh()));
        let nobody = closed(place.request(method, path).json(&body).send().await.unwrap()).await;
        let expected = (!route.admits(Party::SignedOut)).then_some(ProblemCode::SignedOut);
        assert_eq!(nobody, expected, "{route:?} for who is signed out");

        for role in Role::ALL {
            let someone = someone(&place, *role).await;
            let (method, path, body) = call(*route, someone.device);
            let request = place.request(method, path).bearer_auth(&someone.token).json(&body);
            let came_in = closed(request.send().await.unwrap()).await;
            let expected = (!route.admits(Party::Role(*role))).then_some(ProblemCode::Forbidden);
            assert_eq!(came_in, expected, "{route:?} for {role:?}");
        }
    }
}

#[tokio::test]
async fn service_account_acts_with_its_token_and_ends_with_its_person() {
    let place = place_with_everybody().await;
    let owner = someone(&place, Role::Owner).await;
    let program = a_program(&place).await;

    let refused = problem(owner.invite(&place, "bell@example.org", Role::ServiceAccount).await).await;
    assert_eq!((refused.0, refused.1.code), (422, ProblemCode::Refused), "it has no password to sign in with");
    let pushed = program.push(&place, vec![program.ask(&place, 1, owner.person, "Somebody rings")]).await;
    assert!(matches!(pushed.verdicts[0].verdict, Verdict::Applied { .. }), "{pushed:?}");

    let end = owner.operation(&place, 1, &Intent::Deactivate { person: program.person });
    owner.push(&place, vec![end]).await;
    assert_eq!(program.try_pull(&place).await.status(), 401);
}

#[tokio::test]
async fn only_owners_invite_owners() {
    let place = place_with_everybody().await;
    let administrator = someone(&place, Role::Administrator).await;

    let (status, refused) = problem(administrator.invite(&place, "cy@example.org", Role::Owner).await).await;

    assert_eq!((status, refused.code), (403, ProblemCode::Forbidden));
    let owner = someone(&place, Role::Owner).await;
    let _: InvitationMade = answer(owner.invite(&place, "cy@example.org", Role::Owner).await).await;
}
