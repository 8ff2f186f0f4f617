//! What people have a right to: their data given out.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use goodturn_domain::{Entity, EntityKind};
use goodturn_server::export::Manifest;
use goodturn_sync::problem::CHECKSUM_HEADER;
use reqwest::Method;

use crate::place::{Place, Someone, fresh};

pub(crate) async fn archive(place: &Place, who: &Someone, path: &str) -> BTreeMap<String, Vec<u8>> {
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

pub(crate) fn manifest(files: &BTreeMap<String, Vec<u8>>) -> Manifest {
    serde_json::from_slice(&files["manifest.json"]).unwrap()
}

/// The ids of a kind in an export.
pub(crate) fn ids(files: &BTreeMap<String, Vec<u8>>, kind: EntityKind) -> Vec<uuid::Uuid> {
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
