//! A device's file as the first version wrote it, with operations that were never sent.

use std::fs;

use anyhow::{Context, Result};
use goodturn_domain::{DeviceId, FollowUpId, Intent, OperationId, PersonId, Timestamp};
use goodturn_sync::SentOperation;
use rusqlite::{Connection, params};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::site::{Deed, Site};

const FIRST_SCHEMA: &str = include_str!("../../../store-sqlite/migrations/replica/0001_replica.sql");
/// Says what kind of file it is.
const APPLICATION_ID: i32 = 0x4774_5265;
/// Enough for the upgrade to take a moment.
const OPERATIONS: u64 = 40;

/// Gives a desk such a file in place of its own, and says what waits in it.
pub(super) fn put_in_place(site: &Site, desk: usize) -> Result<Vec<Deed>> {
    let file = site.desk_file(desk)?;
    for part in ["", "-wal", "-shm", ".lock"] {
        let path = format!("{}{part}", file.display());
        if fs::exists(&path)? {
            fs::remove_file(path)?;
        }
    }
    let identity = site.identity(desk)?;
    let (device, actor): (DeviceId, PersonId) = (read(&identity, "device")?, read(&identity, "person")?);
    let db = Connection::open(&file)?;
    db.execute_batch("begin")?;
    db.execute_batch(FIRST_SCHEMA)?;
    let mut deeds = Vec::new();
    for n in 1..=OPERATIONS {
        let (id, reminder) =
            (Uuid::from_u64_pair(device.uuid().as_u64_pair().0, n), FollowUpId::derived(device.uuid(), &n.to_string()));
        let sent = a_reminder(OperationId::new(id), device, n, actor, reminder)?;
        db.execute(
            "insert into outbox (n, operation_id, body, touched) values (?1, ?2, ?3, '[]')",
            params![n.cast_signed(), id.as_bytes(), serde_json::to_string(&sent)?],
        )?;
        deeds.push(Deed { desk, made: "follow_up".into(), id: reminder.to_string() });
    }
    db.execute("update state set last_n = ?1", [OPERATIONS.cast_signed()])?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    db.pragma_update(None, "user_version", 1)?;
    db.execute_batch("commit")?;
    Ok(deeds)
}

fn read<T: DeserializeOwned>(identity: &Value, what: &str) -> Result<T> {
    serde_json::from_value(identity[what].clone()).with_context(|| format!("a desk that joined has a {what}"))
}

fn a_reminder(
    id: OperationId,
    device: DeviceId,
    n: u64,
    actor: PersonId,
    follow_up: FollowUpId,
) -> Result<SentOperation> {
    let at: Timestamp = chrono::Utc::now().into();
    let due = at.plus(chrono::TimeDelta::days(900));
    let words = Some(goodturn_domain::Words::new("Written by the first version")?);
    let intent = Intent::Remind { follow_up, request: None, words, due, if_no_reply: false };
    Ok(SentOperation { id, device, n, actor, at, schema: 1, payload: serde_json::to_value(&intent)?.into() })
}
