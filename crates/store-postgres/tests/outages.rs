//! Connections that are lost, and transactions that fail half-way.

use goodturn_store::conformance::samples::request;
use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_test_support::postgres::Cluster;

use crate::server::{authority, connect, count, mine, new_organization, open, put_request, run, seqs};

const END_OTHERS: &str = "select count(pg_terminate_backend(pid)) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()";

#[test]
fn a_connection_lost_within_a_transaction_leaves_nothing_behind() {
    let address = Cluster::shared().new_database();
    let storage = authority(&open(&address), new_organization());
    let administrator = connect(&Cluster::shared().as_superuser(&address));
    put_request(&storage, 10).expect("all is well");

    let lost: Result<(), StoreError> = storage.write(|tx| {
        let seq = tx.allot_seq()?;
        tx.put_entity(&request(11).into(), seq, &[mine()].into())?;
        tx.scope_digest(&mine())?;
        assert!(count(&administrator, END_OTHERS) > 0);
        tx.next_number("HR").map(|_| ())
    });

    assert!(matches!(lost, Err(StoreError::Unavailable(_))), "{lost:?}");
    assert_eq!(seqs(&storage, 0), [1], "nothing of it happened");
    assert_eq!(put_request(&storage, 12).expect("the next write works"), 2);
    assert_eq!(storage.write(|tx| tx.next_number("HR")).expect("so does this one"), 1);
}

#[test]
fn connections_lost_at_rest_are_not_noticed() {
    let address = Cluster::shared().new_database();
    let storage = authority(&open(&address), new_organization());
    let administrator = connect(&Cluster::shared().as_superuser(&address));
    put_request(&storage, 10).expect("all is well");

    assert!(count(&administrator, END_OTHERS) > 0);

    assert_eq!(put_request(&storage, 11).expect("another connection is taken"), 2);
}

#[test]
fn a_failure_that_was_passed_over_is_not_committed() {
    let address = Cluster::shared().new_database();
    let storage = authority(&open(&address), new_organization());
    let administrator = connect(&Cluster::shared().as_superuser(&address));
    put_request(&storage, 10).expect("all is well");
    run(&administrator, "revoke select on numbers from goodturn");

    let committed: Result<(), StoreError> = storage.write(|tx| {
        let seq = tx.allot_seq()?;
        tx.put_entity(&request(11).into(), seq, &[mine()].into())?;
        assert!(tx.next_number("HR").is_err());
        Ok(())
    });

    assert!(matches!(committed, Err(StoreError::Unavailable(_))), "{committed:?}");
    assert_eq!(seqs(&storage, 0), [1]);
}

#[test]
fn each_failure_says_what_can_be_done_about_it() {
    let address = Cluster::shared().new_database();
    let storage = authority(&open(&address), new_organization());
    let administrator = connect(&Cluster::shared().as_superuser(&address));
    let fail_with = |code: &str| {
        run(
            &administrator,
            &format!(
                "create or replace function fail() returns trigger language plpgsql
                 as $$ begin raise exception 'refused' using errcode = '{code}'; end $$;
                 create or replace trigger failing before update on org_head execute function fail()"
            ),
        );
        put_request(&storage, 10).expect_err("the head cannot be moved")
    };

    assert!(matches!(fail_with("53100"), StoreError::Full(_)));
    assert!(matches!(fail_with("XX001"), StoreError::Damaged(_)));
    assert!(matches!(fail_with("23505"), StoreError::Inconsistent { .. }));
    assert!(matches!(fail_with("40001"), StoreError::Conflict(_)));
    assert_eq!(fail_with("40P01").to_string(), "others got in the way: PostgreSQL says: refused (40P01)");
    assert!(matches!(fail_with("57014"), StoreError::Unavailable(_)));

    run(&administrator, "drop trigger failing on org_head");
    assert_eq!(put_request(&storage, 10).expect("it can be moved again"), 1);
}

#[test]
fn a_body_that_cannot_be_read_is_named() {
    let address = Cluster::shared().new_database();
    let storage = authority(&open(&address), new_organization());
    let administrator = connect(&Cluster::shared().as_superuser(&address));
    put_request(&storage, 10).expect("all is well");
    run(&administrator, "update entities set body = '{}'");

    let key = request(10).id.into();
    let found = storage.read(|tx| tx.find_entity(key));

    let Err(StoreError::Inconsistent { table, row, .. }) = found else { panic!("{found:?}") };
    assert_eq!((table, row.as_str()), ("entities", "service_request 00000000-0000-0000-0000-00000000000a"));
}

#[test]
fn a_panic_within_a_transaction_rolls_it_back() {
    let storage = authority(&open(&Cluster::shared().new_database()), new_organization());

    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        storage.write(|tx| -> Result<(), StoreError> {
            tx.allot_seq()?;
            tx.next_number("HR")?;
            panic!("a rule has a bug")
        })
    }));

    assert!(outcome.is_err());
    assert_eq!(put_request(&storage, 10).expect("nobody holds the head"), 1);
}
