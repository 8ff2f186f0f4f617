//! The files of a server: for its owner's eyes, without anything that lets somebody in, and left
//! alone when a newer version wrote them.

use std::fs;
use std::path::{Path, PathBuf};

use goodturn_server::{Config, PasswordCost};
use rusqlite::Connection;

use crate::place::{PASSWORD, Place};

fn every_file(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { every_file(&path) } else { vec![path] }).collect()
}

async fn try_start(folder: &Path) -> Result<(), goodturn_server::StartError> {
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        password_cost: PasswordCost { memory_kib: 64, passes: 1 },
        ..Config::new(folder.to_owned())
    };
    goodturn_server::start(config).await?.stop().await;
    Ok(())
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_but_the_owner_reads_a_file_of_the_server() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::start().await;
    let ada = place.administrator().await;
    ada.push(&place, vec![ada.ask(&place, 1, ada.person, "Myself")]).await;

    let files = every_file(&place.data_dir());

    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", file.display());
    }
}

#[tokio::test]
async fn no_file_of_the_server_holds_what_lets_somebody_in() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let code = place.running().first_invitation.clone().unwrap().rsplit_once("/join/").unwrap().1.to_owned();
    place.stop().await;

    for file in every_file(&place.data_dir()) {
        let bytes = fs::read(&file).unwrap();
        for secret in [&ada.token, &code, PASSWORD] {
            let is_there = bytes.windows(secret.len()).any(|it| it == secret.as_bytes());
            assert!(!is_there, "{} is in {}", secret, file.display());
        }
    }
}

#[tokio::test]
async fn files_of_a_newer_version_are_refused_untouched() {
    let mut place = Place::start().await;
    place.stop().await;
    let databases = every_file(&place.data_dir()).into_iter().filter(|it| it.extension().is_some_and(|it| it == "db"));

    for file in databases {
        let was: i32 = Connection::open(&file).unwrap().query_row("pragma user_version", [], |row| row.get(0)).unwrap();
        Connection::open(&file).unwrap().pragma_update(None, "user_version", 9_999).unwrap();
        let before = fs::read(&file).unwrap();

        let refused = try_start(&place.data_dir()).await.unwrap_err().to_string();

        assert!(refused.contains("newer") || refused.contains("9999"), "{refused}");
        assert_eq!(fs::read(&file).unwrap(), before, "{}", file.display());
        Connection::open(&file).unwrap().pragma_update(None, "user_version", was).unwrap();
    }
    try_start(&place.data_dir()).await.unwrap();
}

#[tokio::test]
async fn control_file_of_the_first_release_is_upgraded_beside_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("control.db");
    let old = Connection::open(&file).unwrap();
    old.execute_batch(include_str!("../../src/control/migrations/0001_control.sql")).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    old.pragma_update(None, "application_id", 0x4774_4374).unwrap();
    drop(old);

    try_start(folder.path()).await.unwrap();

    let copies = every_file(folder.path());
    let copies = copies.iter().filter(|it| it.to_string_lossy().contains("control.db.")).collect::<Vec<_>>();
    let of_version_one = copies.iter().filter(|it| {
        let version =
            Connection::open(it).and_then(|db| db.query_row("pragma user_version", [], |row| row.get::<_, i32>(0)));
        matches!(version, Ok(1))
    });
    assert_eq!(of_version_one.count(), 1, "{copies:?}");
}
