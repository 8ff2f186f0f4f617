//! Organizations in PostgreSQL: operations a second in one and over a thousand, created over HTTP,
//! and rows that a reader misses. Beside pgbench writing the same kind of rows without an order.

mod feed;
mod http;
mod organizations;
mod pgbench;

use anyhow::{Context, Result};
use goodturn_store_postgres::PostgresDatabase;
use goodturn_test_support::postgres::Cluster;
use tokio::runtime::Handle;

use crate::figures::Figure;

/// As many as a server of two cores has to do with, and as the measurements of others.
const WRITERS: usize = 16;
/// How long each figure is measured.
const SECONDS: u64 = 8;

/// What a server is given that does nothing else; durable like every other.
const SETTINGS: &[&str] =
    &["shared_buffers=512MB", "max_wal_size=4GB", "checkpoint_timeout=15min", "max_connections=100"];

/// Measures everything. Blocks.
pub(crate) fn measure(runtime: &Handle, rows: u64) -> Result<Vec<Figure>> {
    let cluster = Cluster::start_with(SETTINGS).context("a PostgreSQL of our own")?;
    let url = cluster.new_database();
    let database = PostgresDatabase::open(&url.as_str().into(), runtime.clone())?;

    eprintln!("▸ pgbench, {WRITERS} clients, {SECONDS} s …");
    let floor = pgbench::measure(&cluster, &url)?;
    eprintln!("▸ a thousand organizations …");
    let crowd = organizations::found(&database, 1_000)?;
    let singly = organizations::write(&crowd, 1)?;
    let together = organizations::write(&crowd, organizations::PUSH)?;
    eprintln!("▸ one organization …");
    let one = organizations::write_one(&crowd[0])?;
    eprintln!("▸ created over HTTP …");
    let created = runtime.block_on(http::measure(&cluster))?;
    eprintln!("▸ {rows} rows by {WRITERS} writers, and a reader …");
    let naive = feed::follow_sequence(&cluster, runtime, rows)?;
    let ours = feed::follow_head(&database, rows)?;
    Ok(vec![
        Figure::new("PG.unordered_per_s", floor, "/s"),
        Figure::new("PG.orgs_1000_single_per_s", singly, "/s").over(floor),
        Figure::new("PG.orgs_1000_per_s", together, "/s").over(floor).at_least(8_000.0),
        Figure::new("PG.one_org_per_s", one, "/s").over(floor).at_least(5_000.0),
        Figure::new("PG.create_http_per_s", created.per_second, "/s").over(floor).at_least(5_000.0),
        Figure::new("PG.create_http_p99_ms", created.p99_ms, "ms"),
        Figure::new("PG.sequence_missed", naive.missed_percent(), "%"),
        Figure::new("PG.head_row_missed", ours.missed as f64, "").at_most(0.0),
        Figure::new("PG.head_row_per_s", ours.per_second, "/s").over(naive.per_second),
    ])
}
