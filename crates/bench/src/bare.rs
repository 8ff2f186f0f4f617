//! SQLite without any of ours, as durable as ours.

use std::path::Path;

use anyhow::Result;
use rusqlite::Connection;
use rusqlite::types::Value;

/// Opens a file with the settings that a device's file has.
pub(crate) fn open(path: &Path) -> Result<Connection> {
    let db = Connection::open(path)?;
    db.pragma_update(None, "journal_mode", "wal")?;
    for (name, value) in [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("cell_size_check", 1),
        ("fullfsync", 1),
        ("secure_delete", 1),
        ("mmap_size", 0),
        ("wal_autocheckpoint", 4096),
        ("cache_size", -8192),
    ] {
        db.pragma_update(None, name, value)?;
    }
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

/// One row of a table, and the statement that writes it.
#[derive(Clone, Debug)]
pub(crate) struct BareRow {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

/// Writes rows as one durable transaction.
pub(crate) fn write(db: &mut Connection, rows: &[BareRow]) -> Result<()> {
    let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for row in rows {
        tx.prepare_cached(&row.sql)?.execute(rusqlite::params_from_iter(&row.values))?;
    }
    tx.commit()?;
    Ok(())
}

/// The rows of `table` whose `key` is one of `ids`, each with a statement that inserts or replaces
/// its columns.
pub(crate) fn rows_of(db: &Connection, table: &str, key: &str, ids: &[i64]) -> Result<Vec<BareRow>> {
    let mut select = db.prepare_cached(&format!("select {key}, * from {table} where {key} = ?1"))?;
    let names: Vec<String> = select.column_names().skip(1).map(str::to_owned).collect();
    let sql = if names.iter().any(|it| it == key) { upsert(table, key, &names) } else { replace(table, key, &names) };
    let skipped = usize::from(names.iter().any(|it| it == key));
    let mut rows = Vec::new();
    for id in ids {
        let mut found = select.query([id])?;
        while let Some(row) = found.next()? {
            let values = (skipped..=names.len()).map(|at| row.get(at)).collect::<Result<_, _>>()?;
            rows.push(BareRow { sql: sql.clone(), values });
        }
    }
    Ok(rows)
}

fn upsert(table: &str, key: &str, names: &[String]) -> String {
    let changes: Vec<String> =
        names.iter().filter(|it| *it != key).map(|name| format!("{name} = excluded.{name}")).collect();
    let marks = vec!["?"; names.len()].join(", ");
    let (columns, changes) = (names.join(", "), changes.join(", "));
    format!("insert into {table} ({columns}) values ({marks}) on conflict ({key}) do update set {changes}")
}

/// For a full-text index, which has no column for its key and knows no upsert.
fn replace(table: &str, key: &str, names: &[String]) -> String {
    let marks = vec!["?"; names.len() + 1].join(", ");
    format!("insert or replace into {table} ({key}, {}) values ({marks})", names.join(", "))
}
