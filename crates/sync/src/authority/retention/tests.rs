use std::collections::BTreeSet;

use goodturn_domain::{Organization, OrganizationId, PersonId, Scope, Thanks, ThanksId, Title, Words};
use goodturn_store::memory::MemoryAuthority;

use super::*;
use crate::rights::AuditQuery;

fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

fn day(number: i64) -> Timestamp {
    Timestamp::from_micros(0).plus(TimeDelta::days(number))
}

fn thanks(number: u128, at: Timestamp) -> Entity {
    Entity::from(Thanks {
        id: ThanksId::new(Uuid::from_u128(number)),
        from: person(1),
        to: BTreeSet::from([person(2)]),
        words: Words::new("Thank you").ok(),
        values: Vec::new(),
        request: None,
        is_private: false,
        at,
    })
}

/// An organization that keeps thanks for 30 days, with thanks of the days 1, 2, 3 …
fn organization(count: u32) -> Authority<MemoryAuthority> {
    let authority = Authority::new(MemoryAuthority::new());
    let retention = Retention { thanks_days: Some(30), ..Retention::default() };
    let organization = Organization {
        id: OrganizationId::new(Uuid::from_u128(9)),
        name: Title::new("Acme").expect("it is short"),
        zone: chrono_tz::UTC,
        values: Vec::new(),
        confirm_reminder_days: Organization::CONFIRM_REMINDER_DAYS,
        directory: Default::default(),
        lapse_days: Organization::LAPSE_DAYS,
        rating_share: Default::default(),
        retention,
    };
    let put = authority.storage().write(|tx| {
        let seq = tx.allot_seq()?;
        tx.put_entity(&organization.into(), seq, &BTreeSet::from([Scope::Organization]))?;
        for number in 1..=count {
            let seq = tx.allot_seq()?;
            let given = thanks(number.into(), day(number.into()));
            tx.put_entity(&given, seq, &given.scopes(None))?;
        }
        Ok::<_, StoreError>(())
    });
    put.expect("memory takes it");
    authority
}

fn count(authority: &Authority<MemoryAuthority>) -> usize {
    let listed = authority.storage().read(|tx| tx.list_entities(EntityKind::Thanks, None, usize::MAX));
    listed.expect("memory can be read").len()
}

#[test]
fn what_is_no_longer_kept_is_told_and_then_goes() {
    let authority = organization(450);
    let now = day(330);
    let retention = Retention { thanks_days: Some(30), ..Retention::default() };

    let preview = authority.preview_retention(&retention, now).expect("memory can be read");
    let went = authority.apply_retention(now).expect("memory takes it");

    let expected = RetentionLine { kind: EntityKind::Thanks, count: 300, since: Some(day(1)) };
    assert_eq!(preview.lines[2], expected);
    assert_eq!((went, count(&authority)), (300, 150));
    assert_eq!(authority.apply_retention(now).expect("memory takes it"), 0);
    let gone = authority.storage().read(|tx| tx.list_feed(&Scope::Person(person(2)), 0, usize::MAX));
    let gone = gone.expect("memory can be read").into_iter().filter(|row| row.body.is_none()).count();
    assert_eq!(gone, 300, "the feed takes them from devices");
}

#[test]
fn gone_rows_go_after_ninety_days() {
    let authority = organization(10);
    authority.apply_retention(day(100)).expect("memory takes it");
    let rows = |authority: &Authority<MemoryAuthority>| {
        let listed = authority.storage().read(|tx| tx.list_feed(&Scope::Person(person(2)), 0, usize::MAX));
        listed.expect("memory can be read").len()
    };
    assert_eq!((count(&authority), rows(&authority)), (0, 10));

    authority.apply_retention(day(189)).expect("memory takes it");
    assert_eq!(rows(&authority), 10);
    authority.apply_retention(day(191)).expect("memory takes it");

    assert_eq!(rows(&authority), 0);
    assert_eq!(authority.retention_applied_at().expect("memory can be read"), Some(day(191)));
}

#[test]
fn a_round_that_deletes_nothing_is_remembered_and_not_told() {
    let authority = organization(1);
    for today in [10, 40, 41] {
        authority.apply_retention(day(today)).expect("memory takes it");
    }

    let told = authority.search_audit(&AuditQuery::default()).expect("memory can be read");

    let told: Vec<_> = told.lines.iter().map(|it| (it.entry.at, it.entry.details["entities"].as_str())).collect();
    assert_eq!(told, [(day(40), "1")]);
    assert_eq!(authority.retention_applied_at().expect("memory can be read"), Some(day(41)));
}
