//! The archive: what ended long ago leaves the feeds and stays with the authority, to be found by
//! words and opened one by one. Whatever happens to a request brings it back.

use std::collections::BTreeSet;

use goodturn_domain::finding::{Condition, Filter, Question, Surroundings};
use goodturn_domain::policy::Standing;
use goodturn_domain::search::{request_words, words_of};
use goodturn_domain::{
    Entity, EntityKey, EntityKind, PersonId, ServiceRequest, ServiceRequestId, TeamId, Timestamp, WorkingCalendar,
};
use goodturn_store::{AuthorityRead, AuthorityStorage, AuthorityWrite, StoreError};

use super::{Authority, Commit, standing};
use crate::protocol::Row;

/// So many of what matches, the latest first, are looked at: more than anybody reads through.
const MOST_LOOKED_AT: usize = 5_000;
/// So many of the words asked for are looked up: more of them hardly find less.
const MOST_ASKED: usize = 8;

impl<S: AuthorityStorage> Authority<S> {
    /// Takes requests that ended, and have not changed since before that time, out of the feeds: at
    /// most `limit` in one commit. Gives how many.
    pub fn archive_ended(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.storage().write(|tx| {
            let ended = tx.list_ended_before(before, limit)?;
            let mut commit = Commit::begin(tx)?;
            for id in &ended {
                commit.archive(*id)?;
            }
            commit.finish()?;
            Ok(ended.len())
        })
    }

    /// Requests of the archive that the person may see and that have all these words, the latest first. Terms of a
    /// search such as `label:deed` narrow them, but for those about names and days, which are words here.
    pub fn search_archive(&self, person: PersonId, text: &str, limit: usize) -> Result<Vec<Row>, StoreError> {
        let (filter, words) = sought(text);
        self.storage().read(|tx| {
            let Some(standing) = standing(tx, person)? else { return Ok(Vec::new()) };
            let mut found = Vec::new();
            for key in having_all(tx, EntityKind::ServiceRequest, &words, MOST_LOOKED_AT)? {
                if found.len() == limit {
                    break;
                }
                let seen = seen_request(tx, &standing, key)?;
                let meant = seen.filter(|request| filter.holds_for(request, request.changed_at));
                found.extend(meant.map(|request| row(&Entity::from(request))));
            }
            Ok(found)
        })
    }

    /// A request of the archive with what the person may see of its timeline; none where they may not
    /// see it, and where it is in the feeds.
    pub fn open_archived(&self, person: PersonId, id: ServiceRequestId) -> Result<Option<Vec<Row>>, StoreError> {
        self.storage().read(|tx| {
            let Some(standing) = standing(tx, person)? else { return Ok(None) };
            let Some(request) = seen_request(tx, &standing, id.into())? else { return Ok(None) };
            if !tx.list_scopes(id.into())?.is_empty() {
                return Ok(None);
            }
            let scopes = standing.scopes();
            let entries = tx.list_entries(id)?.into_iter().map(Entity::from);
            let seen = entries.filter(|entry| !entry.scopes(Some(&request)).is_disjoint(&scopes));
            let seen: Vec<Row> = seen.map(|entry| row(&entry)).collect();
            Ok(Some(std::iter::once(row(&request.clone().into())).chain(seen).collect()))
        })
    }
}

/// What a search narrows to, and its words: a label that has to be there is looked up by its own.
fn sought(text: &str) -> (Filter, BTreeSet<String>) {
    let nobody: fn(&str) -> BTreeSet<PersonId> = |_| BTreeSet::new();
    let no_team: fn(&str) -> BTreeSet<TeamId> = |_| BTreeSet::new();
    let (filter, words, _) = Question::parse(text).resolve(&Surroundings {
        calendar: &WorkingCalendar::weekdays(chrono_tz::UTC),
        people: &nobody,
        teams: &no_team,
        when: &|_| None,
    });
    let labels = filter.narrowings.iter().filter_map(|it| match &it.condition {
        Condition::Label(labels) if !it.is_not && labels.len() == 1 => labels.first(),
        _ => None,
    });
    let words = words_of([words.as_str()].into_iter().chain(labels.map(String::as_str)));
    (filter, words)
}

impl Commit<'_> {
    fn archive(&mut self, id: ServiceRequestId) -> Result<(), StoreError> {
        let Some(request) = self.request(id)? else { return Ok(()) };
        let (seq, nobody) = (self.tx.allot_seq()?, BTreeSet::new());
        self.applied.update(&seq.to_be_bytes());
        let timeline = self.tx.list_entries(id)?;
        let words = request_words(&request, &timeline);
        for entry in timeline {
            self.tx.put_entity(&entry.into(), seq, &nobody)?;
        }
        let changed_at = request.changed_at;
        self.tx.put_entity(&request.into(), seq, &nobody)?;
        self.tx.set_words(id.into(), changed_at, &words)
    }

    /// Whether nobody sees a request in a feed, although it is there.
    pub(super) fn is_archived(&self, request: &ServiceRequest) -> Result<bool, StoreError> {
        Ok(request.stage.name().is_final() && self.tx.list_scopes(request.id.into())?.is_empty())
    }

    /// A request that comes back into the feeds is no longer found in the archive.
    pub(super) fn leave_archive(&mut self, request: &ServiceRequest) -> Result<(), StoreError> {
        self.tx.set_words(request.id.into(), request.changed_at, &BTreeSet::new())
    }
}

/// The words by which a request of the archive is found, by what it says now.
pub(super) fn renew_words(tx: &mut dyn AuthorityWrite, id: ServiceRequestId) -> Result<(), StoreError> {
    let Some(Entity::ServiceRequest(request)) = tx.find_entity(id.into())? else { return Ok(()) };
    if !tx.list_scopes(id.into())?.is_empty() {
        return Ok(());
    }
    let words = request_words(&request, &tx.list_entries(id)?);
    tx.set_words(id.into(), request.changed_at, &words)
}

/// Entities of the kind that have a word with each of these beginnings, the latest first.
pub(super) fn having_all(
    tx: &dyn AuthorityRead,
    kind: EntityKind,
    words: &BTreeSet<String>,
    most: usize,
) -> Result<Vec<EntityKey>, StoreError> {
    // The longest word has the fewest matches.
    let mut words: Vec<&String> = words.iter().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut words = words.into_iter().take(MOST_ASKED);
    // Cut at the end: which of those with one word have the others too is not known before.
    let each = if words.clone().nth(1).is_some() { usize::MAX } else { most };
    let Some(first) = words.next() else { return Ok(Vec::new()) };
    let mut found = tx.list_by_word(kind, first, each)?;
    for word in words {
        if found.is_empty() {
            break;
        }
        let others: BTreeSet<EntityKey> = tx.list_by_word(kind, word, each)?.into_iter().collect();
        found.retain(|key| others.contains(key));
    }
    found.truncate(most);
    Ok(found)
}

pub(super) fn seen_request(
    tx: &dyn AuthorityRead,
    standing: &Standing,
    key: EntityKey,
) -> Result<Option<ServiceRequest>, StoreError> {
    Ok(match tx.find_entity(key)? {
        Some(Entity::ServiceRequest(request)) if !request.scopes().is_disjoint(&standing.scopes()) => Some(*request),
        _ => None,
    })
}

/// An entity that is in no feed of who gets it.
pub(super) fn row(entity: &Entity) -> Row {
    let key = entity.key();
    let body = serde_json::from_str(&entity.to_json()).expect("what was just written is JSON");
    Row::new(key.kind.name().to_owned(), key.id, 0, Vec::new(), body)
}
