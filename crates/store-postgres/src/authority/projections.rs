//! What decisions ask about entities: deliveries, who owns and who belongs where, and what belongs
//! to a request. What is put takes the place of all that was known of it.

use goodturn_domain::person::{Membership, Role};
use goodturn_domain::search::directory_words;
use goodturn_domain::service_request::StageName;
use goodturn_domain::{Entity, PersonId, ServiceRequestId, TeamId, Timestamp};
use goodturn_store::StoreError;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::fault::inconsistent;
use crate::transaction::{Change, Transaction, column};

// One row is looked up for each id: by a list of them, all rows of the organization might be read.
const DELETE_DELIVERIES: &str = "delete from deliveries where org_id = $1 and ctid = any(array(
     select found.ctid from unnest($2::uuid[]) as put (id) cross join lateral (
         select ctid from deliveries where org_id = $1 and request_id = put.id offset 0) as found))";
const INSERT_DELIVERIES: &str = "insert into deliveries (org_id, request_id, delivered_at)
     select $1::uuid, new.request_id, new.delivered_at
     from unnest($2::uuid[], $3::bigint[]) as new (request_id, delivered_at)";
const DELETE_ENTRIES: &str = "delete from entries where org_id = $1 and ctid = any(array(
     select found.ctid from unnest($2::uuid[]) as put (id) cross join lateral (
         select ctid from entries where org_id = $1 and entry_id = put.id offset 0) as found))";
const INSERT_ENTRIES: &str = "insert into entries (org_id, entry_id, request_id)
     select $1::uuid, new.entry_id, new.request_id
     from unnest($2::uuid[], $3::uuid[]) as new (entry_id, request_id)";
const DELETE_FILE_USES: &str = "delete from file_uses where org_id = $1 and ctid = any(array(
     select found.ctid from unnest($2::uuid[]) as put (id) cross join lateral (
         select ctid from file_uses where org_id = $1 and entry_id = put.id offset 0) as found))";
const INSERT_FILE_USES: &str = "insert into file_uses (org_id, entry_id, file_hash)
     select $1::uuid, new.entry_id, new.file_hash
     from unnest($2::uuid[], $3::bytea[]) as new (entry_id, file_hash)";
const DELETE_FOLLOW_UPS: &str = "delete from follow_ups where org_id = $1 and ctid = any(array(
     select found.ctid from unnest($2::uuid[]) as put (id) cross join lateral (
         select ctid from follow_ups where org_id = $1 and follow_up_id = put.id offset 0) as found))";
const INSERT_FOLLOW_UPS: &str = "insert into follow_ups (org_id, follow_up_id, request_id)
     select $1::uuid, new.follow_up_id, new.request_id
     from unnest($2::uuid[], $3::uuid[]) as new (follow_up_id, request_id)";
const DELETE_OWNERS: &str = "delete from owners where org_id = $1 and person_id = any($2::uuid[])";
const INSERT_OWNERS: &str = "insert into owners (org_id, person_id)
     select $1::uuid, new.person_id from unnest($2::uuid[]) as new (person_id)";
const DELETE_PEOPLE: &str = "delete from people where org_id = $1 and person_id = any($2::uuid[])";
const INSERT_PEOPLE: &str = "insert into people (org_id, person_id)
     select $1::uuid, new.person_id from unnest($2::uuid[]) as new (person_id)";
const DELETE_ENDINGS: &str = "delete from endings where org_id = $1 and ctid = any(array(
     select found.ctid from unnest($2::uuid[]) as put (id) cross join lateral (
         select ctid from endings where org_id = $1 and request_id = put.id offset 0) as found))";
const INSERT_ENDINGS: &str = "insert into endings (org_id, request_id, changed_at)
     select $1::uuid, new.request_id, new.changed_at
     from unnest($2::uuid[], $3::bigint[]) as new (request_id, changed_at)";
const DELETE_HOLDERS: &str = "delete from holders where org_id = $1 and ctid = any(array(
     select found.ctid from unnest($2::uuid[]) as put (id) cross join lateral (
         select ctid from holders where org_id = $1 and request_id = put.id offset 0) as found))";
const INSERT_HOLDERS: &str = "insert into holders (org_id, request_id, person_id)
     select $1::uuid, new.request_id, new.person_id
     from unnest($2::uuid[], $3::uuid[]) as new (request_id, person_id)";
// Everybody is as late as all others: they come by id.
const DELETE_WORDS_OF_PEOPLE: &str = "delete from words
     where org_id = $1 and kind = 'person' and id = any($2::uuid[])";
const INSERT_WORDS_OF_PEOPLE: &str = "insert into words (org_id, kind, word, id, at)
     select $1::uuid, 'person', new.word, new.id, 0 from unnest($2::uuid[], $3::text[]) as new (id, word)";
const DELETE_WORDS_OF_TEAMS: &str = "delete from words where org_id = $1 and kind = 'team' and id = any($2::uuid[])";
const INSERT_WORDS_OF_TEAMS: &str = "insert into words (org_id, kind, word, id, at)
     select $1::uuid, 'team', new.word, new.id, 0 from unnest($2::uuid[], $3::text[]) as new (id, word)";
const DELETE_WORDS_OF_TEXTS: &str = "delete from words
     where org_id = $1 and kind = 'canned_text' and id = any($2::uuid[])";
const INSERT_WORDS_OF_TEXTS: &str = "insert into words (org_id, kind, word, id, at)
     select $1::uuid, 'canned_text', new.word, new.id, 0 from unnest($2::uuid[], $3::text[]) as new (id, word)";
const DELETE_MEMBERSHIPS: &str = "delete from memberships where org_id = $1 and team_id = any($2::uuid[])";
const INSERT_MEMBERSHIPS: &str = "insert into memberships (org_id, team_id, person_id, is_lead)
     select $1::uuid, new.team_id, new.person_id, new.is_lead
     from unnest($2::uuid[], $3::uuid[], $4::boolean[]) as new (team_id, person_id, is_lead)";
const LIST_DELIVERED: &str = "select request_id from deliveries
     where org_id = $1 and delivered_at < $2 order by delivered_at, request_id";
const LIST_MEMBERSHIPS: &str = "select team_id, is_lead from memberships
     where org_id = $1 and person_id = $2 order by team_id";
pub(super) const LIST_MEMBERSHIPS_OF_ALL: &str = "select found.person_id, found.team_id, found.is_lead
     from unnest($2::uuid[]) as asked (id) cross join lateral (select person_id, team_id, is_lead from memberships
         where org_id = $1 and person_id = asked.id offset 0) as found
     order by found.person_id, found.team_id";
const COUNT_OPEN: &str = "select count(*) as requests from holders where org_id = $1 and person_id = $2";
const COUNT_OWNERS: &str = "select count(*) as owners from owners where org_id = $1";

/// The rows of a projection: first whose, then what else.
#[derive(Default)]
struct Rows {
    /// What was put and may have rows already, whether it has some now or not.
    put: Vec<Uuid>,
    ids: Vec<Uuid>,
}

/// Whose rows they are, and whether there are none yet.
#[derive(Clone, Copy)]
struct Subject {
    id: Uuid,
    is_new: bool,
}

#[derive(Default)]
struct Projections {
    deliveries: (Rows, Vec<i64>),
    entries: (Rows, Vec<Uuid>),
    file_uses: (Rows, Vec<Vec<u8>>),
    follow_ups: (Rows, Vec<Uuid>),
    owners: Rows,
    people: Rows,
    words: (Rows, Vec<String>),
    team_words: (Rows, Vec<String>),
    text_words: (Rows, Vec<String>),
    endings: (Rows, Vec<i64>),
    holders: (Rows, Vec<Uuid>),
    memberships: (Rows, Vec<Uuid>, Vec<bool>),
}

/// An entity that was put.
pub(super) struct Projected<'a> {
    pub(super) entity: &'a Entity,
    /// Whether anybody sees it in a feed.
    pub(super) is_in_feeds: bool,
    /// Whether it is known that there are no rows of it.
    pub(super) is_new: bool,
}

/// What the entities' rows become.
pub(super) fn changes<'a>(entities: impl Iterator<Item = Projected<'a>>) -> Vec<Change> {
    let mut projections = Projections::default();
    entities.for_each(|projected| projections.add(&projected));
    projections.into_changes()
}

impl Projections {
    fn add(&mut self, &Projected { entity, is_in_feeds, is_new }: &Projected<'_>) {
        let id = Subject { id: entity.key().id, is_new };
        match entity {
            Entity::Organization(_)
            | Entity::OfferedService(_)
            | Entity::Thanks(_)
            | Entity::Mute(_)
            | Entity::View(_)
            | Entity::TeamRules(_)
            | Entity::Recurrence(_)
            | Entity::Template(_)
            | Entity::KnownAnswer(_)
            | Entity::Judgement(_) => {}
            Entity::ServiceRequest(request) => {
                let (rows, delivered_at) = &mut self.deliveries;
                let delivery = request.stage.delivery().filter(|_| request.stage.name() == StageName::Delivered);
                rows.add(id, delivery.is_some().into());
                delivered_at.extend(delivery.map(|delivery| delivery.at.micros()));
                let has_ended = is_in_feeds && request.stage.name().is_final();
                self.endings.0.add(id, has_ended.into());
                self.endings.1.extend(has_ended.then(|| request.changed_at.micros()));
                let holder = request.open_with();
                self.holders.0.add(id, holder.is_some().into());
                self.holders.1.extend(holder.map(PersonId::uuid));
            }
            Entity::Entry(entry) => {
                self.entries.0.add(id, 1);
                self.entries.1.push(entry.request.uuid());
                let file = entry.event.file();
                self.file_uses.0.add(id, file.is_some().into());
                self.file_uses.1.extend(file.map(|it| it.hash.bytes().to_vec()));
            }
            Entity::FollowUp(follow_up) => {
                self.follow_ups.0.add(id, follow_up.request.is_some().into());
                self.follow_ups.1.extend(follow_up.request.map(ServiceRequestId::uuid));
            }
            Entity::Person(person) => {
                let owns = person.is_active && person.role == Role::Owner;
                self.owners.add(id, owns.into());
                self.people.add(id, 1);
                self.words.0.add_words(id, entity, &mut self.words.1);
            }
            Entity::CannedText(_) => self.text_words.0.add_words(id, entity, &mut self.text_words.1),
            Entity::Team(team) => {
                let (rows, people, leads) = &mut self.memberships;
                let members = || team.memberships().filter(|_| team.is_active);
                rows.add(id, members().count());
                people.extend(members().map(|(person, _)| person.uuid()));
                leads.extend(members().map(|(_, membership)| membership == Membership::Lead));
                self.team_words.0.add_words(id, entity, &mut self.team_words.1);
            }
        }
    }

    fn into_changes(self) -> Vec<Change> {
        let (deliveries, delivered_at) = self.deliveries;
        let (entries, of_entries) = self.entries;
        let (file_uses, hashes) = self.file_uses;
        let (follow_ups, of_follow_ups) = self.follow_ups;
        let (endings, ended_at) = self.endings;
        let (holders, held_by) = self.holders;
        let (person_words, words_of_people) = self.words;
        let (team_words, words_of_teams) = self.team_words;
        let (text_words, words_of_texts) = self.text_words;
        let (memberships, people, leads) = self.memberships;
        [
            deliveries.into_changes(DELETE_DELIVERIES, INSERT_DELIVERIES, |insert| insert.with(delivered_at)),
            entries.into_changes(DELETE_ENTRIES, INSERT_ENTRIES, |insert| insert.with(of_entries)),
            file_uses.into_changes(DELETE_FILE_USES, INSERT_FILE_USES, |insert| insert.with(hashes)),
            follow_ups.into_changes(DELETE_FOLLOW_UPS, INSERT_FOLLOW_UPS, |insert| insert.with(of_follow_ups)),
            endings.into_changes(DELETE_ENDINGS, INSERT_ENDINGS, |insert| insert.with(ended_at)),
            holders.into_changes(DELETE_HOLDERS, INSERT_HOLDERS, |insert| insert.with(held_by)),
            self.people.into_changes(DELETE_PEOPLE, INSERT_PEOPLE, |insert| insert),
            person_words.into_changes(DELETE_WORDS_OF_PEOPLE, INSERT_WORDS_OF_PEOPLE, |it| it.with(words_of_people)),
            team_words.into_changes(DELETE_WORDS_OF_TEAMS, INSERT_WORDS_OF_TEAMS, |it| it.with(words_of_teams)),
            text_words.into_changes(DELETE_WORDS_OF_TEXTS, INSERT_WORDS_OF_TEXTS, |it| it.with(words_of_texts)),
            self.owners.into_changes(DELETE_OWNERS, INSERT_OWNERS, |insert| insert),
            memberships.into_changes(DELETE_MEMBERSHIPS, INSERT_MEMBERSHIPS, |insert| insert.with(people).with(leads)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Rows {
    /// An entity that was put and has so many rows now.
    fn add(&mut self, Subject { id, is_new }: Subject, rows: usize) {
        self.put.extend(Some(id).filter(|_| !is_new));
        self.ids.extend(std::iter::repeat_n(id, rows));
    }

    /// An entity of the directory that was put, with the words by which it is found.
    fn add_words(&mut self, id: Subject, entity: &Entity, words: &mut Vec<String>) {
        let found_by = directory_words(entity);
        self.add(id, found_by.len());
        words.extend(found_by);
    }

    fn into_changes(
        self,
        delete: &'static str,
        insert: &'static str,
        with_rest: impl FnOnce(Change) -> Change,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        if !self.put.is_empty() {
            changes.push(Change::new(delete).with(self.put));
        }
        if !self.ids.is_empty() {
            changes.push(with_rest(Change::new(insert).with(self.ids)));
        }
        changes
    }
}

/// Requests that are delivered and not confirmed, oldest delivery first.
pub(super) fn list_delivered_before(tx: &Transaction<'_>, at: Timestamp) -> Result<Vec<ServiceRequestId>, StoreError> {
    let rows = tx.rows(LIST_DELIVERED, &[&at.micros()])?;
    rows.iter().map(|row| column(row, "deliveries", "request_id").map(ServiceRequestId::new)).collect()
}

/// The active teams of a person, by id.
pub(super) fn list_memberships(
    tx: &Transaction<'_>,
    person: PersonId,
) -> Result<Vec<(TeamId, Membership)>, StoreError> {
    let rows = tx.rows(LIST_MEMBERSHIPS, &[&person.uuid()])?;
    rows.iter().map(membership).collect()
}

/// Whose it is, where, and what it is.
type MembershipOf = (PersonId, (TeamId, Membership));

/// Of several people.
pub(super) fn memberships_from_rows(rows: &[Row]) -> Result<Vec<MembershipOf>, StoreError> {
    let whose = |row| column(row, "memberships", "person_id").map(PersonId::new);
    rows.iter().map(|row| Ok((whose(row)?, membership(row)?))).collect()
}

fn membership(row: &Row) -> Result<(TeamId, Membership), StoreError> {
    let is_lead: bool = column(row, "memberships", "is_lead")?;
    let team = TeamId::new(column(row, "memberships", "team_id")?);
    Ok((team, if is_lead { Membership::Lead } else { Membership::Member }))
}

/// How many requests somebody has open.
pub(super) fn count_open(tx: &Transaction<'_>, person: PersonId) -> Result<usize, StoreError> {
    let rows = tx.rows(COUNT_OPEN, &[&person.uuid()])?;
    let open: i64 = rows.first().map_or(Ok(0), |row| column(row, "holders", "requests"))?;
    usize::try_from(open).map_err(|cause| inconsistent("holders", "their count", cause))
}

pub(super) fn count_owners(tx: &Transaction<'_>) -> Result<usize, StoreError> {
    let rows = tx.rows(COUNT_OWNERS, &[])?;
    let owners: i64 = rows.first().map_or(Ok(0), |row| column(row, "owners", "owners"))?;
    usize::try_from(owners).map_err(|cause| inconsistent("owners", "their count", cause))
}
