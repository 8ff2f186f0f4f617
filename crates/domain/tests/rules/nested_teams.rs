//! Teams that are parts of other teams: what they are put under, and what they have from there.

use chrono::TimeDelta;
use chrono_tz::UTC;
use goodturn_domain::calendar::Interval;
use goodturn_domain::person::Membership;
use goodturn_domain::team_place::TeamPlace;
use goodturn_domain::{Addressee, Intent, PersonId, Records, Refusal, ServiceLevel, WorkingCalendar};
use goodturn_test_support::{Book, a_request, team, title, who, words};

use crate::service_levels::{a_level, known_team, mornings, set_calendar, set_levels, terms};
use crate::then::{acknowledge, in_days};

fn place(of: &str, part_of: Option<&str>) -> Intent {
    Intent::PlaceTeam { team: team(of), part_of: part_of.map(team), is_led_from_above: true }
}

/// Sales, with Legal as its part.
fn nested() -> Book {
    let mut book = Book::founded();
    book.does(who("olga"), place("legal", Some("sales")));
    book
}

/// More teams, each part of the one before it, the first part of `top`.
fn add_below(book: &mut Book, top: Option<&str>, names: &[&str]) {
    let mut above = top;
    for name in names {
        book.does(who("olga"), Intent::AddTeam { team: team(name), name: title(name), prefix: title("X") });
        if above.is_some() {
            book.does(who("olga"), place(name, above));
        }
        above = Some(name);
    }
}

fn parts(book: &Book, of: &str) -> Vec<goodturn_domain::TeamId> {
    known_team(book, team(of)).place.parts.into_iter().collect()
}

fn evenings() -> WorkingCalendar {
    WorkingCalendar::new(UTC, std::array::from_fn(|_| vec![Interval { from: 1080, to: 1200 }]))
}

fn membership(book: &Book, of: PersonId, name: &str) -> Option<Membership> {
    let memberships = book.list_memberships(of).expect("a book can be read");
    memberships.into_iter().find(|(id, _)| *id == team(name)).map(|(_, membership)| membership)
}

#[test]
fn only_administrators_put_a_team_under_another() {
    let mut book = Book::founded();

    assert_eq!(book.tries(who("lena"), place("legal", Some("sales"))), Err(Refusal::NotAdministrator));
    book.does(who("olga"), place("legal", Some("sales")));

    assert_eq!(known_team(&book, team("legal")).place.part_of, Some(team("sales")));
    assert_eq!(parts(&book, "sales"), [team("legal")]);
    assert_eq!(book.does(who("olga"), place("legal", Some("sales"))), []);
    book.does(who("olga"), place("legal", None));
    assert_eq!(parts(&book, "sales"), []);
}

#[test]
fn a_team_is_never_part_of_itself_however_long_the_way() {
    let (mut book, olga) = (nested(), who("olga"));
    add_below(&mut book, Some("legal"), &["press"]);

    assert_eq!(book.tries(olga, place("sales", Some("sales"))), Err(Refusal::PartOfItself));
    assert_eq!(book.tries(olga, place("sales", Some("legal"))), Err(Refusal::PartOfItself));
    assert_eq!(book.tries(olga, place("sales", Some("press"))), Err(Refusal::PartOfItself));
    assert_eq!(book.tries(olga, place("sales", Some("nobody"))), Err(Refusal::NotFound));
}

#[test]
fn teams_are_at_most_five_deep() {
    let (mut book, olga) = (Book::founded(), who("olga"));
    let too_deep = Err(Refusal::TeamsTooDeep { most: TeamPlace::MOST_DEEP });
    add_below(&mut book, None, &["one", "two", "three", "four", "five"]);

    assert_eq!(book.tries(olga, place("sales", Some("five"))), too_deep);
    book.does(olga, place("legal", Some("sales")));
    // Legal would be the sixth: what is moved takes its parts along.
    assert_eq!(book.tries(olga, place("sales", Some("four"))), too_deep);
    book.does(olga, place("sales", Some("three")));
}

#[test]
fn nothing_is_put_under_a_closed_team() {
    let (mut book, olga) = (Book::founded(), who("olga"));
    book.does(olga, Intent::CloseTeam { team: team("sales") });

    assert_eq!(book.tries(olga, place("legal", Some("sales"))), Err(Refusal::Inactive));
}

#[test]
fn the_parts_of_a_closed_team_become_parts_of_what_is_above_it() {
    let (mut book, olga) = (nested(), who("olga"));
    add_below(&mut book, Some("legal"), &["press"]);
    book.does(olga, Intent::CloseTeam { team: team("legal") });

    assert_eq!(known_team(&book, team("press")).place.part_of, Some(team("sales")));
    assert_eq!(parts(&book, "sales").len(), 2, "the closed team keeps its place");
    assert_eq!(membership(&book, who("lena"), "press"), None);
    assert_eq!(membership(&book, who("anna"), "press"), Some(Membership::Lead));

    book.does(olga, Intent::CloseTeam { team: team("sales") });
    assert_eq!(known_team(&book, team("press")).place.part_of, None);
    assert_eq!(membership(&book, who("anna"), "press"), None);

    book.does(olga, Intent::ReopenTeam { team: team("legal") });
    assert_eq!(known_team(&book, team("legal")).place.part_of, None);
    assert_eq!(parts(&book, "legal"), []);
}

#[test]
fn hours_and_levels_come_from_the_nearest_team_above_that_has_some() {
    let (mut book, olga) = (nested(), who("olga"));
    add_below(&mut book, Some("legal"), &["press"]);
    book.does(olga, set_calendar("sales", Some(mornings())));
    book.does(olga, set_levels("sales", vec![a_level("Of sales")]));
    let holds = |book: &Book| {
        let press = known_team(book, team("press"));
        (press.calendar().cloned(), press.levels().first().map(|it| it.name.to_string()))
    };

    assert_eq!(holds(&book), (Some(mornings()), Some("Of sales".into())));
    book.does(who("lena"), set_calendar("legal", Some(evenings())));
    assert_eq!(holds(&book), (Some(evenings()), Some("Of sales".into())));
    book.does(olga, set_levels("press", vec![a_level("Of press")]));
    assert_eq!(holds(&book), (Some(evenings()), Some("Of press".into())));

    book.does(who("lena"), set_calendar("legal", None));
    book.does(olga, set_levels("press", Vec::new()));
    assert_eq!(holds(&book), (Some(mornings()), Some("Of sales".into())));
    book.does(olga, place("legal", None));
    assert_eq!(holds(&book), (None, None));
}

#[test]
fn a_request_goes_by_what_held_when_the_team_had_another_place() {
    let (mut book, olga) = (nested(), who("olga"));
    book.does(olga, set_calendar("sales", Some(mornings())));
    book.does(olga, set_levels("sales", vec![a_level("Of sales")]));
    let request = book.ask(who("kim"), a_request().to_team(team("legal")));
    book.wait(TimeDelta::hours(2));
    add_below(&mut book, None, &["press"]);
    book.does(olga, set_calendar("press", Some(evenings())));
    let moved = book.now;
    book.does(olga, place("legal", Some("press")));
    book.wait(TimeDelta::hours(2));
    book.does(olga, set_levels("press", vec![ServiceLevel { priority: None, ..a_level("Of press") }]));

    let held: Vec<_> = terms(&book, request)
        .into_iter()
        .map(|it| (it.since, it.calendar, it.level.map(|level| level.name.to_string())))
        .collect();
    let asked = moved.plus(TimeDelta::hours(-2));
    let last = moved.plus(TimeDelta::hours(2));
    let expected = [
        (asked, mornings(), Some("Of sales".to_owned())),
        (moved, evenings(), None),
        (last, evenings(), Some("Of press".to_owned())),
    ];
    assert_eq!(held, expected);
}

#[test]
fn who_leads_a_team_leads_no_part_that_keeps_to_itself() {
    let (mut book, olga, anna) = (Book::founded(), who("olga"), who("anna"));
    let placed =
        |is_led_from_above| Intent::PlaceTeam { team: team("legal"), part_of: Some(team("sales")), is_led_from_above };
    book.does(olga, placed(false));
    add_below(&mut book, Some("legal"), &["press"]);
    assert_eq!(membership(&book, anna, "legal"), None);
    assert_eq!(membership(&book, anna, "press"), None, "who leads what is above legal leads nothing below it");

    book.does(olga, placed(true));
    assert_eq!(membership(&book, anna, "legal"), Some(Membership::Lead));
    assert_eq!(membership(&book, anna, "press"), Some(Membership::Lead));
    assert_eq!(book.does(olga, placed(true)), []);

    book.does(olga, placed(false));
    assert_eq!(membership(&book, anna, "press"), None);
    book.does(olga, Intent::CloseTeam { team: team("legal") });
    assert_eq!(membership(&book, anna, "press"), None, "nobody leads it who did not before");
}

#[test]
fn who_leads_a_team_leads_its_parts() {
    let (mut book, anna) = (nested(), who("anna"));
    add_below(&mut book, Some("legal"), &["press"]);
    let request = book.ask(who("kim"), a_request().to_team(team("press")));

    assert_eq!(membership(&book, anna, "legal"), Some(Membership::Lead));
    assert_eq!(membership(&book, who("ben"), "legal"), None, "a member above is no member of a part");
    book.does(anna, set_levels("legal", vec![a_level("Usual")]));
    book.does(anna, acknowledge(request, in_days(2)));

    let demoted = Intent::SetMembership { team: team("sales"), person: anna, membership: Some(Membership::Member) };
    book.does(who("olga"), demoted);
    assert_eq!(membership(&book, anna, "press"), None);
    assert_eq!(book.tries(anna, set_levels("legal", Vec::new())), Err(Refusal::NotAdministrator));
}

#[test]
fn what_a_lead_of_a_team_above_asks_for_is_not_for_the_parts_to_see() {
    let mut book = nested();
    let asked = book.ask(who("anna"), a_request().to(who("kim")));
    let given = book.ask(who("kim"), a_request().to(who("anna")));

    assert_eq!(book.request(asked).requester_teams, [team("sales")].into());
    assert_eq!(book.request(given).helper_teams, [team("sales")].into());
    assert_eq!(book.request(given).addressee, Addressee::Person(who("anna")));
    let say = Intent::Note { request: asked, entry: book.fresh_entry(), words: words("Seen?"), mentions: [].into() };
    assert_eq!(book.tries(who("sam"), say), Err(Refusal::NotFound));
}

#[test]
fn who_is_erased_leads_nothing_any_more() {
    let (mut book, anna) = (nested(), who("anna"));
    book.does(who("olga"), Intent::Deactivate { person: anna });
    book.does(who("olga"), Intent::Erase { person: anna, words_too: false });

    let legal = known_team(&book, team("legal"));
    assert!(legal.place.leads.is_empty() && !legal.is_led_by(anna));
}
