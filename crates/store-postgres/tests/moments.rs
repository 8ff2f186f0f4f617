//! Reads of one moment, while others write.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_store_postgres::{PostgresDatabase, PostgresSchema};
use goodturn_test_support::postgres::Cluster;

use crate::server::{authority, new_organization, open, put_request};

const SCRIPTS: &[&str] = &["create table notes (note bigint primary key)"];
const MOMENTS: usize = 40;

/// Ends the writing, however the test ends.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn beside(database: &PostgresDatabase) -> PostgresSchema {
    database.schema("beside", SCRIPTS).expect("the schema is made")
}

fn count_notes(schema: &PostgresSchema) -> u64 {
    let counted: Result<i64, StoreError> = schema.read(|tx| {
        let rows = tx.rows("select count(*) from notes", &[])?;
        Ok(rows[0].get(0))
    });
    counted.expect("notes can be counted").cast_unsigned()
}

#[test]
fn what_lies_beside_and_the_records_are_of_the_same_moment() {
    let database = open(&Cluster::shared().new_database());
    let organization = new_organization();
    let (storage, schema) = (authority(&database, organization), beside(&database));
    let is_over = AtomicBool::new(false);

    thread::scope(|scope| {
        // A note, then the request it is about: never the other way round, and never two notes ahead.
        scope.spawn(|| {
            for number in 0_u32.. {
                let noted: Result<u64, StoreError> =
                    schema.write(|tx| tx.execute("insert into notes (note) values ($1)", &[&i64::from(number)]));
                noted.expect("a note is taken");
                put_request(&storage, 1_000 + u128::from(number)).expect("a request is put");
                if is_over.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        let _over = Over(&is_over);
        for _ in 0..MOMENTS {
            let moment = database.at_one_moment().expect("there is a moment");
            let records = authority(&moment, organization);
            let requests = records.read(|tx| tx.head()).expect("the head can be read").seq;
            // Two more are written, so that two snapshots would be told from one.
            while count_notes(&schema) < requests + 3 {
                thread::yield_now();
            }
            let notes = count_notes(&beside(&moment));
            assert!((requests..=requests + 1).contains(&notes), "{requests} requests, {notes} notes");
            let again = records.read(|tx| tx.head()).expect("the head can be read").seq;
            assert_eq!(again, requests, "it stays the same moment");
        }
    });
}
