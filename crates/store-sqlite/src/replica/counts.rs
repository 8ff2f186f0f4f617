//! How many requests each list has, kept while requests come, change and go.

use std::collections::BTreeMap;

use goodturn_domain::PersonId;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::column::{blob, single};
use crate::fault::Fault;

/// Of which requests a number is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counted {
    All,
    /// Those that the person asked for.
    Asked(Uuid),
    /// Those that the person holds.
    Held(Uuid),
    /// Those that the person asked for and holds.
    Both(Uuid),
}

impl Counted {
    fn columns(self) -> (&'static str, Uuid) {
        match self {
            Self::All => ("all", Uuid::nil()),
            Self::Asked(person) => ("asked", person),
            Self::Held(person) => ("held", person),
            Self::Both(person) => ("both", person),
        }
    }
}

/// Where a request is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) requester: Uuid,
    pub(super) holder: Option<Uuid>,
    pub(super) is_ended: bool,
}

/// What a transaction has changed in the counts.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<(Counted, bool), i64>);

impl Counts {
    /// A request moved from `before` to `after`; none where it is not there.
    pub(super) fn change(&mut self, before: Option<Place>, after: Option<Place>) {
        if before != after {
            before.into_iter().for_each(|place| self.add(place, -1));
            after.into_iter().for_each(|place| self.add(place, 1));
        }
    }

    /// Writes what changed.
    pub(super) fn flush(&mut self, db: &Connection) -> Result<(), Fault> {
        let mut upsert = db.prepare_cached(
            "insert into request_counts (list, person, is_ended, row_count) values (?1, ?2, ?3, ?4)
             on conflict (list, person, is_ended) do update set row_count = row_count + excluded.row_count",
        )?;
        for ((counted, is_ended), delta) in std::mem::take(&mut self.0) {
            let (list, person) = counted.columns();
            if delta != 0 {
                upsert.execute(params![list, blob(person), is_ended, delta])?;
            }
        }
        Ok(())
    }

    fn add(&mut self, place: Place, delta: i64) {
        let both = place.holder.filter(|holder| *holder == place.requester).map(Counted::Both);
        let counted = [Counted::All, Counted::Asked(place.requester)];
        for counted in counted.into_iter().chain(place.holder.map(Counted::Held)).chain(both) {
            *self.0.entry((counted, place.is_ended)).or_default() += delta;
        }
    }
}

/// How many requests that `me` neither asked for nor holds.
pub(super) fn count_of_others(db: &Connection, me: PersonId, include_ended: bool) -> Result<i64, Fault> {
    let me = me.uuid();
    let count = |counted| count(db, counted, include_ended);
    Ok(count(Counted::All)? - count(Counted::Asked(me))? - count(Counted::Held(me))? + count(Counted::Both(me))?)
}

/// How many there are.
pub(super) fn count(db: &Connection, counted: Counted, include_ended: bool) -> Result<i64, Fault> {
    let (list, person) = counted.columns();
    let sum = db
        .prepare_cached("select sum(row_count) from request_counts where list = ?1 and person = ?2 and is_ended <= ?3")?
        .query_row(params![list, blob(person), include_ended], single::<Option<i64>>)
        .optional()?;
    Ok(sum.flatten().unwrap_or_default())
}
