//! Opening a database: its tables are made once, and what would break our promises is refused.

use std::thread;
use std::time::Duration;

use goodturn_store::StoreError;
use goodturn_store_postgres::PostgresDatabase;
use goodturn_test_support::postgres::Cluster;

use crate::server::{authority, connect, count, new_organization, open, put_request, run, runtime, seqs};

fn refusal(address: &str) -> StoreError {
    PostgresDatabase::open(&address.into(), runtime()).expect_err("this must be refused")
}

#[test]
fn processes_that_start_together_make_the_tables_once() {
    let address = Cluster::shared().new_database();

    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| open(&address));
        }
    });

    let scripts = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).expect("the scripts are there");
    assert_eq!(count(&connect(&address), "select version from goodturn_schema"), scripts.count() as i64);
}

#[test]
fn what_was_written_is_there_when_it_is_opened_again() {
    let address = Cluster::shared().new_database();
    let organization = new_organization();
    put_request(&authority(&open(&address), organization), 10).expect("the first one writes");

    let again = authority(&open(&address), organization);

    assert_eq!(seqs(&again, 0), [1]);
}

#[test]
fn tables_of_a_newer_version_are_left_alone() {
    let address = Cluster::shared().new_database();
    open(&address);
    let client = connect(&address);
    run(&client, "update goodturn_schema set version = 99");

    let refused = refusal(&address);

    assert!(matches!(refused, StoreError::NewerSchema { found: 99, .. }), "{refused}");
    assert_eq!(count(&client, "select version from goodturn_schema"), 99);
}

#[test]
fn a_role_above_row_security_is_refused() {
    let address = Cluster::shared().new_database();
    let superuser = Cluster::shared().as_superuser(&address);

    let refused = refusal(&superuser);

    assert!(matches!(refused, StoreError::Unavailable(_)));
    assert!(refused.to_string().contains("BYPASSRLS"), "{refused}");
    assert_eq!(count(&connect(&address), "select count(*) from pg_tables where schemaname = 'public'"), 0);
}

#[test]
fn a_database_that_confirms_too_early_is_refused() {
    let address = Cluster::shared().new_database();
    run(
        &connect(&address),
        "do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$",
    );

    let refused = refusal(&address);

    assert!(refused.to_string().contains("synchronous_commit"), "{refused}");
}

#[test]
fn what_asks_for_encryption_never_goes_without() {
    let address = Cluster::shared().new_database();

    let refused = refusal(&address.replace("sslmode=disable", "sslmode=require"));

    assert!(matches!(refused, StoreError::Unavailable(_)));
    assert!(refused.to_string().contains("TLS"), "{refused}");
}

#[test]
fn a_server_that_is_not_there_is_unavailable() {
    let refused = refusal("host=/nowhere user=goodturn dbname=goodturn sslmode=disable");

    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
}

#[test]
fn a_server_that_is_just_leaving_does_not_use_the_database() {
    let address = Cluster::shared().new_database();
    let database = open(&address);
    let other = connect(&address);
    run(&other, "set application_name = 'goodturn elsewhere'");
    assert!(database.is_in_use().expect("it can be asked"), "another server has it open");

    runtime().spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        drop(other);
    });

    assert!(!database.is_in_use().expect("it can be asked"), "the other one has left meanwhile");
}
