//! Where the sync stands.

use goodturn_store::Position;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::column::{blob, signed, unsigned};
use crate::fault::Fault;

pub(super) fn find(db: &Connection) -> Result<Option<Position>, Fault> {
    let position = db.prepare_cached("select epoch, seq, chain from state")?.query_row([], |row| {
        let Some(epoch) = row.get("epoch")? else {
            return Ok(None);
        };
        let seq = unsigned(row.get("seq")?);
        Ok(Some(Position { epoch: Uuid::from_bytes(epoch), seq, chain: row.get("chain")? }))
    });
    Ok(position?)
}

pub(super) fn set(db: &Connection, position: &Position) -> Result<(), Fault> {
    db.prepare_cached("update state set epoch = ?1, seq = ?2, chain = ?3")?.execute(params![
        blob(position.epoch),
        signed(position.seq),
        position.chain
    ])?;
    Ok(())
}
