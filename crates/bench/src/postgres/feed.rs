//! A reader that pages by number while sixteen write: what it misses.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow, ensure};
use goodturn_domain::{OrganizationId, Scope};
use goodturn_store::conformance::samples::{person_id, request};
use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_store_postgres::{PostgresAuthority, PostgresDatabase};
use goodturn_test_support::postgres::Cluster;
use tokio::runtime::Handle;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use super::WRITERS;

/// Rows of a transaction.
const TOGETHER: u64 = 20;

/// What came of it.
pub(super) struct Followed {
    pub(super) missed: u64,
    pub(super) per_second: f64,
    rows: u64,
}

impl Followed {
    pub(super) fn missed_percent(&self) -> f64 {
        self.missed as f64 * 100.0 / self.rows as f64
    }
}

/// Numbers from a sequence, as most would do it.
pub(super) fn follow_sequence(cluster: &Cluster, runtime: &Handle, rows: u64) -> Result<Followed> {
    let url = cluster.new_database();
    let connect = || -> Result<Client> {
        let (client, connection) = runtime.block_on(tokio_postgres::connect(&url, NoTls))?;
        runtime.spawn(connection);
        Ok(client)
    };
    let first = connect()?;
    runtime.block_on(first.batch_execute("create table naive (number bigserial primary key, body text)"))?;
    let insert = "insert into naive (body) select 'x' from generate_series(1, 20)";
    let each = rows / WRITERS as u64 / TOGETHER;
    let rows = each * WRITERS as u64 * TOGETHER;
    let left = AtomicUsize::new(WRITERS);
    let started = Instant::now();
    let (seen, took) = thread::scope(|scope| -> Result<_> {
        let mut writing = Vec::new();
        for _ in 0..WRITERS {
            let (client, left) = (connect()?, &left);
            writing.push(scope.spawn(move || -> Result<()> {
                let statement = runtime.block_on(client.prepare(insert))?;
                for _ in 0..each {
                    runtime.block_on(client.execute(&statement, &[]))?;
                }
                left.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            }));
        }
        let page = runtime.block_on(first.prepare("select number from naive where number > $1 order by number"))?;
        let (mut cursor, mut seen) = (0_i64, 0_u64);
        loop {
            let is_last = left.load(Ordering::SeqCst) == 0;
            for row in runtime.block_on(first.query(&page, &[&cursor]))? {
                cursor = row.get(0);
                seen += 1;
            }
            if is_last {
                break;
            }
        }
        let took = started.elapsed();
        for writer in writing {
            writer.join().map_err(|_| anyhow!("a writer broke"))??;
        }
        Ok((seen, took))
    })?;
    Ok(Followed { missed: rows - seen, per_second: rows as f64 / took.as_secs_f64(), rows })
}

/// Numbers from the head row, as we do it.
pub(super) fn follow_head(database: &PostgresDatabase, rows: u64) -> Result<Followed> {
    let organization = OrganizationId::new(Uuid::now_v7());
    let storage = PostgresAuthority::open(database.clone(), organization)?;
    let mine = Scope::Person(person_id(1));
    let each = rows / WRITERS as u64 / TOGETHER;
    let rows = each * WRITERS as u64 * TOGETHER;
    let left = AtomicUsize::new(WRITERS);
    let started = Instant::now();
    let (seen, took) = thread::scope(|scope| -> Result<_> {
        let mut writing = Vec::new();
        for writer in 0..WRITERS as u64 {
            let (storage, left, mine) = (&storage, &left, &mine);
            writing.push(scope.spawn(move || -> Result<(), StoreError> {
                for transaction in 0..each {
                    storage.write(|tx| {
                        for row in 0..TOGETHER {
                            let number = u128::from((writer * each + transaction) * TOGETHER + row);
                            let seq = tx.allot_seq()?;
                            tx.put_entity(&request(number).into(), seq, &[mine.clone()].into())?;
                        }
                        tx.extend_chain([1; 32])
                    })?;
                }
                left.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            }));
        }
        let (mut cursor, mut seen) = (0, HashSet::new());
        loop {
            let is_last = left.load(Ordering::SeqCst) == 0;
            loop {
                let page = storage.read(|tx| tx.list_feed(&mine, cursor, 2_000))?;
                let Some(last) = page.last() else { break };
                cursor = last.seq;
                seen.extend(page.iter().map(|row| row.seq));
            }
            if is_last {
                break;
            }
        }
        let took = started.elapsed();
        for writer in writing {
            writer.join().map_err(|_| anyhow!("a writer broke"))??;
        }
        Ok((seen, took))
    })?;
    ensure!(seen.len() as u64 <= rows, "more was read than written");
    Ok(Followed { missed: rows - seen.len() as u64, per_second: rows as f64 / took.as_secs_f64(), rows })
}
