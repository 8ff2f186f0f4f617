//! Operations that stand somewhere in the bytes of a file, whatever became of its structure.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use goodturn_domain::OperationId;
use goodturn_store::OutboxRecord;
use serde::Deserialize;
use serde::de::IgnoredAny;
use uuid::Uuid;

use crate::lock::beside;

/// How every operation begins that was put into an outbox.
const BEGINNING: &[u8] = b"{\"id\":\"";

/// What tells an operation from an entity, whose text begins the same way. Nothing else is read.
#[derive(Deserialize)]
struct Sent {
    id: OperationId,
    n: u64,
    #[serde(rename = "device")]
    _device: Uuid,
    #[serde(rename = "actor")]
    _actor: Uuid,
    #[serde(rename = "payload")]
    _payload: IgnoredAny,
}

/// Every whole operation in a database file and its log, by id. Some of them were settled long ago;
/// offering those again changes nothing, since their ids stay.
pub(super) fn operations(path: &Path) -> BTreeMap<OperationId, OutboxRecord> {
    let mut found = BTreeMap::new();
    for part in ["", "-wal"] {
        // What cannot be read holds nothing that could be salvaged.
        let bytes = fs::read(beside(path, part)).unwrap_or_default();
        for at in starts(&bytes) {
            if let Some(record) = read(&bytes[at..]) {
                found.insert(record.id, record);
            }
        }
    }
    found
}

fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let windows = bytes.windows(BEGINNING.len()).enumerate();
    windows.filter(|(_, window)| *window == BEGINNING).map(|(at, _)| at)
}

fn read(bytes: &[u8]) -> Option<OutboxRecord> {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<Sent>();
    let sent = values.next()?.ok()?;
    let body = std::str::from_utf8(&bytes[..values.byte_offset()]).ok()?.to_owned();
    // Without what it touched: on a new file everything is decided again with the first page.
    Some(OutboxRecord { n: sent.n, id: sent.id, body, touched: Vec::new(), applied_seq: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_found_between_other_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("device.db");
        let sent = |n: u128| {
            let id = Uuid::from_u128(n);
            format!(
                r#"{{"id":"{id}","device":"{id}","n":{n},"actor":"{id}","at":1,"schema":1,"payload":{{"type":"x"}}}}"#
            )
        };
        let entity = r#"{"id":"00000000-0000-0000-0000-000000000009","title":"A ladder"}"#;
        let cut = &sent(4)[..60];
        let file = [&[0xff, 0], sent(1).as_bytes(), &[7; 30], entity.as_bytes(), cut.as_bytes()].concat();
        fs::write(&path, file).expect("it can be written");
        fs::write(beside(&path, "-wal"), sent(2)).expect("it can be written");

        let found: Vec<_> = operations(&path).into_values().map(|it| (it.n, it.body)).collect();

        assert_eq!(found, [(1, sent(1)), (2, sent(2))]);
    }
}
