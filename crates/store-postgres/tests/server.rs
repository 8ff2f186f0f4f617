//! The tests' server, as they see it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use goodturn_domain::{OrganizationId, Scope};
use goodturn_store::conformance::samples::{id, person_id, request};
use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_store_postgres::{PostgresAuthority, PostgresDatabase};
use goodturn_test_support::postgres::Cluster;
use tokio::runtime::{Handle, Runtime};
use tokio_postgres::{Client, NoTls};

/// Where connections live.
pub(crate) fn runtime() -> Handle {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("there are threads for a runtime")).handle().clone()
}

pub(crate) fn open(address: &str) -> PostgresDatabase {
    PostgresDatabase::open(&address.into(), runtime()).expect("the tests' database opens")
}

/// A database that tests share which keep to an organization of their own.
pub(crate) fn shared_database() -> PostgresDatabase {
    static SHARED: OnceLock<PostgresDatabase> = OnceLock::new();
    SHARED.get_or_init(|| open(&Cluster::shared().new_database())).clone()
}

/// An organization that no other test has.
pub(crate) fn new_organization() -> OrganizationId {
    static LAST: AtomicU64 = AtomicU64::new(0);
    OrganizationId::new(id(0x1000 + u128::from(LAST.fetch_add(1, Ordering::Relaxed))))
}

pub(crate) fn authority(database: &PostgresDatabase, organization: OrganizationId) -> PostgresAuthority {
    PostgresAuthority::open(database.clone(), organization).expect("the organization opens")
}

/// A connection beside the storage.
pub(crate) fn connect(address: &str) -> Client {
    runtime().block_on(async {
        let (client, connection) = tokio_postgres::connect(address, NoTls).await.expect("the server answers");
        tokio::spawn(connection);
        client
    })
}

/// Runs statements one after the other.
pub(crate) fn run(client: &Client, sql: &str) {
    runtime().block_on(client.batch_execute(sql)).expect("the statements are fine");
}

/// The number in the only column of the only row.
pub(crate) fn count(client: &Client, sql: &str) -> i64 {
    runtime().block_on(client.query_one(sql, &[])).expect("the statement is fine").get(0)
}

pub(crate) fn mine() -> Scope {
    Scope::Person(person_id(1))
}

/// Puts a request under the next number.
pub(crate) fn put_request(storage: &impl AuthorityStorage, number: u128) -> Result<u64, StoreError> {
    storage.write(|tx| {
        let seq = tx.allot_seq()?;
        tx.put_entity(&request(number).into(), seq, &[mine()].into())?;
        tx.extend_chain([1; 32])?;
        Ok(seq)
    })
}

/// The numbers in the feed above `after`.
pub(crate) fn seqs(storage: &impl AuthorityStorage, after: u64) -> Vec<u64> {
    let rows = storage.read(|tx| tx.list_feed(&mine(), after, usize::MAX)).expect("the feed can be read");
    rows.into_iter().map(|row| row.seq).collect()
}
