//! Files as older versions left them: what lies in a file of today, as far as an older schema has a
//! place for it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use goodturn_store_sqlite::Layout;
use rusqlite::Connection;

/// Puts a file of that version in the place of one that no process uses, with every row that such a
/// file can hold.
pub(crate) fn put_back(file: &Path, layout: &Layout, version: i64) -> Result<()> {
    if version_of(file)? <= version {
        // It was killed before its upgrade was through.
        return Ok(());
    }
    let older = ending(file, ".older");
    remove(&older)?;
    {
        let db = Connection::open(&older)?;
        db.execute_batch("pragma foreign_keys = off; pragma journal_mode = wal")?;
        db.execute("attach ?1 as newer", [file.to_string_lossy()])?;
        db.execute_batch("begin")?;
        for script in &layout.migrations[..usize::try_from(version)?] {
            db.execute_batch(script)?;
        }
        for table in tables(&db)? {
            copy(&db, &table)?;
        }
        db.pragma_update(None, "application_id", layout.application_id)?;
        db.pragma_update(None, "user_version", version)?;
        db.execute_batch("commit; detach newer")?;
        let dangling: i64 = db.query_row("select count(*) from pragma_foreign_key_check", [], |row| row.get(0))?;
        ensure!(dangling == 0, "{dangling} rows of the older file refer to nothing");
    }
    fs::set_permissions(&older, file.metadata()?.permissions())?;
    remove(file)?;
    fs::rename(&older, file).context("putting an older file in place")
}

fn version_of(file: &Path) -> Result<i64> {
    Ok(Connection::open(file)?.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// A database, its log and its index go together.
fn remove(file: &Path) -> Result<()> {
    for part in ["", "-wal", "-shm"] {
        let path = ending(file, part);
        if fs::exists(&path)? {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn ending(file: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", file.display()))
}

fn tables(db: &Connection) -> Result<Vec<String>> {
    let sql = "select name from main.sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name";
    Ok(db.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn copy(db: &Connection, table: &str) -> Result<()> {
    let columns = |schema: &str| -> Result<Vec<String>> {
        let sql = format!("select name from pragma_table_info('{table}', '{schema}')");
        Ok(db.prepare(&sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    };
    let newer = columns("newer")?;
    let shared: Vec<String> = columns("main")?.into_iter().filter(|it| newer.contains(it)).collect();
    ensure!(!shared.is_empty(), "nothing is left of {table}");
    let list = shared.join(", ");
    // Some begin with a row.
    db.execute_batch(&format!(
        "delete from main.{table}; insert into main.{table} ({list}) select {list} from newer.{table}"
    ))?;
    Ok(())
}
