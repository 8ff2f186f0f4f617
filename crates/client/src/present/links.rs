//! What a request has to do with others, from both sides.

use goodturn_domain::{LinkKind, ServiceRequest, ServiceRequestId};
use goodturn_store::StoreError;
use goodturn_store_sqlite::ListedRequest;

use super::{Presenter, number_of};
use crate::error::CommandError;
use crate::shown::{self, RequestMention, ShownLink};

/// What the interface calls the step back.
const UNLINK: &str = "unlink";

impl Presenter<'_> {
    /// The links that the request holds, and those that others which I see hold to it.
    pub(crate) fn links(&self, request: &ServiceRequest) -> Result<Vec<ShownLink>, CommandError> {
        let store = self.workspace.store();
        let is_mine = self.can_unlink(request)?;
        let mut links = Vec::new();
        for (to, kind) in &request.links {
            let row = store.find_request(*to)?.map(|it| self.row(&it));
            let (request, kind) = (to.to_string(), link_kind(*kind));
            links.push(ShownLink { request, kind, is_from_here: true, row, can_unlink: is_mine });
        }
        for listed in store.list_linking_to(request.id)? {
            links.extend(self.link_from(&listed, request.id)?);
        }
        Ok(links)
    }

    fn link_from(&self, other: &ListedRequest, to: ServiceRequestId) -> Result<Option<ShownLink>, CommandError> {
        let Some(kind) = other.request.links.get(&to) else { return Ok(None) };
        Ok(Some(ShownLink {
            request: other.request.id.to_string(),
            kind: link_kind(*kind),
            is_from_here: false,
            row: Some(self.row(other)),
            can_unlink: self.can_unlink(&other.request)?,
        }))
    }

    fn can_unlink(&self, request: &ServiceRequest) -> Result<bool, CommandError> {
        Ok(self.possible(request)?.iter().any(|name| name == UNLINK))
    }

    /// The request, where I may see it.
    pub(crate) fn mention(&self, id: ServiceRequestId) -> Result<Option<RequestMention>, StoreError> {
        let found = self.workspace.store().find_request(id)?;
        Ok(found.map(|it| RequestMention {
            id: id.to_string(),
            number: number_of(&it.request),
            title: it.request.title.to_string(),
        }))
    }
}

pub(super) fn link_kind(kind: LinkKind) -> shown::LinkKind {
    match kind {
        LinkKind::Related => shown::LinkKind::Related,
        LinkKind::DuplicateOf => shown::LinkKind::DuplicateOf,
        LinkKind::PartOf => shown::LinkKind::PartOf,
        LinkKind::Follows => shown::LinkKind::Follows,
    }
}
