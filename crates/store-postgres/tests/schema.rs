//! What lets the tables be spread over nodes by organization, and keeps organizations apart.

use std::fs;

use goodturn_test_support::postgres::Cluster;

use crate::server::{connect, count, open, runtime};

/// The version of the tables is that of the whole database.
const TABLES: &str = "select count(*) from pg_tables where schemaname = 'public' and tablename <> 'goodturn_schema'";

#[test]
fn keys_and_indexes_begin_with_the_organization() {
    let address = Cluster::shared().new_database();
    open(&address);
    let client = connect(&address);
    let indexes = runtime().block_on(client.query(
        "select c.relname, a.attname from pg_index i
         join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
         where t.relnamespace = 'public'::regnamespace and t.relname <> 'goodturn_schema'",
        &[],
    ));

    let indexes = indexes.expect("the catalogue can be read");
    assert!(indexes.len() > 13, "there are indexes");
    for index in indexes {
        assert_eq!(index.get::<_, &str>(1), "org_id", "{}", index.get::<_, &str>(0));
    }
    let keyed = count(
        &client,
        "select count(*) from pg_constraint where contype = 'p' and connamespace = 'public'::regnamespace
         and conrelid <> 'goodturn_schema'::regclass",
    );
    assert_eq!(keyed, count(&client, TABLES), "every table has a primary key");
}

#[test]
fn nothing_reaches_across_organizations() {
    let address = Cluster::shared().new_database();
    open(&address);
    let client = connect(&address);

    assert_eq!(count(&client, "select count(*) from pg_constraint where contype = 'f'"), 0, "foreign keys");
    assert_eq!(count(&client, "select count(*) from pg_sequences"), 0, "sequences");
    let walled = count(
        &client,
        "select count(*) from pg_class c join pg_policy p on p.polrelid = c.oid
         where c.relrowsecurity and c.relforcerowsecurity and p.polcmd = '*'",
    );
    assert_eq!(walled, count(&client, TABLES), "every table has row security, for its owner too");
}

#[test]
fn the_script_for_citus_names_every_table() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/citus/distribute.sql");
    let script = fs::read_to_string(script).expect("the script is there");
    let address = Cluster::shared().new_database();
    open(&address);
    let tables = runtime().block_on(connect(&address).query(
        "select tablename::text from pg_tables where schemaname = 'public' and tablename <> 'goodturn_schema'",
        &[],
    ));

    for table in tables.expect("the catalogue can be read") {
        let table: String = table.get(0);
        assert!(script.contains(&format!("'{table}'")), "{table} would stay on the coordinator");
    }
}
