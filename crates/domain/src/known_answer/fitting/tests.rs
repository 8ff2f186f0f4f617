use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::clock::Timestamp;
use crate::id::{KnownAnswerId, PersonId, TeamId};
use crate::known_answer::AnswerAudience;
use crate::text::{Title, Words};

fn answer(title: &str, words: &str, helped: u32) -> KnownAnswer {
    let nobody = PersonId::new(Uuid::nil());
    KnownAnswer {
        id: KnownAnswerId::new(Uuid::nil()),
        team: TeamId::new(Uuid::nil()),
        title: Title::new(title).unwrap(),
        words: Words::new(words).unwrap(),
        owner: nobody,
        written_by: nobody,
        audience: AnswerAudience::Organization,
        review_on: NaiveDate::default(),
        source: None,
        written_at: Timestamp::from_micros(0),
        version: 1,
        changed_at: Timestamp::from_micros(0),
        helped,
        not_helped: 0,
        retired_at: None,
    }
}

fn shelf() -> AnswerIndex {
    AnswerIndex::of(&[
        answer("The VPN does not connect from home", "Restart the client of the laptop, then choose the gateway.", 3),
        answer("Order a new laptop", "The catalogue of IT has a service for it. It takes five days.", 0),
        answer("Parental leave: what to hand in", "The form, and the certificate, seven weeks before.", 1),
        answer("The badge does not open the door", "Have it charged at the reception desk.", 0),
    ])
}

#[test]
fn answers_fit_by_what_tells_most_and_never_by_a_word_in_passing() {
    for (asked, expected) in [
        ("My VPN doesn't connect at home", vec![0]),
        ("vpn", vec![0]),
        ("VPN broken", vec![]),
        ("New laptops for two colleagues", vec![1]),
        ("parental leave form", vec![2]),
        ("Eltern", vec![]),
        ("A translation of the lease for the notary", vec![]),
        ("", vec![]),
        ("it", vec![]),
    ] {
        assert_eq!(shelf().fitting(asked), expected, "{asked}");
    }
}

#[test]
fn of_two_that_fit_as_well_the_more_helpful_one_comes_first() {
    let shelf = AnswerIndex::of(&[answer("Reset a password", "So.", 0), answer("Password reset", "So.", 4)]);
    assert_eq!(shelf.fitting("password reset"), [1, 0]);
}

#[test]
fn search_finds_every_word_by_its_beginning_and_titles_first() {
    assert_eq!(shelf().having("lap"), [1, 0]);
    assert_eq!(shelf().having("laptop CLI"), [0]);
    assert_eq!(shelf().having("Zoë"), Vec::<usize>::new());
    assert_eq!(shelf().having(""), [0, 1, 2, 3]);
}

#[test]
fn words_that_differ_by_their_ending_alone_are_alike() {
    let words = words_of(["laptops connect the door"]);
    for (word, is_alike) in [
        ("laptop", true),
        ("connecting", true),
        ("connections", false),
        ("doors", true),
        ("do", false),
        ("them", false),
    ] {
        assert_eq!(has_alike(&words, word), is_alike, "{word}");
    }
}
