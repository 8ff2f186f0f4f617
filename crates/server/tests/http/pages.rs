//! A pull that is answered with all pages at once.

use goodturn_server::Location;
use goodturn_sync::pages::{PAGES_CONTENT_TYPE, read_page};
use goodturn_sync::{Cursors, PullAnswer, PullRequest};
use reqwest::{Method, Response};

use crate::place::{Place, Someone, answer};

/// Of a page: few, so that there are many pages.
const ROWS: usize = 50;

fn from_the_beginning(someone: &Someone) -> PullRequest {
    PullRequest { device: someone.device, cursors: Cursors::new(), seen: None, limit: ROWS }
}

async fn ask(place: &Place, someone: &Someone, query: &str, request: &PullRequest) -> Response {
    let path = format!("/v1/sync/pull{query}");
    place.request(Method::POST, &path).bearer_auth(&someone.token).json(request).send().await.unwrap()
}

/// Every page, each asked for by itself.
async fn one_by_one(place: &Place, someone: &Someone, mut request: PullRequest) -> Vec<PullAnswer> {
    let mut pages = Vec::new();
    loop {
        let page: PullAnswer = answer(ask(place, someone, "", &request).await).await;
        request = request.after(&page);
        let has_more = page.has_more;
        pages.push(page);
        if !has_more {
            return pages;
        }
    }
}

fn read(body: &[u8]) -> Vec<PullAnswer> {
    body.split_inclusive(|byte| *byte == b'\n').map_while(|line| read_page(line).ok()).collect()
}

async fn place_with_work() -> (Place, Someone) {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let asked = (1..=120).map(|n| ada.ask(&place, n, bo.person, &format!("Deed {n}"))).collect();
    ada.push(&place, asked).await;
    (place, ada)
}

#[tokio::test]
async fn all_pages_in_one_answer_are_those_that_come_one_by_one() {
    let (place, ada) = place_with_work().await;

    let response = ask(&place, &ada, "?pages=true", &from_the_beginning(&ada)).await;

    assert_eq!(response.headers()["content-type"], PAGES_CONTENT_TYPE);
    let pages = read(&response.bytes().await.unwrap());
    assert!(pages.len() > 3, "{} pages", pages.len());
    assert_eq!(pages, one_by_one(&place, &ada, from_the_beginning(&ada)).await);
}

#[tokio::test]
async fn who_has_only_the_first_pages_goes_on_behind_them() {
    let (place, ada) = place_with_work().await;
    let body = ask(&place, &ada, "?pages=true", &from_the_beginning(&ada)).await.bytes().await.unwrap();
    let all = read(&body);

    for share in 1..8 {
        let mut held = read(&body[..body.len() * share / 8]);
        let request = held.iter().fold(from_the_beginning(&ada), |request, page| request.after(page));
        let rest = ask(&place, &ada, "?pages=true", &request).await.bytes().await.unwrap();
        // A single page comes as it does without asking for all.
        let rest = if rest.starts_with(b"{") { vec![serde_json::from_slice(&rest).unwrap()] } else { read(&rest) };
        held.extend(rest);

        assert_eq!(held, all, "cut after {share} eighths");
    }
}

#[tokio::test]
async fn all_pages_are_compressed_as_one() {
    let (place, ada) = place_with_work().await;
    let path = "/v1/sync/pull?pages=true";
    let asked = place.request(Method::POST, path).bearer_auth(&ada.token).json(&from_the_beginning(&ada));
    // Whoever names an encoding by hand gets the bytes as they came.
    let plain = reqwest::Client::builder().no_proxy().no_zstd().no_gzip().build().unwrap();

    let request = asked.header("accept-encoding", "zstd").build().unwrap();
    let response = plain.execute(request).await.unwrap();

    assert_eq!(response.headers()["content-encoding"], "zstd");
    let packed = response.bytes().await.unwrap();
    let whole = ask(&place, &ada, "?pages=true", &from_the_beginning(&ada)).await.bytes().await.unwrap();
    assert!(packed.len() * 4 < whole.len(), "{} bytes of {}", packed.len(), whole.len());
}

#[tokio::test]
async fn single_page_comes_as_it_always_did() {
    let place = Place::start().await;
    let ada = place.administrator().await;

    let page: PullAnswer = answer(ask(&place, &ada, "?pages=true", &from_the_beginning(&ada)).await).await;

    assert!(!page.has_more);
}

/// The last change in an organization's file becomes one that nobody can read.
fn spoil_the_last_change(folder: &std::path::Path) {
    let file = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let is_organization = |it: &std::path::PathBuf| {
        it.extension().is_some_and(|it| it == "db") && it.file_stem().is_some_and(|it| it != "control")
    };
    let db = rusqlite::Connection::open(file.into_iter().find(is_organization).unwrap()).unwrap();
    let spoilt = db.execute("update entities set body = '{' where seq = (select max(seq) from entities)", []);
    assert!(spoilt.unwrap() > 0);
}

#[tokio::test]
async fn page_that_cannot_be_made_keeps_back_none_before_it() {
    let (place, ada) = place_with_work().await;
    if !matches!(place.location(), Location::Folder(_)) {
        return;
    }
    let all = read(&ask(&place, &ada, "?pages=true", &from_the_beginning(&ada)).await.bytes().await.unwrap());
    spoil_the_last_change(&place.data_dir());

    let mut response = ask(&place, &ada, "?pages=true", &from_the_beginning(&ada)).await;

    let mut body = Vec::new();
    let broken = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    let came = read(&body);
    assert!(broken, "{} pages of {}", came.len(), all.len());
    assert_eq!(came[..], all[..came.len()]);
    assert_eq!(came.len(), all.len() - 1, "all but the last one can be read");
}
