//! Small entities to store.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::offered_service::{ServiceIcon, ServiceVersion};
use goodturn_domain::organization::Directory;
use goodturn_domain::person::Membership;
use goodturn_domain::service_request::{Delivery, Service};
use goodturn_domain::team_place::TeamPlace;
use goodturn_domain::{
    Addressee, AnswerAudience, Attachment, CannedText, CannedTextId, Cycle, CycleUnit, Entry, EntryId, Event, FileHash,
    FileKind, FileName, FollowUp, FollowUpId, FollowUpReason, FollowUpState, Judgement, JudgementId, KnownAnswer,
    KnownAnswerId, Mute, MuteId, OfferedService, OfferedServiceId, Organization, OrganizationId, Person, PersonId,
    Priority, Recurrence, RecurrenceId, Retention, Role, ServiceDescription, ServiceRequest, ServiceRequestId, Stage,
    Team, TeamId, TeamRules, TeamRulesId, Template, TemplateId, TextOwner, Thanks, ThanksId, Timestamp, Title, View,
    ViewId, ViewList, Visibility, Wish, Words, WorkingCalendar,
};
use uuid::Uuid;

/// The id with this number.
pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A person's id.
pub fn person_id(number: u128) -> PersonId {
    PersonId::new(id(number))
}

/// So many microseconds after the beginning.
pub fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

/// A title.
pub fn title(text: &str) -> Title {
    Title::new(text).expect("samples have short titles")
}

/// What somebody writes.
pub fn words(text: &str) -> Words {
    Words::new(text).expect("samples have short texts")
}

/// An organization.
pub fn organization(number: u128) -> Organization {
    Organization {
        id: OrganizationId::new(id(number)),
        name: title("Riverside Realty"),
        zone: "UTC".parse().expect("UTC is a zone"),
        values: vec![title("Teamwork")],
        confirm_reminder_days: Organization::CONFIRM_REMINDER_DAYS,
        lapse_days: Organization::LAPSE_DAYS,
        rating_share: Default::default(),
        directory: Directory::Whole,
        retention: Retention::default(),
    }
}

/// An active member.
pub fn person(number: u128) -> Person {
    Person {
        id: person_id(number),
        name: title(&format!("Person {number}")),
        email: None,
        position: None,
        role: Role::Member,
        zone: "UTC".parse().expect("UTC is a zone"),
        locale: "en".to_owned(),
        calendar: WorkingCalendar::weekdays("UTC".parse().expect("UTC is a zone")),
        manager: None,
        absence: None,
        is_respect_officer: false,
        skills: Vec::new(),
        is_active: true,
        is_erased: false,
    }
}

/// An active team with these members.
pub fn team(number: u128, members: &[u128]) -> Team {
    let members: BTreeMap<_, _> = members.iter().map(|member| (person_id(*member), Membership::Member)).collect();
    Team {
        id: TeamId::new(id(number)),
        name: title(&format!("Team {number}")),
        calendars: Vec::new(),
        levels: Vec::new(),
        followed: None,
        services: BTreeSet::new(),
        place: TeamPlace::default(),
        prefix: title("T"),
        members,
        is_active: true,
    }
}

/// The team as part of another one, with these leads from above.
pub fn led_from_above(team: Team, leads: &[u128]) -> Team {
    let leads = leads.iter().map(|it| person_id(*it)).collect();
    Team { place: TeamPlace { is_led_from_above: true, leads, ..TeamPlace::default() }, ..team }
}

/// A service of team 50, in its first version.
pub fn offered_service(number: u128) -> OfferedService {
    let description = ServiceDescription {
        name: title(&format!("Service {number}")),
        icon: ServiceIcon::default(),
        details: None,
        fields: Vec::new(),
        helper: None,
        checklist: vec![title("Order it")],
        attachments: Vec::new(),
        approvals: Vec::new(),
        first_word: None,
        handled_by: None,
        is_confidential: false,
    };
    let versions = vec![ServiceVersion { number: 1, published_at: at(0), description }];
    OfferedService { id: OfferedServiceId::new(id(number)), team: TeamId::new(id(50)), versions, is_retired: false }
}

/// The rules of team 50: none, which the number tells apart.
pub fn team_rules(number: u128) -> TeamRules {
    TeamRules {
        id: TeamRulesId::new(id(number)),
        team: TeamId::new(id(50)),
        rules: Vec::new(),
        firings: Vec::new(),
        turns: Vec::new(),
    }
}

/// A request from person 1 to person 2, asked and not taken.
pub fn request(number: u128) -> ServiceRequest {
    let asked_at = at(i64::try_from(number).unwrap_or(i64::MAX));
    ServiceRequest {
        id: ServiceRequestId::new(id(number)),
        number: None,
        title: title(&format!("Request {number}")),
        details: None,
        requester: person_id(1),
        addressee: Addressee::Person(person_id(2)),
        visibility: Visibility::Teams,
        group: None,
        for_team: None,
        priority: Priority::Normal,
        kind: None,
        needed_by: None,
        written: None,
        asked_at,
        requester_teams: BTreeSet::new(),
        helper_teams: BTreeSet::new(),
        watchers: BTreeSet::new(),
        labels: BTreeSet::new(),
        links: BTreeMap::new(),
        merged: None,
        took_in: BTreeMap::new(),
        form: None,
        checklist: Vec::new(),
        stage: Stage::Asked { since: asked_at, offer: None },
        recurrence: None,
        approvals: Vec::new(),
        rated: None,
        first_acknowledged_at: None,
        reopen_count: 0,
        hand_over_count: 0,
        changed_at: asked_at,
    }
}

/// What `helper` has committed to, without a promise.
pub fn service(helper: u128) -> Service {
    Service {
        helper: person_id(helper),
        acknowledged_at: at(0),
        promises: Vec::new(),
        next_word: None,
        word_every: None,
        offer: None,
    }
}

/// A request that person 2 delivered.
pub fn delivered(number: u128, delivered_at: Timestamp) -> ServiceRequest {
    let delivery = Delivery { at: delivered_at, words: words("Here you are"), next_need: None };
    ServiceRequest { stage: Stage::Delivered { service: service(2), delivery }, ..request(number) }
}

/// A message of person 2 on a request.
pub fn entry(number: u128, request: u128) -> Entry {
    let said = Event::Said { words: words(&format!("Message {number}")) };
    let written_at = at(i64::try_from(number).unwrap_or(i64::MAX));
    Entry::new(EntryId::new(id(number)), ServiceRequestId::new(id(request)), Some(person_id(2)), written_at, said)
}

/// A view of person 1.
pub fn view(number: u128) -> View {
    View {
        id: ViewId::new(id(number)),
        owner: person_id(1),
        name: title("What is late"),
        list: ViewList::Everyone,
        search: Some(title("is:late")),
        team: None,
        made_at: at(0),
        is_dropped: false,
    }
}

/// What person 1 asks person 2 every week.
pub fn recurrence(number: u128) -> Recurrence {
    Recurrence {
        id: RecurrenceId::new(id(number)),
        requester: person_id(1),
        wish: Wish {
            title: title(&format!("Recurrence {number}")),
            details: Some(words("As always")),
            addressee: Addressee::Person(person_id(2)),
            visibility: Visibility::Teams,
            priority: Priority::Normal,
            kind: None,
            labels: BTreeSet::new(),
            watchers: BTreeSet::new(),
            needed: None,
            form: None,
        },
        cycle: Cycle { every: 1, unit: CycleUnit::Week, weekdays: BTreeSet::new(), from_completion: false },
        zone: "UTC".parse().expect("UTC is a zone"),
        first: at(0),
        next: Some(at(1_000_000)),
        last: None,
        left_out: 0,
        pause: None,
        made_at: at(0),
        is_dropped: false,
    }
}

/// A template of person 1.
pub fn template(number: u128) -> Template {
    let wish = Some(recurrence(number).wish);
    let owner = TextOwner::Person(person_id(1));
    Template { id: TemplateId::new(id(number)), owner, name: title(&format!("Template {number}")), wish }
}

/// The hash of a file.
pub fn file_hash(number: u8) -> FileHash {
    FileHash::new([number; 32])
}

/// A file of person 2 on a request.
pub fn attached(number: u128, request: u128, file: u8) -> Entry {
    let name = FileName::new("minutes.pdf").expect("samples have short names");
    let file = Attachment { name, hash: file_hash(file), bytes: 1_000, kind: FileKind::Pdf };
    Entry { event: Event::Attached { file, words: None }, ..entry(number, request) }
}

/// A reminder of person 1 on a request.
pub fn follow_up(number: u128, request: u128) -> FollowUp {
    FollowUp {
        id: FollowUpId::new(id(number)),
        owner: person_id(1),
        reason: FollowUpReason::Reminder,
        request: Some(ServiceRequestId::new(id(request))),
        words: None,
        made_at: at(0),
        due: at(i64::try_from(number).unwrap_or(i64::MAX)),
        state: FollowUpState::Open { rung: false },
        clock: None,
        matters_until: None,
        rung_by: None,
    }
}

/// A text that person 1 keeps.
pub fn canned_text(number: u128) -> CannedText {
    CannedText {
        id: CannedTextId::new(id(number)),
        owner: TextOwner::Person(person_id(1)),
        name: title(&format!("Text {number}")),
        words: Some(words("We will get back to you by {promise}.")),
    }
}

/// An answer of team 50, which person 1 keeps right.
pub fn known_answer(number: u128) -> KnownAnswer {
    KnownAnswer {
        id: KnownAnswerId::new(id(number)),
        team: TeamId::new(id(50)),
        title: title(&format!("Answer {number}")),
        words: words("Restart it."),
        owner: person_id(1),
        written_by: person_id(1),
        audience: AnswerAudience::Organization,
        review_on: at(0).to_utc().date_naive(),
        source: Some(ServiceRequestId::new(id(10))),
        written_at: at(0),
        version: 1,
        changed_at: at(0),
        helped: 1,
        not_helped: 1,
        retired_at: None,
    }
}

/// Person 1 says that an answer has helped.
pub fn judgement(number: u128, answer: u128) -> Judgement {
    Judgement {
        id: JudgementId::new(id(number)),
        person: person_id(1),
        answer: KnownAnswerId::new(id(answer)),
        is_helpful: Some(true),
    }
}

/// Person 1 has muted a request.
pub fn mute(number: u128, request: u128) -> Mute {
    Mute {
        id: MuteId::new(id(number)),
        person: person_id(1),
        request: ServiceRequestId::new(id(request)),
        is_muted: true,
    }
}

/// Thanks from person 1 to person 2.
pub fn thanks(number: u128) -> Thanks {
    Thanks {
        id: ThanksId::new(id(number)),
        from: person_id(1),
        to: BTreeSet::from([person_id(2)]),
        words: Some(words("Thank you")),
        values: Vec::new(),
        request: None,
        is_private: false,
        at: at(i64::try_from(number).unwrap_or(i64::MAX)),
    }
}
