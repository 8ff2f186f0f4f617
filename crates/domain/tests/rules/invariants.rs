//! Whatever anybody tries, in any order: no panic, and no request that could not have come about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use goodturn_domain::service_request::Rating;
use goodturn_domain::{
    Actor, Addressee, ApprovalId, Entity, FollowUpReason, Intent, Label, LinkKind, Priority, Refusal, ServiceRequest,
    ServiceRequestId, Stage, Visibility,
};
use goodturn_test_support::cast::PEOPLE;
use goodturn_test_support::{Book, a_request, label, team, who, words};
use proptest::prelude::*;

/// Something that somebody tries; numbers choose among what there is.
#[derive(Clone, Debug)]
struct Try {
    kind: usize,
    actor: usize,
    request: usize,
    choice: usize,
    hours: i64,
    wait_minutes: i64,
}

const PRIORITIES: [Priority; 3] = [Priority::Low, Priority::Normal, Priority::Urgent];
const LABELS: [&str; 3] = ["Deed", "deed", "Office move"];

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (0..39usize, 0..PEOPLE.len() + 1, 0..3usize, 0..8usize, -30..200i64, 0..600i64).prop_map(
        |(kind, actor, request, choice, hours, wait_minutes)| Try { kind, actor, request, choice, hours, wait_minutes },
    );
    proptest::collection::vec(one, 1..120)
}

fn intent(book: &mut Book, it: &Try, requests: &[ServiceRequestId]) -> Intent {
    let request = requests[it.request % requests.len()];
    let time = book.now.plus(TimeDelta::hours(it.hours));
    let person = who(PEOPLE[it.choice % PEOPLE.len()].0);
    let text = words("Said by chance");
    match it.kind {
        0 | 1 => Intent::Acknowledge {
            request,
            promise: Some(time),
            next_word: (it.choice > 4).then_some(time),
            words: None,
        },
        2 => Intent::Acknowledge { request, promise: None, next_word: Some(time), words: Some(text) },
        3 => Intent::Offer { request, offer: book.fresh_offer(), due: time, words: None },
        4 | 5 => accept_offer(book, request),
        6 => Intent::Decline { request, reason: text.clone(), alternative: text },
        7 => Intent::HandOver { request, to: addressee(it.choice), reason: text },
        8 | 9 => Intent::Start { request },
        10 => Intent::WaitOnRequester { request, question: text },
        11 => Intent::WaitOnOther { request, reason: text },
        12 | 13 => renegotiate(book, it, request),
        14 => Intent::PromiseNextWord { request, by: time, every: None },
        15..=17 => Intent::Deliver { request, words: text, next_need: None },
        18 => Intent::Confirm { request, rating: Rating::new(it.choice as u8), words: None },
        19 => Intent::NotYet { request, reason: text },
        20 => Intent::Lapse { request },
        21 => Intent::Withdraw { request, reason: None },
        22 => Intent::Say { request, entry: book.fresh_entry(), words: text, mentions: [].into() },
        23 => Intent::Watch { request, person },
        24 => Intent::Unwatch { request, person },
        25 => Intent::ChangePriority { request, priority: PRIORITIES[it.choice % PRIORITIES.len()] },
        26 => Intent::AddLabel { request, label: label(LABELS[it.choice % LABELS.len()]) },
        28 => {
            let kind = [LinkKind::PartOf, LinkKind::Related, LinkKind::PartOf][it.choice % 3];
            Intent::Link { request, to: requests[it.choice % requests.len()], kind }
        }
        29 => Intent::Unlink { request, to: requests[it.choice % requests.len()] },
        36 => Intent::TickStep { request, step: (it.choice % 3) as u16 },
        37 => Intent::UntickStep { request, step: (it.choice % 3) as u16 },
        30 => Intent::Rate { request, rating: Rating::new(it.choice as u8).unwrap_or_else(some_rating), words: None },
        31 | 32 => Intent::AskApproval {
            request,
            approval: ApprovalId::derived(book.fresh_entry().uuid(), "approval"),
            approvers: [person, who("olga")].into(),
            needed: 1 + (it.hours % 2 == 0) as u8,
        },
        33 => Intent::Approve { request, approval: open_approval(book, request), words: None },
        34 => Intent::Reject { request, approval: open_approval(book, request), reason: text },
        35 => Intent::WaiveApproval { request, approval: open_approval(book, request) },
        27 => Intent::RemoveLabel { request, label: label(LABELS[it.choice % LABELS.len()]) },
        _ => Intent::SetMembership { team: team("legal"), person, membership: None },
    }
}

fn some_rating() -> Rating {
    Rating::new(3).expect("it is 1 to 5")
}

fn open_approval(book: &mut Book, request: ServiceRequestId) -> ApprovalId {
    let open = book.request(request).open_approval().map(|step| step.id);
    open.unwrap_or_else(|| ApprovalId::derived(request.uuid(), "none"))
}

fn addressee(choice: usize) -> Addressee {
    match choice {
        0 => Addressee::Team(team("legal")),
        1 => Addressee::Team(team("sales")),
        other => Addressee::Person(who(PEOPLE[other % PEOPLE.len()].0)),
    }
}

fn accept_offer(book: &mut Book, request: ServiceRequestId) -> Intent {
    let offer = book.request(request).stage.offer().map(|it| it.id);
    Intent::AcceptOffer { request, offer: offer.unwrap_or_else(|| book.fresh_offer()) }
}

fn renegotiate(book: &Book, it: &Try, request: ServiceRequestId) -> Intent {
    let to = book.now.plus(TimeDelta::hours(it.hours));
    let in_force = book.request(request).promise().map(|promise| promise.due);
    let from = if it.kind == 12 { in_force } else { Some(to) };
    Intent::Renegotiate { request, from, to, reason: words("It moved") }
}

/// The actor who most likely may, half of the time; otherwise anybody, or the server.
fn actor(book: &Book, it: &Try, request: ServiceRequestId) -> Actor {
    let request = book.request(request);
    let likely = match it.kind {
        18 | 19 | 21 | 30 => Some(request.requester),
        33 | 34 => request.missing_approvers().next(),
        _ => request.stage.helper().or(request.addressee.person()),
    };
    match (it.choice % 2, likely, PEOPLE.get(it.actor)) {
        (0, Some(person), _) => Actor::Person(person),
        (_, _, Some((name, _))) => Actor::Person(who(name)),
        _ => Actor::Server,
    }
}

/// What can never be undone.
fn check_history(before: &ServiceRequest, after: &ServiceRequest) {
    if before.stage.name().is_final() {
        assert_eq!(before.stage, after.stage, "what has ended stays as it ended");
    }
    if let Some(first) = before.first_acknowledged_at {
        assert_eq!(after.first_acknowledged_at, Some(first), "the first acknowledgement is never lost");
    }
    assert!(after.reopen_count >= before.reopen_count && after.hand_over_count >= before.hand_over_count);
    assert_eq!((before.requester, before.asked_at), (after.requester, after.asked_at));
    if let (Some(earlier), Some(later)) = (before.stage.service(), after.stage.service()) {
        assert!(later.promises.starts_with(&earlier.promises), "promises are only added");
        assert_eq!(earlier.helper, later.helper, "a helper changes by hand-over only");
    }
    if before.stage.service().is_some() && after.stage.service().is_none() {
        assert!(after.hand_over_count > before.hand_over_count || matches!(after.stage, Stage::Declined { .. }));
    }
}

/// What holds of a request at any time.
fn check_sense(request: &ServiceRequest) {
    if let Some(service) = request.stage.service() {
        assert!(request.first_acknowledged_at.is_some(), "served means acknowledged");
        assert_ne!(service.helper, request.requester, "nobody serves themselves");
        assert!(service.promises.iter().all(|it| it.due > it.made_at), "promises lie ahead when they are made");
        assert!(service.promises.is_sorted_by_key(|it| it.made_at));
    }
    if matches!(request.stage, Stage::Delivered { .. } | Stage::Closed { .. }) {
        assert!(request.stage.service().is_some_and(|it| it.next_word.is_none()), "a delivery is the next word");
    }
    assert_ne!(request.addressee, Addressee::Person(request.requester));
    let labels: BTreeSet<String> = request.labels.iter().map(Label::key).collect();
    assert_eq!(labels.len(), request.labels.len(), "no two labels differ only in case");
    let json = Entity::from(request.clone()).to_json();
    let read = Entity::from_json(goodturn_domain::EntityKind::ServiceRequest, &json).expect("it was just written");
    assert_eq!(read, Entity::from(request.clone()), "what is stored is what was meant");
}

/// No request is a part of itself, however many lie between.
fn check_parts(book: &Book) {
    let wholes = |id: ServiceRequestId| {
        let links = book.requests().filter(move |it| it.id == id).flat_map(|it| &it.links);
        links.filter(|(_, kind)| **kind == LinkKind::PartOf).map(|(to, _)| *to).collect::<BTreeSet<_>>()
    };
    for request in book.requests() {
        let mut above = wholes(request.id);
        for _ in 0..book.requests().count() {
            above = above.iter().flat_map(|id| wholes(*id)).chain(above.iter().copied()).collect();
        }
        assert!(!above.contains(&request.id), "a part of itself: {request:?}");
    }
}

/// The follow-ups of a request are those that it calls for.
fn check_follow_ups(book: &Book, request: &ServiceRequest) {
    let mut open: BTreeMap<FollowUpReason, usize> = BTreeMap::new();
    for follow_up in book.follow_ups().filter(|it| it.request == Some(request.id) && it.is_open()) {
        *open.entry(follow_up.reason).or_default() += 1;
    }
    let is_delivered = matches!(request.stage, Stage::Delivered { .. });
    assert_eq!(open.contains_key(&FollowUpReason::Confirm), is_delivered, "{open:?} for {request:?}");
    assert!(open.values().all(|count| *count == 1), "each reason once: {open:?}");
    let is_served = matches!(request.stage, Stage::Acknowledged { .. } | Stage::InProgress { .. });
    if is_served && request.promise().is_some() {
        assert!(open.contains_key(&FollowUpReason::Promise), "a promise is followed up: {request:?}");
    }
    if request.stage.name().is_final() || is_delivered {
        assert!(!open.contains_key(&FollowUpReason::Promise) && !open.contains_key(&FollowUpReason::NextWord));
    }
}

fn founded_with_requests() -> (Book, Vec<ServiceRequestId>) {
    let mut book = Book::founded();
    let anna = who("anna");
    let requests = vec![
        book.ask(anna, a_request().to(who("sam"))),
        book.ask(anna, a_request().to_team(team("legal")).open_to_all()),
        book.ask(who("kim"), a_request().to(who("gus")).private()),
    ];
    assert_eq!(book.request(requests[1]).visibility, Visibility::Organization);
    (book, requests)
}

proptest! {
    #[test]
    fn whatever_people_try_leaves_requests_that_make_sense(tries in tries()) {
        let (mut book, requests) = founded_with_requests();
        for it in &tries {
            book.wait(TimeDelta::minutes(it.wait_minutes));
            let intent = intent(&mut book, it, &requests);
            let actor = actor(&book, it, requests[it.request % requests.len()]);
            let before: Vec<ServiceRequest> = book.requests().cloned().collect();

            let answer = book.decide(actor, intent);

            if let Err(refusal) = &answer {
                let json = serde_json::to_string(refusal).expect("refusals serialize");
                prop_assert_eq!(&serde_json::from_str::<Refusal>(&json).expect("it was just written"), refusal);
                prop_assert!(book.requests().cloned().eq(before.iter().cloned()), "a refusal changes nothing");
            }
            check_parts(&book);
            for before in &before {
                let after = book.request(before.id);
                check_history(before, after);
                check_sense(after);
                check_follow_ups(&book, after);
            }
        }
    }

    #[test]
    fn deciding_twice_is_deciding_the_same(tries in tries()) {
        let run = || {
            let (mut book, requests) = founded_with_requests();
            let mut answers = Vec::new();
            for it in &tries {
                book.wait(TimeDelta::minutes(it.wait_minutes));
                let intent = intent(&mut book, it, &requests);
                let actor = actor(&book, it, requests[it.request % requests.len()]);
                answers.push(book.decide(actor, intent));
            }
            answers
        };

        prop_assert_eq!(run(), run());
    }
}
