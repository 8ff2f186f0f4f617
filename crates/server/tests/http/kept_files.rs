//! What lies in the files of a server that keeps everything in files: an audit log that somebody
//! tampers with, exports without a server, and nothing of a person who was erased.

use std::path::{Path, PathBuf};

use goodturn_domain::{EntryId, Intent, PersonId, ServiceRequestId, Words};
use goodturn_server::export::{Extent, Manifest, export};
use goodturn_server::{Clock, FilesAt, Location, audit};
use goodturn_sync::rights::AuditBreak;
use reqwest::Method;

use crate::place::{Place, fresh};

/// The organization's file of a server that was stopped.
fn organization_file(data_dir: &Path) -> PathBuf {
    let files = std::fs::read_dir(data_dir).unwrap().map(|entry| entry.unwrap().path());
    let is_organization =
        |path: &PathBuf| path.extension().is_some_and(|it| it == "db") && !path.ends_with("control.db");
    files.into_iter().find(is_organization).unwrap()
}

#[tokio::test]
async fn tampering_with_the_file_is_found() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    ada.colleague(&place, "bo@example.org").await;
    place.stop().await;
    let at = Location::Folder(place.data_dir());
    let file = organization_file(&place.data_dir());
    let sound = audit::verify(&at, None).unwrap();
    assert_eq!((sound.records, sound.broken), (sound.head, None));
    let last = sound.head;

    for (tampering, expected) in [
        ("update audit set body = replace(body, 'owner', 'guest') where n = 2".to_owned(), (2, AuditBreak::Changed)),
        ("delete from audit where n = 3".to_owned(), (3, AuditBreak::Missing)),
        (format!("delete from audit where n > {}", last - 2), (last - 1, AuditBreak::Missing)),
        ("delete from audit".to_owned(), (1, AuditBreak::Missing)),
        (
            format!("insert into audit (n, body, hash) select {last} + 1, body, hash from audit where n = 1"),
            (last + 1, AuditBreak::Changed),
        ),
    ] {
        let kept = std::fs::read(&file).unwrap();
        let changed = rusqlite::Connection::open(&file).unwrap().execute(&tampering, []).unwrap();
        assert!(changed > 0, "{tampering}");

        let found = audit::verify(&at, None).unwrap();

        assert_eq!(found.broken, Some(expected), "{tampering}");
        std::fs::write(&file, kept).unwrap();
    }
    let anchor = format!("{}:{}", sound.head, sound.hash).parse().unwrap();
    assert_eq!(audit::verify(&at, Some(&anchor)).unwrap().broken, None);
}

#[tokio::test]
async fn a_data_folder_is_exported_without_a_server() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    place.stop().await;
    let to = tempfile::tempdir().unwrap();
    let (at, files) = (Location::Folder(place.data_dir()), FilesAt::Folder(place.data_dir()));
    let out = to.path().join("out");
    let give = |extent| {
        let (at, files, out) = (at.clone(), files.clone(), out.clone());
        let work = move || export(&at, &files, extent, &out, &Clock::from_environment());
        async { tokio::task::spawn_blocking(work).await.unwrap() }
    };

    let made = give(Extent::Person(ada.person)).await;

    let made = made.unwrap();
    let listed: Manifest =
        serde_json::from_slice(&std::fs::read(to.path().join("out/manifest.json")).unwrap()).unwrap();
    assert_eq!(listed, made);
    assert!(made.files.iter().any(|file| file.name == "person.csv" && file.records == 1));
    let again = give(Extent::Organization).await;
    assert!(again.is_err(), "what is there is not written over");
}

/// Where some text lies in the files of a folder.
fn found_in(folder: &Path, text: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let holds = |path: &Path| {
        let content = std::fs::read(path).unwrap().to_ascii_lowercase();
        content.windows(text.len()).any(|window| window == text.to_ascii_lowercase().as_bytes())
    };
    files.filter(|path| holds(path)).map(|path| path.display().to_string()).collect()
}

fn say(request: ServiceRequestId, text: &str) -> Intent {
    Intent::Say { request, entry: EntryId::new(fresh()), words: Words::new(text).unwrap(), mentions: [].into() }
}

fn request_of(operation: &goodturn_sync::SentOperation) -> ServiceRequestId {
    serde_json::from_value(operation.payload.value()["request"].clone()).unwrap()
}

fn person_row(pulled: &goodturn_sync::PullAnswer, person: PersonId) -> goodturn_domain::Person {
    let row = pulled.rows.iter().find(|row| row.id == person.uuid()).unwrap();
    serde_json::from_str(row.body.as_str()).unwrap()
}

#[tokio::test]
async fn an_erased_person_is_named_nowhere_in_the_files_of_the_server() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let asked = ada.ask(&place, 1, bo.person, "The keys of bo lund");
    let request = request_of(&asked);
    ada.push(&place, vec![asked, ada.operation(&place, 2, &say(request, "Bo Lund has them, bo@example.org"))]).await;
    bo.push(&place, vec![bo.operation(&place, 1, &say(request, "I left them at the desk"))]).await;
    let erase = Intent::Erase { person: bo.person, words_too: false };
    let cannot = bo.push(&place, vec![bo.operation(&place, 2, &erase)]).await;
    assert!(serde_json::to_string(&cannot).unwrap().contains("not_administrator"));

    let answer = ada.push(&place, vec![ada.operation(&place, 3, &erase)]).await;

    assert!(serde_json::to_string(&answer).unwrap().contains("applied"), "{answer:?}");
    for _ in 0..200 {
        if found_in(&place.data_dir(), "bo@example.org").is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(bo.try_pull(&place).await.status(), 401);
    let pulled = ada.pull(&place).await;
    let erased = person_row(&pulled, bo.person);
    assert_eq!((erased.name.as_str(), erased.is_erased, erased.is_active), ("Erased person", true, false));
    let text = serde_json::to_string(&pulled.rows).unwrap();
    assert!(text.contains("The keys of Erased person") && text.contains("Erased person has them, Erased person"));
    assert!(text.contains("I left them at the desk"), "what they wrote stays");
    place.stop().await;
    for name in ["Bo Lund", "bo@example.org"] {
        assert_eq!(found_in(&place.data_dir(), name), Vec::<String>::new());
    }
    place.start_again().await;
    let log = place.request(Method::GET, "/v1/audit?text=erase").bearer_auth(&ada.token).send().await.unwrap();
    let log = log.text().await.unwrap();
    assert!(log.contains("\"erase\"") && log.contains("account_erased") && !log.contains("Lund"), "{log}");
}
