//! Where the organization's history stands, and the numbers given on the way.

use goodturn_domain::Timestamp;
use goodturn_store::{Backups, Head};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::session::Session;
use crate::column::{blob, signed, single, unsigned};
use crate::fault::Fault;

pub(super) fn head(session: &Session<'_>) -> Result<Head, Fault> {
    if let Some(head) = &session.known.borrow().head {
        return Ok(head.clone());
    }
    let head: Head = session.db.prepare_cached("select epoch, seq, chain from head")?.query_row([], from_row)?;
    session.known.borrow_mut().head = Some(head.clone());
    Ok(head)
}

pub(super) fn find_chain(db: &Connection, seq: u64) -> Result<Option<[u8; 32]>, Fault> {
    let mut find = db.prepare_cached("select chain from commits where seq = ?1")?;
    Ok(find.query_row([signed(seq)], single).optional()?)
}

pub(super) fn allot_seq(session: &mut Session<'_>) -> Result<u64, Fault> {
    let mut head = head(session)?;
    head.seq += 1;
    let seq = head.seq;
    move_head(session, head);
    Ok(seq)
}

pub(super) fn extend_chain(session: &mut Session<'_>, chain: [u8; 32]) -> Result<(), Fault> {
    let head = Head { chain, ..head(session)? };
    session
        .db
        .prepare_cached("insert or replace into commits (seq, chain) values (?1, ?2)")?
        .execute(params![signed(head.seq), chain])?;
    move_head(session, head);
    Ok(())
}

pub(super) fn set_epoch(session: &mut Session<'_>, epoch: Uuid) -> Result<(), Fault> {
    let head = Head { epoch, ..head(session)? };
    move_head(session, head);
    Ok(())
}

fn move_head(session: &mut Session<'_>, head: Head) {
    session.known.get_mut().head = Some(head);
    session.has_moved_head = true;
}

pub(super) fn backups(db: &Connection) -> Result<Backups, Fault> {
    let mut find = db.prepare_cached("select held_seq, restored_at from backups")?;
    let known = find.query_row([], |row| {
        let restored_at: Option<i64> = row.get("restored_at")?;
        let held_seq = unsigned(row.get("held_seq")?);
        Ok(Backups { held_seq, restored_at: restored_at.map(Timestamp::from_micros) })
    });
    Ok(known?)
}

pub(super) fn set_backups(db: &Connection, backups: &Backups) -> Result<(), Fault> {
    let restored_at = backups.restored_at.map(Timestamp::micros);
    db.prepare_cached("update backups set held_seq = ?1, restored_at = ?2")?
        .execute(params![signed(backups.held_seq), restored_at])?;
    Ok(())
}

pub(super) fn flush(session: &mut Session<'_>) -> Result<(), Fault> {
    flush_numbers(session)?;
    if let Some(head) = session.known.get_mut().head.clone().filter(|_| session.has_moved_head) {
        session.db.prepare_cached("update head set epoch = ?1, seq = ?2, chain = ?3")?.execute(params![
            blob(head.epoch),
            signed(head.seq),
            head.chain
        ])?;
    }
    Ok(())
}

pub(super) fn next_number(session: &mut Session<'_>, prefix: &str) -> Result<u32, Fault> {
    let numbers = &mut session.known.get_mut().numbers;
    if let Some((last, is_moved)) = numbers.get_mut(prefix) {
        (*last, *is_moved) = (*last + 1, true);
        return Ok(*last);
    }
    let mut find = session.db.prepare_cached("select last from numbers where prefix = ?1")?;
    let next = find.query_row([prefix], single::<u32>).optional()?.unwrap_or(0) + 1;
    numbers.insert(prefix.to_owned(), (next, true));
    Ok(next)
}

fn flush_numbers(session: &mut Session<'_>) -> Result<(), Fault> {
    let db = session.db;
    for (prefix, (last, is_moved)) in &mut session.known.get_mut().numbers {
        if std::mem::take(is_moved) {
            db.prepare_cached("insert or replace into numbers (prefix, last) values (?1, ?2)")?
                .execute(params![prefix, *last])?;
        }
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head { epoch: Uuid::from_bytes(row.get("epoch")?), seq: unsigned(row.get("seq")?), chain: row.get("chain")? })
}
