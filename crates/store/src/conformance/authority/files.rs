//! Who has brought which file, and which entries have it.

use goodturn_domain::{EntryId, FileKind};

use super::super::samples::{at, attached, entry, file_hash, id, person_id};
use super::{mine, put, read, write};
use crate::authority::{AuthorityStorage, Upload};

fn upload(file: u8, person: u128, brought_at: i64) -> Upload {
    let file = file_hash(file);
    Upload { file, person: person_id(person), bytes: 1_000, kind: FileKind::Pdf, brought_at: at(brought_at) }
}

pub fn uploads_are_kept_for_each_person<S: AuthorityStorage>(storage: &S) {
    let (first, second, other) = (upload(1, 1, 10), upload(1, 2, 20), upload(2, 1, 30));
    for it in [second, first, other] {
        write(storage, |tx| tx.put_upload(&it));
    }
    let again = Upload { kind: FileKind::Other, ..first };
    write(storage, |tx| tx.put_upload(&again));

    assert_eq!(read(storage, |tx| tx.list_uploads(file_hash(1))), [again, second]);
    assert_eq!(read(storage, |tx| tx.list_uploads(file_hash(3))), []);
    let bytes = |person: Option<u128>| read(storage, |tx| tx.count_file_bytes(person.map(person_id)));
    assert_eq!((bytes(Some(1)), bytes(Some(2)), bytes(Some(3))), (2_000, 1_000, 0));
    assert_eq!(bytes(None), 2_000, "each file counts once");

    write(storage, |tx| tx.delete_uploads(file_hash(1)));

    assert_eq!(read(storage, |tx| tx.list_uploads(file_hash(1))), []);
    assert_eq!(read(storage, |tx| tx.list_uploads(file_hash(2))), [other]);
}

pub fn file_is_found_by_the_entries_that_have_it<S: AuthorityStorage>(storage: &S) {
    put(storage, attached(21, 10, 1), &[mine()]);
    put(storage, attached(20, 11, 1), &[mine()]);
    put(storage, attached(22, 10, 2), &[mine()]);
    let with = |file: u8| read(storage, |tx| tx.list_entries_with(file_hash(file)));
    let ids = |numbers: &[u128]| numbers.iter().map(|number| EntryId::new(id(*number))).collect::<Vec<_>>();
    assert_eq!(with(1), ids(&[20, 21]));

    // Its author took it back.
    put(storage, entry(21, 10), &[mine()]);

    assert_eq!(with(1), ids(&[20]));
    assert_eq!(with(2), ids(&[22]));
}

pub fn unused_files_are_found_after_a_while<S: AuthorityStorage>(storage: &S) {
    for it in [upload(1, 1, 10), upload(1, 2, 40), upload(2, 1, 20), upload(3, 1, 10), upload(4, 1, 30)] {
        write(storage, |tx| tx.put_upload(&it));
    }
    put(storage, attached(20, 10, 3), &[mine()]);
    let unused = |before: i64, limit: usize| read(storage, |tx| tx.list_unused_files(at(before), limit));

    assert_eq!(unused(30, 10), [file_hash(2)]);
    assert_eq!(unused(41, 10), [file_hash(1), file_hash(2), file_hash(4)]);
    assert_eq!(unused(41, 2), [file_hash(1), file_hash(2)]);
}
