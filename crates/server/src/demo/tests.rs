use std::time::Duration;

use chrono_tz::Tz;
use goodturn_domain::{FollowUp, Title};

use super::*;
use crate::backend::Setup;
use crate::clock::Clock;
use crate::files::FilesConfig;
use crate::password::PasswordCost;

fn told_at(now: &str) -> (tempfile::TempDir, Backend, Vec<(Actor, Operation)>) {
    let folder = tempfile::tempdir().unwrap();
    let now: Timestamp = chrono::DateTime::parse_from_rfc3339(now).unwrap().to_utc().into();
    let clock = Clock::new(move || now);
    let password_cost = PasswordCost::default();
    let setup = Setup {
        data_dir: folder.path(),
        file_key: None,
        database: None,
        proxies: &[],
        files: FilesConfig::default(),
        clock,
        password_cost,
    };
    let backend = Backend::open(&setup).unwrap();
    let operations = tell(&backend, &owner(), now);
    (folder, backend, operations)
}

fn owner() -> Owner {
    Owner { name: Title::new("Robin Ellery").unwrap(), zone: Tz::Europe__Berlin, locale: "en".to_owned() }
}

#[test]
fn every_operation_of_the_sample_is_accepted() {
    for now in ["2026-11-18T10:20:00Z", "2026-11-22T18:00:00Z", "2026-11-23T06:30:00Z", "2026-11-20T22:50:00Z"] {
        let (_folder, backend, operations) = told_at(now);

        let verdicts = backend.authority.act(&operations, backend.clock.now()).unwrap();

        let refused = verdicts.iter().zip(&operations).filter(|(it, _)| matches!(it, Verdict::Rejected { .. }));
        let refused: Vec<_> = refused.map(|(it, (_, operation))| (it, operation.intent.name())).collect();
        assert!(
            refused.is_empty(),
            "{now}: {} refused, the first: {:?}",
            refused.len(),
            &refused[..3.min(refused.len())]
        );
    }
}

#[test]
fn the_same_moment_tells_the_same_story() {
    let (_folder, backend, operations) = told_at("2026-11-18T10:20:00Z");

    assert_eq!(tell(&backend, &owner(), backend.clock.now()), operations);
}

#[test]
fn there_is_enough_to_look_at_and_no_gap_in_a_text() {
    let (_folder, _backend, operations) = told_at("2026-11-18T10:20:00Z");
    let count = |wanted: fn(&Intent) -> bool| operations.iter().filter(|(_, it)| wanted(&it.intent)).count();
    let text = serde_json::to_string(&operations.iter().map(|(_, it)| it).collect::<Vec<_>>()).unwrap();

    assert!(count(|it| matches!(it, Intent::Ask { .. })) >= 380);
    assert!(count(|it| matches!(it, Intent::AddPerson { .. })) >= 40);
    assert_eq!(count(|it| matches!(it, Intent::AddTeam { .. })), 8);
    assert!(count(|it| matches!(it, Intent::Thank { .. })) >= 150);
    for slot in ["{listing", "{street", "{client", "{mr", "{family", "{room", "{office", "{colleague", "{new", "{man"] {
        assert!(!text.contains(slot), "{slot}");
    }
}

#[test]
fn founding_takes_little_time() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::system();
    let password_cost = PasswordCost::default();
    let setup = Setup {
        data_dir: folder.path(),
        file_key: None,
        database: None,
        proxies: &[],
        files: FilesConfig::default(),
        clock,
        password_cost,
    };
    let backend = Backend::open(&setup).unwrap();

    let started = tokio::time::Instant::now();
    found(&backend, &owner()).unwrap();

    // Generous, because others may use the machine: alone it takes a few seconds unoptimised.
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

/// What clocks have told the person who looks around, and still ask.
fn told_to_me(backend: &Backend) -> Vec<FollowUp> {
    let scope = Scope::Person(backend.first_owner());
    let found = backend.authority.storage().read(|tx: &dyn AuthorityRead| {
        let rows = tx.list_feed(&scope, 0, MOST_ROWS)?;
        let keys = rows.iter().map(|row| row.key).filter(|key| key.kind == EntityKind::FollowUp);
        keys.map(|key| tx.find_entity(key)).collect::<Result<Vec<_>, StoreError>>()
    });
    let follow_ups = found.unwrap().into_iter().filter_map(|it| match it {
        Some(Entity::FollowUp(it)) => Some(it),
        _ => None,
    });
    follow_ups.filter(|it| it.clock.is_some() && it.is_open()).collect()
}

#[test]
fn a_few_clocks_have_something_to_say_and_none_rings_at_the_first_look() {
    for now in ["2026-11-18T10:20:00Z", "2026-11-23T06:30:00Z"] {
        let (_folder, backend, _) = told_at(now);
        found(&backend, &owner()).unwrap();

        let told = told_to_me(&backend);
        let now = backend.clock.now();

        assert!((1..=12).contains(&told.len()), "{now:?}: {told:#?}");
        assert!(told.iter().all(|it| it.rings_at().is_none_or(|at| at > now)), "{now:?}: {told:#?}");
        let again = backend.authority.list_due_warnings(&mut WarningWatch::default(), now).unwrap();
        assert_eq!(again, [], "everything that had come was told");
    }
}
