//! What is found by looking through everything: ended requests, words, files.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{Entity, EntityKey, EntityKind, EntryId, FileHash, PersonId, ServiceRequestId, Timestamp};

use super::State;
use crate::StoreError;
use crate::authority::AuthorityRead;

impl State {
    pub(super) fn ended_before(&self, at: Timestamp, limit: usize) -> Result<Vec<ServiceRequestId>, StoreError> {
        let ended = self.entities(EntityKind::ServiceRequest).filter_map(|kept| match &*kept.entity {
            Entity::ServiceRequest(request) if request.stage.name().is_final() && request.changed_at < at => {
                Some((request.changed_at, request.id))
            }
            _ => None,
        });
        let mut ended: Vec<_> = ended.collect();
        ended.sort_unstable();
        let mut listed = Vec::new();
        for (_, id) in ended {
            if listed.len() < limit && !self.list_scopes(id.into())?.is_empty() {
                listed.push(id);
            }
        }
        Ok(listed)
    }

    pub(super) fn by_word(
        &self,
        kind: EntityKind,
        beginning: &str,
        limit: usize,
    ) -> Result<Vec<EntityKey>, StoreError> {
        let begins_so = |words: &BTreeSet<String>| words.iter().any(|word| word.starts_with(beginning));
        let found = self.words.iter().filter(|(key, (_, words))| key.kind == kind && begins_so(words));
        let mut found: Vec<_> = found.map(|(key, (at, _))| (std::cmp::Reverse(*at), *key)).collect();
        found.sort_unstable();
        Ok(found.into_iter().take(limit).map(|(_, key)| key).collect())
    }

    pub(super) fn unused_files(&self, before: Timestamp, limit: usize) -> Result<Vec<FileHash>, StoreError> {
        let mut newest: BTreeMap<FileHash, Timestamp> = BTreeMap::new();
        for upload in self.uploads.values() {
            let at = newest.entry(upload.file).or_insert(upload.brought_at);
            *at = upload.brought_at.max(*at);
        }
        let mut unused = Vec::new();
        for (file, _) in newest.into_iter().filter(|(_, at)| *at < before) {
            if unused.len() < limit && self.entries_with(file)?.is_empty() {
                unused.push(file);
            }
        }
        Ok(unused)
    }

    pub(super) fn sum_file_bytes(&self, person: Option<PersonId>) -> Result<u64, StoreError> {
        let of_them = self.uploads.values().filter(|it| person.is_none_or(|person| it.person == person));
        let files: BTreeMap<FileHash, u64> = of_them.map(|it| (it.file, it.bytes)).collect();
        Ok(files.values().sum())
    }

    pub(super) fn entries_with(&self, file: FileHash) -> Result<Vec<EntryId>, StoreError> {
        let with_it = self.entities(EntityKind::Entry).filter_map(|kept| match &*kept.entity {
            Entity::Entry(entry) if entry.event.file().is_some_and(|it| it.hash == file) => Some(entry.id),
            _ => None,
        });
        Ok(with_it.collect())
    }
}
