//! Files: who has brought which, who may have them, and what waits for one.
//!
//! To know a hash is not to have the file: whoever attaches one has brought it, or sees it already.

use goodturn_domain::policy::Standing;
use goodturn_domain::{Actor, Attachment, Entity, FileHash, Intent, Operation, PersonId, Timestamp};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError, Upload};
use serde_json::json;

use super::{Authority, rejected, standing};
use crate::protocol::Verdict;

/// How much may be kept, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileLimits {
    /// What one person has brought.
    pub person: u64,
    /// What all have brought, each file once.
    pub organization: u64,
}

/// Which limit a file goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverLimit {
    Person,
    Organization,
}

impl<S: AuthorityStorage> Authority<S> {
    /// The file, if the person has brought it or sees an entry that has it.
    pub fn find_file(&self, person: PersonId, file: FileHash) -> Result<Option<Upload>, StoreError> {
        self.storage().read(|tx| match standing(tx, person)? {
            Some(standing) => find_for(tx, &standing, file),
            None => Ok(None),
        })
    }

    /// Whether so much more from that person stays within the limits.
    pub fn has_room(&self, person: PersonId, bytes: u64, limits: FileLimits) -> Result<Option<OverLimit>, StoreError> {
        self.storage().read(|tx| over_limit(tx, person, bytes, limits))
    }

    /// Remembers that somebody has brought a file, unless it goes over a limit.
    pub fn bring_file(&self, upload: &Upload, limits: FileLimits) -> Result<Option<OverLimit>, StoreError> {
        self.storage().write(|tx| {
            let is_known = tx.list_uploads(upload.file)?.iter().any(|it| it.person == upload.person);
            let over = if is_known { None } else { over_limit(tx, upload.person, upload.bytes, limits)? };
            if over.is_none() {
                tx.put_upload(upload)?;
            }
            Ok(over)
        })
    }

    /// Whether anybody has brought the file.
    pub fn is_kept(&self, file: FileHash) -> Result<bool, StoreError> {
        self.storage().read(|tx| Ok(!tx.list_uploads(file)?.is_empty()))
    }

    /// Forgets at most `limit` files that were brought before that time and that no entry has.
    pub fn forget_unused_files(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.storage().write(|tx| {
            let unused = tx.list_unused_files(before, limit)?;
            unused.iter().try_for_each(|file| tx.delete_uploads(*file))?;
            Ok(unused.len())
        })
    }
}

fn over_limit(
    tx: &(impl AuthorityRead + ?Sized),
    person: PersonId,
    bytes: u64,
    limits: FileLimits,
) -> Result<Option<OverLimit>, StoreError> {
    let is_over = |held: u64, most: u64| held.saturating_add(bytes) > most;
    if is_over(tx.count_file_bytes(Some(person))?, limits.person) {
        return Ok(Some(OverLimit::Person));
    }
    Ok(is_over(tx.count_file_bytes(None)?, limits.organization).then_some(OverLimit::Organization))
}

fn find_for(
    tx: &(impl AuthorityRead + ?Sized),
    standing: &Standing,
    file: FileHash,
) -> Result<Option<Upload>, StoreError> {
    let uploads = tx.list_uploads(file)?;
    let own = uploads.iter().find(|it| it.person == standing.person).copied();
    let Some(upload) = own.or(uploads.first().copied()) else { return Ok(None) };
    let is_allowed = own.is_some() || sees(tx, standing, file)?;
    Ok(is_allowed.then_some(upload))
}

/// Whether somebody sees an entry that has the file.
fn sees(tx: &(impl AuthorityRead + ?Sized), standing: &Standing, file: FileHash) -> Result<bool, StoreError> {
    let scopes = standing.scopes();
    for id in tx.list_entries_with(file)? {
        let Some(entity @ Entity::Entry(_)) = tx.find_entity(id.into())? else { continue };
        let request = match entity.parent().map(|id| tx.find_entity(id.into())).transpose()? {
            Some(Some(Entity::ServiceRequest(request))) => request,
            _ => continue,
        };
        if !entity.scopes(Some(&request)).is_disjoint(&scopes) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What an operation is told whose file is not here: to come again. One whose file is another than
/// it says is refused.
pub(super) fn without_file(
    tx: &(impl AuthorityRead + ?Sized),
    actor: Actor,
    operation: &Operation,
) -> Result<Option<Verdict>, StoreError> {
    let files = match &operation.intent {
        Intent::Attach { file, .. } => std::slice::from_ref(file),
        Intent::Merge { files, .. } => files,
        _ => return Ok(None),
    };
    let Actor::Person(person) = actor else { return Ok(None) };
    if files.is_empty() {
        return Ok(None);
    }
    let Some(standing) = standing(tx, person)? else { return Ok(Some(Verdict::Deferred)) };
    for file in files {
        match find_for(tx, &standing, file.hash)? {
            None => return Ok(Some(Verdict::Deferred)),
            Some(upload) if is_same(&upload, file) => {}
            Some(_) => return Ok(Some(rejected("file_differs", json!({ "code": "file_differs" })))),
        }
    }
    // A merge is no way to put files onto a request. What is still on its way was told to come again.
    if let Intent::Merge { request, .. } = &operation.intent {
        let there = tx.list_entries(*request)?;
        let is_there = |file: &Attachment| there.iter().any(|it| it.event.file() == Some(file));
        if !files.iter().all(is_there) {
            return Ok(Some(rejected("not_found", json!({ "code": "not_found" }))));
        }
    }
    Ok(None)
}

fn is_same(upload: &Upload, file: &Attachment) -> bool {
    upload.bytes == file.bytes && upload.kind == file.kind
}
