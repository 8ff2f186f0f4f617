//! What administrators do, and what everybody does with their own devices and password.

use goodturn_domain::{DeviceId, Intent, PersonId};
use goodturn_sync::Verdict;
use goodturn_sync::administration::{
    ActAnswer, ActRequest, ChangeEmail, ChangePassword, DevicesShown, Directory, ImportReport, ImportRequest, NewEmail,
    ResetLink, ResetMade, ResetPassword, ResetShown, Revoked,
};
use goodturn_sync::session::{InvitationMade, ServiceAccountMade, ServiceAccountRequest};
use reqwest::Method;
use serde_json::json;

use super::{CallError, Http, problem};

const NOTHING: Option<&()> = None;

impl Http {
    /// The organization with everybody in it.
    pub async fn directory(&self) -> Result<Directory, CallError> {
        self.call(Method::GET, "/v1/directory", NOTHING).await
    }

    /// Does what the person of the session wants, without an outbox: one verdict for each intent.
    pub async fn act(&self, intents: &[Intent]) -> Result<Vec<Verdict>, CallError> {
        let intents = intents.iter().map(|intent| json!(intent)).collect();
        let acted: ActAnswer = self.call(Method::POST, "/v1/operations", Some(&ActRequest { intents })).await?;
        Ok(acted.verdicts)
    }

    /// Brings in people from a table, or only says what would come of it.
    pub async fn import_people(&self, request: &ImportRequest) -> Result<ImportReport, CallError> {
        self.call(Method::POST, "/v1/people/import", Some(request)).await
    }

    /// A new link for somebody who has not joined yet.
    pub async fn invite_again(&self, person: PersonId) -> Result<InvitationMade, CallError> {
        self.call(Method::POST, &format!("/v1/people/{person}/invitation"), NOTHING).await
    }

    /// Where somebody is signed in; with nobody named, oneself.
    pub async fn devices(&self, of: Option<PersonId>) -> Result<DevicesShown, CallError> {
        self.call(Method::GET, &devices_of(of), NOTHING).await
    }

    /// Signs somebody out on that device.
    pub async fn revoke_device(&self, of: Option<PersonId>, device: DeviceId) -> Result<Revoked, CallError> {
        self.call(Method::DELETE, &format!("{}/{device}", devices_of(of)), NOTHING).await
    }

    /// Signs somebody out everywhere; oneself everywhere but here.
    pub async fn revoke_devices(&self, of: Option<PersonId>) -> Result<Revoked, CallError> {
        self.call(Method::DELETE, &devices_of(of), NOTHING).await
    }

    /// Sets one's own password, knowing the one before.
    pub async fn change_password(&self, request: &ChangePassword) -> Result<(), CallError> {
        self.done(Method::PUT, "/v1/password", request).await
    }

    /// Sets one's own address, knowing the password.
    pub async fn change_email(&self, request: &ChangeEmail) -> Result<(), CallError> {
        self.done(Method::PUT, "/v1/email", request).await
    }

    /// Sets somebody else's address.
    pub async fn change_email_of(&self, person: PersonId, request: &NewEmail) -> Result<(), CallError> {
        self.done(Method::PUT, &format!("/v1/people/{person}/email"), request).await
    }

    /// Makes somebody for a program to act as, with its token.
    pub async fn make_service_account(&self, request: &ServiceAccountRequest) -> Result<ServiceAccountMade, CallError> {
        self.call(Method::POST, "/v1/service-accounts", Some(request)).await
    }

    /// A link by which somebody sets a new password.
    pub async fn make_password_reset(&self, person: PersonId) -> Result<ResetMade, CallError> {
        self.call(Method::POST, &format!("/v1/people/{person}/password-reset"), NOTHING).await
    }

    pub(crate) async fn password_reset(&self, link: &ResetLink) -> Result<ResetShown, CallError> {
        self.call(Method::GET, &format!("/v1/password-resets/{}", link.code), NOTHING).await
    }

    pub(crate) async fn reset_password(&self, link: &ResetLink, request: &ResetPassword) -> Result<(), CallError> {
        self.done(Method::POST, &format!("/v1/password-resets/{}", link.code), request).await
    }

    /// A call whose answer says nothing but that it was done.
    async fn done(&self, method: Method, path: &str, body: &impl serde::Serialize) -> Result<(), CallError> {
        let request = self.request(method, path).timeout(super::ANSWER).json(body);
        let response = self.send(request).await?;
        if response.status().is_success() { Ok(()) } else { Err(problem(response).await) }
    }
}

fn devices_of(person: Option<PersonId>) -> String {
    person.map_or_else(|| "/v1/devices".to_owned(), |person| format!("/v1/people/{person}/devices"))
}
