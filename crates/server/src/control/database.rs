//! The two databases that control data can lie in, behind one kind of statement.

use std::sync::Arc;

use goodturn_domain::Timestamp;
use goodturn_store::StoreError;
use goodturn_store_postgres::{PostgresSchema, SchemaTransaction};
use goodturn_store_sqlite::{Database, from_sqlite};
use rusqlite::types::ValueRef;
use tokio_postgres::types::{ToSql, Type};
use uuid::Uuid;

use super::ControlError;

/// Where control data lies.
#[derive(Debug)]
pub(super) enum ControlDatabase {
    Sqlite(Box<Database>),
    Postgres(PostgresSchema),
}

impl ControlDatabase {
    /// Runs `work` as one transaction, serialised with all others; an `Err` rolls it back.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&ControlTransaction<'_>) -> Result<T, ControlError>,
    ) -> Result<T, StoreError> {
        let done: Result<T, ControlError> = match self {
            Self::Sqlite(database) => database.write(|db| work(&ControlTransaction::Sqlite(db))),
            Self::Postgres(schema) => schema.write(|tx| work(&ControlTransaction::Postgres(tx))),
        };
        done.map_err(StoreError::from)
    }

    /// Takes what was deleted out of the file. A database overwrites it in its own time.
    pub(super) fn rewrite(&self) {
        if let Self::Sqlite(database) = self {
            database.rewrite();
        }
    }

    /// Runs `work` on one snapshot.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&ControlTransaction<'_>) -> Result<T, ControlError>,
    ) -> Result<T, StoreError> {
        let done: Result<T, ControlError> = match self {
            Self::Sqlite(database) => database.read(|db| work(&ControlTransaction::Sqlite(db))),
            Self::Postgres(schema) => schema.read(|tx| work(&ControlTransaction::Postgres(tx))),
        };
        done.map_err(StoreError::from)
    }
}

/// What runs statements between begin and commit.
pub(super) enum ControlTransaction<'tx> {
    Sqlite(&'tx rusqlite::Connection),
    Postgres(&'tx SchemaTransaction<'tx>),
}

impl ControlTransaction<'_> {
    /// Runs a statement and gives how many rows it concerned.
    pub(super) fn execute(&self, sql: &str, params: &[Value]) -> Result<u64, ControlError> {
        match self {
            Self::Sqlite(db) => {
                let changed = db.prepare_cached(sql)?.execute(rusqlite::params_from_iter(params))?;
                Ok(changed as u64)
            }
            Self::Postgres(tx) => Ok(tx.execute(&for_postgres(sql), &borrowed(params))?),
        }
    }

    /// The rows that a statement gives.
    pub(super) fn rows(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, ControlError> {
        match self {
            Self::Sqlite(db) => {
                let mut query = db.prepare_cached(sql)?;
                let columns: Arc<[String]> = query.column_names().map(str::to_owned).collect();
                let rows = query.query_map(rusqlite::params_from_iter(params), |row| {
                    let values = (0..columns.len()).map(|index| Ok(Value::from(row.get_ref(index)?)));
                    Ok(Row { columns: columns.clone(), values: values.collect::<rusqlite::Result<_>>()? })
                })?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            }
            Self::Postgres(tx) => {
                tx.rows(&for_postgres(sql), &borrowed(params))?.iter().map(Row::from_postgres).collect()
            }
        }
    }

    /// The first row that a statement gives, if it gives one.
    pub(super) fn find(&self, sql: &str, params: &[Value]) -> Result<Option<Row>, ControlError> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }
}

/// PostgreSQL's parameters are `$1`, SQLite's are `?1`.
fn for_postgres(sql: &str) -> String {
    sql.replace('?', "$")
}

fn borrowed(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}

/// A script written for SQLite, as PostgreSQL understands it.
pub(super) fn migration_for_postgres(script: &str) -> String {
    let lines = script.lines().map(|line| {
        // Comments may use these words as they like.
        let code = line.split("--").next().unwrap_or_default();
        code.replace(" strict, without rowid", "")
            .replace(" strict;", ";")
            .replace(" blob", " bytea")
            .replace(" integer", " bigint")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a column holds or a parameter gives: what both databases know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Self::Integer(is.into())
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Integer(at.micros())
    }
}

impl From<&str> for Value {
    /// A text of PostgreSQL may not hold U+0000, which somebody may send all the same.
    fn from(text: &str) -> Self {
        Self::Text(text.replace('\0', "\u{fffd}"))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        id.as_bytes().as_slice().into()
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Text(text) => Self::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => bytes.into(),
            // Strict tables hold no number with a fraction unless they are made to.
            ValueRef::Null | ValueRef::Real(_) => Self::Null,
        }
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        to: &Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(tokio_postgres::types::IsNull::Yes),
            Self::Integer(number) => number.to_sql_checked(to, out),
            Self::Text(text) => text.to_sql_checked(to, out),
            Self::Blob(bytes) => bytes.to_sql_checked(to, out),
        }
    }

    /// Each value knows better.
    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

/// A row that a statement gave, its columns by name.
#[derive(Clone, Debug)]
pub(super) struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    fn from_postgres(row: &tokio_postgres::Row) -> Result<Self, ControlError> {
        let columns = row.columns().iter().map(|column| column.name().to_owned()).collect();
        let values = row.columns().iter().enumerate().map(|(index, column)| {
            let value = match *column.type_() {
                Type::INT8 => row.try_get::<_, Option<i64>>(index).map(Value::from),
                Type::INT4 => row.try_get::<_, Option<i32>>(index).map(|it| it.map(i64::from).into()),
                Type::BOOL => row.try_get::<_, Option<bool>>(index).map(Value::from),
                Type::BYTEA => row.try_get::<_, Option<&[u8]>>(index).map(Value::from),
                _ => row.try_get::<_, Option<&str>>(index).map(Value::from),
            };
            value.map_err(|cause| ControlError::unreadable(column.name(), &cause.to_string()))
        });
        Ok(Self { columns, values: values.collect::<Result<_, _>>()? })
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }

    fn value(&self, column: &str) -> Result<&Value, ControlError> {
        let index = self.columns.iter().position(|name| name == column);
        let value = index.and_then(|index| self.values.get(index));
        value.ok_or_else(|| ControlError::unreadable(column, "there is no such column"))
    }

    pub(super) fn is_null(&self, column: &str) -> Result<bool, ControlError> {
        Ok(*self.value(column)? == Value::Null)
    }

    pub(super) fn integer(&self, column: &str) -> Result<i64, ControlError> {
        match self.value(column)? {
            Value::Integer(number) => Ok(*number),
            other => Err(ControlError::unreadable(column, &format!("{other:?} is no number"))),
        }
    }

    pub(super) fn timestamp(&self, column: &str) -> Result<Timestamp, ControlError> {
        self.integer(column).map(Timestamp::from_micros)
    }

    pub(super) fn text(&self, column: &str) -> Result<&str, ControlError> {
        match self.value(column)? {
            Value::Text(text) => Ok(text),
            other => Err(ControlError::unreadable(column, &format!("{other:?} is no text"))),
        }
    }

    pub(super) fn optional_text(&self, column: &str) -> Result<Option<&str>, ControlError> {
        if self.is_null(column)? { Ok(None) } else { self.text(column).map(Some) }
    }

    pub(super) fn blob(&self, column: &str) -> Result<&[u8], ControlError> {
        match self.value(column)? {
            Value::Blob(bytes) => Ok(bytes),
            other => Err(ControlError::unreadable(column, &format!("{other:?} is no blob"))),
        }
    }

    pub(super) fn id(&self, column: &str) -> Result<Uuid, ControlError> {
        Uuid::from_slice(self.blob(column)?).map_err(|cause| ControlError::unreadable(column, &cause.to_string()))
    }

    pub(super) fn optional_id(&self, column: &str) -> Result<Option<Uuid>, ControlError> {
        if self.is_null(column)? { Ok(None) } else { self.id(column).map(Some) }
    }
}

impl From<rusqlite::Error> for ControlError {
    fn from(error: rusqlite::Error) -> Self {
        Self(from_sqlite(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_for_sqlite_becomes_one_for_postgresql() {
        let script = "-- An integer is strict;\ncreate table notes (\n    note_id blob primary key,\n    \
                      made_at integer not null -- a blob\n) strict, without rowid;\ncreate table n (x text) strict;";

        let expected = "\ncreate table notes (\n    note_id bytea primary key,\n    \
                        made_at bigint not null \n);\ncreate table n (x text);";
        assert_eq!(migration_for_postgres(script), expected);
    }

    #[test]
    fn a_text_never_holds_what_postgresql_cannot_keep() {
        assert_eq!(Value::from("a\0b"), Value::Text("a\u{fffd}b".to_owned()));
    }
}
