//! A file and its log before SQLite opens them: damage that it would take for something else.
//!
//! SQLite reads a log up to the first frame whose checksum fails, and takes the rest for what a
//! crash cut off; commits behind a damaged frame vanish without a word. A crash cuts off the last
//! commit only, because every commit is synced before the next one begins. So frames that follow
//! a whole commit behind a bad frame were acknowledged once (format: sqlite.org, "WAL-Index and
//! the WAL file format").

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::lock::beside;

const FILE_HEADER: usize = 100;
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// What is wrong with a file that nobody has open, if it can be told from its outside. A file that
/// was closed in good order is only asked whether it is there at all.
pub(crate) fn find_damage(path: &Path, was_clean: bool) -> Option<&'static str> {
    if is_orphaned(path) {
        return Some("the file is gone or empty, and its log is not");
    }
    let header = fs::File::open(path).ok().filter(|_| !was_clean)?;
    let mut bytes = Vec::with_capacity(FILE_HEADER);
    header.take(FILE_HEADER as u64).read_to_end(&mut bytes).ok()?;
    (bytes.len() == FILE_HEADER && !is_of_this_age(&bytes)).then_some("the header of the file is damaged")
}

/// Numbers that SQLite has left alone for twenty years. With others it opens a file for reading only,
/// or says that it is too new, where a byte has fallen over.
fn is_of_this_age(header: &[u8]) -> bool {
    let (write_version, read_version) = (header[18], header[19]);
    (1..=2).contains(&write_version)
        && (1..=2).contains(&read_version)
        && word(header, 44) <= 4
        && word(header, 56) <= 3
}

/// What is wrong with the log beside a database file, if it can be told.
pub(crate) fn damage_of_log(path: &Path) -> Option<&'static str> {
    find(&fs::read(beside(path, "-wal")).ok()?)
}

/// Whether there is a log without the file that it belongs to. SQLite would make a new file and
/// throw the log away.
pub(crate) fn is_orphaned(path: &Path) -> bool {
    let is_empty = |path: &Path| path.metadata().map_or(true, |it| it.len() == 0);
    is_empty(path) && !is_empty(&beside(path, "-wal"))
}

fn find(log: &[u8]) -> Option<&'static str> {
    let header = log.get(..HEADER)?;
    let page = usize::try_from(word(header, 8)).ok()?;
    let is_big_endian = word(header, 0) & 1 == 1;
    let mut sum = add(is_big_endian, (0, 0), &header[..24]);
    if sum != (word(header, 24), word(header, 28)) || !(512..=65_536).contains(&page) {
        // The header is synced before the first frame is written, so a crash leaves it whole.
        let has_frames = log.len() > HEADER + FRAME_HEADER;
        return has_frames.then_some("the header of the log is damaged");
    }
    let salts = &header[16..24];
    let (mut is_valid, mut has_lost_commit) = (true, false);
    for frame in log[HEADER..].chunks_exact(FRAME_HEADER + page) {
        if is_valid {
            sum = add(is_big_endian, sum, &frame[..8]);
            sum = add(is_big_endian, sum, &frame[FRAME_HEADER..]);
            let is_ours = &frame[8..16] == salts;
            is_valid = is_ours && sum == (word(frame, 16), word(frame, 20));
            if !is_ours {
                // Left over from before the log began anew.
                continue;
            }
        }
        if !is_valid && &frame[8..16] == salts {
            if has_lost_commit {
                return Some("a commit in the middle of the log is damaged");
            }
            has_lost_commit = word(frame, 4) != 0;
        }
    }
    None
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// SQLite's checksum over pairs of words, in the byte order that the header names.
fn add(is_big_endian: bool, sum: (u32, u32), bytes: &[u8]) -> (u32, u32) {
    let read = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        if is_big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
    };
    bytes.chunks_exact(8).fold(sum, |(first, second), pair| {
        let first = first.wrapping_add(read(&pair[..4])).wrapping_add(second);
        (first, second.wrapping_add(read(&pair[4..])).wrapping_add(first))
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// A log of many commits, as a process that is killed leaves it.
    fn a_log() -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notes.db");
        let db = Connection::open(&path).expect("it opens");
        db.execute_batch("pragma journal_mode = wal; create table notes (words text)").expect("it is a database");
        for words in ["one", "two", "three", "four", "five"] {
            db.execute("insert into notes values (?1)", [words]).expect("it can be written");
        }
        fs::read(beside(&path, "-wal")).expect("there is a log")
    }

    #[test]
    fn whole_log_and_one_that_a_crash_cut_off_are_fine() {
        let log = a_log();

        assert_eq!(find(&log), None);
        for length in (0..log.len()).step_by(500) {
            assert_eq!(find(&log[..length]), None, "cut off at {length}");
        }
        let mut torn = log.clone();
        let last = torn.len() - 100;
        torn[last] ^= 1;
        assert_eq!(find(&torn), None, "the last commit may be torn");
    }

    #[test]
    fn damage_before_the_last_commit_is_found() {
        let log = a_log();
        let frame = FRAME_HEADER + 4096;

        for at in (HEADER..log.len() - 3 * frame).step_by(700) {
            let mut damaged = log.clone();
            damaged[at] ^= 0x10;
            // A salt that is not the log's looks like what an earlier log left behind.
            if !(8..16).contains(&((at - HEADER) % frame)) {
                assert!(find(&damaged).is_some(), "byte {at}");
            }
        }
        let mut headless = log.clone();
        headless[12] ^= 1;
        assert!(find(&headless).is_some());
    }
}
