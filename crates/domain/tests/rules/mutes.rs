//! Muting: each for themselves, and nothing of it on the request.

use goodturn_domain::{Entity, Intent, Mute, PersonId, Refusal, Scope, ServiceRequestId};
use goodturn_test_support::{Book, a_request, team, who};

fn asked(book: &mut Book) -> ServiceRequestId {
    let request = book.fresh_request();
    book.does(who("anna"), a_request().to_team(team("legal")).watched_by(who("kim")).ask(request));
    request
}

fn is_muted(changed: &[Entity], person: PersonId) -> bool {
    match changed {
        [Entity::Mute(mute)] if mute.person == person => mute.is_muted,
        other => panic!("{other:?} is not a mute alone"),
    }
}

#[test]
fn whoever_sees_a_request_mutes_it_for_themselves_alone() {
    let mut book = Book::founded();
    let request = asked(&mut book);

    for person in ["anna", "sam", "kim"].map(who) {
        let changed = book.does(person, Intent::Mute { request });
        assert!(is_muted(&changed, person), "and the request stays as it is");
        assert_eq!(changed[0].scopes(None), [Scope::Person(person)].into());
        assert_eq!(changed[0].people(), [person].into());
    }

    assert_eq!(book.tries(who("gus"), Intent::Mute { request }), Err(Refusal::NotFound), "Gus does not see it");
}

#[test]
fn two_devices_that_mute_mean_one_mute_and_it_is_taken_back_once() {
    let mut book = Book::founded();
    let (sam, request) = (who("sam"), asked(&mut book));

    assert_eq!(book.does(sam, Intent::Unmute { request }), [], "it was not muted");
    assert!(is_muted(&book.does(sam, Intent::Mute { request }), sam));
    assert_eq!(book.does(sam, Intent::Mute { request }), [], "the other device came later");
    let back = book.does(sam, Intent::Unmute { request });

    assert!(!is_muted(&back, sam));
    assert_eq!(back[0].key(), Mute::id_of(sam, request).into());
}
