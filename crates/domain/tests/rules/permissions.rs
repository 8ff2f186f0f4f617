//! The table of rights, written once more by hand and held against the rules, cell by cell.

use chrono::TimeDelta;
use goodturn_domain::operation::IntentName as I;
use goodturn_domain::policy::{self, Party, Standing, State};
use goodturn_domain::{Actor, Intent, PersonId, Refusal, Role, ServiceRequest, ServiceRequestId, StageName};
use goodturn_test_support::{Book, a_request, team, who, words};

use crate::deeds;

/// R requester, H helper, T member of the team that was asked, L its lead, V anybody who sees it,
/// S the server. Columns: asked, acknowledged, in progress, waiting on the requester, waiting on
/// another, delivered, closed, declined, withdrawn.
///
/// Beyond the table of the trade: a second acknowledgement is told, not refused; of a team that
/// was asked any member may offer a time; who promises the next word is the helper.
const TABLE: [(I, [&str; 9]); 36] = [
    (I::Acknowledge, ["HTL", "HTL", "HTL", "HTL", "HTL", "", "", "", ""]),
    (I::Offer, ["HRTL", "HR", "HR", "HR", "HR", "", "", "", ""]),
    (I::AcceptOffer, ["HRTL", "HR", "HR", "HR", "HR", "", "", "", ""]),
    (I::Decline, ["HTL", "H", "", "", "", "", "", "", ""]),
    (I::HandOver, ["HTL", "HL", "HL", "HL", "HL", "", "", "", ""]),
    (I::Start, ["H", "H", "", "H", "H", "", "", "", ""]),
    (I::WaitOnRequester, ["", "H", "H", "", "H", "", "", "", ""]),
    (I::WaitOnOther, ["", "H", "H", "H", "", "", "", "", ""]),
    (I::Renegotiate, ["", "H", "H", "H", "H", "", "", "", ""]),
    (I::PromiseNextWord, ["", "H", "H", "H", "H", "", "", "", ""]),
    (I::Deliver, ["", "H", "H", "H", "H", "", "", "", ""]),
    (I::Confirm, ["", "", "", "", "", "R", "", "", ""]),
    (I::NotYet, ["", "", "", "", "", "R", "", "", ""]),
    (I::Rate, ["", "", "", "", "", "", "R", "", ""]),
    (I::Lapse, ["", "", "", "", "", "S", "", "", ""]),
    (I::Withdraw, ["R", "R", "R", "R", "R", "", "", "", ""]),
    (I::AskApproval, ["HTL", "HTL", "HTL", "HTL", "HTL", "", "", "", ""]),
    (I::WaiveApproval, ["HTL", "HTL", "HTL", "HTL", "HTL", "", "", "", ""]),
    (I::ChangePriority, ["RHTL", "RHTL", "RHTL", "RHTL", "RHTL", "RHTL", "", "", ""]),
    (I::AddLabel, ["HRTL"; 9]),
    (I::RemoveLabel, ["HRTL"; 9]),
    (I::Link, ["HRTL"; 9]),
    (I::Unlink, ["HRTL"; 9]),
    (I::TickStep, ["HTL", "HTL", "HTL", "HTL", "HTL", "HTL", "", "", ""]),
    (I::UntickStep, ["HTL", "HTL", "HTL", "HTL", "HTL", "HTL", "", "", ""]),
    (I::Say, ["V", "V", "V", "V", "V", "V", "V", "V", "V"]),
    (I::Nudge, ["R", "R", "R", "H", "R", "H", "", "", ""]),
    (I::Note, ["HTL", "HTL", "HTL", "HTL", "HTL", "HTL", "HTL", "HTL", "HTL"]),
    (I::Watch, ["V", "V", "V", "V", "V", "V", "V", "V", "V"]),
    (I::Merge, ["HRTL", "HRTL", "HRTL", "HRTL", "HRTL", "", "", "", ""]),
    (I::Unmerge, ["", "", "", "", "", "", "", "", "HRTL"]),
    (I::Mute, ["V", "V", "V", "V", "V", "V", "V", "V", "V"]),
    (I::Unmute, ["V", "V", "V", "V", "V", "V", "V", "V", "V"]),
    (I::Unwatch, ["V", "V", "V", "V", "V", "V", "V", "V", "V"]),
    (I::Remind, ["V", "V", "V", "V", "V", "V", "V", "V", "V"]),
    (I::Thank, ["V", "V", "V", "V", "V", "V", "V", "V", "V"]),
];

const ACTORS: [&str; 7] = ["anna", "ben", "sam", "tom", "lena", "kim", "server"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    WrongStage,
    NotYours,
    NotFound,
}

/// What `actor` is to the request: Anna asks, Sam serves, Kim has nothing to do with it.
fn letters(actor: &str, is_to_team: bool, stage: StageName) -> &'static str {
    let nobody_has_it = matches!(stage, StageName::Asked | StageName::Declined);
    match (actor, is_to_team) {
        ("anna", _) => "RV",
        ("ben", _) => "V",
        ("sam", true) if nobody_has_it => "TV",
        ("sam", true) => "HTV",
        ("sam", false) => "HV",
        ("tom", true) => "TV",
        ("lena", true) => "TLV",
        ("tom" | "lena", false) => "V",
        ("server", _) => "S",
        _ => "",
    }
}

fn expected(allowed: &str, letters: &str) -> Answer {
    if letters.is_empty() {
        Answer::NotFound
    } else if allowed.is_empty() {
        Answer::WrongStage
    } else if allowed.chars().any(|letter| letters.contains(letter)) {
        Answer::Yes
    } else {
        Answer::NotYours
    }
}

fn answer(book: &mut Book, actor: Actor, intent: Intent) -> Answer {
    match book.decide(actor, intent) {
        Ok(changes) => {
            assert!(!changes.is_empty(), "what is allowed changes something");
            Answer::Yes
        }
        Err(Refusal::WrongStage { .. }) => Answer::WrongStage,
        Err(Refusal::NotYours { .. }) => Answer::NotYours,
        Err(Refusal::NotFound) => Answer::NotFound,
        Err(other) => panic!("rights alone were in question, not {other}"),
    }
}

#[test]
fn every_cell_of_the_table_of_rights_is_decided_as_written() {
    let mut cells = 0;
    for (name, columns) in TABLE {
        for (stage, allowed) in StageName::ALL.into_iter().zip(columns) {
            for is_to_team in [false, true] {
                for actor in ACTORS {
                    let is_personal = matches!(name, I::Remind | I::Thank);
                    if actor == "server" && (is_personal || allowed == "V") {
                        continue;
                    }
                    check_cell(name, stage, allowed, is_to_team, actor);
                    cells += 1;
                }
            }
        }
    }
    assert!(cells > 2_000, "the table has {cells} cells");
}

fn check_cell(name: I, stage: StageName, allowed: &str, is_to_team: bool, actor: &str) {
    let mut book = Book::founded();
    let request = book.fresh_request();
    let builder = a_request().in_stage(stage);
    book.put(if is_to_team { builder.to_team(team("legal")) } else { builder }.build(request));
    book.wait(TimeDelta::hours(1));
    let doer = if actor == "server" { Actor::Server } else { Actor::Person(who(actor)) };
    let intent = deeds::on_request(&mut book, name, request, doer, who(actor)).expect("the table is about requests");

    let given = answer(&mut book, doer, intent);

    // A request is closed to reminders and thanks of strangers as if it were not there.
    let wanted = expected(allowed, letters(actor, is_to_team, stage));
    assert_eq!(
        given,
        wanted,
        "{actor} does {name:?} to a request to {} that is {stage:?}",
        if is_to_team { "the team" } else { "sam" }
    );
}

#[test]
fn what_is_offered_is_permitted() {
    for stage in StageName::ALL {
        for actor in ["anna", "ben", "sam", "tom", "lena"] {
            let request = a_request().in_stage(stage).to_team(team("legal")).build(ServiceRequestId::new(uuid(1)));
            let parties = standing(who(actor)).parties(&request);

            for intent in policy::offered(stage, &parties) {
                let parties = [&parties[..], &[Party::Oneself]].concat();
                assert_eq!(policy::permit(intent, State::Stage(stage), &parties), Ok(()), "{actor}, {stage:?}");
            }
        }
    }
}

#[test]
fn a_taken_request_is_not_offered_to_be_taken_again() {
    let parties = standing(who("tom")).parties(&in_progress());

    let offered = policy::offered(StageName::InProgress, &parties);

    assert!(!offered.contains(&I::Acknowledge));
}

fn in_progress() -> ServiceRequest {
    a_request().in_stage(StageName::InProgress).to_team(team("legal")).build(ServiceRequestId::new(uuid(1)))
}

fn standing(person: PersonId) -> Standing {
    let memberships = goodturn_test_support::cast::TEAMS
        .iter()
        .filter_map(|(name, members)| {
            members.iter().find(|(member, _)| who(member) == person).map(|(_, membership)| (team(name), *membership))
        })
        .collect();
    Standing { person, role: Role::Member, is_respect_officer: false, memberships }
}

fn uuid(number: u64) -> uuid::Uuid {
    uuid::Uuid::from_u64_pair(9, number)
}

#[test]
fn a_guest_sees_only_what_names_them() {
    let mut book = Book::founded();
    let (anna, gus) = (who("anna"), who("gus"));
    let open = book.ask(anna, a_request().open_to_all());
    let watched = book.ask(anna, a_request().watched_by(gus));

    let entry = book.fresh_entry();
    assert_eq!(
        book.tries(gus, Intent::Say { request: open, entry, words: words("Hm"), mentions: [].into() }),
        Err(Refusal::NotFound)
    );
    book.say(gus, watched, "I am here");
}

#[test]
fn a_deactivated_person_does_nothing_any_more() {
    let mut book = Book::founded();
    book.does(who("olga"), Intent::Deactivate { person: who("anna") });

    let request = book.fresh_request();
    assert_eq!(book.tries(who("anna"), a_request().ask(request)), Err(Refusal::Inactive));
    assert_eq!(book.tries(who("ben"), a_request().to(who("anna")).ask(request)), Err(Refusal::Inactive));
}

#[test]
fn the_last_owner_stays() {
    let mut book = Book::founded();
    let olga = who("olga");

    assert_eq!(book.tries(olga, Intent::Deactivate { person: olga }), Err(Refusal::OwnerProtected));
    assert_eq!(book.tries(olga, Intent::ChangeRole { person: olga, role: Role::Member }), Err(Refusal::OwnerProtected));
    let change = Intent::ChangeRole { person: who("anna"), role: Role::Administrator };
    assert_eq!(book.tries(who("anna"), change), Err(Refusal::NotAdministrator));
}
