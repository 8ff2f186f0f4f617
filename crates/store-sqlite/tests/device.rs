//! What a device keeps for itself, and what goes when access goes.

use std::collections::BTreeSet;
use std::fs;
use std::sync::mpsc;

use goodturn_domain::{Entity, EntityKey, Scope, ServiceRequest, TeamId};
use goodturn_store::conformance::samples::{at, entry, id, known_answer, person, person_id, request, title, words};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::SqliteReplica;

fn put(replica: &SqliteReplica, entity: impl Into<Entity>, scope: &Scope) {
    let entity = entity.into();
    let key = entity.key();
    let row =
        replica.write(|tx| tx.put_row(key.kind.name(), key.id, 1, &entity.to_json(), std::slice::from_ref(scope)));
    row.expect("rows can be stored");
}

#[test]
fn settings_and_drafts_survive_a_restart() -> Result<(), StoreError> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("replica.db");
    let replica = SqliteReplica::open(&path)?;
    replica.set_setting("appearance", "\"dark\"")?;
    replica.set_setting("appearance", "\"light\"")?;
    replica.save_draft("quick_add", "ask @maria")?;
    replica.save_draft("other", "text")?;
    replica.delete_draft("other")?;
    drop(replica);

    let replica = SqliteReplica::open(&path)?;

    assert_eq!(replica.find_setting("appearance")?.as_deref(), Some("\"light\""));
    assert_eq!(replica.find_setting("density")?, None);
    assert_eq!(replica.find_draft("quick_add")?.as_deref(), Some("ask @maria"));
    assert_eq!(replica.find_draft("other")?, None);
    Ok(())
}

#[test]
fn whom_an_answer_names_and_this_device_does_not_know_is_asked_for() -> Result<(), StoreError> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let replica = SqliteReplica::open(&folder.path().join("replica.db"))?;
    let scope = Scope::Person(person_id(1));
    put(&replica, known_answer(60), &scope);
    put(&replica, person(9), &scope);
    let unknown = || Ok::<_, StoreError>(BTreeSet::from_iter(replica.list_unknown_names()?));

    assert_eq!(unknown()?, [id(1), id(50)].into(), "who keeps it, and their team");
    put(&replica, person(1), &scope);

    assert_eq!(unknown()?, [id(50)].into());
    Ok(())
}

#[test]
fn last_twenty_lines_of_quick_add_are_kept_once_each() -> Result<(), StoreError> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let replica = SqliteReplica::open(&folder.path().join("replica.db"))?;

    for number in 0..25 {
        replica.add_recent_quick_add(&format!("line {number}"))?;
    }
    replica.add_recent_quick_add("line 10")?;

    let lines = replica.list_recent_quick_adds()?;
    assert_eq!(lines.len(), 20);
    assert_eq!(lines[..2], ["line 10", "line 24"]);
    Ok(())
}

#[test]
fn same_thing_is_noticed_once() -> Result<(), StoreError> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let replica = SqliteReplica::open(&folder.path().join("replica.db"))?;

    let first_of = |keys: &[&str]| replica.mark_noticed(keys.iter().map(|&key| key.to_owned()).collect());
    assert_eq!(first_of(&["entry:1", "entry:1"])?, ["entry:1"]);
    assert_eq!(first_of(&["entry:1", "entry:2", "thanks:1"])?, ["entry:2", "thanks:1"]);
    assert!(first_of(&["entry:2"])?.is_empty());
    Ok(())
}

#[test]
fn commit_tells_what_changed_and_a_rollback_tells_nothing() -> Result<(), StoreError> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let mut replica = SqliteReplica::open(&folder.path().join("replica.db"))?;
    let (sender, heard) = mpsc::channel::<Vec<EntityKey>>();
    replica.on_commit(Box::new(move |keys| sender.send(keys.to_vec()).expect("the test listens")));

    replica.write(|tx| tx.put_local(&request(10).into()))?;
    let failed: Result<(), StoreError> = replica.write(|tx| {
        tx.put_local(&request(11).into())?;
        Err(StoreError::Full("no room".into()))
    });

    assert!(failed.is_err());
    assert_eq!(heard.try_iter().collect::<Vec<_>>(), [vec![EntityKey::from(request(10).id)]]);
    Ok(())
}

#[test]
fn lost_access_leaves_no_word_on_the_disk() -> Result<(), StoreError> {
    [20, 300].into_iter().try_for_each(lose_access)
}

fn lose_access(requests: u128) -> Result<(), StoreError> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("replica.db");
    let replica = SqliteReplica::open(&path)?;
    let team = Scope::Team(TeamId::new(id(50)));
    let secret = |number| ServiceRequest {
        title: title("Xylophone merger"),
        details: Some(words("Zanzibar agreement")),
        ..request(number)
    };
    for number in 10..10 + requests {
        put(&replica, secret(number), &team);
        put(&replica, request(1000 + number), &Scope::Organization);
    }
    replica.write(|tx| tx.put_local(&secret(10).into()))?;
    let draft = format!("say:{}", secret(10).id);
    replica.save_draft(&draft, "Xylophone indeed")?;
    put(&replica, entry(20, 10), &team);
    assert!(replica.mark_read(person_id(1), secret(10).id, at(1))?);

    replica.write(|tx| tx.drop_scope(&team))?;

    assert_eq!(replica.find_draft(&draft)?, None);
    for file in fs::read_dir(folder.path()).expect("the folder is there") {
        let file = file.expect("the folder can be listed").path();
        let bytes = fs::read(&file).expect("the file can be read").to_ascii_lowercase();
        for word in ["xylophone", "zanzibar"] {
            let is_there = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!is_there, "{word} in {}", file.display());
        }
    }
    assert!(replica.read(|tx| tx.find_entity(request(1010).id.into()))?.is_some());
    Ok(())
}
