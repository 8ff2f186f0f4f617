use goodturn_domain::{AuditEvent, PersonId};
use goodturn_store::AuditHead;
use goodturn_store::memory::MemoryAuthority;

use super::*;

fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

/// A log of so many entries: person 1, 2, 0, 1, 2 … signed in at 1, 2, 3 …
fn log(entries: u32) -> Authority<MemoryAuthority> {
    let authority = Authority::new(MemoryAuthority::new());
    for number in 1..=entries {
        let entry =
            AuditEntry::event(AuditEvent::SignedIn, Some(person(u128::from(number % 3))), at(i64::from(number)));
        authority.record(&[entry]).expect("memory takes it");
    }
    authority
}

fn check(authority: &Authority<MemoryAuthority>) -> Option<(u64, AuditBreak)> {
    authority.verify_audit(None).expect("it can be read").broken
}

/// The log as somebody has tampered with it.
fn forged(records: &[AuditRecord]) -> Authority<MemoryAuthority> {
    let authority = Authority::new(MemoryAuthority::new());
    let put = authority.storage().write(|tx| records.iter().try_for_each(|record| tx.append_audit(record)));
    put.expect("memory takes it");
    authority
}

fn parts(authority: &Authority<MemoryAuthority>) -> (Vec<AuditRecord>, AuditHead) {
    authority.storage().read(|tx| Ok::<_, StoreError>((tx.list_audit(1, u64::MAX)?, tx.audit_head()?))).expect("read")
}

#[test]
fn a_log_as_it_was_written_is_sound() {
    let authority = log(1_200);

    let found = authority.verify_audit(None).expect("it can be read");

    assert_eq!((found.records, found.head, found.broken), (1_200, 1_200, None));
}

#[test]
fn a_changed_record_is_found() {
    let (mut records, _) = parts(&log(9));
    records[3].body = records[3].body.replace("signed_in", "signed_up");

    assert_eq!(check(&forged(&records)), Some((4, AuditBreak::Changed)));
}

#[test]
fn a_record_whose_hash_was_made_to_fit_is_found_at_the_next() {
    let (mut records, _) = parts(&log(9));
    records[3].body = records[3].body.replace("signed_in", "signed_up");
    records[3].hash = chain(&records[2].hash, 4, &records[3].body);

    assert_eq!(check(&forged(&records)), Some((5, AuditBreak::Changed)));
}

#[test]
fn a_removed_record_is_found() {
    let (mut records, _) = parts(&log(9));
    records.remove(3);

    assert_eq!(check(&forged(&records)), Some((4, AuditBreak::Missing)));
}

#[test]
fn records_that_changed_places_are_found() {
    let (mut records, _) = parts(&log(9));
    records.swap(3, 4);
    (records[3].n, records[4].n) = (4, 5);

    assert_eq!(check(&forged(&records)), Some((4, AuditBreak::Changed)));
}

#[test]
fn an_inserted_record_is_found() {
    let (mut records, _) = parts(&log(9));
    let twin = records[3].clone();
    records.insert(4, twin);
    for (n, record) in (1..).zip(&mut records) {
        record.n = n;
    }

    assert_eq!(check(&forged(&records)), Some((5, AuditBreak::Changed)));
}

#[test]
fn a_log_written_anew_is_not_the_one_that_was_kept_elsewhere() {
    let kept = parts(&log(9)).1;
    let anew = log(12);
    let whole = log(9);
    whole.record(&[AuditEntry::event(AuditEvent::SignedOut, None, at(10))]).expect("memory takes it");
    let short = log(5);

    let anchor = Some((kept.n, kept.hash));
    assert_eq!(whole.verify_audit(anchor).expect("it can be read").broken, None);
    assert_eq!(anew.verify_audit(anchor).expect("it can be read").broken, None, "it begins with the same nine");
    assert_eq!(short.verify_audit(anchor).expect("it can be read").broken, Some((9, AuditBreak::NotAsKept)));
    let other = Some((kept.n, [7; 32]));
    assert_eq!(whole.verify_audit(other).expect("it can be read").broken, Some((9, AuditBreak::NotAsKept)));
}

#[test]
fn a_pruned_log_is_still_verified_from_its_anchor() {
    let authority = log(1_200);

    assert_eq!(authority.prune_audit(at(601)).expect("memory takes it"), 600);
    assert_eq!(authority.prune_audit(at(601)).expect("memory takes it"), 0);

    let found = authority.verify_audit(None).expect("it can be read");
    assert_eq!((found.records, found.broken), (600, None));
    let (mut records, head) = parts(&authority);
    assert_eq!((records[0].n, head.pruned_n), (601, 600));
    records[0].body = records[0].body.replace("signed_in", "signed_up");
    let tampered = authority.storage().copy();
    let put = tampered.write(|tx| {
        tx.append_audit(&records[0])?;
        tx.append_audit(records.last().expect("there are some"))
    });
    put.expect("memory takes it");
    assert_eq!(check(&Authority::new(tampered)), Some((601, AuditBreak::Changed)));
}

#[test]
fn a_search_gives_pages_newest_first() {
    let authority = log(700);
    let query = AuditQuery { actor: Some(person(1)), limit: Some(100), ..AuditQuery::default() };

    let first = authority.search_audit(&query).expect("it can be read");
    let second = authority.search_audit(&AuditQuery { before: first.next, ..query.clone() }).expect("it can be read");
    let third = authority.search_audit(&AuditQuery { before: second.next, ..query }).expect("it can be read");

    let all: Vec<u64> = [first.lines, second.lines, third.lines].concat().iter().map(|line| line.n).collect();
    assert_eq!(all, (1..=700).rev().filter(|n| n % 3 == 1).collect::<Vec<_>>());
    assert_eq!(third.next, None);
}

#[test]
fn a_search_is_by_time_and_words() {
    let authority = log(5);
    authority
        .record(&[AuditEntry::event(AuditEvent::SignInRefused, None, at(6)).refused("wrong_password")])
        .expect("ok");
    let numbers = |query: AuditQuery| {
        let page = authority.search_audit(&query).expect("it can be read");
        page.lines.into_iter().map(|line| line.n).collect::<Vec<_>>()
    };

    assert_eq!(numbers(AuditQuery { from: Some(at(3)), to: Some(at(5)), ..AuditQuery::default() }), [4, 3]);
    assert_eq!(numbers(AuditQuery { text: Some(" Password".into()), ..AuditQuery::default() }), [6]);
    assert_eq!(numbers(AuditQuery { action: Some("signed_out".into()), ..AuditQuery::default() }), Vec::<u64>::new());
}
