//! Files: in parts, whatever is between them, for who may see them, and nothing beside their place.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use goodturn_domain::{Attachment, EntryId, FileHash, FileKind, FileName, Intent, PersonId, ServiceRequestId};
use goodturn_server::FilesConfig;
use goodturn_sync::authority::FileLimits;
use goodturn_sync::files::{FileReceived, MOST_PART_BYTES, RECEIVED_HEADER};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::{SentOperation, Verdict};
use reqwest::{Method, Response, StatusCode};

use crate::place::{Place, Someone, answer, asking, fresh, problem};

const MIB: usize = 1024 * 1024;

/// Text of that length that no other file holds.
pub(crate) fn content(bytes: usize) -> Vec<u8> {
    let line = format!("{} and so on\n", fresh());
    line.as_bytes().iter().copied().cycle().take(bytes).collect()
}

pub(crate) fn hash_of(content: &[u8]) -> FileHash {
    FileHash::new(*blake3::hash(content).as_bytes())
}

pub(crate) fn attachment(content: &[u8]) -> Attachment {
    let name = FileName::new("minutes.txt").unwrap();
    Attachment { name, hash: hash_of(content), bytes: content.len() as u64, kind: FileKind::of(content) }
}

impl Someone {
    async fn put_part(&self, place: &Place, name: &str, range: &str, part: Vec<u8>) -> Response {
        let request = place.request(Method::PUT, &format!("/v1/files/{name}")).bearer_auth(&self.token);
        request.header("content-range", range).body(part).send().await.unwrap()
    }

    /// Sends the part of `content` that begins at `offset`.
    pub(crate) async fn send_part(&self, place: &Place, content: &[u8], offset: usize, length: usize) -> Response {
        let end = (offset + length).min(content.len());
        let range = format!("bytes {offset}-{}/{}", end - 1, content.len());
        self.put_part(place, &hash_of(content).to_string(), &range, content[offset..end].to_vec()).await
    }

    pub(crate) async fn bring(&self, place: &Place, content: &[u8]) -> FileHash {
        let most = usize::try_from(MOST_PART_BYTES).unwrap();
        for offset in (0..content.len()).step_by(most) {
            let received: FileReceived = answer(self.send_part(place, content, offset, most).await).await;
            assert_eq!(received.is_whole, received.received == content.len() as u64);
        }
        hash_of(content)
    }

    pub(crate) async fn received(&self, place: &Place, content: &[u8]) -> (StatusCode, String) {
        let path = format!("/v1/files/{}?total={}", hash_of(content), content.len());
        let response = place.request(Method::HEAD, &path).bearer_auth(&self.token).send().await.unwrap();
        (response.status(), response.headers()[RECEIVED_HEADER].to_str().unwrap().to_owned())
    }

    pub(crate) async fn fetch(&self, place: &Place, file: FileHash) -> Response {
        place.request(Method::GET, &format!("/v1/files/{file}")).bearer_auth(&self.token).send().await.unwrap()
    }

    /// Asks `whom` for something, about which files can be said.
    pub(crate) async fn asks(&self, place: &Place, n: u64, whom: PersonId) -> ServiceRequestId {
        let request = ServiceRequestId::new(fresh());
        let intent = asking(request, whom, "The minutes");
        let answer = self.push(place, vec![self.operation(place, n, &intent)]).await;
        assert!(matches!(answer.verdicts[0].verdict, Verdict::Applied { .. }), "{answer:?}");
        request
    }

    pub(crate) fn attaching(
        &self,
        place: &Place,
        n: u64,
        request: ServiceRequestId,
        file: Attachment,
    ) -> SentOperation {
        let entry = EntryId::new(fresh());
        self.operation(place, n, &Intent::Attach { request, entry, file, words: None, mentions: [].into() })
    }

    pub(crate) async fn verdict(&self, place: &Place, operation: &SentOperation) -> Verdict {
        self.push(place, vec![operation.clone()]).await.verdicts.remove(0).verdict
    }
}

/// Every file below a folder, by its path within.
pub(crate) fn files_below(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                found.insert(entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found
}

#[tokio::test]
async fn a_file_goes_on_where_it_stopped_and_comes_to_who_sees_it() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let (bo, cy) = (ada.colleague(&place, "bo@example.org").await, ada.colleague(&place, "cy@example.org").await);
    let content = content(2 * MIB + 4321);
    for (offset, received) in [(0, MIB), (MIB, 2 * MIB)] {
        let part: FileReceived = answer(ada.send_part(&place, &content, offset, MIB).await).await;
        assert_eq!(part, FileReceived { received: received as u64, is_whole: false });
        place.restart().await;
        assert_eq!(ada.received(&place, &content).await, (StatusCode::NO_CONTENT, received.to_string()));
        assert_eq!(bo.received(&place, &content).await, (StatusCode::NO_CONTENT, "0".into()), "of one's own");
    }
    // A part that was sent already, one that comes too early.
    let again: FileReceived = answer(ada.send_part(&place, &content, 0, MIB).await).await;
    assert_eq!(again.received, 2 * MIB as u64);
    let (_, early) = problem(bo.send_part(&place, &content, MIB, MIB).await).await;
    assert_eq!((early.code, early.expected), (ProblemCode::Gap, Some(0)));
    let whole: FileReceived = answer(ada.send_part(&place, &content, 2 * MIB, MIB).await).await;
    assert!(whole.is_whole);
    place.restart().await;

    let request = ada.asks(&place, 1, bo.person).await;
    let attaching = ada.attaching(&place, 2, request, attachment(&content));
    assert!(matches!(ada.verdict(&place, &attaching).await, Verdict::Applied { .. }));

    let response = bo.fetch(&place, hash_of(&content)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/plain");
    assert_eq!(header("content-disposition"), "attachment");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(response.bytes().await.unwrap(), content);
    let range = place.request(Method::GET, &format!("/v1/files/{}", hash_of(&content))).bearer_auth(&bo.token);
    let rest = range.header("range", format!("bytes={}-", content.len() - 5)).send().await.unwrap();
    assert_eq!(rest.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(rest.bytes().await.unwrap(), content[content.len() - 5..]);
    assert_eq!(cy.fetch(&place, hash_of(&content)).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(cy.received(&place, &content).await, (StatusCode::NO_CONTENT, "0".into()));
}

#[tokio::test]
async fn what_is_said_with_a_file_waits_for_it_alone() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let request = ada.asks(&place, 1, bo.person).await;
    let content = content(1_000);
    let attaching = ada.attaching(&place, 2, request, attachment(&content));

    assert_eq!(ada.verdict(&place, &attaching).await, Verdict::Deferred);
    let later = ada.ask(&place, 3, bo.person, "Something else");
    assert!(matches!(ada.verdict(&place, &later).await, Verdict::Applied { .. }));
    assert_eq!(ada.verdict(&place, &attaching).await, Verdict::Deferred);
    ada.bring(&place, &content).await;

    assert!(matches!(ada.verdict(&place, &attaching).await, Verdict::Applied { .. }));
    assert!(bo.pull(&place).await.rows.iter().any(|row| row.body.value()["event"]["type"] == "attached"));
}

#[tokio::test]
async fn to_know_a_hash_is_not_to_have_the_file() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let content = content(1_000);
    let file = ada.bring(&place, &content).await;
    let request = bo.asks(&place, 1, ada.person).await;

    let attaching = bo.attaching(&place, 2, request, attachment(&content));

    assert_eq!(bo.verdict(&place, &attaching).await, Verdict::Deferred);
    assert_eq!(bo.fetch(&place, file).await.status(), StatusCode::NOT_FOUND);
    bo.bring(&place, &content).await;
    assert!(matches!(bo.verdict(&place, &attaching).await, Verdict::Applied { .. }));
}

#[tokio::test]
async fn a_file_is_what_is_in_it_whatever_is_said() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let request = ada.asks(&place, 1, bo.person).await;
    let page = b"<html><script>alert(document.cookie)</script></html>".to_vec();
    let file = ada.bring(&place, &page).await;
    let lies = [Attachment { kind: FileKind::Png, ..attachment(&page) }, Attachment { bytes: 7, ..attachment(&page) }];

    for (n, lie) in (2..).zip(lies) {
        let verdict = ada.verdict(&place, &ada.attaching(&place, n, request, lie)).await;
        assert!(matches!(&verdict, Verdict::Rejected { code, .. } if code == "file_differs"), "{verdict:?}");
    }
    assert_eq!(ada.fetch(&place, file).await.headers()["content-type"], "text/plain");
}

#[tokio::test]
async fn what_comes_damaged_or_as_a_bomb_is_not_kept() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let content = content(3 * MIB);
    let name = hash_of(&content).to_string();
    let mut damaged = content.clone();
    damaged[2 * MIB] ^= 1;
    let before = files_below(&place.data_dir());

    let response = ada.put_part(&place, &name, &format!("bytes 0-{}/{}", 3 * MIB - 1, 3 * MIB), damaged).await;

    assert_eq!(problem(response).await.1.code, ProblemCode::WrongHash);
    assert_eq!(ada.received(&place, &content).await, (StatusCode::NO_CONTENT, "0".into()));
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bomb.extend([0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0, 8, 6, 0, 0, 0]);
    let response = ada.send_part(&place, &bomb, 0, bomb.len()).await;
    assert_eq!(problem(response).await.1.code, ProblemCode::TooManyPixels);
    assert_eq!(files_below(&place.data_dir()), before);
    ada.bring(&place, &content).await;
}

#[tokio::test]
async fn nothing_is_written_beside_the_place_for_files() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let above = place.data_dir().parent().unwrap().to_owned();
    let before = files_below(&above);
    let long = "a".repeat(5_000);
    let names = [
        "..",
        "../../x",
        "..%2f..%2fx",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..%5cx",
        "%00",
        "a%00b",
        "C:%5cx",
        "con",
        &long,
        &"A".repeat(64),
        &format!("{}%2f..", "0".repeat(64)),
        "0000000000000000000000000000000000000000000000000000000000000000.part",
    ];

    for name in names {
        for method in [Method::PUT, Method::GET, Method::HEAD] {
            let path = format!("/v1/files/{name}");
            let request = place.request(method.clone(), &path).bearer_auth(&ada.token);
            let response = request.header("content-range", "bytes 0-2/3").body("abc").send().await.unwrap();
            assert!(response.status().is_client_error(), "{method} {path}: {}", response.status());
        }
    }
    for range in ["", "bytes 0-2", "bytes 2-0/3", "bytes 0-3/3", "bytes 0-2/99999999999999999999", "bytes -1-2/3", "x"]
    {
        let response = ada.put_part(&place, &"0".repeat(64), range, b"abc".to_vec()).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{range}");
    }
    let huge = ada.put_part(&place, &"0".repeat(64), "bytes 0-2/999999999999", b"abc".to_vec()).await;
    assert_eq!(huge.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let small = ada.put_part(&place, &"0".repeat(64), &format!("bytes 0-2/{}", 9 * MIB), b"abc".to_vec()).await;
    assert_eq!(small.status(), StatusCode::BAD_REQUEST, "thousands of small parts are not taken");

    assert_eq!(files_below(&above), before);
}

#[tokio::test]
async fn a_packed_part_unpacks_to_no_more_than_a_part() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    // 64 KiB that unpack to 64 MiB of zeros: a frame of runs.
    let mut bomb = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    for block in 0..512_u32 {
        let header = (128 * 1024) << 3 | 1 << 1 | u32::from(block == 511);
        bomb.extend(&header.to_le_bytes()[..3]);
        bomb.push(0);
    }

    let request = place.request(Method::PUT, &format!("/v1/files/{}", "0".repeat(64))).bearer_auth(&ada.token);
    let range = format!("bytes 0-{}/{}", 4 * MIB - 1, 64 * MIB);
    let packed = request.header("content-range", range).header("content-encoding", "zstd").body(bomb);

    assert_eq!(packed.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_part_that_comes_several_times_at_once_makes_one_file() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    for _ in 0..10 {
        let content = content(3 * MIB + 17);
        for offset in [0, MIB] {
            let taken: FileReceived = answer(ada.send_part(&place, &content, offset, MIB).await).await;
            assert!(!taken.is_whole);
        }

        let last = || ada.send_part(&place, &content, 2 * MIB, 2 * MIB);
        let answers = futures_util::future::join_all((0..12).map(|_| last())).await;

        for response in answers {
            let taken: FileReceived = answer(response).await;
            assert_eq!((taken.received, taken.is_whole), (content.len() as u64, true));
        }
        let fetched = ada.fetch(&place, hash_of(&content)).await.bytes().await.unwrap();
        assert!(fetched == content, "it is what was sent");
    }
}

#[tokio::test]
async fn there_is_only_so_much_room() {
    let limits = FileLimits { person: 3_000, organization: 5_000 };
    let place = Place::with_files(FilesConfig { limits, ..FilesConfig::default() }).await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let first = content(2_500);
    ada.bring(&place, &first).await;

    let second = content(1_000);
    let response = ada.send_part(&place, &second, 0, second.len()).await;
    assert_eq!(problem(response).await.1.code, ProblemCode::NoRoomForFiles);
    // The same file takes no room twice, and somebody else has room of their own.
    bo.bring(&place, &first).await;
    let third = content(2_900);
    let response = bo.send_part(&place, &third, 0, third.len()).await;
    assert_eq!(problem(response).await.1.code, ProblemCode::NoRoomForFiles);
}

#[tokio::test]
async fn what_nobody_refers_to_goes_after_a_while() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let request = ada.asks(&place, 1, bo.person).await;
    let (used, unused, begun) = (content(1_000), content(1_000), content(2 * MIB));
    ada.bring(&place, &used).await;
    ada.bring(&place, &unused).await;
    answer::<FileReceived>(ada.send_part(&place, &begun, 0, MIB).await).await;
    let attaching = ada.attaching(&place, 2, request, attachment(&used));
    assert!(matches!(ada.verdict(&place, &attaching).await, Verdict::Applied { .. }));
    let kept = place.data_dir().join("files");
    let used_at = format!("whole/{}", hash_of(&used));

    place.restart().await;
    assert_eq!(files_below(&kept).len(), 3, "they may still be needed");
    place.pass(TimeDelta::days(60));
    place.restart().await;
    for _ in 0..200 {
        if files_below(&kept).len() == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }

    assert_eq!(files_below(&kept), BTreeSet::from([used_at]));
}
