//! Row security: the wall behind the statements, which all name their organization.

use goodturn_store::AuthorityStorage;
use goodturn_test_support::postgres::Cluster;

use crate::server::{authority, connect, count, new_organization, open, put_request, run, runtime, seqs};

const COUNT: &str = "select count(*) from entities";

#[test]
fn statements_see_the_organization_of_their_transaction_and_no_other() {
    let address = Cluster::shared().new_database();
    let database = open(&address);
    let [ours, theirs] = [new_organization(), new_organization()];
    put_request(&authority(&database, ours), 10).expect("we write");
    authority(&database, theirs);
    let client = connect(&address);
    let see_as = |organization: goodturn_domain::OrganizationId| {
        run(&client, &format!("begin; select set_config('goodturn.org', '{}', true)", organization.uuid()));
        let seen = count(&client, COUNT);
        run(&client, "commit");
        seen
    };

    assert_eq!(count(&client, COUNT), 0, "before anything is set");
    assert_eq!(see_as(ours), 1);
    assert_eq!(count(&client, COUNT), 0, "after a transaction that had set it");
    assert_eq!(see_as(theirs), 0);
}

#[test]
fn rows_of_another_organization_cannot_be_written() {
    let address = Cluster::shared().new_database();
    let [ours, theirs] = [new_organization(), new_organization()];
    let storage = authority(&open(&address), theirs);
    let client = connect(&address);
    run(&client, &format!("begin; select set_config('goodturn.org', '{}', true)", ours.uuid()));

    let update = format!("update org_head set seq = 7 where org_id = '{}'", theirs.uuid());
    let updated = runtime().block_on(client.execute(&update, &[]));
    let insert = format!("insert into owners (org_id, person_id) values ('{0}', '{0}')", theirs.uuid());
    let inserted = runtime().block_on(client.execute(&insert, &[]));

    assert_eq!(updated.expect("it is a statement like others"), 0);
    assert!(inserted.is_err_and(|error| error.code().is_some_and(|code| code.code() == "42501")));
    assert_eq!(storage.read(|tx| tx.head()).expect("their head can be read").seq, 0);
}

#[test]
fn organizations_of_a_database_do_not_see_each_other() {
    let database = open(&Cluster::shared().new_database());
    let [ours, theirs] = [new_organization(), new_organization()].map(|it| authority(&database, it));

    put_request(&ours, 10).expect("we write");
    put_request(&ours, 11).expect("we write again");
    put_request(&theirs, 10).expect("they write");

    assert_eq!(seqs(&ours, 0), [1, 2]);
    assert_eq!(seqs(&theirs, 0), [1]);
}
