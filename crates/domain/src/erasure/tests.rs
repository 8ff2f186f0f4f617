use uuid::Uuid;

use super::*;
use crate::clock::Timestamp;
use crate::entry::{Entry, Event};
use crate::follow_up::{FollowUp, FollowUpReason, FollowUpState};
use crate::id::{EntryId, FollowUpId, ServiceRequestId};
use crate::mention::Mention;

fn anna() -> Person {
    let zone = chrono_tz::Europe::Berlin;
    Person {
        id: PersonId::new(Uuid::from_u128(1)),
        name: Title::new("Anna-Lena Schmidt").expect("it is short"),
        email: Title::new("anna@example.org").ok(),
        position: Title::new("Legal counsel").ok(),
        role: Role::Member,
        zone,
        locale: "de".to_owned(),
        calendar: WorkingCalendar::weekdays(zone),
        manager: None,
        absence: None,
        is_respect_officer: false,
        skills: Vec::new(),
        is_active: true,
        is_erased: false,
    }
}

fn said(author: u128, text: &str) -> Entity {
    let words = Words::new(text).expect("it is not empty");
    Entity::from(line(author, Event::Said { words }))
}

fn line(author: u128, event: Event) -> Entry {
    let (id, request) = (EntryId::new(Uuid::from_u128(5)), ServiceRequestId::new(Uuid::from_u128(6)));
    Entry::new(id, request, Some(PersonId::new(Uuid::from_u128(author))), Timestamp::from_micros(1), event)
}

fn words_of(entity: &Entity) -> &str {
    match entity {
        Entity::Entry(Entry { event: Event::Said { words }, .. }) => words.as_str(),
        other => panic!("{other:?} says nothing"),
    }
}

#[test]
fn names_go_whatever_their_case_and_other_words_stay() {
    let traces = Traces::of(&anna(), false);
    for (text, expected) in [
        ("Ask Anna-Lena Schmidt.", Some("Ask Erased person.")),
        ("ANNA-LENA   SCHMIDT\nsays hello", Some("Erased person\nsays hello")),
        ("anna-lena\nschmidt", Some("Erased person")),
        ("write to anna@example.org, please", Some("write to Erased person, please")),
        ("@Anna-Lena can you?", Some("Erased person can you?")),
        ("@Anna-Lena Schmidt, can you?", Some("Erased person, can you?")),
        ("Anna-Lena is somebody else, too", None),
        ("Anna-Lena Schmidtke is somebody else", None),
        ("joanna@example.org", None),
        ("İstanbul, ẞ, 名前 and Anna-Lena Schmidt", Some("İstanbul, ẞ, 名前 and Erased person")),
    ] {
        assert_eq!(traces.clean(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn words_of_others_lose_the_name_alone() {
    let traces = Traces::of(&anna(), true);

    let cleaned = traces.taken_from(&said(2, "Anna-Lena Schmidt knows the building"));

    assert_eq!(words_of(&cleaned.expect("it holds the name")), "Erased person knows the building");
    assert_eq!(traces.taken_from(&said(2, "Nobody knows the building")), None);
}

#[test]
fn words_of_the_person_stay_unless_asked_for() {
    let own = said(1, "The keys are at the desk");

    assert_eq!(Traces::of(&anna(), false).taken_from(&own), None);
    let blank = Traces::of(&anna(), true).taken_from(&own);

    assert_eq!(words_of(&blank.expect("it is theirs")), "[erased]");
}

#[test]
fn earlier_wordings_go_with_the_words_and_lose_names_as_they_do() {
    let reworded = |author| {
        let mut line = line(author, Event::Said { words: Words::new("Anna-Lena Schmidt, at nine").expect("short") });
        line.reword(Words::new("At ten").expect("short"), Timestamp::from_micros(2)).expect("it has words");
        Entity::from(line)
    };
    let earlier = |entity: Option<Entity>| match entity {
        Some(Entity::Entry(it)) => it.earlier.into_iter().map(|it| it.words.to_string()).collect::<Vec<_>>(),
        other => panic!("{other:?} is no line"),
    };

    assert_eq!(earlier(Traces::of(&anna(), true).taken_from(&reworded(1))), ["[erased]"]);
    assert_eq!(earlier(Traces::of(&anna(), true).taken_from(&reworded(2))), ["Erased person, at nine"]);
}

#[test]
fn a_mention_goes_whatever_the_person_was_called_then() {
    let mut line = line(2, Event::Said { words: Words::new("Ask @Anna Huber, not Anna Huber").expect("short") });
    let name = Title::new("Anna Huber").expect("short");
    line.mentions.insert(Mention { person: PersonId::new(Uuid::from_u128(1)), name });

    let clean = Traces::of(&anna(), false).taken_from(&line.into()).expect("it mentions her").to_json();

    assert!(!clean.contains("Huber") && clean.contains("Ask Erased person, not Erased person"), "{clean}");
}

#[test]
fn a_name_like_a_word_of_a_closed_list_breaks_nothing() {
    let promise = Person { name: Title::new("Promise").expect("it is short"), email: None, ..anna() };
    let follow_up = Entity::from(FollowUp {
        id: FollowUpId::new(Uuid::from_u128(7)),
        owner: PersonId::new(Uuid::from_u128(2)),
        reason: FollowUpReason::Promise,
        request: None,
        words: Words::new("call Promise").ok(),
        made_at: Timestamp::from_micros(1),
        due: Timestamp::from_micros(2),
        state: FollowUpState::Open { rung: false },
        clock: None,
        matters_until: None,
        rung_by: None,
    });

    match Traces::of(&promise, false).taken_from(&follow_up) {
        Some(Entity::FollowUp(it)) => {
            assert_eq!(it.reason, FollowUpReason::Promise);
            assert_eq!(it.words.expect("there were some").as_str(), "call Erased person");
        }
        other => panic!("{other:?} is no follow-up"),
    }
}

#[test]
fn a_name_with_quotation_marks_is_found_in_bodies() {
    let person = Person { name: Title::new("Bo \"Bee\" Lund").expect("it is short"), ..anna() };
    let traces = Traces::of(&person, false);
    let body = said(2, "thanks to Bo \"Bee\" Lund").to_json();

    assert!(traces.may_be_in(&body));
    assert!(traces.taken_from(&said(2, "thanks to Bo Lund")).is_none(), "that is somebody else's name");
    let operation = r#"{"payload":{"type":"say","words":"thanks to Bo \"Bee\" Lund"}}"#;
    let cleaned = traces.taken_from_record(operation).expect("it holds the name");
    assert_eq!(cleaned, r#"{"payload":{"type":"say","words":"thanks to Erased person"}}"#);
}

#[test]
fn nothing_of_an_erased_person_is_left_in_their_own_record() {
    let erased = anna().erased();

    let json = Entity::from(erased.clone()).to_json();
    for word in ["Anna", "Schmidt", "example.org", "Legal", "Berlin", "\"de\""] {
        assert!(!json.contains(word), "{word} is in {json}");
    }
    assert_eq!((erased.id, erased.is_erased, erased.is_active), (anna().id, true, false));
}

#[test]
fn a_name_goes_from_labels_and_from_the_lines_that_tell_of_them() {
    let label = crate::text::Label::new("For Anna-Lena Schmidt, and nobody else").expect("it is short");
    let (id, request) = (EntryId::new(Uuid::from_u128(5)), ServiceRequestId::new(Uuid::from_u128(6)));
    let author = Some(PersonId::new(Uuid::from_u128(2)));
    let told = Entity::from(Entry::new(id, request, author, Timestamp::from_micros(1), Event::Labelled { label }));

    let taken = Traces::of(&anna(), false).taken_from(&told).expect("it names her");

    assert!(taken.to_json().contains("For Erased person, and nobody else"), "{}", taken.to_json());
    let record = r#"{"type":"add_label","label":"Anna-Lena Schmidt"}"#;
    let cleaned = Traces::of(&anna(), false).taken_from_record(record);
    assert_eq!(cleaned.as_deref(), Some(r#"{"label":"Erased person","type":"add_label"}"#));
}

#[test]
fn how_the_person_wrote_a_time_goes_with_their_words_and_the_time_stays() {
    let anna_id = anna().id;
    let body = serde_json::json!({
        "id": Uuid::from_u128(6), "number": null, "title": "The keys", "details": null, "requester": anna_id,
        "addressee": { "person": Uuid::from_u128(2) }, "visibility": "teams", "priority": "normal", "kind": null,
        "needed_by": 7, "written": { "words": "fri 3pm", "zone": "Europe/Berlin" }, "asked_at": 1,
        "requester_teams": [], "helper_teams": [], "watchers": [],
        "stage": { "type": "asked", "since": 1, "offer": null },
        "first_acknowledged_at": null, "reopen_count": 0, "hand_over_count": 0, "changed_at": 1,
    });
    let asked = Entity::from_json(EntityKind::ServiceRequest, &body.to_string()).expect("it is a request");

    let Some(Entity::ServiceRequest(taken)) = Traces::of(&anna(), true).taken_from(&asked) else {
        panic!("it holds her words");
    };

    let written = taken.written.expect("that it was written stays");
    assert_eq!((written.words.as_str(), written.zone), ("[erased]", chrono_tz::Europe::Berlin));
    assert_eq!(taken.needed_by, Some(Timestamp::from_micros(7)));
}
