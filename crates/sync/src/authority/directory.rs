//! The directory of a large organization: looked up on demand.

use std::collections::BTreeSet;

use goodturn_domain::organization::Directory;
use goodturn_domain::search::{directory_words, words_of};
use goodturn_domain::{Entity, EntityKey, EntityKind, Intent, Organization, Scope, Timestamp};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use uuid::Uuid;

use super::archive::{having_all, row};
use super::{Authority, read_entity};
use crate::protocol::Row;

impl<S: AuthorityStorage> Authority<S> {
    /// Active people and teams whose names, addresses or positions have words with each of these
    /// beginnings: at most `limit` of each.
    pub fn look_up(&self, text: &str, limit: usize) -> Result<Vec<Row>, StoreError> {
        let words = words_of([text]);
        // With one word the first that match are as good as any; of several some do not fit all.
        let most = if words.len() == 1 { limit } else { 2_000 };
        self.storage().read(|tx| {
            let mut rows = Vec::new();
            for kind in [EntityKind::Person, EntityKind::Team] {
                for key in having_all(tx, kind, &words, most)?.into_iter().take(limit) {
                    rows.extend(tx.find_entity(key)?.map(|entity| row(&entity)));
                }
            }
            Ok(rows)
        })
    }

    /// Those people and teams that are there, active or not.
    pub fn look_up_ids(&self, ids: &BTreeSet<Uuid>) -> Result<Vec<Row>, StoreError> {
        self.storage().read(|tx| {
            let mut rows = Vec::new();
            for id in ids {
                for kind in [EntityKind::Person, EntityKind::Team] {
                    rows.extend(tx.find_entity(EntityKey { kind, id: *id })?.map(|entity| row(&entity)));
                }
            }
            Ok(rows)
        })
    }

    /// What has to be switched for as many people as there are now, if anything has.
    pub fn due_switch(&self) -> Result<Option<Intent>, StoreError> {
        self.storage().read(|tx: &dyn AuthorityRead| {
            let Some(organization) = tx.find_organization()? else { return Ok(None) };
            let people = tx.count_people()?;
            let directory = match organization.directory {
                Directory::Whole if people > Organization::MOST_SYNCED_PEOPLE => Directory::OnDemand,
                Directory::OnDemand if people < Organization::FEW_PEOPLE => Directory::Whole,
                _ => return Ok(None),
            };
            Ok(Some(Intent::SwitchDirectory { directory }))
        })
    }

    /// Gives people and teams that an older version had stored the words by which they are found.
    pub fn index_directory(&self) -> Result<(), StoreError> {
        self.storage().write(|tx| {
            if !tx.list_by_word(EntityKind::Person, "", 1)?.is_empty() {
                return Ok(());
            }
            for feed in tx.list_feed(&Scope::Organization, 0, usize::MAX)? {
                let Some(entity @ (Entity::Person(_) | Entity::Team(_))) = read_entity(&feed)? else { continue };
                let words = directory_words(&entity);
                tx.set_words(feed.key, Timestamp::from_micros(0), &words)?;
            }
            Ok(())
        })
    }
}
