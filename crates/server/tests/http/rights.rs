//! What people have a right to: their data given out, and their name erased.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use goodturn_domain::{Entity, EntityKind, EntryId, Intent, PersonId, ServiceRequestId, Words};
use goodturn_server::export::{Extent, Manifest, export};
use goodturn_server::{Clock, Location};
use goodturn_sync::problem::CHECKSUM_HEADER;
use reqwest::Method;

use crate::place::{Place, Someone, fresh};

async fn archive(place: &Place, who: &Someone, path: &str) -> BTreeMap<String, Vec<u8>> {
    let response = place.request(Method::GET, path).bearer_auth(&who.token).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let checksum = response.headers()[CHECKSUM_HEADER].to_str().unwrap().to_owned();
    let bytes = response.bytes().await.unwrap();
    assert_eq!(blake3::hash(&bytes).to_hex().as_str(), checksum);
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.insert(file.name().unwrap().into_owned(), content);
    }
    files
}

fn manifest(files: &BTreeMap<String, Vec<u8>>) -> Manifest {
    serde_json::from_slice(&files["manifest.json"]).unwrap()
}

/// The ids of a kind in an export.
fn ids(files: &BTreeMap<String, Vec<u8>>, kind: EntityKind) -> Vec<uuid::Uuid> {
    let Some(lines) = files.get(&format!("{}.jsonl", kind.name())) else { return Vec::new() };
    let lines = std::str::from_utf8(lines).unwrap().lines();
    let mut ids: Vec<_> = lines.map(|body| Entity::from_json(kind, body).unwrap().key().id).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn an_export_of_oneself_is_what_sync_brings() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let cy = ada.colleague(&place, "cy@example.org").await;
    ada.push(&place, vec![ada.ask(&place, 1, bo.person, "For Bo"), ada.ask(&place, 2, cy.person, "For Cy")]).await;

    let files = archive(&place, &bo, "/v1/export/me").await;

    let pulled = bo.pull(&place).await;
    for kind in EntityKind::ALL {
        let mut brought: Vec<_> = pulled.rows.iter().filter(|row| row.kind == kind.name()).map(|row| row.id).collect();
        brought.sort();
        assert_eq!(ids(&files, kind), brought, "{kind:?}");
    }
    let list = manifest(&files);
    assert_eq!(list.person, Some(bo.person));
    for file in &list.files {
        let content = &files[&file.name];
        assert_eq!((file.bytes, &file.hash), (content.len() as u64, &blake3::hash(content).to_hex().to_string()));
    }
    let account = std::str::from_utf8(&files["account.json"]).unwrap();
    assert!(account.contains("bo@example.org") && !account.contains("argon2"), "{account}");
    assert!(!files.contains_key("audit.jsonl"));
}

#[tokio::test]
async fn an_export_of_everything_is_for_owners_and_recorded() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let cy = ada.colleague(&place, "cy@example.org").await;
    bo.push(&place, vec![bo.ask(&place, 1, cy.person, "=HYPERLINK(\"x\")")]).await;

    let files = archive(&place, &ada, "/v1/export/organization").await;

    assert_eq!(ids(&files, EntityKind::ServiceRequest).len(), 1);
    assert_eq!(ids(&files, EntityKind::Person).len(), 3);
    let table = std::str::from_utf8(&files["service_request.csv"]).unwrap();
    assert!(table.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{table}");
    let log = std::str::from_utf8(&files["audit.jsonl"]).unwrap();
    assert_eq!(log.lines().count() as u64, manifest(&files).audit.0);
    assert!(log.lines().last().unwrap().contains("\"exported\""), "the export itself is in it");
    for (path, who) in [("/v1/export/organization".to_owned(), &bo), (format!("/v1/export/people/{}", cy.person), &bo)]
    {
        let response = place.request(Method::GET, &path).bearer_auth(&who.token).send().await.unwrap();
        assert_eq!(response.status(), 403, "{path}");
    }
    let of_bo = archive(&place, &ada, &format!("/v1/export/people/{}", bo.person)).await;
    assert_eq!(manifest(&of_bo).person, Some(bo.person));
    let nobody = format!("/v1/export/people/{}", fresh());
    let response = place.request(Method::GET, &nobody).bearer_auth(&ada.token).send().await.unwrap();
    assert_eq!(response.status(), 404);
}

#[tokio::test]
async fn a_data_folder_is_exported_without_a_server() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    place.stop().await;
    let to = tempfile::tempdir().unwrap();
    let (at, clock) = (Location::Folder(place.data_dir()), Clock::from_environment());

    let made = export(&at, Extent::Person(ada.person), &to.path().join("out"), &clock);

    let made = made.unwrap();
    let listed: Manifest =
        serde_json::from_slice(&std::fs::read(to.path().join("out/manifest.json")).unwrap()).unwrap();
    assert_eq!(listed, made);
    assert!(made.files.iter().any(|file| file.name == "person.csv" && file.records == 1));
    let again = export(&at, Extent::Organization, &to.path().join("out"), &clock);
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
    Intent::Say { request, entry: EntryId::new(fresh()), words: Words::new(text).unwrap() }
}

fn request_of(operation: &goodturn_sync::SentOperation) -> ServiceRequestId {
    serde_json::from_value(operation.payload["request"].clone()).unwrap()
}

fn person_row(pulled: &goodturn_sync::PullAnswer, person: PersonId) -> goodturn_domain::Person {
    let row = pulled.rows.iter().find(|row| row.id == person.uuid()).unwrap();
    serde_json::from_value(row.body.clone()).unwrap()
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
