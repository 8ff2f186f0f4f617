//! Whose agreement a request waits for.

use std::collections::BTreeSet;

use goodturn_domain::{PersonId, ServiceRequest};
use rusqlite::{Connection, params};

use crate::column::blob;
use crate::fault::Fault;

/// Those who are missing as the column has them; none when nobody is.
pub(super) fn column(request: &ServiceRequest) -> Option<String> {
    let missing: BTreeSet<PersonId> = request.missing_approvers().collect();
    (!missing.is_empty()).then(|| serde_json::to_string(&missing).expect("ids are JSON"))
}

/// The request waits for others than before.
pub(super) fn change(db: &Connection, entity_id: i64, before: Option<&str>, after: Option<&str>) -> Result<(), Fault> {
    if before == after {
        return Ok(());
    }
    let (before, after) = (read(before), read(after));
    for person in before.difference(&after) {
        db.prepare_cached("delete from request_approvers where person = ?1 and entity_id = ?2")?
            .execute(params![blob(person.uuid()), entity_id])?;
    }
    for person in after.difference(&before) {
        db.prepare_cached("insert into request_approvers (person, entity_id) values (?1, ?2)")?
            .execute(params![blob(person.uuid()), entity_id])?;
    }
    Ok(())
}

fn read(column: Option<&str>) -> BTreeSet<PersonId> {
    column.and_then(|people| serde_json::from_str(people).ok()).unwrap_or_default()
}
