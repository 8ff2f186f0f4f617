//! Moving between files and a database, and backups of a database: files like any other.

use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;
use goodturn_server::backup::{self, BackupError, Schedule};
use goodturn_server::{Clock, Config, FilesAt, Location, MigrateError, PasswordCost, PostgresAddress, migrate};
use goodturn_sync::problem::ProblemCode;

use crate::attachments::{content, hash_of};
use crate::place::{Place, problem};

/// What waits for disks and databases, where it may.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

fn empty_database() -> PostgresAddress {
    crate::new_database().unwrap()
}

#[tokio::test]
async fn an_organization_moves_there_and_back_and_its_devices_do_not_notice() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let operations = vec![ada.ask(&place, 1, bo.person, "Before the move")];
    let pushed = ada.push(&place, operations.clone()).await;
    let before = bo.pull(&place).await;
    place.stop().await;

    let (database, files) = (place.location(), Location::Folder(place.data_dir()));
    let (from, to) = (database.clone(), files.clone());
    let out = aside(move || migrate(&from, &to, None)).await.unwrap();
    place.database = None;
    place.start_again().await;

    assert_eq!(bo.pull(&place).await, before, "epoch, chain, numbers and rows");
    assert_eq!(ada.push(&place, operations).await, pushed, "an operation is known there, too");
    ada.push(&place, vec![ada.ask(&place, 2, bo.person, "In files")]).await;
    let in_files = bo.pull(&place).await;
    place.stop().await;

    let target = empty_database();
    let (from, to) = (files, Location::Database(target.clone()));
    let back = aside(move || migrate(&from, &to, None)).await.unwrap();
    place.database = Some(target);
    place.start_again().await;

    assert_eq!(bo.pull(&place).await, in_files);
    ada.push(&place, vec![ada.ask(&place, 3, bo.person, "Back in the database")]).await;
    let rows = |moved: &goodturn_server::Migrated| moved.tables.iter().map(|(_, tally)| tally.rows).sum::<u64>();
    assert!(rows(&back) > rows(&out) && rows(&out) > 20, "{out}\n{back}");
    assert!(back.to_string().contains("the same on both sides"));
}

#[tokio::test]
async fn attachments_move_too_and_are_compared() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let (small, large) = (content(10), content(9_000_000));
    ada.bring(&place, &small).await;
    ada.bring(&place, &large).await;
    place.stop().await;
    let other = tempfile::tempdir().unwrap();
    let (from, to) = (place.location(), Location::Folder(other.path().to_owned()));
    let files = (FilesAt::Folder(place.data_dir()), FilesAt::Folder(other.path().to_owned()));

    let moved = aside(move || migrate(&from, &to, Some(&files))).await.unwrap();

    assert!(moved.to_string().ends_with("2 attachments with 9000010 bytes, read on the other side"), "{moved}");
    for file in [small, large] {
        let there = std::fs::read(other.path().join(format!("files/whole/{}", hash_of(&file)))).unwrap();
        assert!(there == file);
    }
}

#[tokio::test]
async fn nothing_moves_from_under_a_server_or_over_an_organization() {
    let mut place = Place::start().await;
    place.administrator().await;
    let (from, folder) = (place.location(), tempfile::tempdir().unwrap());
    let to = Location::Folder(folder.path().join("data"));

    let (source, target) = (from.clone(), to.clone());
    let in_use = aside(move || migrate(&source, &target, None)).await;
    assert!(matches!(in_use, Err(MigrateError::InUse(_))), "{in_use:?}");

    place.stop().await;
    let (source, target) = (from.clone(), to.clone());
    aside(move || migrate(&source, &target, None)).await.unwrap();
    let (source, target) = (from.clone(), to.clone());
    let occupied = aside(move || migrate(&source, &target, None)).await;
    assert!(matches!(occupied, Err(MigrateError::Occupied(_))), "{occupied:?}");
    let (source, target) = (to, from);
    let occupied = aside(move || migrate(&source, &target, None)).await;
    assert!(matches!(occupied, Err(MigrateError::Occupied(_))), "{occupied:?}");

    let empty = Location::Database(empty_database());
    let target = Location::Folder(folder.path().join("other"));
    let nothing = aside(move || migrate(&empty, &target, None)).await;
    assert!(matches!(nothing, Err(MigrateError::Nothing(_))), "{nothing:?}");
}

#[tokio::test]
async fn a_database_in_use_is_backed_up_into_files_and_put_back_with_another_history() {
    let within = tempfile::tempdir().unwrap();
    let schedule = Schedule { within: within.path().to_owned(), every: TimeDelta::hours(24), kept: 2 };
    let mut place = Place::with_backups(schedule).await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let scheduled = first_folder(within.path()).await;
    assert!(backup::verify(&scheduled).is_ok(), "the server made one by itself");

    let (from, to) = (place.location(), within.path().to_owned());
    let (folder, made) = aside(move || backup::back_up(&from, &to, &Clock::system())).await.unwrap();
    assert_eq!(bo.pull(&place).await.backed_up, made.seq, "devices need not keep it");
    ada.push(&place, vec![ada.ask(&place, 1, bo.person, "Asked after the backup")]).await;
    let before = bo.pull(&place).await;
    place.stop().await;

    let (occupied, from) = (place.database.clone().unwrap(), folder.clone());
    let refused = aside(move || backup::restore_into_database(&from, &occupied, &Clock::system())).await;
    assert!(matches!(refused, Err(BackupError::Place(MigrateError::Occupied(_)))), "{refused:?}");
    let target = empty_database();
    let (into, from) = (target.clone(), folder.clone());
    aside(move || backup::restore_into_database(&from, &into, &Clock::system())).await.unwrap();
    place.database = Some(target);
    place.start_again().await;

    assert!(backup::verify(&folder).is_ok(), "the backup itself is as it was");
    let after = bo.pull(&place).await;
    assert_ne!(after.seen.epoch, before.seen.epoch);
    assert_eq!(after.seen.head, made.seq);
    let late = vec![ada.ask(&place, 2, bo.person, "Asked after the restore")];
    let (status, refused) = problem(ada.try_push_knowing(&place, Some(before.seen.epoch), late).await).await;
    assert_eq!((status, refused.code), (409, ProblemCode::NewHistory));
}

#[tokio::test]
async fn the_sample_organization_goes_there_and_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        demo: true,
        password_cost: PasswordCost { memory_kib: 64, passes: 1 },
        ..Config::new(folder.path().join("first"))
    };
    goodturn_server::start(config).await.unwrap().stop().await;
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    let (first, database) = (Location::Folder(first), Location::Database(empty_database()));

    let (from, to) = (first, database.clone());
    let there = aside(move || migrate(&from, &to, None)).await.unwrap();
    let back = aside(move || migrate(&database, &Location::Folder(second), None)).await.unwrap();

    assert_eq!(there.tables, back.tables);
    let rows = |name: &str| there.tables.iter().find(|(table, _)| table == name).unwrap().1.rows;
    assert!(rows("entities") > 1_000 && rows("feed") > rows("entities") && rows("commits") > 0, "{there}");
}

async fn first_folder(within: &Path) -> std::path::PathBuf {
    for _ in 0..400 {
        let found = std::fs::read_dir(within).unwrap().flatten().map(|it| it.path());
        if let Some(folder) = found.into_iter().find(|it| it.extension().is_none()) {
            return folder;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no backup was made");
}
