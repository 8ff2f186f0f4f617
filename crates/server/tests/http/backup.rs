//! Backups: made while people work, refused when they are not what was written, put back.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use goodturn_server::Clock;
use goodturn_server::backup::{self, BackupError, Schedule};
use goodturn_sync::Verdict;
use goodturn_sync::problem::ProblemCode;
use tempfile::TempDir;

use crate::attachments::hash_of;
use crate::place::{Place, answer, problem};

fn folders(within: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<_> = fs::read_dir(within).map_or_else(
        |_| Vec::new(),
        |entries| entries.map(|entry| entry.unwrap().path()).filter(|it| it.extension().is_none()).collect(),
    );
    folders.sort();
    folders
}

/// Backups are made beside what people do: waits until there is one more than `before`.
async fn next_backup(within: &Path, before: usize) -> PathBuf {
    for _ in 0..400 {
        let found = folders(within);
        if found.len() > before {
            return found.last().unwrap().clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("no backup was made");
}

fn daily(within: &TempDir) -> Schedule {
    Schedule { within: within.path().to_owned(), every: TimeDelta::hours(24), kept: 2 }
}

#[tokio::test]
async fn a_file_that_was_copied_back_by_hand_is_noticed_at_the_start() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    place.stop().await;
    let files = || std::fs::read_dir(place.data_dir()).unwrap().map(|it| it.unwrap().path());
    let is_of_organization = |it: &std::path::PathBuf| it.extension().is_some_and(|it| it == "db");
    let file = files().filter(is_of_organization).find(|it| !it.ends_with("control.db")).unwrap();
    let checkpoint = "pragma wal_checkpoint(truncate)";
    rusqlite::Connection::open(&file).unwrap().query_row(checkpoint, [], |_| Ok(())).unwrap();
    let copy = std::fs::read(&file).unwrap();
    place.start_again().await;
    let known = ada.pull(&place).await.seen.epoch;
    place.restart().await;
    assert_eq!(ada.pull(&place).await.seen.epoch, known, "a restart alone is nothing");
    let lost = ada.ask(&place, 1, bo.person, "Said after the copy");
    let pushed = ada.push(&place, vec![lost.clone()]).await;
    assert!(matches!(pushed.verdicts[0].verdict, Verdict::Applied { .. }));
    place.stop().await;

    // Its log would bring back what the copy does not hold.
    for log in ["db-wal", "db-shm"].map(|it| file.with_extension(it)).iter().filter(|it| it.exists()) {
        std::fs::remove_file(log).unwrap();
    }
    std::fs::write(&file, copy).unwrap();
    place.start_again().await;

    let epoch = ada.pull(&place).await.seen.epoch;
    assert_ne!(epoch, known);
    let (status, told) = problem(ada.try_push_knowing(&place, Some(known), vec![lost]).await).await;
    assert_eq!((status, told.code), (409, ProblemCode::NewHistory), "a device hears it, and offers it again");
    place.restart().await;
    assert_eq!(ada.pull(&place).await.seen.epoch, epoch, "and once is enough");
}

#[tokio::test]
async fn server_makes_backups_that_are_sound_and_keeps_the_newest() {
    let within = tempfile::tempdir().unwrap();
    let mut place = Place::with_backups(daily(&within)).await;
    let first = next_backup(within.path(), 0).await;
    assert!(backup::verify(&first).is_ok());

    // Not due yet: a restart makes none.
    place.restart().await;
    place.administrator().await;
    assert_eq!(folders(within.path()), std::slice::from_ref(&first));

    for day in 1..=2 {
        place.pass(TimeDelta::hours(25));
        place.restart().await;
        let newest = next_newer(within.path(), &first).await;
        assert!(backup::verify(&newest).is_ok(), "day {day}");
    }
    // It goes right after the newest has come, which on a busy machine takes its time.
    for _ in 0..400 {
        if !first.exists() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert!(!first.exists(), "the oldest made room");
    assert_eq!(folders(within.path()).len(), 2);
}

async fn next_newer(within: &Path, than: &Path) -> PathBuf {
    for _ in 0..400 {
        if let Some(newest) = folders(within).into_iter().next_back().filter(|it| it != than) {
            // The older ones go right after it came.
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            return newest;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("no newer backup was made");
}

#[tokio::test]
async fn devices_hear_up_to_where_a_backup_holds_everything() {
    let within = tempfile::tempdir().unwrap();
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    assert_eq!(ada.pull(&place).await.backed_up, 0);

    place.stop().await;
    let (_, made) = backup::back_up(&place.location(), within.path(), &Clock::system()).unwrap();
    place.start_again().await;

    let pulled = ada.pull(&place).await;
    assert_eq!(pulled.backed_up, made.seq);
    assert_eq!(pulled.seen.head, made.seq);
}

#[tokio::test]
async fn restored_server_has_another_history_and_says_so_before_it_takes_anything() {
    let within = tempfile::tempdir().unwrap();
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    place.stop().await;
    let (folder, _) = backup::back_up(&place.location(), within.path(), &Clock::system()).unwrap();
    place.start_again().await;
    ada.push(&place, vec![ada.ask(&place, 1, bo.person, "Asked after the backup")]).await;
    let before = bo.pull(&place).await;

    place.stop().await;
    let occupied = backup::restore(&folder, &place.data_dir(), false, &Clock::system());
    assert!(matches!(occupied, Err(BackupError::Occupied(_))), "{occupied:?}");
    let restored = backup::restore(&folder, &place.data_dir(), true, &Clock::system()).unwrap();
    place.start_again().await;

    assert!(restored.put_aside.is_some_and(|it| it.join("control.db").exists()), "nothing is deleted");
    let after = bo.pull(&place).await;
    assert_ne!(after.seen.epoch, before.seen.epoch);
    assert!(after.seen.head < before.seen.head);
    let late = vec![ada.ask(&place, 2, bo.person, "Asked after the restore")];
    let (status, refused) = problem(ada.try_push_knowing(&place, Some(before.seen.epoch), late.clone()).await).await;
    assert_eq!((status, refused.code), (409, ProblemCode::NewHistory));
    let _: goodturn_sync::PushAnswer = answer(ada.try_push_knowing(&place, Some(after.seen.epoch), late).await).await;
}

#[tokio::test]
async fn backup_that_is_not_as_it_was_written_is_refused_and_changes_nothing() {
    let within = tempfile::tempdir().unwrap();
    let mut place = Place::start().await;
    place.administrator().await;
    place.stop().await;
    let (folder, made) = backup::back_up(&place.location(), within.path(), &Clock::system()).unwrap();
    let file = folder.join(&made.files[0].name);
    let mut bytes = fs::read(&file).unwrap();
    bytes[5000] ^= 1;
    fs::write(&file, bytes).unwrap();

    let empty = tempfile::tempdir().unwrap();
    for data_dir in [empty.path(), &place.data_dir()] {
        let refused = backup::restore(&folder, data_dir, true, &Clock::system());
        assert!(matches!(refused, Err(BackupError::Changed { .. })), "{refused:?}");
    }
    assert_eq!(folders(empty.path()), Vec::<PathBuf>::new());
    place.start_again().await;

    fs::remove_file(folder.join("backup.json")).unwrap();
    assert!(matches!(backup::verify(&folder), Err(BackupError::NoBackup { .. })));
    let elsewhere = r#"{"form":1,"made_at":0,"organization":"00000000-0000-0000-0000-000000000001",
        "epoch":"00000000-0000-0000-0000-000000000002","seq":1,
        "files":[{"name":"../data/control.db","bytes":1,"hash":""}]}"#;
    fs::write(folder.join("backup.json"), elsewhere).unwrap();
    assert!(matches!(backup::verify(&folder), Err(BackupError::NoBackup { .. })));
}

#[tokio::test]
async fn running_server_is_not_restored_over() {
    let within = tempfile::tempdir().unwrap();
    let mut place = Place::start().await;
    place.stop().await;
    let (folder, _) = backup::back_up(&place.location(), within.path(), &Clock::system()).unwrap();
    place.start_again().await;

    let refused = backup::restore(&folder, &place.data_dir(), true, &Clock::system());
    assert!(matches!(refused, Err(BackupError::Store(_))), "{refused:?}");
    let refused = backup::back_up(&place.location(), within.path(), &Clock::system());
    assert!(refused.is_err());
    place.administrator().await;
}

#[tokio::test]
async fn half_a_backup_is_not_left_behind() {
    let within = tempfile::tempdir().unwrap();
    let mut place = Place::start().await;
    place.stop().await;
    let now = place.now();
    let name = now.to_utc().format("%Y-%m-%dT%H%M%S-%3fZ.part").to_string();
    // Something stands where the second file is to go.
    fs::create_dir_all(within.path().join(name).join("control.db.part")).unwrap();

    let failed = backup::back_up(&place.location(), within.path(), &Clock::new(move || now));

    assert!(failed.is_err());
    assert_eq!(fs::read_dir(within.path()).unwrap().count(), 0);
    place.start_again().await;
}

#[tokio::test]
async fn files_are_in_the_backup_and_come_back_from_it() {
    let within = tempfile::tempdir().unwrap();
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let (first, second) = (b"the minutes of March".to_vec(), b"the minutes of April".to_vec());
    let name = ada.bring(&place, &first).await.to_string();
    place.stop().await;
    backup::back_up(&place.location(), within.path(), &Clock::system()).unwrap();
    place.start_again().await;
    ada.bring(&place, &second).await;
    place.stop().await;
    let (folder, made) = backup::back_up(&place.location(), within.path(), &Clock::system()).unwrap();
    assert_eq!(made.files.iter().filter(|it| it.name.starts_with("files/")).count(), 2);

    fs::remove_dir_all(place.data_dir().join("files")).unwrap();
    backup::restore(&folder, &place.data_dir(), true, &Clock::system()).unwrap();
    place.start_again().await;
    for content in [&first, &second] {
        assert_eq!(ada.fetch(&place, hash_of(content)).await.bytes().await.unwrap(), content);
    }

    fs::write(folder.join("files").join(&name), b"the minutes of Mars!").unwrap();
    assert!(matches!(backup::verify(&folder), Err(BackupError::Changed { .. })));
}
