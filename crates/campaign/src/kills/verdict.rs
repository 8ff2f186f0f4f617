//! Whether everything that was acknowledged is there, once, on the desks and on the server.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use goodturn_domain::{Entity, EntityKey, EntityKind, Scope};
use goodturn_store::{AuthorityRead, AuthorityStorage, ReplicaRead, ReplicaStorage, StoreError};
use goodturn_store_sqlite::{SqliteAuthority, SqliteReplica};
use serde_json::{Value, json};

use crate::site::{Deed, Desks, Site};

/// The pauses of a desk that was without its server go up to half a minute.
const PATIENCE: Duration = Duration::from_secs(90);
const ALL: usize = 1_000_000;

/// Waits until nothing waits on a desk, all that the server has is there, and nothing was refused.
pub(crate) fn wait_until_sent(desks: &mut Desks, desk: usize) -> Result<()> {
    wait_until_synced(desks, desk)?;
    let refused = desks.call(desk, "list_attention", &Value::Null)?;
    ensure!(refused == json!([]), "desk {desk} was refused something: {refused}");
    Ok(())
}

/// Waits until nothing waits on a desk, and all that the server has is there.
pub(crate) fn wait_until_synced(desks: &mut Desks, desk: usize) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut last = Value::Null;
    while Instant::now() < deadline {
        last = desks.call(desk, "sync_now", &Value::Null)?;
        let is_idle = last["unsent"] == 0 && last["is_syncing"] == json!(false) && last["connection"] == "online";
        if is_idle && last["last_synced_at"].is_string() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(30));
    }
    bail!("desk {desk} does not get its outbox empty: {last}")
}

/// Reads the files of a site on which nothing runs.
pub(crate) fn compare(site: &Site, deeds: &[Deed]) -> Result<()> {
    let server = SqliteAuthority::open(&site.organization_file()?)?;
    compare_with(&server, site, deeds)?;
    check_files(&server, site, deeds)
}

/// What is in the files that were attached is on the server and with whoever attached them.
fn check_files(server: &SqliteAuthority, site: &Site, deeds: &[Deed]) -> Result<()> {
    for deed in deeds {
        let key = key_of(deed)?;
        let found = server.read(|tx: &dyn AuthorityRead| tx.find_entity(key))?;
        let Some(Entity::Entry(entry)) = found else { continue };
        let Some(file) = entry.event.file() else { continue };
        let name = file.hash.to_string();
        let desk = site.desk_file(deed.desk)?.with_extension("files");
        for path in [site.server_folder().join("files/whole").join(&name), desk.join(&name)] {
            let content = fs::read(&path).with_context(|| format!("{deed:?}: {}", path.display()))?;
            ensure!(blake3::hash(&content).to_string() == name, "{deed:?}: {} is damaged", path.display());
        }
    }
    Ok(())
}

/// One desk of a site on which nothing runs has what the server has, and nothing waits there.
pub(crate) fn compare_desk(site: &Site, number: usize) -> Result<()> {
    compare_desk_but(site, number, 0)
}

/// The same of a desk of which the server has refused so much.
pub(crate) fn compare_desk_but(site: &Site, number: usize, refused: usize) -> Result<()> {
    let server = SqliteAuthority::open(&site.organization_file()?)?;
    check_desk(number, &SqliteReplica::open(&site.desk_file(number)?)?, &server, refused)?;
    check_numbers(&server)
}

/// What was acknowledged is on the server of a site on which nothing runs.
pub(crate) fn check_deeds(site: &Site, deeds: &[Deed]) -> Result<()> {
    let server = SqliteAuthority::open(&site.organization_file()?)?;
    for deed in deeds {
        let key = key_of(deed)?;
        let found = server.read(|tx: &dyn AuthorityRead| tx.find_entity(key))?;
        ensure!(found.is_some(), "{deed:?} was acknowledged and is not on the server");
    }
    Ok(())
}

/// The same as [`compare`], where the organization lies in `server`.
pub(crate) fn compare_with(server: &impl AuthorityStorage, site: &Site, deeds: &[Deed]) -> Result<()> {
    let ids: BTreeSet<&str> = deeds.iter().map(|deed| deed.id.as_str()).collect();
    ensure!(ids.len() == deeds.len(), "an id was given twice");
    for number in 0..site.people {
        let replica = SqliteReplica::open(&site.desk_file(number)?)?;
        for deed in deeds.iter().filter(|deed| deed.desk == number) {
            let key = key_of(deed)?;
            let (here, there) = replica.read(|tx| tx.find_entity(key)).and_then(|here| {
                let there = server.read(|tx: &dyn AuthorityRead| tx.find_entity(key))?;
                Ok::<_, StoreError>((here, there))
            })?;
            ensure!(there.is_some(), "{deed:?} was acknowledged and is not on the server");
            ensure!(here == there, "{deed:?} is {here:?} on the desk and {there:?} on the server");
        }
        check_desk(number, &replica, server, 0)?;
    }
    check_numbers(server)
}

pub(crate) fn key_of(deed: &Deed) -> Result<EntityKey> {
    let kind: EntityKind = serde_json::from_value(json!(deed.made))?;
    Ok(EntityKey { kind, id: deed.id.parse().context("ids are UUIDs")? })
}

/// Nothing waits, nothing was refused, and every scope has the same rows as on the server.
fn check_desk(number: usize, replica: &SqliteReplica, server: &impl AuthorityStorage, expected: usize) -> Result<()> {
    let (left, refused, scopes) = replica.read(|tx: &dyn ReplicaRead| {
        let scopes = tx.list_cursors()?.into_iter().map(|(scope, _)| scope).collect::<Vec<_>>();
        let digests = scopes.iter().map(|scope| tx.scope_digest(scope)).collect::<Result<Vec<_>, _>>()?;
        let scopes: Vec<_> = scopes.into_iter().zip(digests).collect();
        Ok::<_, StoreError>((tx.list_outbox(0, ALL)?, tx.list_attention()?, scopes))
    })?;
    ensure!(left.is_empty(), "{} operations wait on desk {number}", left.len());
    ensure!(refused.len() == expected, "desk {number} was refused {refused:?}");
    ensure!(!scopes.is_empty(), "desk {number} follows nothing");
    for (scope, here) in scopes {
        let there = server.read(|tx: &dyn AuthorityRead| tx.scope_digest(&scope))?;
        ensure!(here == there, "desk {number} has {here:?} of {scope}, the server {there:?}");
    }
    Ok(())
}

/// A request that was made twice would have used up two numbers.
fn check_numbers(server: &impl AuthorityStorage) -> Result<()> {
    let mut numbers = BTreeSet::new();
    let mut requests = 0;
    for person in people(server)? {
        for row in server.read(|tx: &dyn AuthorityRead| tx.list_feed(&Scope::Person(person), 0, ALL))? {
            let Some(body) = row.body.filter(|_| row.key.kind == EntityKind::ServiceRequest) else { continue };
            if let Entity::ServiceRequest(request) = Entity::from_json(row.key.kind, &body)?
                && request.requester == person
            {
                let number = request.number.as_ref().map(ToString::to_string);
                requests += 1;
                let is_new = numbers.insert(number.clone().context("the server numbers requests")?);
                ensure!(is_new, "two requests have the number {number:?}");
            }
        }
    }
    let last = numbers.iter().filter_map(|it| it.rsplit('-').next()?.parse::<usize>().ok()).max().unwrap_or(0);
    ensure!(last == requests, "{requests} requests used up the numbers to {last}");
    Ok(())
}

fn people(server: &impl AuthorityStorage) -> Result<Vec<goodturn_domain::PersonId>> {
    let rows = server.read(|tx: &dyn AuthorityRead| tx.list_feed(&Scope::Organization, 0, ALL))?;
    let people = rows.into_iter().filter(|row| row.key.kind == EntityKind::Person && row.body.is_some());
    Ok(people.map(|row| goodturn_domain::PersonId::new(row.key.id)).collect())
}
