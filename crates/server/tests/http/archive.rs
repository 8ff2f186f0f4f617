//! What devices do not hold: the archive, and the directory of a large organization.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::{EntityKind, EntryId, Intent, PersonId, Role, Scope, ServiceRequestId, TeamId, Title, Words};
use goodturn_sync::looked_up::LookedUp;
use goodturn_sync::{PullAnswer, Verdict};
use reqwest::{Method, Response, StatusCode};

use crate::attachments::{attachment, content, hash_of};
use crate::place::{Place, Someone, answer, asking, fresh};
use crate::rights::{archive, ids, manifest};

impl Someone {
    async fn get(&self, place: &Place, path: &str) -> Response {
        place.request(Method::GET, path).bearer_auth(&self.token).send().await.unwrap()
    }

    async fn does(&self, place: &Place, n: u64, intent: Intent) {
        let verdict = self.push(place, vec![self.operation(place, n, &intent)]).await.verdicts.remove(0).verdict;
        assert!(matches!(verdict, Verdict::Applied { .. }), "{intent:?}: {verdict:?}");
    }
}

fn titles(found: &LookedUp) -> Vec<String> {
    let of = |it: &goodturn_sync::Row| {
        let body = it.body.value();
        body["title"].as_str().or(body["name"].as_str()).map(str::to_owned)
    };
    found.rows.iter().filter_map(of).collect()
}

fn has(answer: &PullAnswer, request: ServiceRequestId) -> bool {
    answer.rows.iter().any(|row| row.id == request.uuid())
}

async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..400 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("waited in vain: {what}")
}

#[tokio::test]
async fn what_ended_long_ago_leaves_the_feeds_and_is_found_by_who_may_see_it() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let (bo, cy) = (ada.colleague(&place, "bo@example.org").await, ada.colleague(&place, "cy@example.org").await);
    let (old, open) = (ServiceRequestId::new(fresh()), ServiceRequestId::new(fresh()));
    let say = |request, words| Intent::Say {
        request,
        entry: EntryId::new(fresh()),
        words: Words::new(words).unwrap(),
        mentions: [].into(),
    };
    ada.does(&place, 1, asking(old, bo.person, "The Müller lease")).await;
    let entry = EntryId::new(fresh());
    let words = Words::new("It is with the notary").unwrap();
    bo.does(&place, 1, Intent::Say { request: old, entry, words, mentions: [].into() }).await;
    ada.does(&place, 2, Intent::Withdraw { request: old, reason: None }).await;
    ada.does(&place, 3, asking(open, bo.person, "Another lease")).await;
    assert!(has(&bo.pull(&place).await, old));

    place.pass(TimeDelta::days(91));
    place.restart().await;
    until("it leaves the feeds", async || (!has(&bo.pull(&place).await, old)).then_some(())).await;

    assert!(has(&bo.pull(&place).await, open), "what is open stays");
    let found: LookedUp = answer(bo.get(&place, "/v1/archive?q=MULLER%20lea").await).await;
    assert_eq!(titles(&found), ["The Müller lease"]);
    let said: LookedUp = answer(bo.get(&place, "/v1/archive?q=notary").await).await;
    assert_eq!(titles(&said), ["The Müller lease"]);
    let words = Words::new("It is with the court").unwrap();
    bo.does(&place, 2, Intent::Reword { request: old, entry, words, mentions: [].into() }).await;
    let before: LookedUp = answer(bo.get(&place, "/v1/archive?q=notary").await).await;
    assert_eq!(titles(&before), [""; 0], "it is found by the words of now");
    let now: LookedUp = answer(bo.get(&place, "/v1/archive?q=court").await).await;
    assert_eq!(titles(&now), ["The Müller lease"]);
    let opened: LookedUp = answer(bo.get(&place, &format!("/v1/archive/{old}")).await).await;
    assert!(opened.rows.iter().any(|row| row.body.value()["event"]["words"] == "It is with the court"));
    assert!(opened.rows.iter().all(|row| row.scopes.is_empty()));
    let nothing: LookedUp = answer(cy.get(&place, "/v1/archive?q=lease").await).await;
    assert_eq!(titles(&nothing), [""; 0], "who could not see it does not find it");
    assert_eq!(cy.get(&place, &format!("/v1/archive/{old}")).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(bo.get(&place, &format!("/v1/archive/{open}")).await.status(), StatusCode::NOT_FOUND);

    // A word brings it back, with all that was said.
    bo.does(&place, 3, say(old, "Found it after all")).await;
    let pulled = ada.pull(&place).await;
    assert!(has(&pulled, old));
    let said = |words: &str| pulled.rows.iter().any(|row| row.body.value()["event"]["words"] == words);
    assert!(said("It is with the court") && said("Found it after all"));
    let gone: LookedUp = answer(bo.get(&place, "/v1/archive?q=muller").await).await;
    assert_eq!(titles(&gone), [""; 0]);
}

#[tokio::test]
async fn what_is_in_the_archive_is_given_out_to_who_may_see_it_with_its_files() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let (bo, cy) = (ada.colleague(&place, "bo@example.org").await, ada.colleague(&place, "cy@example.org").await);
    let (old, lease) = (ServiceRequestId::new(fresh()), content(2_500_000));
    ada.does(&place, 1, asking(old, bo.person, "The old lease")).await;
    bo.bring(&place, &lease).await;
    let attached = bo.verdict(&place, &bo.attaching(&place, 1, old, attachment(&lease))).await;
    assert!(matches!(attached, Verdict::Applied { .. }));
    ada.does(&place, 2, Intent::Withdraw { request: old, reason: None }).await;
    place.pass(TimeDelta::days(91));
    place.restart().await;
    until("it leaves the feeds", async || (!has(&bo.pull(&place).await, old)).then_some(())).await;

    for (who, path) in [(&ada, "/v1/export/organization"), (&ada, "/v1/export/me"), (&bo, "/v1/export/me")] {
        let given = archive(&place, who, path).await;
        assert_eq!(ids(&given, EntityKind::ServiceRequest), [old.uuid()], "{path}");
        let name = format!("files/{}", hash_of(&lease));
        assert!(given[&name] == lease, "{path}");
        assert!(String::from_utf8_lossy(&given["files.csv"]).contains("\"minutes.txt\""), "{path}");
        assert!(!given.contains_key("written_elsewhere.jsonl"), "{path}: nothing twice");
        assert!(manifest(&given).missing.is_empty());
    }
    let of_another = archive(&place, &cy, "/v1/export/me").await;
    assert!(!of_another.contains_key("service_request.jsonl") && !of_another.contains_key("files.csv"));

    std::fs::remove_file(place.data_dir().join(format!("files/whole/{}", hash_of(&lease)))).unwrap();
    let given = archive(&place, &bo, "/v1/export/me").await;
    assert_eq!(manifest(&given).missing, [hash_of(&lease)], "what is gone is told");
}

#[tokio::test]
async fn a_question_that_is_none_is_refused() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    for (path, status) in [
        ("/v1/archive".to_owned(), 400),
        (format!("/v1/archive?q={}", "x".repeat(2_000)), 413),
        ("/v1/archive/..%2f..".to_owned(), 404),
        ("/v1/lookup?ids=x".to_owned(), 400),
        (format!("/v1/lookup?ids={}", vec![fresh().to_string(); 500].join(",")), 400),
        ("/v1/lookup?q=%25_%27%3B--".to_owned(), 200),
        ("/v1/archive?q=".to_owned(), 200),
    ] {
        assert_eq!(ada.get(&place, &path).await.status().as_u16(), status, "{path:.60}");
    }
}

fn add_person(number: usize) -> Intent {
    Intent::AddPerson {
        person: PersonId::new(fresh()),
        name: Title::new(&format!("Person{number} Sample")).unwrap(),
        email: None,
        position: None,
        role: Role::Member,
        zone: chrono_tz::UTC,
        locale: "en".into(),
    }
}

#[tokio::test]
async fn a_large_organization_is_looked_up_and_a_small_one_synced() {
    let mut place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let (team, request) = (TeamId::new(fresh()), ServiceRequestId::new(fresh()));
    let name = |text: &str| Title::new(text).unwrap();
    ada.does(&place, 1, Intent::AddTeam { team, name: name("Legal affairs"), prefix: name("LEG") }).await;
    let mut n = 1;
    for hundreds in 0..20 {
        let intents = (0..100).map(|it| add_person(hundreds * 100 + it));
        let operations: Vec<_> = intents
            .map(|intent| {
                n += 1;
                ada.operation(&place, n, &intent)
            })
            .collect();
        ada.push(&place, operations).await;
    }
    // 2,002 with Ada and Bo.
    place.restart().await;
    let is_small = |answer: &PullAnswer| !answer.scopes.contains_key(&Scope::Organization);
    let pulled = until("it is large", async || Some(bo.pull(&place).await).filter(is_small)).await;

    assert!(pulled.rows.len() < 20, "{} rows", pulled.rows.len());
    assert!(pulled.rows.iter().any(|row| row.id == bo.person.uuid()), "oneself");
    bo.does(&place, 1, asking(request, ada.person, "A word")).await;
    let pulled = bo.pull(&place).await;
    assert!(pulled.rows.iter().any(|row| row.id == ada.person.uuid()), "who is named in what one sees");
    let found: LookedUp = answer(bo.get(&place, "/v1/lookup?q=person1999").await).await;
    assert_eq!(titles(&found), ["Person1999 Sample"]);
    let several: LookedUp = answer(bo.get(&place, "/v1/lookup?q=sample%20person7").await).await;
    assert_eq!(several.rows.len(), 50, "no more than anybody reads");
    let teams: LookedUp = answer(bo.get(&place, "/v1/lookup?q=legal").await).await;
    assert_eq!(titles(&teams), ["Legal affairs"]);
    let ids = format!("/v1/lookup?ids={},{team}", ada.person);
    let known: LookedUp = answer(bo.get(&place, &ids).await).await;
    assert_eq!(known.rows.iter().map(|row| row.id).collect::<BTreeSet<_>>(), [ada.person.uuid(), team.uuid()].into());
}
