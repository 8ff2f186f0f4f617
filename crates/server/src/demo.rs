//! A believable organization to look around in.
use crate::backend::{Backend, StartError};
use crate::founding::Owner;
pub(crate) fn found(backend: &Backend, owner: &Owner) -> Result<(), StartError> {
    backend.found(owner.name.clone(), owner.zone)
}
