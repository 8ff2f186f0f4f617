//! Operations that stand somewhere in the bytes of a file, whatever became of its structure.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use goodturn_domain::{Intent, OperationId};
use goodturn_store::OutboxRecord;
use serde::Deserialize;
use uuid::Uuid;

use crate::lock::beside;

/// How every operation begins that was put into an outbox.
const BEGINNING: &[u8] = b"{\"id\":\"";

/// What tells an operation from an entity, whose text begins the same way.
#[derive(Deserialize)]
struct Sent<'a> {
    id: OperationId,
    device: Uuid,
    n: u64,
    #[serde(rename = "actor")]
    _actor: Uuid,
    #[serde(rename = "at")]
    _at: i64,
    #[serde(rename = "schema")]
    _schema: u32,
    #[serde(borrow)]
    payload: &'a serde_json::value::RawValue,
}

/// One wording of an operation. A log holds many copies of a page, and where bytes have fallen over
/// they differ.
struct Wording {
    id: OperationId,
    device: Uuid,
    n: u64,
    /// This version understands it: a byte that fell over in a name makes an intent nobody knows.
    is_understood: bool,
    copies: usize,
}

impl Wording {
    /// What a byte that fell over made stands there once. Of numbers that a device gave one after
    /// another the last one counts.
    fn rank(&self) -> (bool, bool, u64, usize) {
        (self.is_understood, self.copies > 1, self.n, self.copies)
    }
}

/// Everything in a database file and its log that reads as an operation.
#[derive(Default)]
pub(super) struct Carved(BTreeMap<String, Wording>);

impl Carved {
    pub(super) fn from_files(path: &Path) -> Self {
        let mut carved = Self::default();
        for part in ["", "-wal"] {
            // What cannot be read holds nothing that could be salvaged.
            let bytes = fs::read(beside(path, part)).unwrap_or_default();
            for at in starts(&bytes) {
                if let Some(body) = whole_value(&bytes[at..]) {
                    carved.count(body);
                }
            }
        }
        carved
    }

    /// Counts one copy of a text, and says whether it is an operation.
    pub(super) fn count(&mut self, body: &str) -> bool {
        if let Some(known) = self.0.get_mut(body) {
            known.copies += 1;
            return true;
        }
        let Ok(sent) = serde_json::from_str::<Sent>(body) else { return false };
        let is_understood = serde_json::from_str::<Intent>(sent.payload.get()).is_ok();
        let wording = Wording { id: sent.id, device: sent.device, n: sent.n, is_understood, copies: 1 };
        self.0.insert(body.to_owned(), wording);
        true
    }

    /// Each operation in its best wording. A device gives a number once: another id under the same
    /// number, of a lower rank, is the same operation with a byte in its id that fell over. Some of
    /// them were settled long ago; offering those again changes nothing, since their ids stay.
    pub(super) fn best(self) -> Vec<OutboxRecord> {
        let mut wordings: Vec<(String, Wording)> = self.0.into_iter().collect();
        wordings.sort_by_key(|(_, wording)| std::cmp::Reverse(wording.rank()));
        let (mut ids, mut numbers, mut best) = (BTreeSet::new(), BTreeMap::new(), Vec::new());
        for (body, wording) in wordings {
            let first = *numbers.entry((wording.device, wording.n)).or_insert(wording.rank());
            if first <= wording.rank() && ids.insert(wording.id) {
                // Without what it touched: on a new file everything is decided again with the first page.
                best.push(OutboxRecord { n: wording.n, id: wording.id, body, touched: Vec::new(), applied_seq: None });
            }
        }
        best
    }
}

fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let windows = bytes.windows(BEGINNING.len()).enumerate();
    windows.filter(|(_, window)| *window == BEGINNING).map(|(at, _)| at)
}

fn whole_value(bytes: &[u8]) -> Option<&str> {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<serde::de::IgnoredAny>();
    values.next()?.ok()?;
    std::str::from_utf8(&bytes[..values.byte_offset()]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(n: u128, payload: &str) -> String {
        let id = Uuid::from_u128(n);
        format!(r#"{{"id":"{id}","device":"{id}","n":{n},"actor":"{id}","at":1,"schema":1,"payload":{payload}}}"#)
    }

    fn carve(file: &[u8], log: &[u8]) -> Vec<(u64, String)> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("device.db");
        fs::write(&path, file).expect("it can be written");
        fs::write(beside(&path, "-wal"), log).expect("it can be written");
        let mut found: Vec<_> = Carved::from_files(&path).best().into_iter().map(|it| (it.n, it.body)).collect();
        found.sort();
        found
    }

    #[test]
    fn operations_are_found_between_other_bytes() {
        let entity = r#"{"id":"00000000-0000-0000-0000-000000000009","title":"A ladder"}"#;
        let [one, two, four] = [1, 2, 4].map(|n| sent(n, r#"{"type":"x"}"#));
        let file = [&[0xff, 0], one.as_bytes(), &[7; 30], entity.as_bytes(), &four.as_bytes()[..60]].concat();

        assert_eq!(carve(&file, two.as_bytes()), [(1, one), (2, two)]);
    }

    #[test]
    fn of_copies_that_differ_the_most_frequent_one_is_taken() {
        let good = sent(1, r#"{"type":"x","words":"A ladder"}"#);
        for (from, to) in [("ladder", "lodder"), ("\"id\":\"00", "\"id\":\"70"), ("\"n\":1", "\"n\":7")] {
            let fallen = good.replacen(from, to, 1);
            assert_ne!(fallen, good);
            let log = [good.as_bytes(), b"..", good.as_bytes(), b"..", fallen.as_bytes()].concat();

            assert_eq!(carve(b"", &log), [(1, good.clone())], "{to}");
        }
    }

    #[test]
    fn of_two_copies_the_one_that_is_understood_is_taken() {
        let request = Uuid::from_u128(8);
        let good = sent(1, &format!(r#"{{"type":"withdraw","request":"{request}"}}"#));
        let fallen = good.replace("withdraw", "withdrbw");

        for log in [[good.as_bytes(), fallen.as_bytes()].concat(), [fallen.as_bytes(), good.as_bytes()].concat()] {
            assert_eq!(carve(b"", &log), [(1, good.clone())]);
        }
    }
}
