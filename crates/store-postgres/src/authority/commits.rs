//! Where the organization's history stands, and the numbers given on the way.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use goodturn_domain::Timestamp;
use goodturn_store::{Backups, Head, StoreError};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::fault::inconsistent;
use crate::transaction::{Change, Transaction, column, hash, number};

pub(super) const INSERT_HEAD: &str = "insert into org_head (org_id, epoch, seq, chain, made, held_seq)
     values ($1, '00000000-0000-0000-0000-000000000000', 0, decode(repeat('00', 32), 'hex'), 0, 0)
     on conflict (org_id) do nothing";
pub(super) const FIND_HEAD: &str =
    "select epoch, seq, chain, made, held_seq, restored_at from org_head where org_id = $1";
/// First of every write: the lock is let go by the commit alone, so that the order of numbers is
/// the order of commits.
pub(super) const LOCK_HEAD: &str =
    "select epoch, seq, chain, made, held_seq, restored_at from org_head where org_id = $1 for update";
const MOVE_HEAD: &str = "update org_head set epoch = $2, seq = $3, chain = $4, made = $5, held_seq = $6, restored_at = $7 where org_id = $1";
const FIND_CHAIN: &str = "select chain from commits where org_id = $1 and seq = $2";
const PUT_CHAINS: &str = "insert into commits (org_id, seq, chain)
     select $1::uuid, ended.seq, ended.chain from unnest($2::bigint[], $3::bytea[]) as ended (seq, chain)
     on conflict (org_id, seq) do update set chain = excluded.chain";
const FIND_NUMBER: &str = "select last from numbers where org_id = $1 and prefix = $2";
/// All of them where there are few, as nearly everywhere: one for each team.
pub(super) const LIST_NUMBERS: &str = "select prefix, last from numbers where org_id = $1 limit 64";
const MOST_LISTED: usize = 64;
const PUT_NUMBERS: &str = "insert into numbers (org_id, prefix, last)
     select $1::uuid, given.prefix, given.last from unnest($2::bytea[], $3::bigint[]) as given (prefix, last)
     on conflict (org_id, prefix) do update set last = excluded.last";

/// The head as this transaction has moved it, and what it gave on the way.
#[derive(Debug)]
pub(super) struct Commits {
    head: Head,
    backups: Backups,
    made: i64,
    has_moved: bool,
    chains: BTreeMap<u64, [u8; 32]>,
    numbers: BTreeMap<String, u32>,
    /// All that were given before, if they were fetched ahead.
    foreseen: OnceCell<BTreeMap<Vec<u8>, u32>>,
}

impl Commits {
    pub(super) fn from_row(row: &Row) -> Result<Self, StoreError> {
        let head = Head {
            epoch: column(row, "org_head", "epoch")?,
            seq: number(row, "org_head", "seq")?,
            chain: hash(row, "org_head", "chain")?,
        };
        let restored_at: Option<i64> = column(row, "org_head", "restored_at")?;
        let held_seq = number(row, "org_head", "held_seq")?;
        let backups = Backups { held_seq, restored_at: restored_at.map(Timestamp::from_micros) };
        let made = column(row, "org_head", "made")?;
        let (chains, numbers, foreseen) = (BTreeMap::new(), BTreeMap::new(), OnceCell::new());
        Ok(Self { head, backups, made, has_moved: false, chains, numbers, foreseen })
    }

    pub(super) const fn head(&self) -> &Head {
        &self.head
    }

    pub(super) const fn backups(&self) -> Backups {
        self.backups
    }

    pub(super) const fn set_backups(&mut self, backups: Backups) {
        self.has_moved = true;
        self.backups = backups;
    }

    pub(super) fn allot_seq(&mut self) -> u64 {
        self.has_moved = true;
        self.head.seq += 1;
        self.head.seq
    }

    pub(super) fn extend_chain(&mut self, chain: [u8; 32]) {
        self.has_moved = true;
        self.head.chain = chain;
        self.chains.insert(self.head.seq, chain);
    }

    pub(super) fn set_epoch(&mut self, epoch: Uuid) {
        self.has_moved = true;
        self.head.epoch = epoch;
    }

    /// A number that is higher than that of everything put before.
    pub(super) fn count_made(&mut self) -> i64 {
        self.has_moved = true;
        self.made += 1;
        self.made
    }

    pub(super) fn find_chain(&self, tx: &Transaction<'_>, seq: u64) -> Result<Option<[u8; 32]>, StoreError> {
        if let Some(chain) = self.chains.get(&seq) {
            return Ok(Some(*chain));
        }
        let rows = tx.rows(FIND_CHAIN, &[&seq.cast_signed()])?;
        rows.first().map(|row| hash(row, "commits", "chain")).transpose()
    }

    pub(super) fn next_number(&mut self, tx: &Transaction<'_>, prefix: &str) -> Result<u32, StoreError> {
        let last = match self.numbers.get(prefix) {
            Some(last) => *last,
            None => match self.foreseen.get() {
                Some(foreseen) => foreseen.get(prefix.as_bytes()).copied().unwrap_or(0),
                None => find_number(tx, prefix)?,
            },
        };
        self.numbers.insert(prefix.to_owned(), last + 1);
        Ok(last + 1)
    }

    /// Takes note of what was fetched ahead by [`LIST_NUMBERS`].
    pub(super) fn foresee(&self, rows: &[Row]) -> Result<(), StoreError> {
        if rows.len() < MOST_LISTED {
            let numbers = rows.iter().map(|row| {
                let prefix: Vec<u8> = column(row, "numbers", "prefix")?;
                let last = last_number(row, &String::from_utf8_lossy(&prefix))?;
                Ok((prefix, last))
            });
            let numbers = numbers.collect::<Result<_, StoreError>>()?;
            self.foreseen.get_or_init(|| numbers);
        }
        Ok(())
    }

    pub(super) fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.has_moved {
            changes.push(move_head(&self.head, self.backups, self.made));
        }
        if !self.chains.is_empty() {
            changes.push(put_chains(&self.chains));
        }
        if !self.numbers.is_empty() {
            changes.push(put_numbers(&self.numbers));
        }
        changes
    }
}

pub(super) fn move_head(head: &Head, backups: Backups, made: i64) -> Change {
    let Head { epoch, seq, chain } = head;
    let Backups { held_seq, restored_at } = backups;
    let head = Change::new(MOVE_HEAD).with(*epoch).with(seq.cast_signed()).with(chain.to_vec());
    head.with(made).with(held_seq.cast_signed()).with(restored_at.map(Timestamp::micros))
}

pub(super) fn put_chains(chains: &BTreeMap<u64, [u8; 32]>) -> Change {
    let seqs: Vec<i64> = chains.keys().map(|seq| seq.cast_signed()).collect();
    let chains: Vec<Vec<u8>> = chains.values().map(|chain| chain.to_vec()).collect();
    Change::new(PUT_CHAINS).with(seqs).with(chains)
}

pub(super) fn put_numbers(numbers: &BTreeMap<String, u32>) -> Change {
    let prefixes: Vec<Vec<u8>> = numbers.keys().map(|prefix| prefix.clone().into_bytes()).collect();
    let last: Vec<i64> = numbers.values().map(|last| i64::from(*last)).collect();
    Change::new(PUT_NUMBERS).with(prefixes).with(last)
}

/// The last number of a series; 0 before the first.
fn find_number(tx: &Transaction<'_>, prefix: &str) -> Result<u32, StoreError> {
    let rows = tx.rows(FIND_NUMBER, &[&prefix.as_bytes()])?;
    rows.first().map_or(Ok(0), |row| last_number(row, prefix))
}

fn last_number(row: &Row, prefix: &str) -> Result<u32, StoreError> {
    let last: i64 = column(row, "numbers", "last")?;
    u32::try_from(last).map_err(|cause| inconsistent("numbers", prefix, cause))
}
