//! From which side somebody looks at a request.

use goodturn_domain::policy::Party;
use goodturn_domain::{PersonId, ServiceRequestId};
use goodturn_store::{AuthorityStorage, StoreError};

use super::archive::seen_request;
use super::{Authority, standing};

/// What somebody is to a request that they see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who serves it, or could.
    Helpers,
    /// Who asked, and who follows along.
    Others,
}

impl<S: AuthorityStorage> Authority<S> {
    /// From which side the person sees the request; none where they may not see it.
    pub fn side_of(&self, person: PersonId, request: ServiceRequestId) -> Result<Option<Side>, StoreError> {
        self.storage().read(|tx| {
            let Some(standing) = standing(tx, person)? else { return Ok(None) };
            let Some(request) = seen_request(tx, &standing, request.into())? else { return Ok(None) };
            let serves = |party: &Party| matches!(party, Party::Helper | Party::TeamMember | Party::Lead);
            let is_helper = standing.parties(&request).iter().any(serves);
            Ok(Some(if is_helper { Side::Helpers } else { Side::Others }))
        })
    }
}
