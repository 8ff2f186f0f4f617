//! Answers: who writes, keeps and retires them, who reads them, and one voice for each person.

use chrono::{NaiveDate, TimeDelta};
use goodturn_domain::erasure::Traces;
use goodturn_domain::person::Membership;
use goodturn_domain::scope::Topic;
use goodturn_domain::{
    Actor, AnswerAudience, Entity, Intent, Judgement, KnownAnswer, KnownAnswerId, Person, PersonId, Records, Refusal,
    Scope,
};
use goodturn_test_support::{Book, a_request, monday, team, title, who, words};
use uuid::Uuid;

pub(crate) fn id_of(name: &str) -> KnownAnswerId {
    KnownAnswerId::derived(Uuid::nil(), name)
}

/// So many days after the Monday on which every test begins.
fn day(days: i64) -> NaiveDate {
    monday().to_utc().date_naive() + TimeDelta::days(days)
}

/// Legal writes an answer that `owner` keeps right.
pub(crate) fn write(name: &str, owner: &str) -> Intent {
    Intent::WriteAnswer {
        answer: id_of(name),
        team: team("legal"),
        title: title("How long a lease is read"),
        words: words("Two days. Send it as one file."),
        owner: who(owner),
        audience: AnswerAudience::Organization,
        review_on: day(180),
        source: None,
    }
}

pub(crate) fn change(answer: KnownAnswerId, from: u32, owner: &str, text: &str) -> Intent {
    let (title, words, audience) = (title("How long a lease is read"), words(text), AnswerAudience::Organization);
    Intent::ChangeAnswer { answer, from, title, words, owner: who(owner), audience, review_on: None }
}

pub(crate) fn review(answer: KnownAnswerId, days: i64) -> Intent {
    Intent::ReviewAnswer { answer, review_on: day(days) }
}

/// An answer of Legal's that `owner` keeps right.
pub(crate) fn answered(book: &mut Book, owner: PersonId, is_retired: bool) -> KnownAnswerId {
    let id = id_of("known");
    book.put(KnownAnswer {
        id,
        team: team("legal"),
        title: title("How long a lease is read"),
        words: words("Two days."),
        owner,
        written_by: owner,
        audience: AnswerAudience::Organization,
        review_on: day(180),
        source: None,
        written_at: monday(),
        version: 1,
        changed_at: monday(),
        helped: 0,
        not_helped: 0,
        retired_at: is_retired.then(monday),
    });
    id
}

fn answer(book: &Book, id: KnownAnswerId) -> KnownAnswer {
    match book.find(id.into()) {
        Ok(Some(Entity::KnownAnswer(answer))) => answer,
        other => panic!("{other:?} is no answer"),
    }
}

fn judge(answer: KnownAnswerId, is_helpful: Option<bool>) -> Intent {
    Intent::JudgeAnswer { answer, is_helpful }
}

#[test]
fn members_write_owners_and_leads_change_and_leads_retire() {
    let mut book = Book::founded();

    assert_eq!(book.tries(who("anna"), write("lease", "sam")), Err(Refusal::SomebodyElses), "Anna is in Sales");
    book.does(who("tom"), write("lease", "sam"));
    let lease = id_of("lease");
    assert_eq!(book.tries(who("tom"), change(lease, 1, "sam", "Three days.")), Err(Refusal::SomebodyElses));
    book.does(who("sam"), change(lease, 1, "sam", "Three days."));
    book.does(who("lena"), change(lease, 2, "tom", "Four days."));
    assert_eq!(book.tries(who("tom"), Intent::RetireAnswer { answer: lease }), Err(Refusal::NotAdministrator));
    book.does(who("lena"), Intent::RetireAnswer { answer: lease });
    book.does(who("olga"), Intent::RestoreAnswer { answer: lease });

    let lease = answer(&book, lease);
    assert_eq!((lease.owner, lease.written_by, lease.version), (who("tom"), who("tom"), 3));
    assert_eq!(lease.retired_at, None);
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_not_written_over() {
    let mut book = Book::founded();
    let lease = answered(&mut book, who("sam"), false);

    book.does(who("lena"), change(lease, 1, "sam", "Three days."));

    let late = book.tries(who("sam"), change(lease, 1, "sam", "Five days."));
    assert_eq!(late, Err(Refusal::AnswerChangedMeanwhile));
    assert_eq!(answer(&book, lease).words, words("Three days."));
}

#[test]
fn an_answer_is_kept_by_somebody_of_its_team_and_looked_at_again_in_time() {
    let mut book = Book::founded();
    let lease = answered(&mut book, who("sam"), false);

    assert_eq!(book.tries(who("tom"), write("other", "anna")), Err(Refusal::AnswerOwnerNotInTeam));
    let too_late = Refusal::ReviewOutOfRange { most: KnownAnswer::LONGEST_REVIEW_DAYS };
    assert_eq!(book.tries(who("sam"), review(lease, -1)), Err(too_late.clone()));
    assert_eq!(book.tries(who("sam"), review(lease, 4_000)), Err(too_late));
    assert!(!answer(&book, lease).is_due(day(179)));
    assert!(answer(&book, lease).is_due(day(180)));
    book.does(who("sam"), review(lease, 365));

    assert!(!answer(&book, lease).is_due(day(180)));
    assert_eq!(answer(&book, lease).version, 1, "its words are the same");
}

#[test]
fn other_words_leave_the_day_of_review_as_it_is_unless_they_name_one() {
    let mut book = Book::founded();
    let lease = answered(&mut book, who("sam"), false);
    book.does(who("sam"), review(lease, 10));
    book.wait(TimeDelta::days(20));

    book.does(who("sam"), change(lease, 1, "sam", "Three days."));
    assert_eq!(answer(&book, lease).review_on, day(10), "it is past, and nobody said anything of it");
    let named = |days| match change(lease, 2, "sam", "Four days.") {
        Intent::ChangeAnswer { answer, from, title, words, owner, audience, .. } => {
            Intent::ChangeAnswer { answer, from, title, words, owner, audience, review_on: Some(day(days)) }
        }
        other => other,
    };
    let too_early = Refusal::ReviewOutOfRange { most: KnownAnswer::LONGEST_REVIEW_DAYS };
    assert_eq!(book.tries(who("sam"), named(11)), Err(too_early));
    book.does(who("sam"), named(10));
    assert_eq!(answer(&book, lease).version, 3, "the day that is known is none that was chosen");
}

#[test]
fn who_has_left_the_team_keeps_its_answers_no_longer() {
    let mut book = Book::founded();
    let lease = answered(&mut book, who("sam"), false);
    let left = Intent::SetMembership { team: team("legal"), person: who("sam"), membership: None };
    book.does(who("lena"), left);

    assert_eq!(book.tries(who("sam"), review(lease, 200)), Err(Refusal::SomebodyElses));
    let Ok(Some(Entity::Team(legal))) = book.find(team("legal").into()) else { panic!("the team is there") };
    let sam = book.people().find(|it| it.id == who("sam"));
    assert!(!answer(&book, lease).is_kept(Some(&legal), sam));
    book.does(who("lena"), change(lease, 1, "tom", "Three days."));
    let tom = book.people().find(|it| it.id == who("tom"));
    assert!(answer(&book, lease).is_kept(Some(&legal), tom));
    let gone = tom.map(|it| Person { is_active: false, ..it.clone() });
    assert!(!answer(&book, lease).is_kept(Some(&legal), gone.as_ref()));
}

#[test]
fn whom_a_device_does_not_know_keeps_an_answer_until_it_learns_otherwise() {
    let mut book = Book::founded();
    let lease = answered(&mut book, who("sam"), false);
    let lease = answer(&book, lease);
    let Ok(Some(Entity::Team(legal))) = book.find(team("legal").into()) else { panic!("the team is there") };
    let sam = book.people().find(|it| it.id == who("sam"));

    assert!(lease.is_kept(None, None));
    assert!(lease.is_kept(Some(&legal), None));
    assert!(lease.is_kept(None, sam));
    let gone = sam.map(|it| Person { is_active: false, ..it.clone() });
    assert!(!lease.is_kept(None, gone.as_ref()));
    assert!(!KnownAnswer { owner: who("anna"), ..lease }.is_kept(Some(&legal), None), "she is not in the team");
}

#[test]
fn guests_of_a_team_read_and_judge_its_answers_and_write_none() {
    let mut book = Book::founded();
    let lease = answered(&mut book, who("sam"), false);
    let membership = Some(Membership::Lead);
    book.does(who("lena"), Intent::SetMembership { team: team("legal"), person: who("gus"), membership });

    assert_eq!(book.tries(who("gus"), write("other", "sam")), Err(Refusal::SomebodyElses));
    assert_eq!(book.tries(who("gus"), change(lease, 1, "sam", "Three days.")), Err(Refusal::SomebodyElses));
    assert_eq!(book.tries(who("gus"), review(lease, 200)), Err(Refusal::SomebodyElses));
    assert_eq!(book.tries(who("sam"), write("other", "gus")), Err(Refusal::AnswerOwnerNotInTeam));
    book.does(who("gus"), judge(lease, Some(true)));

    assert_eq!(answer(&book, lease).helped, 1);
}

#[test]
fn everybody_has_one_voice_and_nobody_one_on_their_own() {
    let mut book = Book::founded();
    book.does(who("tom"), write("lease", "sam"));
    let lease = id_of("lease");
    let counts = |book: &Book| (answer(book, lease).helped, answer(book, lease).not_helped);

    assert_eq!(book.tries(who("sam"), judge(lease, Some(true))), Err(Refusal::OwnAnswer), "he keeps it");
    assert_eq!(book.tries(who("tom"), judge(lease, Some(true))), Err(Refusal::OwnAnswer), "he wrote it");
    book.does(who("anna"), judge(lease, Some(true)));
    assert_eq!(book.does(who("anna"), judge(lease, Some(true))), [], "her other device comes later");
    book.does(who("kim"), judge(lease, Some(true)));
    assert_eq!(counts(&book), (2, 0));
    let changed = book.does(who("anna"), judge(lease, Some(false)));
    assert_eq!(counts(&book), (1, 1));
    book.does(who("anna"), judge(lease, None));
    assert_eq!(counts(&book), (1, 0));

    let voice = changed.iter().find(|it| it.key() == Judgement::id_of(who("anna"), lease).into());
    assert_eq!(voice.map(|it| it.scopes(None)), Some([Scope::Person(who("anna"))].into()), "what she says is hers");
}

#[test]
fn who_may_not_read_an_answer_can_say_nothing_of_it() {
    let mut book = Book::founded();
    let Intent::WriteAnswer { answer: id, team: of, title, words, owner, review_on, source, .. } = write("t", "sam")
    else {
        unreachable!("it is what it is")
    };
    let audience = AnswerAudience::Team;
    book.does(
        who("sam"),
        Intent::WriteAnswer { answer: id, team: of, title, words, owner, audience, review_on, source },
    );

    assert_eq!(Entity::from(answer(&book, id)).scopes(None), [Scope::Team(team("legal"))].into());
    for stranger in ["anna", "gus", "olga"] {
        assert_eq!(book.tries(who(stranger), judge(id, Some(true))), Err(Refusal::NotFound), "{stranger}");
    }
    assert_eq!(book.tries(who("olga"), Intent::RetireAnswer { answer: id }), Err(Refusal::NotFound));
    book.does(who("lena"), judge(id, Some(true)));
    book.does(who("lena"), change(id, 1, "sam", "Two days."));
    let scopes = Entity::from(answer(&book, id)).scopes(None);
    assert_eq!(scopes, [Scope::Team(team("legal")), Scope::Topic(Topic::Everyone)].into());
    assert_eq!(book.tries(who("gus"), judge(id, Some(true))), Err(Refusal::NotFound), "guests read none");
}

#[test]
fn an_answer_is_born_from_what_its_writer_sees() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request().to(who("sam")).private());
    let from = |name: &str| match write(name, "sam") {
        Intent::WriteAnswer { answer, team, title, words, owner, audience, review_on, .. } => {
            let source = Some(request);
            Intent::WriteAnswer { answer, team, title, words, owner, audience, review_on, source }
        }
        other => other,
    };

    assert_eq!(book.tries(who("tom"), from("by tom")), Err(Refusal::NotFound));
    book.does(who("sam"), from("by sam"));

    let written = answer(&book, id_of("by sam"));
    assert_eq!((written.source, written.words), (Some(request), words("Two days. Send it as one file.")));
}

#[test]
fn erasing_takes_names_out_of_answers_and_leaves_what_the_team_knows() {
    let mut book = Book::founded();
    let name = Intent::ChangeProfile {
        person: who("kim"),
        name: title("Kim Berg"),
        position: None,
        zone: chrono_tz::UTC,
        locale: "en".into(),
        calendar: goodturn_domain::WorkingCalendar::weekdays(chrono_tz::UTC),
    };
    book.decide(Actor::Server, name).expect("the server keeps people");
    let membership = Some(Membership::Member);
    book.does(who("lena"), Intent::SetMembership { team: team("legal"), person: who("kim"), membership });
    book.does(who("kim"), write("lease", "kim"));
    book.does(who("kim"), change(id_of("lease"), 1, "kim", "Ask Kim Berg. Two days."));
    let kim = book.people().find(|it| it.id == who("kim")).expect("Kim is there").clone();

    let erased = Traces::of(&kim, true).taken_from(&answer(&book, id_of("lease")).into());

    let Some(Entity::KnownAnswer(erased)) = erased else { panic!("the name was in it") };
    assert_eq!(erased.words, words("Ask Erased person. Two days."));
}
