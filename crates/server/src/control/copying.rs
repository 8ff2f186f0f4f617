//! Moving control data from one database to the other. The tables are found in the database itself:
//! both have the same, made by the same scripts.

use std::collections::BTreeMap;

use goodturn_store::StoreError;
use goodturn_store::copying::Tally;

use super::database::{ControlTransaction, Row};
use super::{Control, ControlError};

/// Of processes that run; those of another place take their own.
const NOT_COPIED: &str = "leases";

impl Control {
    /// Copies everything to where there is no organization yet, and reads it back. Gives what both
    /// hold then, by table.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when the copy does not read like the original; it is left empty.
    pub(crate) fn copy_to(&self, to: &Self) -> Result<BTreeMap<String, Tally>, StoreError> {
        self.read(|from| Ok(to.write(|to| copy(from, to))?))
    }
}

fn copy(from: &ControlTransaction<'_>, to: &ControlTransaction<'_>) -> Result<BTreeMap<String, Tally>, ControlError> {
    let tables = tables(from)?;
    // Scripts may have put rows there. Tables that refer to others come after them.
    for table in tables.iter().rev() {
        to.execute(&format!("delete from {table}"), &[])?;
    }
    let mut tallies = BTreeMap::new();
    for table in tables {
        let rows = from.rows(&format!("select * from {table}"), &[])?;
        for row in &rows {
            insert(to, &table, row)?;
        }
        let tally = tally(&rows);
        if tally != self::tally(&to.rows(&format!("select * from {table}"), &[])?) {
            return Err(ControlError::unreadable(&table, "the copy does not read like the original"));
        }
        tallies.insert(table, tally);
    }
    Ok(tallies)
}

/// In the order of their making.
fn tables(db: &ControlTransaction<'_>) -> Result<Vec<String>, ControlError> {
    let sql = match db {
        ControlTransaction::Sqlite(_) => {
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by rowid"
        }
        ControlTransaction::Postgres(_) => {
            "select relname::text as name from pg_class where relkind = 'r' and relname <> 'goodturn_schema'
             and relnamespace = current_schema()::regnamespace order by oid"
        }
    };
    let names = db.rows(sql, &[])?;
    let names = names.iter().map(|row| Ok(row.text("name")?.to_owned()));
    Ok(names.collect::<Result<Vec<_>, ControlError>>()?.into_iter().filter(|name| name != NOT_COPIED).collect())
}

fn insert(db: &ControlTransaction<'_>, table: &str, row: &Row) -> Result<(), ControlError> {
    let columns = row.columns().join(", ");
    let places: Vec<String> = (1..=row.columns().len()).map(|place| format!("?{place}")).collect();
    db.execute(&format!("insert into {table} ({columns}) values ({})", places.join(", ")), row.values())?;
    Ok(())
}

/// The same whatever the order of rows and columns.
fn tally(rows: &[Row]) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        let cells: BTreeMap<_, _> = row.columns().iter().zip(row.values()).collect();
        tally.count(format!("{cells:?}").as_bytes());
    }
    tally
}
