//! Every number up to the head is visible, and none becomes visible after a higher one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use goodturn_store::conformance::samples::request;
use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_store_postgres::PostgresAuthority;
use goodturn_test_support::postgres::Cluster;

use crate::server::{authority, connect, count, mine, new_organization, open, put_request, run, runtime, seqs};

const WRITERS: usize = 16;
const WRITES_EACH: usize = 25;

/// How many sessions of this database wait for a lock.
const WAITING: &str = "select count(*) from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'";

#[test]
fn readers_never_miss_a_number_while_two_processes_write() {
    let address = Cluster::shared().new_database();
    let organization = new_organization();
    let processes = [open(&address), open(&address)].map(|database| authority(&database, organization));
    let left = AtomicUsize::new(WRITERS);
    let cursor = thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (storage, left) = (&processes[writer % 2], &left);
            scope.spawn(move || {
                write_some(storage, writer);
                left.fetch_sub(1, Ordering::SeqCst);
            });
        }
        let reader = scope.spawn(|| follow(&processes[0], &left));
        reader.join().expect("the reader never misses a number")
    });

    let all = u64::try_from(WRITERS * WRITES_EACH).expect("there are few");
    assert_eq!(cursor, all);
    assert_eq!(seqs(&processes[1], 0), (1..=all).collect::<Vec<_>>());
}

fn write_some(storage: &PostgresAuthority, writer: usize) {
    for write in 0..WRITES_EACH {
        let number = u128::try_from(1000 * writer + write).expect("numbers are small");
        put_request(storage, number).expect("writers wait for each other");
    }
}

/// Pages by number like a device, until all writers are done, and gives where it stands then.
fn follow(storage: &PostgresAuthority, writers: &AtomicUsize) -> u64 {
    let mut cursor = 0;
    loop {
        let was_last = writers.load(Ordering::SeqCst) == 0;
        let (head, rows) = storage
            .read(|tx| {
                let head = tx.head()?.seq;
                Ok::<_, StoreError>((head, tx.list_feed(&mine(), cursor, usize::MAX)?))
            })
            .expect("readers wait for nobody");
        let seen: Vec<u64> = rows.iter().map(|row| row.seq).collect();
        assert_eq!(seen, (cursor + 1..=head).collect::<Vec<_>>(), "every number up to the head is there");
        cursor = head;
        if was_last {
            return cursor;
        }
    }
}

#[test]
fn a_sequence_as_cursor_skips_what_commits_late_and_the_head_row_does_not() {
    let address = Cluster::shared().new_database();
    let (early, late, reader) = (connect(&address), connect(&address), connect(&address));
    let page = |cursor: i64| {
        let rows = runtime().block_on(reader.query("select number from naive where number > $1", &[&cursor]));
        rows.expect("the page can be read").iter().map(|row| row.get(0)).collect::<Vec<i64>>()
    };
    run(&reader, "create table naive (number bigserial primary key)");

    // The one that got its number first commits last.
    run(&early, "begin; insert into naive default values");
    run(&late, "begin; insert into naive default values; commit");
    let first_page = page(0);
    run(&early, "commit");
    let second_page = page(*first_page.last().expect("the later number is there"));

    assert_eq!((first_page, second_page), (vec![2], vec![]), "number 1 is skipped for ever");

    let organization = new_organization();
    let [ours, theirs] = [open(&address), open(&address)].map(|database| authority(&database, organization));
    thread::scope(|scope| {
        let waiting = ours.write(|tx| {
            let seq = tx.allot_seq()?;
            // The other one cannot get a number before this one has committed.
            let waiting = scope.spawn(|| put_request(&theirs, 11));
            while count(&reader, WAITING) == 0 && !waiting.is_finished() {
                thread::yield_now();
            }
            assert_eq!(seqs(&theirs, 0), [0_u64; 0], "nothing is seen before its time");
            let entity = request(10).into();
            tx.put_entity(&entity, seq, &[mine()].into())?;
            Ok::<_, StoreError>(waiting)
        });
        let waiting = waiting.expect("the first one commits").join().expect("the second one ends");
        assert_eq!(waiting.expect("the second one commits"), 2);
    });
    assert_eq!(seqs(&ours, 0), [1, 2]);
}
