//! The floor: rows of the same kind and size by pgbench, one operation a transaction, in no order.

use std::fs;

use anyhow::{Context, Result, ensure};
use goodturn_test_support::postgres::Cluster;

use super::{SECONDS, WRITERS};

const TABLES: &str = "create schema floor;
create table floor.entities (org_id bigint, id bigint, body text, primary key (org_id, id));
create table floor.feed (org_id bigint, id bigint, scope bigint, seq bigint, primary key (org_id, id, scope));
create index on floor.feed (org_id, scope, seq);
create table floor.outcomes (org_id bigint, id bigint, verdict text, primary key (org_id, id));";

/// An entity, two rows in the feed and an outcome: the least that one operation leaves.
const SCRIPT: &str = "\\set org random(1, 1000)
\\set id random(1, 9000000000000000000)
begin;
insert into floor.entities values (:org, :id, repeat('x', 600)) on conflict (org_id, id) do nothing;
insert into floor.feed values (:org, :id, 1, :id), (:org, :id, 2, :id) on conflict (org_id, id, scope) do nothing;
insert into floor.outcomes values (:org, :id, '{\"type\":\"applied\"}') on conflict (org_id, id) do nothing;
commit;
";

/// Transactions a second.
pub(super) fn measure(cluster: &Cluster, url: &str) -> Result<f64> {
    let database = url.split_whitespace().find_map(|it| it.strip_prefix("dbname=")).context("a database")?;
    let folder = tempfile::tempdir()?;
    let script = folder.path().join("operation.sql");
    fs::write(&script, SCRIPT)?;
    let made = cluster.program("psql").args(["--quiet", "--command", TABLES, database]).output()?;
    ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut pgbench = cluster.program("pgbench");
    pgbench.args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2"]).arg("--client").arg(WRITERS.to_string());
    pgbench.arg("--time").arg(SECONDS.to_string()).arg("--file").arg(&script).arg(database);
    let output = pgbench.output().context("running pgbench")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    tps.with_context(|| format!("pgbench says no figure: {said} {}", String::from_utf8_lossy(&output.stderr)))
}
