//! What processes that serve the same organization have to know of each other.

use goodturn_domain::Timestamp;
use goodturn_store::StoreError;
use uuid::Uuid;

use super::database::Row;
use super::{Control, ControlError};

impl Control {
    /// Counts a change that may have ended somebody's session, wherever it is held, and gives the
    /// count.
    pub(crate) fn raise_standings(&self) -> Result<u64, StoreError> {
        self.write(|db| version(db.find("update standings set version = version + 1 returning version", &[])?))
    }

    /// How many such changes there were.
    pub(crate) fn standings(&self) -> Result<u64, StoreError> {
        self.read(|db| version(db.find("select version from standings", &[])?))
    }

    /// Takes a lease until `ends_at`, or keeps it. False when somebody else has it at `now`.
    pub(crate) fn take_lease(
        &self,
        name: &str,
        holder: Uuid,
        now: Timestamp,
        ends_at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(|db| {
            let taken = db.execute(
                "insert into leases (name, holder, ends_at) values (?1, ?2, ?4)
                 on conflict (name) do update set holder = excluded.holder, ends_at = excluded.ends_at
                 where leases.holder = excluded.holder or leases.ends_at <= ?3",
                &[name.into(), holder.into(), now.into(), ends_at.into()],
            )?;
            Ok(taken > 0)
        })
    }

    /// Gives a lease back, if it is the holder's.
    pub(crate) fn release_lease(&self, name: &str, holder: Uuid) -> Result<(), StoreError> {
        self.write(|db| {
            db.execute("delete from leases where name = ?1 and holder = ?2", &[name.into(), holder.into()])?;
            Ok(())
        })
    }
}

fn version(row: Option<Row>) -> Result<u64, ControlError> {
    row.map_or(Ok(0), |row| row.integer("version")).map(i64::cast_unsigned)
}
