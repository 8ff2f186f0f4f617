//! Upgrades of files that are cut off: at each statement of each migration, the next start goes on
//! as if it had been the first.

use std::fs;
use std::path::{Path, PathBuf};

use goodturn_store::StoreError;
use goodturn_store_sqlite::{Database, Layout, SqliteAuthority, SqliteReplica};
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::Value;
use rusqlite::{Batch, Connection, params_from_iter};

use crate::campaign::{Log, Run};

/// An upgrade that is cut off there.
struct Cut {
    layout: &'static Layout,
    /// The version of the file before.
    from: usize,
    /// How many statements were done.
    statements: usize,
}

/// Every upgrade from every version, cut off after every statement.
fn cuts() -> Vec<Cut> {
    let mut cuts = Vec::new();
    for layout in [SqliteReplica::layout(), SqliteAuthority::layout(), goodturn_server::control_layout()] {
        for from in 0..layout.migrations.len() {
            let count = count_statements(&layout.migrations[from..]);
            cuts.extend((0..=count).map(|statements| Cut { layout, from, statements }));
        }
    }
    cuts
}

/// How many runs it takes to go through all of them.
#[cfg(test)]
pub(crate) fn count() -> u64 {
    cuts().len() as u64
}

/// Statements end with a semicolon at the end of a line; what triggers contain counts as well, which
/// makes a few cuts the same.
fn count_statements(migrations: &[&str]) -> usize {
    migrations.iter().flat_map(|script| script.lines()).filter(|line| line.trim_end().ends_with(';')).count()
}

/// One of the cuts, in turn.
pub(crate) fn cut_off(number: u64, log: &mut Log) -> Result<Run, String> {
    let cuts = cuts();
    let cut = &cuts[usize::try_from(number).unwrap_or(0) % cuts.len()];
    let Cut { layout, from, statements } = cut;
    log.note(format_args!("{} from {from}, cut off after {statements} statements", layout.name));
    go_through(cut, log)
        .map(|()| Run { faults: 1, says: None })
        .map_err(|what| format!("{} from {from} after {statements} statements: {what}", layout.name))
}

fn go_through(cut: &Cut, log: &mut Log) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(told)?;
    let at = |name: &str| folder.path().join(name);
    let before = at("before.db");
    make(&before, cut).map_err(told)?;

    let undisturbed = at("undisturbed.db");
    copy(&before, &undisturbed)?;
    let expected = open_and_dump(&undisturbed, cut.layout)?;

    let killed = at("killed.db");
    kill(&before, &killed, cut)?;
    if cut.statements == 0 {
        refuses_a_second_program(&killed, cut.layout)?;
    }
    let found = open_and_dump(&killed, cut.layout)?;
    if found != expected {
        return Err(format!("the file has {found:?} instead of {expected:?}"));
    }
    log.note(format_args!("{} rows and definitions are as they should be", found.len()));
    Ok(())
}

/// A file of the older version with something in each table.
fn make(path: &Path, cut: &Cut) -> Result<(), StoreError> {
    if cut.from == 0 {
        return Ok(());
    }
    let old = Layout { migrations: &cut.layout.migrations[..cut.from], ..*cut.layout };
    let database = Database::open(path, old)?;
    database.write(|db| {
        db.execute_batch("pragma defer_foreign_keys = on").map_err(unavailable)?;
        for table in tables(db).map_err(unavailable)? {
            fill(db, &table).map_err(unavailable)?;
        }
        // Rows that refer to nothing are of no use to an upgrade.
        prune(db).map_err(unavailable)
    })
}

fn tables(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'
         and sql not like 'create virtual%' and name not like 'search_%' order by name";
    db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// Three rows, as far as the table takes them.
fn fill(db: &Connection, table: &str) -> rusqlite::Result<()> {
    let types: Vec<String> = db
        .prepare(&format!("select type from pragma_table_info('{table}')"))?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let marks = vec!["?"; types.len()].join(", ");
    for row in 1..=3i64 {
        let values = types.iter().map(|kind| match kind.to_lowercase().as_str() {
            "integer" => Value::Integer(row),
            "blob" => Value::Blob([0; 15].into_iter().chain([u8::try_from(row).unwrap_or(0)]).collect()),
            _ => Value::Text(format!("\"text {row}\"")),
        });
        // A table that has one row already, or checks what is in it, stays as it is.
        let _ = db.execute(&format!("insert or ignore into {table} values ({marks})"), params_from_iter(values));
    }
    Ok(())
}

fn prune(db: &Connection) -> rusqlite::Result<()> {
    loop {
        let dangling: Vec<(String, Option<i64>)> = db
            .prepare("select \"table\", rowid from pragma_foreign_key_check")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        if dangling.is_empty() {
            return Ok(());
        }
        for (table, row) in dangling {
            match row {
                Some(row) => db.execute(&format!("delete from {table} where rowid = ?1"), [row])?,
                None => db.execute(&format!("delete from {table}"), [])?,
            };
        }
    }
}

/// What lies on the disk when the program is killed in the midst of the upgrade: nothing of it is
/// committed, some of it is in the log.
fn kill(before: &Path, killed: &Path, cut: &Cut) -> Result<(), String> {
    let working = before.with_extension("working.db");
    copy(before, &working)?;
    let db = Connection::open(&working).map_err(told)?;
    // A cache this small spills what is not committed into the log.
    db.execute_batch("pragma journal_mode = wal; pragma cache_size = 1; begin exclusive").map_err(told)?;
    let mut left = cut.statements;
    for script in &cut.layout.migrations[cut.from..] {
        let mut batch = Batch::new(&db, script);
        while left > 0 {
            let Some(mut statement) = batch.next().map_err(told)? else { break };
            // Some give a row, which nobody reads.
            let mut rows = statement.raw_query();
            while rows.next().map_err(told)?.is_some() {}
            left -= 1;
        }
    }
    copy(&working, killed)?;
    // The copy that is made before an upgrade can be half there as well.
    if cut.statements % 2 == 1 {
        let half = killed.with_extension(format!("db.before-{}", cut.layout.migrations.len()));
        fs::write(half, b"half a copy").map_err(told)?;
    }
    Ok(())
}

/// A file with its log. A file that is not there is copied as that.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    for (from, to) in [(from.to_owned(), to.to_owned()), (log(from), log(to))] {
        if from.exists() {
            fs::copy(from, to).map_err(told)?;
        }
    }
    Ok(())
}

/// The second one waits a moment before it is told, which is too long for every cut.
fn refuses_a_second_program(path: &Path, layout: &'static Layout) -> Result<(), String> {
    let _open = Database::open(path, *layout).map_err(told)?;
    match Database::open(path, *layout) {
        Ok(_) => Err("a second program could open it as well".to_owned()),
        Err(_) => Ok(()),
    }
}

/// Opens the file as a start does, and says what is in it.
fn open_and_dump(path: &Path, layout: &'static Layout) -> Result<Vec<String>, String> {
    let database = Database::open(path, *layout).map_err(told)?;
    database.read(|db| dump(db).map_err(unavailable)).map_err(told)
}

fn dump(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let mut lines = vec![format!("version {version}")];
    let schema = "select coalesce(sql, name) from sqlite_schema order by type, name";
    let definitions: Vec<String> = db.prepare(schema)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    lines.extend(definitions);
    for table in tables(db)? {
        let mut select = db.prepare(&format!("select * from {table} order by 1"))?;
        let columns = select.column_count();
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let values: Vec<Value> = (0..columns).map(|at| row.get(at)).collect::<Result<_, _>>()?;
            lines.push(format!("{table} {values:?}"));
        }
    }
    Ok(lines)
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn unavailable(error: rusqlite::Error) -> StoreError {
    StoreError::Unavailable(error.into())
}
