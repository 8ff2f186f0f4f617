//! One screen: what did I promise, who waits, whom do I thank?

use std::collections::BTreeSet;

use goodturn_domain::{PersonId, ServiceRequest, TeamId, Timestamp};
use goodturn_store::StoreError;
use rusqlite::{Connection, params};

use super::SqliteReplica;
use super::rows::{ListedRequest, count_from, ids_of, requests_of};
use crate::column::{blob, order, single};
use crate::fault::Fault;

/// More than this is a list of its own, and nobody's day.
const MOST_ROWS: usize = 200;

impl SqliteReplica {
    /// Promises of mine that are due before then and not delivered, soonest first.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_promises_due(&self, me: PersonId, before: Timestamp) -> Result<Vec<ListedRequest>, StoreError> {
        let sql = "select entity_id from requests indexed by requests_by_holder
             where holder = ?1 and is_ended = 0 and promise_order < ?2 and stage <> 'delivered'
             order by promise_order limit ?3";
        self.list_for(me, |db| ids_of(db, sql, params![blob(me.uuid()), before.micros(), MOST_ROWS as i64]))
    }

    /// Asked of me or my teams and not taken; times proposed to me; questions and deliveries to
    /// me. By need, then by age.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_waiting_on_me(&self, me: PersonId, my_teams: &[TeamId]) -> Result<Vec<ListedRequest>, StoreError> {
        self.list_for(me, |db| {
            let mut waiting = BTreeSet::new();
            let asked = "select needed_order, asked_at, entity_id from requests indexed by requests_awaiting_holder
                 where holder = ?1 and awaits_holder = 1 order by needed_order, asked_at limit ?2";
            collect_waiting(db, &mut waiting, asked, blob(me.uuid()), me)?;
            let mine = "select needed_order, asked_at, entity_id from requests indexed by requests_awaiting_requester
                 where requester = ?1 and awaits_requester = 1 order by needed_order, asked_at limit ?2";
            collect_waiting(db, &mut waiting, mine, blob(me.uuid()), me)?;
            let team_asked = "select needed_order, asked_at, entity_id from requests indexed by requests_of_team
                 where asked_team = ?1 and requester <> ?3 order by needed_order, asked_at limit ?2";
            let to_approve = "select r.needed_order, r.asked_at, r.entity_id
                 from request_approvers a join requests r on r.entity_id = a.entity_id
                 where a.person = ?1 order by r.needed_order, r.asked_at limit ?2";
            collect_waiting(db, &mut waiting, to_approve, blob(me.uuid()), me)?;
            for team in my_teams {
                collect_waiting(db, &mut waiting, team_asked, blob(team.uuid()), me)?;
            }
            Ok(waiting.into_iter().take(MOST_ROWS).map(|(_, _, id)| id).collect())
        })
    }

    /// Requests of mine whose next step is with others, soonest promise first.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_waiting_on_others(&self, me: PersonId) -> Result<Vec<ListedRequest>, StoreError> {
        let sql = "select entity_id from requests indexed by requests_with_others
             where requester = ?1 and is_ended = 0 and awaits_requester = 0
             order by promise_order, asked_at limit ?2";
        self.list_for(me, |db| ids_of(db, sql, params![blob(me.uuid()), MOST_ROWS as i64]))
    }

    /// Requests of mine that I confirmed since then and gave no thanks for, latest first.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_not_thanked(&self, me: PersonId, since: Timestamp) -> Result<Vec<ListedRequest>, StoreError> {
        let sql = "select r.entity_id from requests r indexed by requests_confirmed
             join entities e on e.entity_id = r.entity_id
             where r.requester = ?1 and r.confirmed_at >= ?2 and not exists
                 (select 1 from thanks t where t.request_id = e.id and t.giver = ?1 and t.is_retracted = 0)
             order by r.confirmed_at desc limit ?3";
        self.list_for(me, |db| ids_of(db, sql, params![blob(me.uuid()), since.micros(), MOST_ROWS as i64]))
    }

    /// The promises of all that somebody has taken and not delivered; none where they gave no time.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_promised(&self, holder: PersonId) -> Result<Vec<Option<Timestamp>>, StoreError> {
        let sql = "select nullif(promise_order, ?2) from requests indexed by requests_by_holder
             where holder = ?1 and is_ended = 0 and stage not in ('asked', 'delivered')";
        self.list(|db| {
            let mut list = db.prepare_cached(sql)?;
            let promises = list.query_map(params![blob(holder.uuid()), order(None)], single::<Option<i64>>)?;
            Ok(promises.map(|it| Ok(it?.map(Timestamp::from_micros))).collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What these people have taken or delivered of what was asked since then.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_served(&self, helpers: &[PersonId], since: Timestamp) -> Result<Vec<ServiceRequest>, StoreError> {
        let sql = "select entity_id from requests indexed by requests_by_holder
             where holder = ?1 and is_ended in (0, 1) and stage <> 'asked' and asked_at >= ?2";
        let listed = self.list(|db| {
            let mut ids = Vec::new();
            for helper in helpers {
                ids.extend(ids_of(db, sql, params![blob(helper.uuid()), since.micros()])?);
            }
            requests_of(db, None, &ids)
        })?;
        Ok(listed.into_iter().map(|it| it.request).collect())
    }

    /// How many promises of mine I kept since then.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn count_kept_since(&self, me: PersonId, since: Timestamp) -> Result<u32, StoreError> {
        let sql = "select count(*) from requests where holder = ?1 and kept_at >= ?2";
        self.list(|db| count_from(db, sql, params![blob(me.uuid()), since.micros()]))
    }

    fn list_for(
        &self,
        me: PersonId,
        pick: impl FnOnce(&Connection) -> Result<Vec<i64>, Fault>,
    ) -> Result<Vec<ListedRequest>, StoreError> {
        self.list(|db| requests_of(db, Some(me), &pick(db)?))
    }
}

fn collect_waiting(
    db: &Connection,
    waiting: &mut BTreeSet<(i64, i64, i64)>,
    sql: &str,
    whose: [u8; 16],
    me: PersonId,
) -> Result<(), Fault> {
    let mut list = db.prepare_cached(sql)?;
    list.raw_bind_parameter(1, whose)?;
    list.raw_bind_parameter(2, MOST_ROWS as i64)?;
    if list.parameter_count() > 2 {
        list.raw_bind_parameter(3, blob(me.uuid()))?;
    }
    let mut rows = list.raw_query();
    while let Some(row) = rows.next()? {
        waiting.insert((row.get(0)?, row.get(1)?, row.get(2)?));
    }
    Ok(())
}
