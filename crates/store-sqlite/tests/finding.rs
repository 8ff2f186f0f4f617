//! Narrowing and ordering lists: what the columns give is what a plain look at each request gives.

use std::collections::BTreeSet;

use goodturn_domain::clock::Timestamp;
use goodturn_domain::finding::{Condition, Filter, Narrowing, Question, Sort, State, Surroundings};
use goodturn_domain::person::Membership;
use goodturn_domain::service_level::{LevelsSince, ServiceLevel};
use goodturn_domain::{
    Addressee, Commitment, Entity, Entry, Event, Label, NextWordSince, PersonId, Priority, Scope, ServiceRequest,
    Stage, Target, Team, TeamId, WorkingCalendar,
};
use goodturn_store::conformance::samples::{
    at, delivered, entry, id, person, person_id, request, service, team, title, words,
};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica};
use tempfile::TempDir;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;
const NOW: i64 = 20 * DAY;

fn device() -> (SqliteReplica, TempDir) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    (SqliteReplica::open(&folder.path().join("replica.db")).expect("a new file opens"), folder)
}

fn put(replica: &SqliteReplica, entities: impl IntoIterator<Item = Entity>) {
    let stored: Result<(), StoreError> = replica.write(|tx| {
        entities.into_iter().try_for_each(|entity| {
            let key = entity.key();
            tx.put_row(key.kind.name(), key.id, 1, &entity.to_json(), &[Scope::Person(person_id(1))])
        })
    });
    stored.expect("rows can be stored");
}

/// A different one for each number.
fn some_request(number: u128) -> ServiceRequest {
    let promise = Commitment {
        due: at(NOW + number as i64 * HOUR - 12 * HOUR),
        made_at: at(0),
        made_by: person_id(2),
        reason: None,
    };
    let mut held = service(2 + number % 3);
    if number.is_multiple_of(2) {
        held.promises = vec![promise];
    }
    let stage = match number % 7 {
        0 => Stage::Asked { since: at(0), offer: None },
        1 => Stage::Acknowledged { service: held },
        2 => Stage::WaitingOnOther { service: held, since: at(1), reason: words("The county") },
        3 => Stage::WaitingOnRequester { service: held, since: at(1), question: words("Which one?") },
        4 => delivered(number, at(100)).stage,
        5 => Stage::Withdrawn { at: at(9), service: Some(held) },
        _ => Stage::InProgress { service: held },
    };
    let asked_of_team = number.is_multiple_of(5);
    let addressee = if asked_of_team {
        Addressee::Team(TeamId::new(id(50 + number % 2)))
    } else {
        Addressee::Person(person_id(2 + number % 3))
    };
    ServiceRequest {
        requester: person_id(1 + number % 2),
        addressee,
        helper_teams: if number.is_multiple_of(3) {
            BTreeSet::new()
        } else {
            [TeamId::new(id(50 + number % 2))].into()
        },
        priority: [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent][number as usize % 4],
        kind: (number % 3 == 1).then(|| title(if number.is_multiple_of(2) { "Cover" } else { "Anna's keys" })),
        needed_by: (number % 4 == 2).then(|| at(NOW + (number as i64 - 20) * DAY / 8)),
        labels: if number % 6 == 1 { [Label::new("Tax").expect("it is short")].into() } else { BTreeSet::new() },
        asked_at: at(number as i64),
        stage,
        ..request(100 + number)
    }
}

fn surrounded<T>(work: impl FnOnce(&Surroundings<'_>) -> T) -> T {
    let calendar = WorkingCalendar::weekdays(chrono_tz::UTC);
    work(&Surroundings {
        calendar: &calendar,
        people: &|name| name.parse().map(|it| [person_id(it)].into()).unwrap_or_default(),
        teams: &|name| name.parse().map(|it| [TeamId::new(id(it))].into()).unwrap_or_default(),
        when: &|phrase| phrase.parse().ok().map(|days: i64| at(days * DAY + HOUR)),
    })
}

fn filter(search: &str) -> Filter {
    let (filter, text, _) = surrounded(|it| Question::parse(search).resolve(it));
    assert_eq!(text, "", "{search} is understood");
    filter
}

fn query(filter: Filter) -> RequestQuery {
    RequestQuery {
        list: RequestList::Everyone,
        me: person_id(9),
        include_ended: true,
        text: None,
        filter,
        now: at(NOW),
        offset: 0,
        limit: 100,
    }
}

fn listed(replica: &SqliteReplica, query: &RequestQuery) -> Vec<ServiceRequest> {
    let listing = replica.list_requests(query).expect("lists can be read");
    assert_eq!(listing.total as usize, listing.rows.len());
    listing.rows.into_iter().map(|it| it.request).collect()
}

fn numbers(requests: &[ServiceRequest]) -> Vec<u128> {
    requests.iter().map(|it| it.id.uuid().as_u128()).collect()
}

const SEARCHES: [&str; 22] = [
    "stage:asked",
    "stage:waiting,delivered",
    "-stage:withdrawn",
    "priority:>=high",
    "priority:low,urgent",
    "kind:cover",
    "kind:\"anna's keys\"",
    "label:tax",
    "-label:tax",
    "label:ta stage:acknowledged",
    "from:2",
    "to:3,50",
    "helper:3",
    "-helper:3",
    "team:51",
    "needed:<20",
    "needed:any",
    "promised:>=20",
    "due:20",
    "is:overdue",
    "is:waiting -from:2",
    "is:ended",
];

#[test]
fn narrowed_lists_are_what_a_plain_look_gives() {
    let (replica, _folder) = device();
    let requests: Vec<ServiceRequest> = (0..40).map(some_request).collect();
    put(&replica, requests.iter().cloned().map(Entity::from));

    for search in SEARCHES {
        let filter = filter(search);
        let mut expected: Vec<u128> =
            numbers(&requests.iter().filter(|it| filter.holds_for(it, at(NOW))).cloned().collect::<Vec<_>>());
        expected.reverse();
        let found = numbers(&listed(&replica, &query(filter.clone())));

        assert!(!found.is_empty() && found.len() < requests.len(), "{search} tells requests apart");
        assert_eq!(found, expected, "{search}");
        // Together with words that all of them have.
        let mut with_words = query(filter);
        with_words.text = Some("request".to_owned());
        assert_eq!(numbers(&listed(&replica, &with_words)), expected, "{search} and words");
        with_words.limit = 2;
        with_words.offset = 1;
        let page = replica.list_requests(&with_words).expect("lists can be read");
        assert_eq!((page.total as usize, page.rows.len()), (expected.len(), expected.len().saturating_sub(1).min(2)));
    }
}

#[test]
fn a_list_comes_in_the_order_that_is_asked_for() {
    let (replica, _folder) = device();
    put(&replica, (0..40).map(some_request).map(Entity::from));
    let all = |sort| listed(&replica, &query(Filter { sort: Some(sort), ..Filter::default() }));

    let needs: Vec<Option<Timestamp>> =
        all(Sort::Needed).iter().filter(|it| !it.stage.name().is_final()).map(|it| it.needed_by).collect();
    let known = needs.iter().take_while(|it| it.is_some()).count();
    assert!(known > 2 && needs[..known].is_sorted() && needs[known..].iter().all(Option::is_none));
    assert!(all(Sort::Asked).iter().map(|it| std::cmp::Reverse(it.asked_at)).is_sorted());
    let open: Vec<Priority> =
        all(Sort::Priority).iter().filter(|it| !it.stage.name().is_final()).map(|it| it.priority).collect();
    assert!(open.is_sorted_by(|a, b| a >= b));
    let is_ended: Vec<bool> = all(Sort::Due).iter().map(|it| it.stage.name().is_final()).collect();
    assert!(is_ended.is_sorted(), "what has ended comes last");
}

fn aiming_for(team: Team, minutes: u32) -> Team {
    let level = ServiceLevel {
        name: title("Standard"),
        priority: None,
        kind: None,
        acknowledge: Some(Target::WorkingMinutes(minutes)),
        next_word: None,
        next_word_since: NextWordSince::LastWord,
        deliver: None,
        ..ServiceLevel::named(title("Standard"))
    };
    let levels = vec![LevelsSince { since: at(0), levels: vec![level] }];
    Team { levels, members: [(person_id(2), Membership::Lead)].into(), ..team }
}

fn asked_of(team: TeamId, number: u128, asked_at: i64) -> ServiceRequest {
    ServiceRequest {
        addressee: Addressee::Team(team),
        helper_teams: [team].into(),
        asked_at: at(asked_at),
        changed_at: at(asked_at),
        stage: Stage::Asked { since: at(asked_at), offer: None },
        ..request(number)
    }
}

/// It with the beginning of its timeline.
fn begun(request: ServiceRequest) -> [Entity; 2] {
    let number = 1_000 + request.id.uuid().as_u128();
    let asked =
        Entry { author: Some(request.requester), at: request.asked_at, event: Event::Asked, ..entry(number, 0) };
    [Entry { request: request.id, ..asked }.into(), request.into()]
}

/// The first Monday, 9:00.
const MONDAY: i64 = 4 * DAY + 9 * HOUR;

#[test]
fn a_queue_comes_by_when_an_answer_is_due_and_then_by_need() {
    let (replica, _folder) = device();
    let (quick, slow) = (aiming_for(team(60, &[2]), 60), aiming_for(team(61, &[2]), 240));
    let (quick_id, slow_id) = (quick.id, slow.id);
    let needed = ServiceRequest { needed_by: Some(at(MONDAY)), ..asked_of(TeamId::new(id(62)), 12, MONDAY) };
    put(&replica, [Entity::from(person(2)), quick.clone().into(), slow.into(), team(62, &[2]).into()]);
    put(
        &replica,
        [
            asked_of(slow_id, 10, MONDAY),
            asked_of(quick_id, 11, MONDAY + 2 * HOUR),
            needed,
            asked_of(TeamId::new(id(62)), 13, MONDAY),
        ]
        .map(begun)
        .into_iter()
        .flatten(),
    );
    let queues = || {
        let teams = vec![quick_id, slow_id, TeamId::new(id(62))];
        let list = RequestList::Queues(teams);
        numbers(&listed(&replica, &RequestQuery { list, include_ended: false, ..query(Filter::default()) }))
    };

    assert_eq!(queues(), [11, 10, 12, 13], "answered by 12:00, by 13:00, needed, and neither");

    // The quick team takes its time from now on.
    put(&replica, [Entity::from(aiming_for(quick, 480))]);
    assert_eq!(queues(), [10, 11, 12, 13]);

    // A public word of the team is an answer: nothing is due any more.
    let said = Event::Said { words: words("We look into it.") };
    let word = Entry { author: Some(PersonId::new(id(2))), at: at(MONDAY + HOUR), event: said, ..entry(40, 10) };
    let answered = ServiceRequest { changed_at: at(MONDAY + HOUR), ..asked_of(slow_id, 10, MONDAY) };
    put(&replica, [Entity::from(word), answered.into()]);
    assert_eq!(queues(), [11, 12, 10, 13]);
    let late = Narrowing { is_not: false, condition: Condition::State(State::Late) };
    let late = Filter { narrowings: vec![late], sort: None };
    assert_eq!(numbers(&listed(&replica, &query(late))), [11], "its answer is late");
}

#[test]
fn what_was_not_read_is_found_until_it_is_read() {
    let (replica, _folder) = device();
    put(&replica, [Entity::from(request(10)), request(11).into(), Entry { at: at(5), ..entry(30, 10) }.into()]);
    let unread = || numbers(&listed(&replica, &query(filter("is:unread"))));
    assert_eq!(unread(), [10]);

    replica.mark_read(person_id(9), request(10).id, at(NOW)).expect("it can be noted");

    assert_eq!(unread(), [0; 0]);
}
