//! The lists of requests: mine, my promises, the queues of teams, everyone's.

use std::cmp::Reverse;

use goodturn_domain::finding::Filter;
use goodturn_domain::{PersonId, ServiceRequestId, TeamId, Timestamp};
use goodturn_store::StoreError;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::counts::{self, Counted};
use super::matching::{Hits, Sought, as_json};
use super::narrowing::{self, Asking};
use super::rows::{ListedRequest, count_from, ids_of, requests_of};
use super::{SqliteReplica, labels};
use crate::column::{blob, single};
use crate::fault::Fault;

/// Which requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestList {
    /// I asked for them: open ones first, those that changed last first.
    MyRequests,
    /// I help, or was asked in person and have not answered: by promise, then by need.
    MyPromises,
    /// Asked of these teams, and nobody has taken it or proposed a time: by when an answer is due, then by need
    /// and by age.
    Queues(Vec<TeamId>),
    /// All that I may see beyond those two, newest first.
    Everyone,
}

/// What to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestQuery {
    pub list: RequestList,
    pub me: PersonId,
    /// Also those that are closed, declined or withdrawn.
    pub include_ended: bool,
    /// Words that the title, the details or a public message have. Of what matches, the newest
    /// 1,000 are looked at.
    pub text: Option<String>,
    pub filter: Filter,
    /// When it is asked: what is late depends on it.
    pub now: Timestamp,
    pub offset: u32,
    pub limit: u32,
}

impl RequestQuery {
    /// The beginning of a list, of what goes on.
    pub fn beginning(list: RequestList, me: PersonId, now: Timestamp) -> Self {
        Self { list, me, include_ended: false, text: None, filter: Filter::default(), now, offset: 0, limit: 50 }
    }
}

/// A page of requests and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestListing {
    pub rows: Vec<ListedRequest>,
    pub total: u32,
}

/// Where and in which order a list finds its requests. `?1` is whose they are, see [`whose`], `?2` whether
/// ended requests count.
struct Plan {
    index: &'static str,
    /// Ranges of the index, each in the order of the list.
    ranges: &'static [&'static str],
    filter: &'static str,
    order: &'static str,
    /// The same as numbers, of which the lowest comes first.
    keys: &'static str,
}

/// How many numbers say where a request comes in a list.
const KEYS: usize = 4;

impl Plan {
    const fn of(list: &RequestList, include_ended: bool) -> Self {
        match list {
            RequestList::MyRequests => Self {
                index: "requests_by_requester",
                ranges: &["requester = ?1"],
                filter: "requester = ?1 and is_ended <= ?2",
                order: "is_ended, changed_at desc",
                keys: "q.is_ended, -q.changed_at, 0, 0",
            },
            RequestList::MyPromises => Self {
                index: "requests_by_holder",
                ranges: &["holder = ?1"],
                filter: "holder = ?1 and is_ended <= ?2",
                order: "is_ended, promise_order, needed_order, asked_at",
                keys: "q.is_ended, q.promise_order, q.needed_order, q.asked_at",
            },
            RequestList::Queues(_) => Self {
                index: "requests_of_team",
                ranges: &["asked_team is not null"],
                filter: "asked_team in (select unhex(value) from json_each(?1)) and is_ended <= ?2",
                order: "coalesce(answer_order, 9223372036854775807), needed_order, asked_at",
                keys: "coalesce(q.answer_order, 9223372036854775807), q.needed_order, q.asked_at, 0",
            },
            RequestList::Everyone => Self {
                index: "requests_by_time",
                ranges: if include_ended { &["is_ended = 0", "is_ended = 1"] } else { &["is_ended = 0"] },
                filter: "is_ended <= ?2 and requester <> ?1 and holder is not ?1",
                order: "asked_at desc",
                keys: "-q.asked_at, 0, 0, 0",
            },
        }
    }

    /// A page of the list, `?3` rows from `?4` on. Ranges are merged row by row.
    fn page(&self, narrowing: &str) -> String {
        let Self { index, filter, order, .. } = self;
        let range = |range: &&str| {
            format!(
                "select entity_id, asked_at from requests q indexed by {index} where {range} and {filter}{narrowing}"
            )
        };
        let ranges: Vec<String> = self.ranges.iter().map(range).collect();
        format!("{} order by {order} limit ?3 offset ?4", ranges.join(" union all "))
    }

    /// The same in another order.
    fn page_by(&self, keys: &str, narrowing: &str) -> String {
        let filter = self.filter;
        format!(
            "select entity_id from requests q where {filter}{narrowing}
             order by {keys}, entity_id desc limit ?3 offset ?4"
        )
    }

    fn count(&self, narrowing: &str) -> String {
        format!("select count(*) from requests q where {}{narrowing}", self.filter)
    }
}

impl SqliteReplica {
    /// A page of a list of requests.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_requests(&self, query: &RequestQuery) -> Result<RequestListing, StoreError> {
        if matches!(query.list, RequestList::Queues(_)) || narrowing::needs_answers(&query.filter) {
            self.time_answers();
        }
        let text = query.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        if text.is_some() {
            self.index_words(1);
        }
        self.list(|db| {
            let narrowed = narrowing::narrow(db, &query.filter, Asking { me: query.me, now: query.now })?;
            let hits = match (text, &narrowed.labels) {
                (Some(text), _) => Some(Hits::of(db, &Sought::parse(text))?),
                (None, labels) => labels.as_deref().map(labels::hits),
            };
            match hits {
                Some(hits) => list_hits(db, query, &hits, &narrowed.sql),
                None if query.filter == Filter::default() => list_all(db, query),
                None => list_narrowed(db, query, &narrowed.sql),
            }
        })
    }

    /// The latest requests of those that are with the team, and known here, the ended ones included. They count as read.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_latest_of_team(&self, team: TeamId, limit: u32) -> Result<Vec<ListedRequest>, StoreError> {
        self.list(|db| {
            let sql =
                "select entity_id from requests where addressee = ?1 order by asked_at desc, entity_id desc limit ?2";
            let ids = ids_of(db, sql, params![blob(team.uuid()), limit])?;
            requests_of(db, None, &ids)
        })
    }

    /// How many requests wait in the queue of the team.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn count_queue(&self, team: TeamId) -> Result<u32, StoreError> {
        self.list(|db| count_queued(db, team))
    }

    /// The request, if it is known here. It counts as read.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn find_request(&self, id: ServiceRequestId) -> Result<Option<ListedRequest>, StoreError> {
        Ok(self.find_requests(&[id])?.pop())
    }

    /// The same with what `me` has not read of it.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn find_request_for(&self, me: PersonId, id: ServiceRequestId) -> Result<Option<ListedRequest>, StoreError> {
        Ok(self.list(|db| find_requests(db, Some(me), &[id]))?.pop())
    }

    /// Those of the requests that are known here, in the order asked for. They count as read.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn find_requests(&self, ids: &[ServiceRequestId]) -> Result<Vec<ListedRequest>, StoreError> {
        self.list(|db| find_requests(db, None, ids))
    }
}

fn find_requests(db: &Connection, me: Option<PersonId>, ids: &[ServiceRequestId]) -> Result<Vec<ListedRequest>, Fault> {
    let mut find = db.prepare_cached(
        "select entity_id from entities where kind = 'service_request' and id = ?1 and is_understood = 1",
    )?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.extend(find.query_row([blob(id.uuid())], single::<i64>).optional()?);
    }
    requests_of(db, me, &rows)
}

/// The person, or the teams, whose list it is.
fn whose(query: &RequestQuery) -> Value {
    match &query.list {
        RequestList::Queues(teams) => {
            let ids: Vec<String> = teams.iter().map(|team| team.uuid().simple().to_string()).collect();
            Value::Text(as_json(&ids))
        }
        _ => Value::Blob(blob(query.me.uuid()).to_vec()),
    }
}

fn list_all(db: &Connection, query: &RequestQuery) -> Result<RequestListing, Fault> {
    let me = query.me;
    let total = match &query.list {
        RequestList::MyRequests => counts::count(db, Counted::Asked(me.uuid()), query.include_ended)?,
        RequestList::MyPromises => counts::count(db, Counted::Held(me.uuid()), query.include_ended)?,
        RequestList::Queues(teams) => {
            let counts = teams.iter().map(|team| count_queued(db, *team));
            counts.sum::<Result<u32, Fault>>()?.into()
        }
        RequestList::Everyone => counts::count_of_others(db, me, query.include_ended)?,
    };
    let total = u32::try_from(total).unwrap_or_default();
    if query.offset >= total {
        return Ok(RequestListing { rows: Vec::new(), total });
    }
    let sql = Plan::of(&query.list, query.include_ended).page("");
    let ids = ids_of(db, &sql, params![whose(query), query.include_ended, query.limit, query.offset])?;
    Ok(RequestListing { rows: requests_of(db, Some(me), &ids)?, total })
}

/// What nobody has taken is soon taken: so few need no number that is kept.
fn count_queued(db: &Connection, team: TeamId) -> Result<u32, Fault> {
    let sql = "select count(*) from requests indexed by requests_of_team where asked_team = ?1";
    count_from(db, sql, [blob(team.uuid())])
}

/// Every request of the list is looked at, in columns alone: some 10 ms for 100,000.
fn list_narrowed(db: &Connection, query: &RequestQuery, narrowing: &str) -> Result<RequestListing, Fault> {
    let plan = Plan::of(&query.list, query.include_ended);
    let (whose, ended) = (whose(query), query.include_ended);
    let total = count_from(db, &plan.count(narrowing), params![whose, ended])?;
    if query.offset >= total {
        return Ok(RequestListing { rows: Vec::new(), total });
    }
    let sql = match query.filter.sort {
        Some(sort) => plan.page_by(&narrowing::keys(sort), narrowing),
        None => plan.page(narrowing),
    };
    let ids = ids_of(db, &sql, params![whose, ended, query.limit, query.offset])?;
    Ok(RequestListing { rows: requests_of(db, Some(query.me), &ids)?, total })
}

fn list_hits(db: &Connection, query: &RequestQuery, hits: &Hits, narrowing: &str) -> Result<RequestListing, Fault> {
    // All of them are at most a few thousand numbers: quicker than looking twice for page and total.
    let found = list_ids(db, query, hits, narrowing)?;
    let page: Vec<i64> = found.iter().skip(query.offset as usize).take(query.limit as usize).copied().collect();
    let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
    Ok(RequestListing { rows: requests_of(db, Some(query.me), &page)?, total })
}

/// The requests of a list that are hit, or one of their messages is. Each hit is looked up by itself: no
/// index of a list would be faster.
fn list_ids(db: &Connection, query: &RequestQuery, hits: &Hits, narrowing: &str) -> Result<Vec<i64>, Fault> {
    let Plan { filter, keys, .. } = Plan::of(&query.list, query.include_ended);
    let filter = format!("{filter}{narrowing}");
    let keys = query.filter.sort.map_or_else(|| keys.to_owned(), narrowing::keys);
    let (whose, include_ended) = (whose(query), query.include_ended);
    let sql = format!(
        "select h.entity_id, q.entity_id is null, {keys}
         from ({}) h left join requests q on q.entity_id = h.entity_id
         where q.entity_id is null or ({filter})",
        hits.sql
    );
    let mut list = db.prepare_cached(&sql)?;
    let mut rows = list.query(params![whose, include_ended, hits.value])?;
    let (mut found, mut entries) = (Vec::new(), Vec::<i64>::new());
    while let Some(row) = rows.next()? {
        if row.get(1)? { entries.push(row.get(0)?) } else { found.push(placed(row, 2)?) }
    }
    if !entries.is_empty() {
        let sql = format!(
            "select q.entity_id, {keys} from json_each(?3) h cross join entries e on e.entity_id = h.value
             cross join entities r on r.kind = 'service_request' and r.id = e.request_id
             cross join requests q on q.entity_id = r.entity_id where {filter}"
        );
        let mut list = db.prepare_cached(&sql)?;
        let mut rows = list.query(params![whose, include_ended, as_json(&entries)])?;
        while let Some(row) = rows.next()? {
            found.push(placed(row, 1)?);
        }
    }
    // Sorted here, which is quicker than in the database. A request that is found by its title and by
    // messages stands there once.
    found.sort_unstable();
    found.dedup();
    Ok(found.into_iter().map(|(_, Reverse(id))| id).collect())
}

/// Where a request comes in a list, and which it is: of two at one place the latest comes first.
type Placed = ([i64; KEYS], Reverse<i64>);

fn placed(row: &Row<'_>, first_key: usize) -> rusqlite::Result<Placed> {
    let mut keys = [0; KEYS];
    for (at, key) in keys.iter_mut().enumerate() {
        *key = row.get(first_key + at)?;
    }
    Ok((keys, Reverse(row.get(0)?)))
}
